import CanonicalJSON
import Credentials
import FoundationEssentials
import Records
import Signing
import TestSupport
import Testing
import TransparencyLog
import Trust

@testable import Verification

@Suite("No damage of any kind")
struct DamageTests {
    private let world: World
    private let list: TrustList
    /// Every how many bytes or values one is damaged: each where time does not matter.
    private let stride =
        ProcessInfo.processInfo.environment["TESTAMUR_SLOW"] == "1" ? 1 : 5

    init() throws {
        world = try World(Order(purposes: [.revocation]))
        list = try world.list()
    }

    /// Whether bytes are read and confirmed.
    private func isConfirmed(_ bytes: [UInt8], cache: VerifierCache? = nil) throws -> Bool {
        let verifier = Verifier(trusting: list, policy: .unwitnessed, cache: cache)
        guard let submission = try? verifier.submission(reading: bytes) else { return false }
        return verifier.verify(submission, at: try Moment.now).code == .confirmed
    }

    @Test("to a bit of a bundle is confirmed")
    func bitFlips() throws {
        let bytes = try world.a.bundle(world.award).bytes
        let cache = VerifierCache()
        #expect(try isConfirmed(bytes, cache: cache))
        var random = Seeded(seed: 42)
        let first = Int.random(in: 0..<stride, using: &random)
        for index in Swift.stride(from: first, to: bytes.count, by: stride) {
            var damaged = bytes
            damaged[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            // With what was found before at hand: that too must not hide any damage.
            #expect(try !isConfirmed(damaged, cache: cache), "seed 42, byte \(index)")
        }
    }

    @Test("to a byte, by cutting, doubling or moving, is confirmed")
    func byteDamage() throws {
        let bytes = try world.a.bundle(world.award).bytes
        var random = Seeded(seed: 7)
        for round in 0..<(stride == 1 ? 4_000 : 200) {
            var damaged = bytes
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch round % 4 {
            case 0: damaged.remove(at: place)
            case 1: damaged.insert(UInt8.random(in: .min ... .max, using: &random), at: place)
            case 2: damaged.removeSubrange(place...)
            default:
                let other = Int.random(in: 0..<bytes.count, using: &random)
                damaged.swapAt(place, other)
            }
            if damaged == bytes { continue }
            // White space between tokens changes nothing that anybody signed.
            let isSame =
                (try? JSONDocument(parsing: damaged)).map { $0.canonicalBytes() == bytes } ?? false
            #expect(try isConfirmed(damaged) == isSame, "seed 7, round \(round)")
        }
    }

    @Test("by leaving out or exchanging any member is confirmed")
    func members() throws {
        let json = try world.a.bundle(world.award).json
        for pointer in Pointers.all(in: json) where !pointer.isEmpty {
            var damaged = json
            damaged[pointer: pointer] = nil
            #expect(try !isConfirmed(damaged.canonicalBytes()), "without \(pointer)")
            for value: JSONValue in stride == 1 ? [.null, 7, "x", [], [:]] : ["x"] {
                damaged = json
                damaged[pointer: pointer] = value
                if damaged.canonicalBytes() == json.canonicalBytes() { continue }
                // Seals are kept and not judged.
                if pointer == "/seals" { continue }
                #expect(
                    try !isConfirmed(damaged.canonicalBytes()),
                    "\(String(decoding: value.canonicalBytes(), as: UTF8.self)) at \(pointer)")
            }
        }
    }

    @Test("to what was fetched is confirmed")
    func evidence() throws {
        let bytes = world.award.credential.canonicalBytes
        let now = try Moment.now
        let bundle = try world.a.bundle(world.award).json
        let list = try world.a.statusList()
        let url = "https://a.example/status/1"
        var random = Seeded(seed: 11)
        for round in 0..<(stride == 1 ? 4_000 : 120) {
            var receipt = bundle[pointer: "/receipts/0"] ?? .null
            var keys = bundle[pointer: "/keys"] ?? .null
            var standing = bundle[pointer: "/standings/0"] ?? .null
            var statusList = list
            switch round % 4 {
            case 0: receipt = random.damage(receipt)
            case 1: keys = random.damage(keys)
            case 2: standing = random.damage(standing)
            default:
                let place = Int.random(in: 0..<list.count, using: &random)
                statusList[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
            var evidence = [
                Evidence(.statusList(url: url, bytes: statusList), fetchedAt: now)
            ]
            if let receipt = try? Receipt(document(receipt)) {
                evidence.append(Evidence(.receipt(receipt), fetchedAt: now))
            }
            if let keys = try? document(keys).elements.map({ try KeyReceipt($0) }) {
                evidence.append(Evidence(.keys(keys), fetchedAt: now))
            }
            if let standing = try? SignedStanding(document(standing)) {
                evidence.append(Evidence(.standing(standing), fetchedAt: now))
            }
            let verdict = try world.verdict(bytes, trusting: self.list, with: evidence)
            // A list that names another key shows as much as none.
            #expect(
                verdict.code != .confirmed || verdict.reason(.statusList) == .statusKeyNewer,
                "seed 11, round \(round)")
        }
    }

    private func document(_ json: JSONValue) throws -> JSON {
        try JSONDocument(parsing: json.canonicalBytes()).root
    }

    @Test("shows claims as true")
    func claims() throws {
        var json = try world.a.bundle(world.award).json
        json[pointer: "/credential/name/0/@value"] = "Doktor"
        let verdict = try world.verdict(json.canonicalBytes())
        #expect(verdict.code == .altered)
        #expect(verdict.reason(.fileIntact) == .intactChanged)
        #expect(verdict.award == nil)
        #expect(verdict.claimed?.titles.first?.text == "Doktor")
        #expect(verdict.json["award"] == nil)
        #expect(verdict.ladder.allSatisfy { $0.state == .open })
        #expect(!verdict.shortText.contains("Doktor"))
        #expect(verdict.text.contains("nobody vouches for it"))
    }

    @Test("of a signature hides behind a second one")
    func secondProof() throws {
        let other = try world.b.key("assertion-1")
        let joint = try world.award.credential.cosigned(
            by: other.key, verificationMethod: other.name, created: Moment.now)
        let bundle = try Bundle(
            credential: joint, receipts: [world.a.receipt(world.award)],
            keys: world.a.keyReceipts(), standings: [world.a.standing(world.award)])
        let verdict = try world.verdict(bundle)
        #expect(verdict.code == .confirmed)
        #expect(verdict.findings.contains { $0.pointer == "/proof/1" })
        var json = bundle.json
        json[pointer: "/credential/proof/0"] = nil
        #expect(
            try world.verdict(json.canonicalBytes()).reason(.signedByInstitution) == .signerOther)
        json = bundle.json
        json[pointer: "/credential/proof/0/created"] = "2026-06-24T10:02:00.001Z"
        #expect(try world.verdict(json.canonicalBytes()).reason(.fileIntact) == .intactChanged)
    }

    @Test("by adding a context behind those that were signed is confirmed")
    func addedContext() throws {
        var json = try world.a.bundle(world.award).json
        guard case .array(var contexts)? = json[pointer: "/credential/@context"] else {
            throw Unexpected()
        }
        contexts.append("https://www.w3.org/ns/credentials/examples/v2")
        json[pointer: "/credential/@context"] = .array(contexts)
        let verdict = try world.verdict(json.canonicalBytes())
        #expect(verdict.code == .altered)
        #expect(verdict.reason(.recordMatches) == .matchOtherContent)
    }
}

struct Unexpected: Error {}

/// Every place in a JSON value, as pointers.
enum Pointers {
    static func all(in json: JSONValue, below pointer: String = "") -> [String] {
        var found = [pointer]
        switch json {
        case .array(let list):
            for (index, element) in list.enumerated() {
                found += all(in: element, below: "\(pointer)/\(index)")
            }
        case .object(let members):
            // A name with a slash would need escaping, and the tests' documents have none.
            for member in members {
                found += all(in: member.value, below: "\(pointer)/\(member.name)")
            }
        default: break
        }
        return found
    }
}

/// Random numbers that are the same for the same seed (SplitMix64).
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// The value with one place left out, or one bit of one text flipped.
    mutating func damage(_ json: JSONValue) -> JSONValue {
        let pointers = Pointers.all(in: json).dropFirst()
        var damaged = json
        while damaged.canonicalBytes() == json.canonicalBytes() {
            guard let pointer = pointers.randomElement(using: &self) else { return .null }
            if case .string(let text)? = json[pointer: pointer], !text.isEmpty,
                Bool.random(using: &self)
            {
                var bytes = Array(text.utf8)
                bytes[Int.random(in: 0..<bytes.count, using: &self)] ^= 1
                damaged[pointer: pointer] = .string(String(decoding: bytes, as: UTF8.self))
            } else {
                damaged[pointer: pointer] = nil
            }
        }
        return damaged
    }
}
