import SQLiteStorage
import Signing
import TestSupport
import Testing
import TransparencyLog
import Witnessing

@Suite("A witness's memory")
struct MemoryTests {
    @Test("lets one of many submitters through at a time, over two stores on one file")
    func manySubmitters() async throws {
        let log = try TestLog()
        let first = try TestWitness(watching: [log])
        let second = try TestWitness.witness(try SQLiteWitness(path: first.path))
        let witnesses = [first.witness, second]
        let steps = try await withThrowingTaskGroup(of: [Step].self) { group in
            for worker in 0..<8 {
                let witness = witnesses[worker % 2]
                group.addTask { try MemoryTests.submit(log, to: witness, as: worker) }
            }
            return try await group.reduce(into: []) { $0 += $1 }.sorted { $0.from < $1.from }
        }
        // What was cosigned is one chain: each step begins where another ended.
        #expect(steps.first?.from == 0)
        for (step, next) in zip(steps, steps.dropFirst()) { #expect(step.to == next.from) }
        #expect(try first.store.log(log.origin)?.size == steps.last?.to)
    }

    private struct Step: Sendable {
        let from: TreeSize
        let to: TreeSize
    }

    /// Goes on from whatever the witness says it has, and returns what it cosigned.
    private static func submit(
        _ log: TestLog, to witness: Witness, as worker: Int
    ) throws -> [Step] {
        var known: TreeSize = 0
        var steps: [Step] = []
        for step in 0..<20 {
            let more = UInt64(1 + (worker * 7 + step) % 5)
            let next = TreeSize(min(600, known.value + more))
            switch try witness.answer(to: log.request(from: known, to: next)) {
            case .cosigned:
                steps.append(Step(from: known, to: next))
                known = next
            case .otherSize(let size):
                #expect(size > known)
                known = size
            case let other: Issue.record("\(other)")
            }
        }
        return steps
    }

    @Test("refuses the second of two requests that both were found consistent")
    func overtaken() throws {
        let log = try TestLog()
        let plain = try TestWitness(watching: [log])
        _ = try plain.answer(log.request(from: 0, to: 5))
        // Between the check of 5 to 6 and its commit, 5 to 9 is cosigned.
        let slow = try TestWitness.witness(
            HookedStore(plain.store) {
                let answer = try plain.answer(log.request(from: 5, to: 9))
                #expect(answer.status == 200)
            })
        #expect(try slow.answer(to: log.request(from: 5, to: 6)) == .otherSize(9))
        #expect(try plain.store.log(log.origin)?.size == 9)
    }

    @Test("refuses a log that was disabled after it was looked up")
    func disabledMeanwhile() throws {
        let log = try TestLog()
        let plain = try TestWitness(watching: [log])
        let slow = try TestWitness.witness(
            HookedStore(plain.store) { try plain.store.disable(log.origin) })
        #expect(try slow.answer(to: log.request(from: 0, to: 6)) == .unknownLog)
        #expect(try plain.store.log(log.origin)?.latest == nil)
    }

    @Test("has what was committed when a crash kept the answer back, and the log catches up")
    func crashBeforeAnswer() throws {
        struct Crash: Error {}
        let log = try TestLog()
        let plain = try TestWitness(watching: [log])
        _ = try plain.answer(log.request(from: 0, to: 5))
        let dying = try TestWitness.witness(
            HookedStore(plain.store, after: { throw Crash() }))
        #expect(throws: Crash.self) { try dying.answer(to: log.request(from: 5, to: 8)) }
        let again = try TestWitness.witness(try SQLiteWitness(path: plain.path))
        #expect(try again.answer(to: log.request(from: 5, to: 8)) == .otherSize(8))
        #expect(try again.answer(to: log.request(from: 8, to: 8)).status == 200)
        // Another history from the old state has no chance any more.
        let fork = try TestLog(salt: 1)
        #expect(try again.answer(to: fork.request(from: 5, to: 9)) == .otherSize(8))
    }

    @Test("keeps its own rules: nothing goes back, changes or is taken out, by whatever hand")
    func triggers() throws {
        let log = try TestLog()
        let witness = try TestWitness(watching: [log])
        _ = try witness.answer(log.request(from: 0, to: 5))
        let other = String(repeating: "00", count: 32)
        let database = RawDatabase(witness.path)
        for statement in [
            "UPDATE head SET size = 4", "UPDATE head SET size = 0",
            "UPDATE head SET root = x'\(other)'", "UPDATE head SET origin = 'x'",
            "DELETE FROM head", "DELETE FROM log", "DELETE FROM log_key",
            "UPDATE log SET origin = 'x'", "UPDATE log SET hash = x'\(other)'",
            "UPDATE log SET standing = 'gone'", "UPDATE log_key SET vkey = 'x'",
            "UPDATE log_key SET smallest = 9",
            "INSERT OR REPLACE INTO head SELECT origin, 3, root, note FROM head",
            "REPLACE INTO log SELECT * FROM log", "REPLACE INTO log_key SELECT * FROM log_key",
        ] {
            #expect(!database.run(statement), "\(statement)")
        }
        #expect(database.run("UPDATE log_key SET largest = 9"))
        #expect(!database.run("UPDATE log_key SET largest = NULL"))
        #expect(try witness.store.log(log.origin)?.size == 5)
    }

    @Test("is not believed where it is not what was kept")
    func damage() throws {
        let log = try TestLog()
        for statement in [
            "UPDATE head SET root = randomblob(32), size = size + 1",
            "UPDATE head SET note = x'00'",
            "UPDATE head SET size = size + 1",
            "DROP TRIGGER log_named; UPDATE log SET hash = randomblob(32)",
            "DROP TRIGGER log_key_ends; UPDATE log_key SET vkey = 'x'",
        ] {
            let witness = try TestWitness(watching: [log])
            _ = try witness.answer(log.request(from: 0, to: 5))
            #expect(RawDatabase(witness.path).run(statement), "\(statement)")
            #expect(throws: WitnessError.self) {
                try witness.answer(log.request(from: 5, to: 6))
            }
        }
    }

    @Test("takes only keys that are named after their log, and tells them apart")
    func keys() throws {
        let log = try TestLog()
        let witness = try TestWitness(watching: [log])
        let stranger = try TestLog("other.example/ledger").witnessedKey
        #expect(throws: WitnessError.keyRefused(stranger.key)) {
            try witness.store.add(log.origin, keys: [stranger])
        }
        let later = try #require(WitnessedKey(log.signer.verifierKey, from: 5))
        #expect(throws: WitnessError.keyRefused(later.key)) {
            try witness.store.add(log.origin, keys: [later])
        }
        try witness.store.add(log.origin, keys: [log.witnessedKey])
        let known = try log.witnessedKey
        #expect(try witness.store.logs().map(\.keys) == [[known]])
        let origin = try #require(Origin("other.example/ledger"))
        #expect(throws: WitnessError.unknownLog(origin)) { try witness.store.disable(origin) }
    }

    @Test("is made once, and no other file is taken for it")
    func files() throws {
        let witness = try TestWitness()
        #expect(throws: WitnessError.self) { try SQLiteWitness.create(at: witness.path) }
        let ledger = try TestFolder.make() + "/ledger.sqlite"
        try SQLiteLedgerStore.create(at: ledger)
        #expect(throws: WitnessError.self) { try SQLiteWitness(path: ledger) }
        #expect(throws: WitnessError.self) { try SQLiteWitness(path: ledger + "-none") }
    }
}

/// A store with something happening just before, or just after, what is cosigned is kept.
struct HookedStore: WitnessStore {
    private let store: any WitnessStore
    private let before: @Sendable () throws -> Void
    private let after: @Sendable () throws -> Void

    init(
        _ store: any WitnessStore, before: @escaping @Sendable () throws -> Void = {},
        after: @escaping @Sendable () throws -> Void = {}
    ) {
        self.store = store
        self.before = before
        self.after = after
    }

    func log(_ origin: Origin) throws -> WitnessedLog? { try store.log(origin) }
    func log(hash: Digest) throws -> WitnessedLog? { try store.log(hash: hash) }
    func logs() throws -> [WitnessedLog] { try store.logs() }
    func add(_ origin: Origin, keys: [WitnessedKey]) throws { try store.add(origin, keys: keys) }
    func disable(_ origin: Origin) throws { try store.disable(origin) }

    func replace(_ last: CosignedCheckpoint?, with next: CosignedCheckpoint) throws -> Bool {
        try before()
        let isKept = try store.replace(last, with: next)
        try after()
        return isKept
    }
}
