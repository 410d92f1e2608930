import Signing
import Synchronization
import Testing
import TransparencyLog
import Witnessing

/// A ledger that grows when a test says so.
final class GrowingLog: GatheringLedger {
    let log: TestLog
    private let state = Mutex(State())

    private struct State {
        var size: TreeSize = 5
        var kept: [TreeSize: [Cosignature]] = [:]
    }

    init(_ log: TestLog) { self.log = log }

    var size: TreeSize {
        get { state.withLock(\.size) }
        set { state.withLock { $0.size = newValue } }
    }

    /// Who has cosigned a size.
    func witnesses(of size: TreeSize) -> Set<String> {
        state.withLock { Set(($0.kept[size] ?? []).map { $0.witness.name.description }) }
    }

    /// The sizes that all of so many witnesses have cosigned.
    func sizes(cosignedBy count: Int) -> [TreeSize] {
        state.withLock { state in
            state.kept.filter { Set($0.value.map(\.witness)).count >= count }.keys.sorted()
        }
    }

    func newest() async throws -> VerifiedCheckpoint {
        let (size, kept) = state.withLock { ($0.size, $0.kept[$0.size] ?? []) }
        return try log.verified(size).adding(kept)
    }

    func consistency(
        from old: TreeSize, to checkpoint: VerifiedCheckpoint
    ) async throws -> ConsistencyProof {
        try log.proof(from: old, to: checkpoint.checkpoint.size)
    }

    func keep(_ cosignature: Cosignature, of checkpoint: Checkpoint) async throws {
        state.withLock { $0.kept[checkpoint.size, default: []].append(cosignature) }
    }
}

/// Witnesses by address; each answers in its own way.
struct StubWitnesses: WitnessTransport {
    typealias Answering = @Sendable (_ body: [UInt8]) async throws -> WitnessReply
    let answers: [String: Answering]

    func post(_ body: [UInt8], to url: String) async throws -> WitnessReply {
        guard let answer = answers[url] else { throw Unreachable() }
        return try await answer(body)
    }

    struct Unreachable: Error {}

    /// What an honest witness says.
    static func honest(_ witness: Witness) -> Answering {
        { body in
            switch try witness.answer(to: body) {
            case .cosigned(let lines): WitnessReply(status: 200, body: lines.flatMap(\.line))
            case .otherSize(let size):
                WitnessReply(status: 409, body: AddCheckpointRequest.sizeAnswer(size))
            case let other: WitnessReply(status: other.status, body: [])
            }
        }
    }
}

@Suite("Gathering cosignatures")
struct GatheringTests {
    /// Nobody has time to wait in a test.
    private static let pace = GatheringPace(
        look: .milliseconds(5), roundMin: .milliseconds(10), roundMax: .milliseconds(100),
        pauseMin: .milliseconds(20), pauseMax: .milliseconds(100))

    private static func witness(_ number: Int, of log: TestLog) throws -> (Cosigner, Witness) {
        let cosigner = try Cosigner(
            name: #require(KeyName("w\(number)")),
            key: PrivateKey(ed25519Seed: Array(repeating: UInt8(50 + number), count: 32)))
        let memory = try TestWitness(watching: [log]).store
        return (
            cosigner,
            Witness(cosigner, store: memory, clock: { Instant(seconds: 1_800_000_000) })
        )
    }

    private static func policy(_ threshold: Int, _ keys: [CosignatureKey]) throws -> WitnessPolicy {
        let witnesses = try keys.map { key in
            WitnessPolicy.Witness(
                name: try #require(PolicyWord("\(key.name)")), key: key,
                url: PolicyWord("https://\(key.name).example"))
        }
        return try .requiring(threshold, of: witnesses, logs: [])
    }

    private static func url(_ number: Int) -> String {
        "https://w\(number).example/add-checkpoint"
    }

    /// Gathers while `body` runs.
    private func gathering(
        _ policy: WitnessPolicy, _ ledger: GrowingLog, _ answers: StubWitnesses,
        note: @escaping @Sendable (WitnessPolicy.Witness, WitnessTrouble?) -> Void = { _, _ in },
        _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        let gathering = Gathering(
            policy, for: ledger, through: answers, pace: Self.pace,
            clock: { Instant(seconds: 1_800_000_000) }, random: { 0.5 }, note: note)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await gathering.run() }
            try await body()
            group.cancelAll()
        }
    }

    private func eventually(
        _ words: String, _ condition: @Sendable () -> Bool
    ) async throws {
        for _ in 0..<2_000 {
            if condition() { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        Issue.record("never: \(words)")
    }

    @Test("brings one checkpoint to all witnesses, whatever they have cosigned before")
    func all() async throws {
        let log = try TestLog()
        let ledger = GrowingLog(log)
        var answers: [String: StubWitnesses.Answering] = [:]
        var keys: [CosignatureKey] = []
        for number in 1...3 {
            let (cosigner, witness) = try Self.witness(number, of: log)
            if number > 1 { _ = try witness.answer(to: log.request(from: 0, to: 3)) }
            if number > 2 { _ = try witness.answer(to: log.request(from: 3, to: 5)) }
            keys.append(cosigner.key)
            answers[Self.url(number)] = StubWitnesses.honest(witness)
        }
        let stubs = StubWitnesses(answers: answers)
        try await gathering(Self.policy(3, keys), ledger, stubs) {
            try await eventually("5") { ledger.witnesses(of: 5).count == 3 }
            for size in [6, 60, 256, 600] as [TreeSize] {
                ledger.size = size
                try await eventually("\(size)") { ledger.witnesses(of: size).count == 3 }
            }
        }
    }

    @Test("meets its quorum while the ledger grows without a pause")
    func busy() async throws {
        let log = try TestLog()
        let ledger = GrowingLog(log)
        let (first, quick) = try Self.witness(1, of: log)
        let (second, slow) = try Self.witness(2, of: log)
        let slowly = StubWitnesses.honest(slow)
        let stubs = StubWitnesses(answers: [
            Self.url(1): StubWitnesses.honest(quick),
            Self.url(2): { body in
                try await Task.sleep(for: .milliseconds(30))
                return try await slowly(body)
            },
        ])
        try await gathering(Self.policy(2, [first.key, second.key]), ledger, stubs) {
            for _ in 0..<250 {
                ledger.size = ledger.size.adding(1)
                try await Task.sleep(for: .milliseconds(2))
            }
        }
        #expect(ledger.sizes(cosignedBy: 2).count >= 3)
    }

    @Test("goes on with the others while one is away, and catches up when it is back")
    func away() async throws {
        let log = try TestLog()
        let ledger = GrowingLog(log)
        let (first, one) = try Self.witness(1, of: log)
        let (second, two) = try Self.witness(2, of: log)
        let isAway = Flag()
        let honest = StubWitnesses.honest(two)
        let notes = Notes()
        let stubs = StubWitnesses(answers: [
            Self.url(1): StubWitnesses.honest(one),
            Self.url(2): { body in
                if isAway.value { throw StubWitnesses.Unreachable() }
                return try await honest(body)
            },
        ])
        let policy = try Self.policy(2, [first.key, second.key])
        try await gathering(policy, ledger, stubs, note: { notes.add($0, $1) }) {
            try await eventually("both") { ledger.witnesses(of: 5).count == 2 }
            isAway.value = true
            for size in [6, 7, 8] as [TreeSize] {
                ledger.size = size
                try await eventually("\(size)") { ledger.witnesses(of: size) == ["w1"] }
            }
            isAway.value = false
            try await eventually("back") { ledger.witnesses(of: 8).count == 2 }
        }
        // Told once when it went and once when it came back, not at every try.
        #expect(notes.all == ["w2 witness.unreachable", "w2 back"])
    }

    @Test("is not stopped, and nothing is kept, whatever hostile witnesses say")
    func hostile() async throws {
        let log = try TestLog()
        let ledger = GrowingLog(log)
        let (honest, witness) = try Self.witness(1, of: log)
        let requests = Counter()
        var keys = [honest.key]
        var answers = [Self.url(1): StubWitnesses.honest(witness)]
        let stranger = try Cosigner(name: honest.key.name, key: .generate(.ed25519))
        let forged = try stranger.cosign(log.verified(5), at: Instant(seconds: 1_800_000_000))
        let hostile: [StubWitnesses.Answering] = [
            { _ in WitnessReply(status: 409, body: Array("\(requests.next % 5)\n".utf8)) },
            { _ in WitnessReply(status: 409, body: []) },
            { _ in WitnessReply(status: 409, body: Array("9223372036854775807\n".utf8)) },
            { _ in WitnessReply(status: 200, body: Array(repeating: 0x41, count: 65_536)) },
            { _ in WitnessReply(status: 200, body: forged.signature.line) },
            { body in WitnessReply(status: 200, body: body) },
            { _ in WitnessReply(status: 503, body: [], retryAfter: .seconds(1_000_000)) },
            { _ in
                try await Task.sleep(for: .seconds(3_600))
                return WitnessReply(status: 200, body: [])
            },
        ]
        for (place, answer) in hostile.enumerated() {
            let (cosigner, _) = try Self.witness(2 + place, of: log)
            keys.append(cosigner.key)
            answers[Self.url(2 + place)] = answer
        }
        let stubs = StubWitnesses(answers: answers)
        try await gathering(Self.policy(1, keys), ledger, stubs) {
            for size in [6, 7, 8, 9] as [TreeSize] {
                ledger.size = size
                try await eventually("\(size)") { ledger.witnesses(of: size) == ["w1"] }
            }
        }
        for size in [5, 6, 7, 8, 9] as [TreeSize] {
            #expect(ledger.witnesses(of: size).isSubset(of: ["w1"]))
        }
    }

    @Test("asks a witness whose sizes lead in a circle three times, then leaves it alone")
    func circle() async throws {
        let log = try TestLog()
        let ledger = GrowingLog(log)
        let (cosigner, _) = try Self.witness(1, of: log)
        let requests = Counter()
        let notes = Notes()
        let stubs = StubWitnesses(answers: [
            Self.url(1): { _ in
                WitnessReply(status: 409, body: Array("\(requests.next % 5)\n".utf8))
            }
        ])
        let policy = try Self.policy(1, [cosigner.key])
        try await gathering(policy, ledger, stubs, note: { notes.add($0, $1) }) {
            try await eventually("noted") { notes.all == ["w1 witness.conflict"] }
            try await Task.sleep(for: .milliseconds(200))
        }
        // Three at a time, and pauses that grow from 15 to 75 milliseconds.
        #expect(requests.count <= 30)
    }
}

/// A switch that tests share with stubs.
final class Flag: Sendable {
    private let state = Mutex(false)
    var value: Bool {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}

/// Counts.
final class Counter: Sendable {
    private let state = Mutex(0)
    var count: Int { state.withLock { $0 } }
    var next: Int {
        state.withLock { count in
            count += 1
            return count
        }
    }
}

/// What was told of witnesses.
final class Notes: Sendable {
    private let state = Mutex<[String]>([])
    var all: [String] { state.withLock { $0 } }

    func add(_ witness: WitnessPolicy.Witness, _ trouble: WitnessTrouble?) {
        state.withLock { $0.append("\(witness.name) \(trouble?.code ?? "back")") }
    }
}
