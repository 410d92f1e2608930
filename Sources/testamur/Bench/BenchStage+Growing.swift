import AppendOnlyLedger
import HomeFolder
import Issuance
import Records
import SQLiteStorage
import Signing
import TransparencyLog

extension BenchStage {
    /// How opening, proving, appending and auditing fare as one ledger grows tenfold again and
    /// again, up to so many records.
    @inline(never)
    func measureGrowing(to records: Int) async throws -> [BenchRow] {
        let home = try await home("growing")
        var rows: [BenchRow] = []
        var size = 1
        for goal in BenchStage.sizes(upTo: records) {
            let rate = try await grow(ledger(of: home), from: size, to: goal)
            size = goal
            rows.append(try await measure(home, of: goal, filledAt: rate))
            // Ten million signatures would take minutes, and show nothing that a million do not.
            guard goal <= 1_000_000 else { continue }
            rows.append(try await auditByCommand(home, of: goal))
        }
        return rows
    }

    /// A ledger without a publisher, and the key that signs its statements.
    private struct OpenLedger: Sendable {
        let ledger: Ledger
        let key: NamedPrivateKey

        func statement(_ stage: BenchStage) throws -> AuthorisedStatement {
            try stage.statement(for: ledger, by: key)
        }
    }

    @inline(never)
    private func ledger(of home: Home) async throws -> OpenLedger {
        let store = try SQLiteLedgerStore(path: home.ledgerFile)
        let history = try KeyHistory(store.keyRecords(from: 0).map(Record.init(parsing:)))
        let ring = try KeyFolder(path: home.keysFolder, passphrase: nil).ring(for: history)
        let ledger = try await Ledger.open(store, signer: ring.ledger, clock: Machine.now)
        return OpenLedger(ledger: ledger, key: ring.record)
    }

    private static func sizes(upTo records: Int) -> [Int] {
        var sizes: [Int] = []
        var size = 10_000
        while size <= records {
            sizes.append(size)
            size *= 10
        }
        return sizes
    }

    /// Appends until there are `goal` records, and returns how many a second that was. What comes
    /// next is signed while the last chunk is being written.
    @inline(never)
    private func grow(_ open: OpenLedger, from size: Int, to goal: Int) async throws -> Double {
        let start = ContinuousClock.now
        let chunk = 4_096
        var done = size
        var next = try await statements(min(chunk, goal - done), for: open)
        while done < goal {
            let statements = next
            done += statements.count
            let rest = min(chunk, goal - done)
            async let following = self.statements(rest, for: open)
            for outcome in await open.ledger.append(statements) { _ = try outcome.get() }
            next = try await following
        }
        return Double(goal - size) / start.duration(to: .now).inSeconds
    }

    @inline(never)
    private func statements(
        _ count: Int, for open: OpenLedger
    ) async throws -> [AuthorisedStatement] {
        try await withThrowingTaskGroup(of: [AuthorisedStatement].self) { group in
            let part = 256
            for start in stride(from: 0, to: count, by: part) {
                group.addTask {
                    try (start..<min(start + part, count)).map { _ in try open.statement(self) }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    @inline(never)
    private func measure(
        _ home: Home, of size: Int, filledAt rate: Double
    ) async throws -> BenchRow {
        let start = ContinuousClock.now
        let open = try await ledger(of: home)
        let opening = start.duration(to: .now).inSeconds * 1_000
        let proving = try await median(of: 500) {
            _ = try await open.ledger.proof(of: LeafIndex(UInt64.random(in: 0..<UInt64(size))))
        }
        let appending = try await median(of: 200) {
            let statement = try open.statement(self)
            _ = try await open.ledger.append(statement).proof
        }
        return BenchRow(
            "\(size) records: open, prove, append one",
            "\(opening.rounded(places: 1)), \(proving), \(appending) ms",
            comparison: "filled at \(rate.rate)/s", target: "< 1 s, < 1 ms, no slower")
    }

    @inline(never)
    private func median(of count: Int, _ body: () async throws -> Void) async throws -> String {
        var times: [Double] = []
        for _ in 0..<count {
            let start = ContinuousClock.now
            try await body()
            times.append(start.duration(to: .now).inSeconds)
        }
        return (times.sorted()[count / 2] * 1_000).rounded(places: 2)
    }
}
