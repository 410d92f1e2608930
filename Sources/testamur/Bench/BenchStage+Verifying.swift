import CanonicalJSON
import HomeFolder
import Issuance
import Signing
import Trust
import Verification

extension BenchStage {
    /// Verifying bundles of one institution on one core: what is the same in all of them is
    /// checked once, and each has three signatures of its own: credential, record, standing.
    func measureVerifying() async throws -> [BenchRow] {
        guard let openssl = try await opensslSpeed() else {
            return [BenchRow("verify in process", "not measured: no openssl command")]
        }
        let bundles = try await bundles(256)
        let verifier = Verifier(trusting: bundles.trust, policy: .standard)
        let now = Machine.now()
        var next = 0
        let rate = try Stopwatch.rate(for: duration) {
            let submission = try Submission(reading: bundles.files[next % bundles.files.count])
            precondition(verifier.verify(submission, at: now).code == .confirmed)
            next += 1
        }
        let signatures = 3.0
        return [
            BenchRow(
                "verify a bundle in process, one core", "\(rate.rate)/s",
                comparison: "openssl speed, \(openssl.verify.rate) signatures/s",
                ratio: rate * signatures / openssl.verify,
                target: "≥ 0.8 of the signatures, 3 a bundle")
        ]
    }

    /// Files of one institution, and the list that names it.
    func bundles(_ count: Int) async throws -> (files: [[UInt8]], trust: TrustList) {
        let institution = try await open(home("bundles-\(count)"))
        let outcomes = try await institution.registrar.issue((0..<count).map(input))
        let files = outcomes.compactMap { outcome -> [UInt8]? in
            guard case .issued(_, let bundle) = outcome else { return nil }
            return bundle.bytes
        }
        precondition(files.count == count, "the sample is issued")
        let trust = try await trustList(of: institution.registrar)
        return (files, trust)
    }

    func trustList(of registrar: Registrar) async throws -> TrustList {
        let description = try await registrar.description()
        return try TrustList(
            name: "Bench", sequence: 1, issued: Machine.now(),
            expires: Machine.now() + .seconds(86_400), institutions: [description.institution])
    }
}
