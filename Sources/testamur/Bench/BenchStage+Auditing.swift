import AppendOnlyLedger
import Auditing
import FoundationEssentials
import HomeFolder
import Issuance
import Records
import Signing
import TransparencyLog

extension BenchStage {
    /// Auditing a published folder: every leaf, link, tile and root, without and with signatures.
    func measureAuditing() async throws -> [BenchRow] {
        let home = try await open(home("auditing"))
        let keys = try await home.ledger.keys()
        let ring = try KeyFolder(path: home.home.keysFolder, passphrase: nil).ring(for: keys)
        try await fill(home, by: ring.record, count: 60_000)
        let folder = LedgerDirectory(path: home.home.publicLedger.path)
        let plain = try await audit(folder, signatures: .skipped)
        let full = try await audit(folder, signatures: .verified)
        guard let openssl = try await opensslSpeed() else { return [] }
        let limit = openssl.verify * Double(Machine.coreCount)
        return [
            BenchRow(
                "audit, chain and tree", "\(plain.rate)/s on \(Machine.coreCount) cores",
                target: "≥ 500k a core"),
            BenchRow(
                "audit, with every signature", "\(full.rate)/s on \(Machine.coreCount) cores",
                comparison: "openssl speed on all cores, \(limit.rate)/s", ratio: full / limit,
                target: "≥ 0.9"),
            BenchRow(
                "the bench's own memory, at its largest",
                "\(Machine.memory("VmHWM:", of: "self") ?? "unknown") MB"),
        ]
    }

    /// Audits a home by the command, in a process of its own: how fast, and how much memory it
    /// took at most.
    @inline(never)
    func auditByCommand(_ home: Home, of size: Int) async throws -> BenchRow {
        let start = ContinuousClock.now
        let child = try ChildProcess.start(
            Machine.executable, ["audit", home.path], environment: Machine.environment,
            output: "\(folder)/output", group: .ours)
        var memory = "unknown"
        while child.poll() == nil {
            memory = Machine.memory("VmHWM:", of: "\(child.processID)") ?? memory
            try await Task.sleep(for: .milliseconds(5))
        }
        precondition(child.poll() == 0, "the ledger of the bench is intact")
        let rate = Double(size) / start.duration(to: .now).inSeconds
        return BenchRow(
            "\(size) records: audited by the command, signatures too",
            "\(memory) MB at its largest, \(rate.rate)/s", target: "≤ 64 MB, no larger")
    }

    private func fill(_ home: OpenHome, by key: NamedPrivateKey, count: Int) async throws {
        let chunk = 4_096
        for start in stride(from: 0, to: count, by: chunk) {
            let statements = try (start..<min(start + chunk, count)).map { _ in
                try statement(for: home.ledger, by: key)
            }
            for outcome in await home.ledger.append(statements) { _ = try outcome.get() }
        }
        try await home.publisher.publish()
    }

    private func audit(
        _ ledger: LedgerDirectory, signatures: AuditOptions.Signatures
    ) async throws -> Double {
        var options = AuditOptions()
        options.signatures = signatures
        options.scratch = folder
        let start = ContinuousClock.now
        let report = try await Auditor(anchor: .none, options: options).audit(ledger) { _ in }
        precondition(report.exitCode == 0, "the ledger of the bench is intact")
        return Double(report.size?.value ?? 0) / start.duration(to: .now).inSeconds
    }
}

extension Machine {
    /// A figure of `/proc` about a process, in megabytes; `nil` if it has ended.
    static func memory(_ name: String, of process: String) -> String? {
        guard
            let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) }),
            let kilobytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
                .dropFirst().first.flatMap({ Double($0) })
        else { return nil }
        return (kilobytes / 1_024).rounded(places: 1)
    }
}
