import FoundationEssentials
import Testing

@testable import Signing

@Suite("Post-quantum keys")
struct CompanionKeyTests {
    private let name = KeyName("uni.example/ledger")
    private let text = Array("uni.example/ledger\n3\nroot\n".utf8)
    private let seed = [UInt8](0..<32)

    private func signer() throws -> NoteSigner {
        try NoteSigner(
            name: #require(name), key: PrivateKey(ed25519Seed: [UInt8](repeating: 1, count: 32)),
            companion: CompanionKey(seed: seed))
    }

    @Test("come from their seed as the standard's examples do")
    func knownAnswers() throws {
        let examples = [
            "70cefb9aed5b68e018b079da8284b9d5cad5499ed9c265ff73588005d85c225c":
                "646b26b8d09dbc9e865b6a006c693a3127b065e62fab5fbe8b159c416462feb6",
            "4b4b71c5a1bc1074f2167a1d68729cdb9e16aba3651ff02a0a0f4c883caac827":
                "5fef74046438638b54fb828d4ae59fea8eb26de94905664c2c7d76da82672057",
        ]
        for (seed, publicKey) in examples {
            let key = try CompanionKey(seed: hex(seed))
            #expect(Digest.sha256(key.publicKey).description == publicKey)
        }
        #expect(throws: SigningError.self) { try CompanionKey(seed: [1]) }
    }

    @Test("name their algorithm in their verifier key, whose hash is that of name and key")
    func verifierKeys() throws {
        let key = try #require(signer().companionKey)
        #expect(key.isPostQuantum && key.type == 0xFF)
        #expect(try VerifierKey(parsing: key.description) == key)
        let tagged =
            [0xFF] + Array("testamur/ml-dsa-65/v1\n".utf8)
            + (try CompanionKey(seed: seed)).publicKey
        let digest = Digest.sha256(Array("uni.example/ledger\n".utf8) + tagged).bytes
        #expect(key.description.hasPrefix("uni.example/ledger+\(Hex.encode(digest.prefix(4)))+"))
        #expect(key.description.hasSuffix(Base64.encode(tagged)))
        // A key that is a byte short is one of a kind that nobody knows.
        let short = Array(key.publicKeyBytes.dropLast())
        let id = Digest.sha256(Array("uni.example/ledger\n".utf8) + [0xFF] + short).bytes.prefix(4)
        let other = try VerifierKey(
            parsing: "uni.example/ledger+\(Hex.encode(id))+\(Base64.encode([0xFF] + short))")
        #expect(!other.isPostQuantum && !other.verifies([1], text: text))
    }

    @Test("sign notes beside the first key, and every bit of both lines counts")
    func notes() throws {
        let signer = try signer()
        let companion = try #require(signer.companionKey)
        let lines = try signer.signatures(text: text)
        #expect(lines.map(\.keyID) == [signer.verifierKey.keyID, companion.keyID])
        #expect(lines[1].payload.count == 3_309)
        let note = try SignedNote(text: text, signatures: lines)
        let keys = [signer.verifierKey, companion]
        #expect(try note.verified(by: keys).verifiedSignatures == lines)
        // Whoever does not know the second key passes over its line.
        #expect(try note.verified(by: [signer.verifierKey]).verifiedSignatures == [lines[0]])
        for bit in [0, 7, 8_000, 26_471] {
            let damaged = NoteSignature(
                name: companion.name, keyID: companion.keyID,
                payload: flipping(bit: bit, of: lines[1].payload))
            let other = try SignedNote(text: text, signatures: [lines[0], damaged])
            #expect(throws: NoteError.forgedSignature(companion.name)) {
                try other.verified(by: keys)
            }
        }
        let good = lines[1].payload
        for payload in [Array(good.dropLast()), good + [0], lines[0].payload] {
            #expect(!companion.verifies(payload, text: text))
        }
        #expect(!companion.verifies(lines[1].payload, text: text + [10]))
    }

    @Test("are kept as RFC 9881 writes their seed, for nobody else to read, and read back")
    func files() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/key.pem"
            let key = try CompanionKey(seed: seed)
            try key.write(to: path, passphrase: nil)
            #expect(try mode(of: path) == 0o600)
            let text = String(decoding: try readFile(path), as: UTF8.self)
            let words = text.split(separator: "\n").dropFirst().dropLast().joined()
            #expect(
                words == "MDQCAQAwCwYJYIZIAWUDBAMSBCKAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f")
            #expect(try CompanionKey(opening: path, passphrase: nil).publicKey == key.publicKey)
            #expect(throws: SigningError.keyFileExists(path)) {
                try key.write(to: path, passphrase: nil)
            }
            try setMode(0o640, of: path)
            #expect(throws: SigningError.keyFileExposed(path, mode: 0o640)) {
                try CompanionKey(opening: path, passphrase: nil)
            }
            #expect(throws: SigningError.keyNotFound(folder + "/none")) {
                try CompanionKey(opening: folder + "/none", passphrase: nil)
            }
            #expect(errorQueueIsEmpty())
        }
    }

    @Test("with a passphrase open with it only, and another kind of key is none")
    func passphrases() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/key.pem"
            let key = try CompanionKey(seed: seed)
            try key.write(to: path, passphrase: Secret(Array("correct horse".utf8)))
            let text = String(decoding: try readFile(path), as: UTF8.self)
            #expect(text.hasPrefix("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"))
            let right = Secret(Array("correct horse".utf8))
            #expect(try CompanionKey(opening: path, passphrase: right).publicKey == key.publicKey)
            #expect(throws: SigningError.passphraseMissing(path)) {
                try CompanionKey(opening: path, passphrase: nil)
            }
            #expect(throws: SigningError.passphraseWrong(path)) {
                try CompanionKey(opening: path, passphrase: Secret(Array("wrong".utf8)))
            }
            try PrivateKey.generate(.ed25519).write(to: folder + "/other.pem", passphrase: nil)
            #expect(throws: SigningError.keyKindUnsupported(folder + "/other.pem")) {
                try CompanionKey(opening: folder + "/other.pem", passphrase: nil)
            }
            #expect(errorQueueIsEmpty())
        }
    }

    @Test("and their notes are read the same with lines by nobody in any order", arguments: 0..<100)
    func grease(seed: UInt64) throws {
        var random = SeededNumbers(seed: seed)
        let signer = try signer()
        let companion = try #require(signer.companionKey)
        let note = try SignedNote(text: text, signatures: signer.signatures(text: text))
        let greased = note.greased(by: &random)
        #expect(greased.signatures.count > note.signatures.count, "seed \(seed)")
        let read = try SignedNote(parsing: greased.bytes)
        let verified = try read.verified(by: [signer.verifierKey, companion])
        #expect(Set(verified.verifiedSignatures) == Set(note.signatures), "seed \(seed)")
        #expect(
            try read.verified(by: [signer.verifierKey]).verifiedSignatures
                == [note.signatures[0]], "seed \(seed)")
    }
}
