import CanonicalJSON
import Credentials
import Records
import Signing
import Testing
import TransparencyLog
import Trust

@testable import Verification

@Suite("A cache")
struct CacheTests {
    private let world: World

    init() throws { world = try World(Order(purposes: [.revocation])) }

    @Test("changes no verdict, whatever it holds")
    func sameVerdicts() throws {
        let cache = VerifierCache()
        var random = Seeded(seed: 3)
        let json = try world.a.bundle(world.award).json
        let others = try [
            world.a.bundle(world.otherAward), world.b.bundle(world.foreignAward),
            world.a.bundle(world.award, standings: [world.a.standing(world.award, .onHold)]),
        ]
        let pinned = try world.a.pinned(genesis: .sha256([1]))
        let lists = try [
            world.list(), world.list([world.a.listed(ledgers: [pinned])]),
            world.list([world.a.listed(ledgers: [world.a.pinned(key: "ledger-2")])]),
            world.list([world.a.listed(ledgers: [world.a.pinned(until: 1)])]),
        ]
        for round in 0..<60 {
            let bytes: [UInt8] =
                switch round % 3 {
                case 0: json.canonicalBytes()
                case 1: others[round / 3 % others.count].bytes
                default: random.damage(json).canonicalBytes()
                }
            let list = lists[Int.random(in: 0..<lists.count, using: &random)]
            let now = try Moment.now
            let remembering = Verifier(trusting: list, policy: .unwitnessed, cache: cache)
            let known = try? remembering.submission(reading: bytes)
            guard let submission = try? Submission(reading: bytes) else {
                #expect(known == nil, "seed 3, round \(round)")
                continue
            }
            let plain = Verifier(trusting: list, policy: .unwitnessed).verify(submission, at: now)
            let cached = remembering.verify(try #require(known), at: now)
            let again = remembering.verify(try #require(known), at: now)
            for other in [cached, again] {
                #expect(other.code == plain.code, "seed 3, round \(round)")
                #expect(
                    other.checks.map(\.reason) == plain.checks.map(\.reason),
                    "seed 3, round \(round)")
            }
        }
        #expect(cache.count > 0)
    }

    @Test("knows the chain of keys and the checkpoint again for another award")
    func sharedBetweenAwards() throws {
        let cache = VerifierCache()
        #expect(try world.verdict(cache: cache).code == .confirmed)
        let before = cache.count
        #expect(
            try world.verdict(world.a.bundle(world.otherAward), cache: cache).code == .confirmed)
        // The other award's record and standing are new; the checkpoint and the keys are not.
        #expect(cache.count == before + 2)
        #expect(try world.verdict(cache: cache).code == .confirmed)
        #expect(cache.count == before + 2)
    }

    @Test("keeps no failure")
    func failures() throws {
        let cache = VerifierCache()
        let bundle = try world.a.bundle(
            world.award, keys: world.a.keyReceipts(in: world.a.checkpoint(signer: "ledger-2")),
            standings: [world.a.standing(world.award, signer: "status-9")])
        _ = try world.verdict(bundle, cache: cache)
        // That the receipt's own checkpoint is signed.
        #expect(cache.count == 1)
    }

    @Test("keeps key records only once they were followed from a first record on the list")
    func followedKeys() throws {
        let cache = VerifierCache()
        let before = cache.keyRecordsCount
        let bytes = try world.a.bundle(world.award).bytes
        let verifier = Verifier(trusting: try world.list(), policy: .unwitnessed, cache: cache)
        _ = try verifier.submission(reading: bytes)
        #expect(cache.keyRecordsCount == before, "they were only read")
        let stranger = try world.list([world.b.listed()])
        _ = try world.verdict(bytes, trusting: stranger, cache: cache)
        #expect(cache.keyRecordsCount == before, "nobody on the list keeps that ledger")
        let others = try world.a.keyReceipts() + world.b.keyReceipts()
        _ = try world.verdict(world.a.bundle(world.award, keys: others), cache: cache)
        #expect(cache.keyRecordsCount == before, "some of them nobody followed")
        #expect(try world.verdict(bytes, cache: cache).code == .confirmed)
        #expect(cache.keyRecordsCount == 1)
    }

    @Test("never remembers what the time was")
    func time() throws {
        let cache = VerifierCache()
        #expect(try world.verdict(cache: cache).code == .confirmed)
        let late = try Moment.asked + Policy.standard.standingAgeMax + .milliseconds(1)
        #expect(try world.verdict(at: late, cache: cache).code == .incomplete)
        #expect(try world.verdict(cache: cache).code == .confirmed)
    }

    @Test("holds no more than it was told to")
    func bounded() {
        var generations = Generations<Int>(capacity: 8, bytesMax: 1_000)
        for number in 0..<100 {
            generations.insert(number, for: .sha256([UInt8(number)]), byteCount: 1)
            #expect(generations.count <= 8)
        }
        #expect(generations.value(.sha256([99])) == 99)
        #expect(generations.value(.sha256([0])) == nil)
        // What is asked for stays, however much comes after it.
        for number in 100..<200 {
            #expect(generations.value(.sha256([99])) == 99)
            generations.insert(number, for: .sha256([UInt8(number)]), byteCount: 1)
        }
    }

    @Test("holds no more bytes than it was told to, and nothing that takes half of them")
    func boundedBytes() {
        var generations = Generations<Int>(capacity: 1_000, bytesMax: 100)
        for number in 0..<100 {
            generations.insert(number, for: .sha256([UInt8(number)]), byteCount: 10)
            #expect(generations.count <= 10)
        }
        #expect(generations.value(.sha256([99])) == 99)
        for _ in 0..<100 {
            generations.insert(1, for: .sha256([1]), byteCount: 50)
        }
        #expect(generations.value(.sha256([99])) == 99, "the same thing again takes no more")
        generations.insert(2, for: .sha256([2]), byteCount: 51)
        #expect(generations.value(.sha256([2])) == nil)
    }

    @Test("has a key for each way of cutting the same bytes into parts")
    func keys() {
        func key(_ parts: [[UInt8]], kind: String = "x") -> Digest {
            var key = CacheKey(kind)
            for part in parts { key.add(part) }
            return key.digest
        }
        #expect(key([[1, 2], [3]]) != key([[1], [2, 3]]))
        #expect(key([[1, 2, 3]]) != key([[1, 2], [3]]))
        #expect(key([[]]) != key([]))
        #expect(key([[1]]) != key([[1]], kind: "y"))
    }

    @Test("may be used by many threads at once")
    func threads() async throws {
        let cache = VerifierCache(capacity: 4)
        let submissions = try [world.award, world.otherAward].map {
            try Submission(reading: world.a.bundle($0).bytes)
        }
        let verifier = Verifier(trusting: try world.list(), policy: .unwitnessed, cache: cache)
        let now = try Moment.now
        let codes = await Self.codes(of: submissions, by: verifier, at: now)
        #expect(codes == Array(repeating: .confirmed, count: 32))
        #expect(cache.count <= 16)
    }

    private static func codes(
        of submissions: [Submission], by verifier: Verifier, at now: Instant
    ) async -> [Verdict.Code] {
        await withTaskGroup(of: Verdict.Code.self) { group in
            for number in 0..<32 {
                let submission = submissions[number % submissions.count]
                group.addTask { verifier.verify(submission, at: now).code }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }
}
