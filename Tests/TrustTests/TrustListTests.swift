import CanonicalJSON
import Signing
import Testing
import TransparencyLog

@testable import Trust

@Suite("A trust list")
struct TrustListTests {
    @Test("comes back from its file as it was written, canonical or pretty")
    func roundTrip() throws {
        let list = try TrustFixture.list([
            TrustFixture.institution("a.example"),
            TrustFixture.institution("b.example", purpose: .test),
        ])
        for bytes in [list.json.canonicalBytes(), Array(list.json.prettyText().utf8)] {
            let read = try SignedTrustList(parsing: bytes).keptLocally()
            #expect(read.json.canonicalBytes() == list.json.canonicalBytes())
            #expect(read.institutions == list.institutions)
            #expect(read.provenance == .localUnsigned)
            #expect(read.digest == list.digest)
        }
    }

    @Test("finds institutions by their identifier and by their ledger")
    func lookUp() throws {
        let a = try TrustFixture.institution("a.example")
        let b = try TrustFixture.institution("b.example")
        let list = try TrustFixture.list([a, b])
        #expect(list.institution(b.did) == b)
        #expect(list.institution(keeping: try TrustFixture.origin("a.example/ledger")) == a)
        #expect(list.institution(try TrustFixture.did("did:web:c.example")) == nil)
        #expect(list.institution(keeping: try TrustFixture.origin("c.example/ledger")) == nil)
    }

    @Test("says when it is not yet or no longer in force, to the millisecond")
    func freshness() throws {
        let list = try TrustFixture.list([])
        #expect(list.freshness(at: list.issued - .milliseconds(1)) == .notYetIssued)
        #expect(list.freshness(at: list.issued) == .current)
        #expect(list.freshness(at: list.expires - .milliseconds(1)) == .current)
        #expect(list.freshness(at: list.expires) == .expired(.zero))
        #expect(list.freshness(at: list.expires + .seconds(60)) == .expired(.seconds(60)))
    }

    @Test("is added to and taken from as a value, and forgets who signed it")
    func editing() throws {
        let a = try TrustFixture.institution("a.example")
        let b = try TrustFixture.institution("b.example")
        let list = try TrustFixture.list([a])
        let more = try list.adding(b)
        #expect(more.institutions == [a, b])
        #expect(list.institutions == [a])
        #expect(try more.removing(a.did).institutions == [b])
        #expect(throws: TrustError(.notListed)) { try list.removing(b.did) }
        let next = try more.reissued(at: more.issued, until: more.expires + .seconds(1))
        #expect(next.sequence == more.sequence + 1)
        #expect(next.institutions == more.institutions)
        #expect(throws: TrustError(.badValue, at: "/expires")) {
            try more.reissued(at: more.expires, until: more.expires)
        }
    }

    @Test("refuses an institution, a ledger or a key that it has already")
    func duplicates() throws {
        let a = try TrustFixture.institution("a.example")
        let list = try TrustFixture.list([a])
        #expect(throws: TrustError(.duplicate, at: "/institutions/1/did")) { try list.adding(a) }
        let sameLedger = try Institution(
            did: TrustFixture.did("did:web:c.example"), names: a.names, country: "DE",
            ledgers: a.ledgers, hosts: [])
        #expect(throws: TrustError(.duplicate, at: "/institutions/1/ledgers/0/origin")) {
            try list.adding(sameLedger)
        }
        let sameKey = try TrustFixture.institution("c.example", keySeed: "a.example ledger")
        #expect(throws: TrustError(.duplicate, at: "/institutions/1/ledgers/0/keys/0")) {
            try list.adding(sameKey)
        }
    }

    @Test("is signed over everything in it, and believed for known keys only")
    func signatures() throws {
        let list = try TrustFixture.list([TrustFixture.institution("a.example")])
        let name = try #require(DIDURL("did:web:ministry.example#trust-1"))
        let other = try #require(DIDURL("did:web:other.example#trust-1"))
        let key = try TrustFixture.key("ministry")
        let known = TrustKey(name: name, key: key.publicKey)
        let signed = try list.signed(by: key, named: name)
            .signed(by: TrustFixture.key("other"), named: other)
        let read = try SignedTrustList(parsing: signed.json.canonicalBytes())
        #expect(read.signatures.count == 2)
        #expect(try read.verified(by: [known]).provenance == .signed(by: [name]))
        #expect(throws: TrustError(.otherKey, at: "/signatures")) { try read.verified(by: []) }
        #expect(throws: TrustError(.notSigned)) {
            try SignedTrustList(parsing: list.json.canonicalBytes()).verified(by: [known])
        }
        let wrong = TrustKey(name: name, key: try TrustFixture.key("thief").publicKey)
        #expect(throws: TrustError(.otherKey, at: "/signatures/0/public")) {
            try read.verified(by: [wrong])
        }
        // Where the list does not show the key, the signature alone tells.
        var bare = signed.json
        guard case .array(var signatures)? = bare["signatures"] else { throw Unexpected() }
        signatures[0] = signatures[0].removing(name: "public")
        bare["signatures"] = .array(signatures)
        let mute = try SignedTrustList(parsing: bare.canonicalBytes())
        #expect(try mute.verified(by: [known]).provenance == .signed(by: [name]))
        #expect(throws: TrustError(.badSignature, at: "/signatures/0")) {
            try mute.verified(by: [wrong])
        }
        // A second edition keeps no signature of the first.
        let edited = try read.verified(by: [known]).removing(list.institutions[0].did)
        #expect(edited.provenance == .localUnsigned)
    }

    @Test("a signature covers a policy's comments, which a later signer keeps as they are")
    func comments() throws {
        let list = try TrustFixture.list([TrustFixture.institution("a.example")])
        var json = list.json
        guard case .array(var institutions)? = json["institutions"],
            case .array(var ledgers)? = institutions[0]["ledgers"]
        else { throw Unexpected() }
        ledgers[0]["policy"] = "# nobody yet\nquorum none\n"
        institutions[0]["ledgers"] = .array(ledgers)
        json["institutions"] = .array(institutions)
        let name = try #require(DIDURL("did:web:ministry.example#trust-1"))
        let key = try TrustFixture.key("ministry")
        let read = try SignedTrustList(parsing: json.canonicalBytes())
        let signed = try read.signed(by: key, named: name)
        let again = try SignedTrustList(parsing: signed.json.canonicalBytes())
        #expect(
            try again.verified(by: [TrustKey(name: name, key: key.publicKey)]).institutions
                == read.keptLocally().institutions)
    }
}

struct Unexpected: Error {}
