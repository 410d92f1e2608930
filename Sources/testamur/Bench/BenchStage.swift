import AppendOnlyLedger
import CanonicalJSON
import FoundationEssentials
import HomeFolder
import Records
import Signing
import TransparencyLog
import Trust

/// A home of its own for measuring, in a folder that is removed afterwards.
///
/// Some functions are kept out of line because the optimiser of Swift 6.3.1 ends with a fault on
/// the coroutine into which it would fold them.
final class BenchStage: Sendable {
    /// How long each figure is measured.
    let duration: Duration
    private let scratch: ScratchFolder

    /// Makes the folder.
    ///
    /// - Throws: ``Failure``.
    init(duration: Duration) throws(Failure) {
        self.duration = duration
        scratch = try ScratchFolder(named: "bench")
    }

    /// The folder.
    var folder: String { scratch.path }

    func remove() {
        scratch.remove()
    }

    /// Makes a home below the folder.
    @inline(never)
    func home(_ name: String, port: UInt16 = 8_460) async throws -> Home {
        guard let did = DID("did:web:localhost%3A\(port)"),
            let title = InstitutionName("Bench University", language: "en")
        else { preconditionFailure("the names of the bench are well formed") }
        let url = "http://localhost:\(port)"
        return try await Home.create(
            at: "\(folder)/\(name)",
            HomeConfiguration(
                did: did, names: [title], country: "ZZ", url: url, listen: "127.0.0.1:\(port)"),
            keys: .generate(), passphrase: nil, at: Machine.now(), entropy: Machine.entropy)
    }

    @inline(never)
    func open(_ home: Home) async throws -> OpenHome {
        try await home.open(passphrase: nil, clock: Machine.now, entropy: Machine.entropy)
    }

    /// An input that no other is equal to: the first sample with another number.
    func input(_ number: Int) throws -> JSONDocument {
        var json = try JSONDocument(parsing: BenchStage.sample).root.value
        json["credentialSubject"]?["licenseNumber"] = .string("bench-\(number)")
        return try JSONDocument(parsing: json.canonicalBytes())
    }

    /// A credential of about 2 KB, as a registrar hands it in.
    static let sample = Array(Sample.all[0].text.utf8)

    /// Runs another program and returns what it wrote; `nil` if it is not there or fails.
    func run(_ program: String, _ arguments: [String]) async throws -> String? {
        let output = "\(folder)/output"
        let child = try ChildProcess.start(
            "/usr/bin/env", [program] + arguments, environment: Machine.environment,
            output: output, group: .ours)
        let code = try await child.wait()
        guard code == 0 else { return nil }
        return try? String(contentsOfFile: output, encoding: .utf8)
    }

    /// Signatures a second on one core.
    struct OpenSSLSpeed: Sendable {
        let sign: Double
        let verify: Double
    }

    /// What `openssl speed` says of Ed25519 on one core: signatures made and checked a second.
    func opensslSpeed() async throws -> OpenSSLSpeed? {
        let seconds = String(max(1, Int(duration.components.seconds)))
        let text = try await run("openssl", ["speed", "-seconds", seconds, "ed25519"])
        guard let line = text?.split(separator: "\n").last(where: { $0.contains("Ed25519") })
        else { return nil }
        let rates = line.split(separator: " ").compactMap { Double($0) }
        guard rates.count >= 2 else { return nil }
        return OpenSSLSpeed(sign: rates[rates.count - 2], verify: rates[rates.count - 1])
    }

    /// How many flushes a second the disk under the folder makes: 4 KiB written and flushed, one
    /// after the other.
    func flushRate() async throws -> Double? {
        let count = 500
        let start = ContinuousClock.now
        let done = try await run(
            "dd",
            [
                "if=/dev/zero", "of=\(folder)/flush", "bs=4096", "count=\(count)", "oflag=dsync",
            ])
        guard done != nil else { return nil }
        return Double(count) / start.duration(to: .now).inSeconds
    }
}
