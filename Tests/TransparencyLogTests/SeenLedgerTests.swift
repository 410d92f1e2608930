import Signing
import Testing

@testable import TransparencyLog

@Suite("What was seen of a ledger")
struct SeenLedgerTests {
    private let signer: NoteSigner
    private let origin: Origin
    private let start: Instant

    init() throws {
        origin = try #require(Origin("uni.example/ledger"))
        signer = try NoteSigner(
            name: origin.keyName, key: PrivateKey(ed25519Seed: Digest.sha256([1]).bytes))
        start = try #require(Instant("2026-06-24T10:00:00.000Z"))
    }

    private func state(_ size: UInt64, root: UInt8 = 0) -> Checkpoint {
        Checkpoint(
            origin: origin, size: TreeSize(size), root: .sha256([UInt8(size & 255), root]))
    }

    private func signed(_ size: UInt64) throws -> SignedCheckpoint {
        try state(size).signed(by: signer)
    }

    @Test("is read back as it was written, and a flipped bit is damage")
    func roundTrip() throws {
        let seen = try SeenLedger(signed(4), at: start)
            .seeing(signed(9), beginnings: [state(6)], at: start + .seconds(60))
        #expect(seen.sightings.map(\.size.value) == [4, 6, 9])
        let bytes = seen.bytes
        #expect(SeenLedger(parsing: bytes) == seen)
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 1 << UInt8(index % 8)
            #expect(SeenLedger(parsing: damaged) == nil, "byte \(index)")
        }
        #expect(SeenLedger(parsing: bytes.dropLast()) == nil)
        #expect(SeenLedger(parsing: bytes + [10]) == nil)
    }

    @Test("of the first version says no times, and gets them at the next look")
    func firstVersion() throws {
        let note = try signed(4).bytes
        let old = Array("testamur.seen.v1 \(Digest.sha256(note))\n".utf8) + note
        let seen = try #require(SeenLedger(parsing: old))
        #expect(seen.newest.bytes == note)
        #expect(seen.agreement(with: state(4)) == .seen)
        #expect(seen.since(LeafIndex(0)) == nil)
        #expect(try seen.seeing(signed(4), at: start).since(LeafIndex(3)) == start)
    }

    @Test("dates a record by the earliest state that holds it")
    func dates() throws {
        let seen = try SeenLedger(signed(4), at: start)
            .seeing(signed(9), at: start + .seconds(60))
            // A beginning that was shown later says nothing earlier.
            .seeing(signed(9), beginnings: [state(6), state(4)], at: start + .seconds(120))
        #expect(seen.since(LeafIndex(3)) == start)
        #expect(seen.since(LeafIndex(4)) == start + .seconds(60))
        #expect(seen.since(LeafIndex(8)) == start + .seconds(60))
        #expect(seen.since(LeafIndex(9)) == nil)
    }

    @Test("takes the same tree for the same, whatever other lines its checkpoint has")
    func otherLines() throws {
        let seen = try SeenLedger(signed(4), at: start)
        let text = state(4).text + Array("another line\n".utf8)
        let again = try Checkpoint(parsing: text).signed(by: signer)
        #expect(again.checkpoint != state(4) && again.checkpoint.hasTree(of: state(4)))
        let after = seen.seeing(again, beginnings: [again.checkpoint], at: start + .seconds(60))
        #expect(after == seen)
    }

    @Test("knows the same size with another root for a contradiction")
    func agreement() throws {
        let seen = try SeenLedger(signed(4), at: start).seeing(signed(9), at: start)
        #expect(seen.agreement(with: state(4)) == .seen)
        #expect(seen.agreement(with: state(9, root: 1)) == .contradicts)
        #expect(seen.agreement(with: state(4, root: 1)) == .contradicts)
        #expect(seen.agreement(with: state(5)) == .unknown)
        let other = try #require(Origin("other.example/ledger"))
        let theirs = Checkpoint(origin: other, size: TreeSize(4), root: state(4).root)
        #expect(seen.agreement(with: theirs) == .unknown)
    }

    @Test("has a limit, at which states are forgotten and none is dated earlier")
    func limit() throws {
        var seen = try SeenLedger(signed(1), at: start)
        let count = UInt64(SeenLedger.sightingsMax)
        for size in 2...count {
            seen = try seen.seeing(signed(size), at: start + .seconds(Int64(size)))
        }
        #expect(seen.sightings.count == SeenLedger.sightingsMax)
        #expect(seen.bytes.count <= SeenLedger.bytesMax)
        let after = try seen.seeing(signed(count + 1), at: start + .seconds(Int64(count) + 1))
        #expect(after.sightings.count < SeenLedger.sightingsMax)
        #expect(after.sightings.first?.size.value == 1)
        #expect(after.sightings.last?.size.value == count + 1)
        for index in 0..<count {
            let earlier = try #require(seen.since(LeafIndex(index)))
            #expect(try #require(after.since(LeafIndex(index))) >= earlier)
        }
    }
}
