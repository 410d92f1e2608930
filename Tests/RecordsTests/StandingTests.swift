import CanonicalJSON
import Records
import Signing
import Testing
import TransparencyLog

@Suite("A standing")
struct StandingTests {
    private let day = Day("2026-07-01")

    private func standing() throws -> Standing {
        Standing(
            origin: try #require(Origin("uni.example/ledger")), size: 10, root: .sha256([1]),
            target: Target(record: 4), record: .sha256([4]), state: .withdrawn, effective: day,
            keys: 0,
            asOf: Instant(seconds: 1_780_000_000), validUntil: Instant(seconds: 1_780_600_000))
    }

    @Test("is read back as it was signed, and any flipped bit undoes it")
    func signed() throws {
        let key = try SampleLedger.key("status-1")
        let did = try #require(DID("did:web:uni.example"))
        let name = try #require(DIDURL(did: did, fragment: "status-1"))
        let signed = try standing().signed(by: NamedPrivateKey(name: name, key: key))
        let bytes = signed.json.canonicalBytes()
        let read = try SignedStanding(JSONDocument(parsing: bytes).root)
        #expect(read.verified(by: key.publicKey) == (try standing()))
        for index in bytes.indices {
            var altered = bytes
            altered[index] ^= 1
            guard let document = try? JSONDocument(parsing: altered),
                let other = try? SignedStanding(document.root)
            else { continue }
            // The key's name is not signed: it only says which key to try.
            #expect(
                other.verified(by: key.publicKey) == nil || other.signature.key != name,
                "byte \(index)")
        }
    }

    @Test("follows from the statements about a credential, the weightiest first")
    func precedence() throws {
        let bodies = try everyBody()
        func state(_ names: [StatementKind]) throws -> StandingState {
            var history = StandingHistory()
            for name in names {
                let body = try #require(bodies.first { $0.kind == name })
                history.apply(body)
            }
            return history.state
        }
        #expect(try state([]) == .inForce)
        #expect(try state([.issue, .key, .seal]) == .inForce)
        #expect(try state([.suspend]) == .onHold)
        #expect(try state([.suspend, .reinstate]) == .inForce)
        #expect(try state([.supersede]) == .replaced)
        #expect(try state([.supersede, .suspend]) == .onHold)
        #expect(try state([.erase]) == .erased)
        #expect(try state([.erase, .supersede]) == .replaced)
        #expect(try state([.revoke, .suspend, .supersede, .erase]) == .withdrawn)
        #expect(try state([.suspend, .revoke, .reinstate]) == .withdrawn)
    }

    @Test("allows what can follow and nothing twice")
    func allowed() throws {
        let bodies = try everyBody()
        let changes = [StatementKind.revoke, .suspend, .reinstate, .supersede, .erase]
        func allowed(after names: [StatementKind]) throws -> Set<StatementKind> {
            var history = StandingHistory()
            for name in names {
                history.apply(try #require(bodies.first { $0.kind == name }))
            }
            return Set(
                try changes.filter { name in
                    history.allows(try #require(bodies.first { $0.kind == name }))
                })
        }
        #expect(try allowed(after: []) == [.revoke, .suspend, .supersede, .erase])
        #expect(try allowed(after: [.suspend]) == [.revoke, .reinstate, .supersede, .erase])
        #expect(try allowed(after: [.revoke]) == [.supersede, .erase])
        #expect(try allowed(after: [.supersede]) == [.revoke, .suspend, .erase])
    }

    @Test("sets and clears status bits as the statements say")
    func statusBits() throws {
        let bodies = try everyBody()
        var bits = StatusBits()
        for body in bodies { bits.apply(body) }
        #expect(bits.indexes(in: 1, for: .revocation) == [131_071])
        #expect(bits.indexes(in: 1, for: .suspension).isEmpty)
        #expect(bits.indexes(in: 2, for: .revocation).isEmpty)
    }
}
