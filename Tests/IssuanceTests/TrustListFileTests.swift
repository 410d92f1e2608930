import CanonicalJSON
import FoundationEssentials
import HomeFolder
import Signing
import Testing
import Trust

@Suite("A trust list's file")
struct TrustListFileTests {
    private let file: TrustListFile
    private let publisher: TrustKey
    private let key: PrivateKey
    private let folder: String

    init() throws {
        folder =
            FileManager.default.temporaryDirectory.path
            + "/testamur-test-\(Hex.encode(Entropy.bytes(8)))"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        file = TrustListFile(path: folder + "/list.json")
        key = try .generate(.ed25519)
        publisher = TrustKey(
            name: try #require(DIDURL("did:web:ministry.example#list-1")), key: key.publicKey)
    }

    private func bytes(_ sequence: Int64, signedBy signer: PrivateKey? = nil) throws -> [UInt8] {
        let list = try TrustList(
            name: "Partners", sequence: sequence, issued: Instant(seconds: 1_780_000_000),
            expires: Instant(seconds: 1_790_000_000))
        guard let signer else { return Array(list.json.prettyText().utf8) }
        let signed = try list.signed(by: signer, named: publisher.name)
        return Array(signed.json.prettyText().utf8)
    }

    @Test("is kept locally until a key is pinned, and believed by that key from then on")
    func pinning() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(try file.believed(bytes(1)).provenance == .localUnsigned)
        #expect(throws: TrustError(.notPinned, at: "/signatures")) {
            try file.believed(bytes(1, signedBy: key))
        }
        try file.write(TrustPin(publisher))
        #expect(throws: TrustError(.notSigned)) { try file.believed(bytes(1)) }
        let list = try file.believed(bytes(1, signedBy: key))
        #expect(list.provenance == .signed(by: [publisher.name]))
    }

    @Test("remembers the newest edition that was used, and no older one in its place")
    func remembering() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try file.remember(file.believed(bytes(3)))
        #expect(try file.pin() == nil)
        try file.write(TrustPin(publisher))
        try file.remember(file.believed(bytes(3, signedBy: key)))
        #expect(try file.pin()?.newest?.sequence == 3)
        #expect(throws: TrustError(.earlierEdition, at: "/sequence")) {
            try file.believed(bytes(2, signedBy: key))
        }
        // To name the pinned key again is no way round what is remembered.
        #expect(throws: TrustError(.earlierEdition, at: "/sequence")) {
            try file.believed(bytes(2, signedBy: key), publisher: publisher)
        }
        try file.remember(file.believed(bytes(4, signedBy: key)))
        #expect(try file.pin()?.newest?.sequence == 4)
    }

    @Test("takes a key that is given for once in place of the pinned one, and remembers nothing")
    func once() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let other = try PrivateKey.generate(.ed25519)
        let stranger = TrustKey(name: publisher.name, key: other.publicKey)
        try file.write(TrustPin(publisher))
        try file.remember(file.believed(bytes(5, signedBy: key)))
        let list = try file.believed(bytes(2, signedBy: other), publisher: stranger)
        #expect(list.sequence == 2)
        try file.remember(list, publisher: stranger)
        #expect(try file.pin()?.publisher == publisher)
        #expect(try file.pin()?.newest?.sequence == 5)
        #expect(throws: TrustError(.otherKey, at: "/signatures/0/public")) {
            try file.believed(bytes(6, signedBy: key), publisher: stranger)
        }
    }

    @Test("believes nothing by a pin that cannot be read")
    func badPin() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for text in ["", "{}", "did:web:ministry.example"] {
            try Data(text.utf8).write(to: URL(filePath: file.pinPath))
            #expect(throws: TrustError.self) { try file.believed(bytes(1)) }
            #expect(throws: TrustError.self) { try file.believed(bytes(1, signedBy: key)) }
        }
    }
}
