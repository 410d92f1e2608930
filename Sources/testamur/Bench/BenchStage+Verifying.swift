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
        let bundles = try await bundles(2_000)
        let verifier = Verifier(
            trusting: bundles.trust, policy: .unwitnessed, cache: VerifierCache())
        let now = Machine.now()
        let start = ContinuousClock.now
        for file in bundles.files {
            let submission = try verifier.submission(reading: file)
            precondition(verifier.verify(submission, at: now).code == .confirmed)
        }
        let rate = Double(bundles.files.count) / start.duration(to: .now).inSeconds
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
    struct Issued: Sendable {
        let files: [[UInt8]]
        let trust: TrustList
    }

    func bundles(_ count: Int) async throws -> Issued {
        let home = try await home("bundles-\(count)")
        let registrar = try await open(home).registrar
        let outcomes = try await registrar.issue(inputs(count))
        let trust = try await trustList(of: registrar)
        return Issued(files: BenchStage.files(outcomes), trust: trust)
    }

    @inline(never)
    private func inputs(_ count: Int) throws -> [JSONDocument] {
        try (0..<count).map { try input($0) }
    }

    @inline(never)
    private static func files(_ outcomes: [IssueOutcome]) -> [[UInt8]] {
        outcomes.map { outcome in
            guard case .issued(_, let bundle) = outcome else {
                preconditionFailure("the sample is issued")
            }
            return bundle.bytes
        }
    }

    @inline(never)
    func trustList(of registrar: Registrar) async throws -> TrustList {
        let description = try await registrar.description()
        return try TrustList(
            name: "Bench", sequence: 1, issued: Machine.now(),
            expires: Machine.now() + .seconds(86_400), institutions: [description.institution])
    }
}
