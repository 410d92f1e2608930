import AppendOnlyLedger
import HomeFolder
import Issuance
import Records
import SQLiteStorage
import Signing
import Synchronization
import TransparencyLog

extension BenchStage {
    /// Appending: durable, integrated, covered by a signed checkpoint, read back, proof in hand.
    func measureAppending() async throws -> [BenchRow] {
        let key = try PrivateKey.generate(.ed25519)
        let message = [UInt8](repeating: 7, count: 512)
        let signing = try await Stopwatch.rateOnAllCores(for: duration) {
            _ = try key.signature(of: message)
        }
        let home = try await open(home("appending"))
        let keys = try await home.ledger.keys()
        let ring = try KeyFolder(path: home.home.keysFolder, passphrase: nil).ring(for: keys)
        var rows = [
            BenchRow("signing limit of all cores", "\(signing.rate)/s", comparison: "Ed25519")
        ]
        for callers in [1, 64, 256, 1_024] {
            let run = try await append(callers, to: home.ledger, by: ring.record)
            rows.append(
                BenchRow(
                    "append, signed here, \(callers) callers",
                    "\(run.rate.rate)/s, p50 \(run.latency(0.5)) ms, p99 \(run.latency(0.99)) ms",
                    comparison: "signing limit of all cores", ratio: run.rate / signing,
                    target: callers == 1_024 ? "≥ 0.4" : ""))
        }
        rows.append(try await appendSignedElsewhere(to: home.ledger, by: ring.record))
        rows += try await issueAlone(home.registrar)
        return rows
    }

    private struct Run {
        let rate: Double
        let latencies: [Double]

        func latency(_ share: Double) -> String {
            guard !latencies.isEmpty else { return "-" }
            let place = min(latencies.count - 1, Int(Double(latencies.count) * share))
            return (latencies[place] * 1_000).rounded(places: 2)
        }
    }

    private func append(
        _ callers: Int, to ledger: Ledger, by key: NamedPrivateKey
    ) async throws -> Run {
        try await run(callers) { _ in
            let statement = try self.statement(for: ledger, by: key)
            let appended = try await ledger.append(statement)
            _ = appended.proof
        }
    }

    private func run(
        _ callers: Int, _ body: @escaping @Sendable (Int) async throws -> Void
    ) async throws -> Run {
        let clock = ContinuousClock()
        let start = clock.now
        let duration = duration
        let latencies = try await withThrowingTaskGroup(of: [Double].self) { group in
            for caller in 0..<callers {
                group.addTask {
                    var latencies: [Double] = []
                    while start.duration(to: clock.now) < duration {
                        let begin = clock.now
                        try await body(caller)
                        latencies.append(begin.duration(to: clock.now).inSeconds)
                    }
                    return latencies
                }
            }
            return try await group.reduce(into: [Double]()) { $0 += $1 }
        }
        let elapsed = start.duration(to: clock.now).inSeconds
        return Run(rate: Double(latencies.count) / elapsed, latencies: latencies.sorted())
    }

    func statement(
        for ledger: Ledger, by key: NamedPrivateKey
    ) throws -> AuthorisedStatement {
        let commitment = Commitment(
            form: .jcs, salt: Machine.entropy(Commitment.saltBytes), content: .emptyTree)
        return try AuthorisedStatement(
            ledger.statement(
                .issue(Issue(commitments: [commitment])),
                nonce: Statement.nonce(at: Machine.now(), entropy: Machine.entropy)),
            signedBy: key)
    }

    private func appendSignedElsewhere(
        to ledger: Ledger, by key: NamedPrivateKey
    ) async throws -> BenchRow {
        let raw = try SQLiteBaseline.insertRate(
            at: "\(folder)/raw.sqlite", rowBytes: 600, batch: 64, for: duration)
        let count = 64 * 512
        let statements = try (0..<count).map { _ in try statement(for: ledger, by: key) }
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<64 {
                group.addTask {
                    for statement in statements[(caller * 512)..<((caller + 1) * 512)] {
                        _ = try await ledger.append(statement)
                    }
                }
            }
            try await group.waitForAll()
        }
        let rate = Double(count) / start.duration(to: .now).inSeconds
        return BenchRow(
            "append, signed elsewhere, 64 callers", "\(rate.rate)/s",
            comparison: "raw inserts of 64 rows a flush, \(raw.rate)/s", ratio: rate / raw,
            target: "≥ 0.5")
    }

    /// One registrar, one credential at a time: vault, ledger, and the holder's file in hand.
    private func issueAlone(_ registrar: Registrar) async throws -> [BenchRow] {
        guard let flushes = try await flushRate() else {
            return [BenchRow("one lone issue", "not measured: no dd command")]
        }
        let next = Mutex(0)
        let run = try await run(1) { _ in
            let number = next.withLock { next in
                next += 1
                return next
            }
            let input = try self.input(number)
            _ = try await registrar.issue([input])
        }
        let flush = 1 / flushes
        let middle = run.latencies.isEmpty ? 0 : run.latencies[run.latencies.count / 2]
        return [
            BenchRow(
                "flush of this disk, 4 KiB", "\((flush * 1_000).rounded(places: 3)) ms"),
            BenchRow(
                "one lone issue, file in hand",
                "p50 \(run.latency(0.5)) ms, p99 \(run.latency(0.99)) ms",
                comparison: "two flushes", ratio: middle / (2 * flush), target: "≤ 1"),
        ]
    }
}
