import CanonicalJSON
import Signing
import Testing

@testable import Trust

@Suite("A list that somebody else signs")
struct TrustPinTests {
    private let name: DIDURL
    private let key: PrivateKey
    private let pin: TrustPin

    init() throws {
        name = try #require(DIDURL("did:web:ministry.example#list-1"))
        key = try TrustFixture.key("ministry")
        pin = TrustPin(TrustKey(name: name, key: key.publicKey))
    }

    private func list(_ sequence: Int64 = 7, _ names: String...) throws -> TrustList {
        try TrustList(
            name: "Partners", sequence: sequence,
            issued: TrustFixture.at("2026-01-01T00:00:00.000Z"),
            expires: TrustFixture.at("2027-01-01T00:00:00.000Z"),
            institutions: names.map { try TrustFixture.institution($0) })
    }

    @Test("no flipped bit in it passes, wherever it is")
    func everyBit() throws {
        let bytes = try list(7, "a.example").signed(by: key, named: name).json.canonicalBytes()
        #expect(throws: Never.self) { try pin.believed(SignedTrustList(parsing: bytes)) }
        for index in bytes.indices {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[index] ^= 1 << UInt8(bit)
                let passes = (try? pin.believed(SignedTrustList(parsing: damaged))) != nil
                #expect(!passes, "byte \(index), bit \(bit)")
            }
        }
    }

    @Test("is believed by nobody who has not pinned a key")
    func unpinned() throws {
        let signed = try list().signed(by: key, named: name)
        #expect(throws: TrustError(.notPinned, at: "/signatures")) { try signed.keptLocally() }
        #expect(throws: Never.self) { try SignedTrustList(list(), signatures: []).keptLocally() }
    }

    @Test("is not believed without its signature, under another key or name, or changed")
    func refused() throws {
        #expect(throws: TrustError(.notSigned)) {
            try pin.believed(SignedTrustList(parsing: list().json.canonicalBytes()))
        }
        let thief = try TrustFixture.key("thief")
        #expect(throws: TrustError(.otherKey, at: "/signatures/0/public")) {
            try pin.believed(list().signed(by: thief, named: name))
        }
        let other = try #require(DIDURL("did:web:ministry.example#list-2"))
        #expect(throws: TrustError(.otherKey, at: "/signatures")) {
            try pin.believed(list().signed(by: key, named: other))
        }
        var json = try list().signed(by: key, named: name).json
        json["name"] = "Partners of ours"
        let changed = try SignedTrustList(parsing: json.canonicalBytes())
        #expect(throws: TrustError(.badSignature, at: "/signatures/0")) {
            try pin.believed(changed)
        }
    }

    @Test("never goes back to an earlier edition, nor to another of the same number")
    func rollback() throws {
        func signed(_ list: TrustList) throws -> SignedTrustList {
            try list.signed(by: key, named: name)
        }
        let used = try pin.believed(signed(list(7, "a.example")))
        let after = pin.remembering(used)
        #expect(try after.believed(signed(list(7, "a.example"))).digest == used.digest)
        #expect(try after.believed(signed(list(8))).sequence == 8)
        #expect(throws: TrustError(.earlierEdition, at: "/sequence")) {
            try after.believed(signed(list(6, "a.example")))
        }
        #expect(throws: TrustError(.editionTwice, at: "/sequence")) {
            try after.believed(signed(list(7, "b.example")))
        }
    }

    @Test("may bear others' signatures too, and a new one takes the place of its signer's old one")
    func several() throws {
        let other = try #require(DIDURL("did:web:other.example#list-1"))
        let stranger = try TrustFixture.key("stranger")
        let both = try list().signed(by: stranger, named: other).signed(by: key, named: name)
        #expect(try pin.believed(both).provenance == .signed(by: [name]))
        let again = try both.signed(by: key, named: name)
        #expect(again.signatures.map(\.key) == [other, name])
        let stale = try list().signed(by: stranger, named: name).signed(by: key, named: name)
        #expect(try pin.believed(stale).sequence == 7)
    }

    @Test("a pin comes back as it was written, and every flipped bit is refused or another pin")
    func pinFile() throws {
        let pin = pin.remembering(try list(7, "a.example"))
        let bytes = pin.json.canonicalBytes()
        #expect(try TrustPin(parsing: bytes) == pin)
        #expect(try TrustPin(parsing: self.pin.json.canonicalBytes()) == self.pin)
        for index in bytes.indices {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[index] ^= 1 << UInt8(bit)
                #expect((try? TrustPin(parsing: damaged)) != pin, "byte \(index), bit \(bit)")
            }
        }
    }

    @Test("a pin has at most 4,096 bytes")
    func pinLimit() throws {
        let bytes = pin.json.canonicalBytes()
        let padding = [UInt8](repeating: UInt8(ascii: " "), count: 4_096 - bytes.count)
        #expect(try TrustPin(parsing: bytes + padding) == pin)
        #expect(throws: TrustError(.badPin)) {
            try TrustPin(parsing: bytes + padding + [UInt8(ascii: " ")])
        }
    }

    @Test("a publisher's key is a verifier key of type 1 that is named as a DID's key")
    func keys() throws {
        let text = try #require(pin.publisher.verifierKey).description
        #expect(text.hasPrefix("did:web:ministry.example#list-1+"))
        #expect(try TrustKey(parsing: text) == pin.publisher)
        let bare = key.publicKey
        let unnamed = VerifierKey(
            name: try #require(KeyName("ministry.example")), publicKey: bare)
        let cosigner = VerifierKey(
            name: try #require(KeyName(name.description)), publicKey: bare,
            type: VerifierKey.cosignatureType)
        for wrong in ["", "z6Mk", text + "A", unnamed.description, cosigner.description] {
            #expect(throws: TrustError(.badKey)) { try TrustKey(parsing: wrong) }
        }
    }
}
