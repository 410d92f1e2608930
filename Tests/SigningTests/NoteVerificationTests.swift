import Testing

@testable import Signing

@Suite("Verifying notes")
struct NoteVerificationTests {
    private let text = Array("a text\n\nwith a blank line\n".utf8)

    @Test("signatures by unknown keys are passed over, also with a known name or a known ID")
    func unknownKeys() throws {
        let known = try signer("known.example")
        let good = try known.sign(text: text)
        let sameName = NoteSignature(name: good.name, keyID: good.keyID ^ 1, payload: good.payload)
        let sameID = NoteSignature(
            name: try #require(KeyName("known.exampl")), keyID: good.keyID, payload: [0])
        let odd = NoteSignature(
            name: try #require(KeyName("grease")), keyID: 0, payload: Array(0...255))
        for order in [[good, sameName, sameID, odd], [odd, sameID, sameName, good]] {
            let note = try SignedNote(text: text, signatures: order)
            let verified = try SignedNote(parsing: note.bytes).verified(by: [known.verifierKey])
            #expect(verified.verifiedSignatures == [good])
        }
        let unknown = try SignedNote(text: text, signatures: [sameName, sameID, odd])
        #expect(throws: NoteError.noKnownSignature) {
            try unknown.verified(by: [known.verifierKey])
        }
        #expect(throws: NoteError.noKnownSignature) { try unknown.verified(by: []) }
    }

    @Test("one bad signature by a known key refuses the note, whatever stands beside it")
    func knownButBad() throws {
        let first = try signer("first", seed: 1)
        let second = try signer("second", seed: 2)
        let good = try first.sign(text: text)
        let bad = try second.sign(text: Array("another text\n".utf8))
        for order in [[good, bad], [bad, good]] {
            let note = try SignedNote(text: text, signatures: order)
            #expect(throws: NoteError.forgedSignature(bad.name)) {
                try note.verified(by: [first.verifierKey, second.verifierKey])
            }
            #expect(try note.verified(by: [first.verifierKey]).verifiedSignatures == [good])
        }
        let long = NoteSignature(
            name: good.name, keyID: good.keyID, payload: good.payload + [0])
        let note = try SignedNote(text: text, signatures: [long])
        #expect(throws: NoteError.forgedSignature(good.name)) {
            try note.verified(by: [first.verifierKey])
        }
    }

    @Test("several signatures of one key count once, and a bad one among them refuses the note")
    func duplicates() throws {
        let key = try signer("first")
        let good = try key.sign(text: text)
        let bad = NoteSignature(
            name: good.name, keyID: good.keyID, payload: flipping(bit: 0, of: good.payload))
        let note = try SignedNote(text: text, signatures: [good, good, good])
        #expect(try note.verified(by: [key.verifierKey]).verifiedSignatures == [good])
        for order in [[good, bad], [bad, good], [good, good, bad]] {
            let note = try SignedNote(text: text, signatures: order)
            #expect(throws: NoteError.forgedSignature(good.name)) {
                try note.verified(by: [key.verifierKey])
            }
        }
    }

    @Test("two verifiers that claim one signature are an error, not a choice")
    func ambiguity() throws {
        struct Impostor: NoteVerifier {
            let name: KeyName
            let keyID: UInt32
            func verifies(_ payload: [UInt8], text: [UInt8]) -> Bool { true }
        }
        let key = try signer("first")
        let note = try SignedNote(text: text, signatures: [key.sign(text: text)])
        let impostor = Impostor(name: key.verifierKey.name, keyID: key.verifierKey.keyID)
        #expect(throws: NoteError.ambiguousVerifier(impostor.name)) {
            try note.verified(by: [key.verifierKey, impostor])
        }
        let elsewhere = Impostor(name: key.verifierKey.name, keyID: key.verifierKey.keyID ^ 1)
        #expect(try note.verified(by: [key.verifierKey, elsewhere]).text == text)
    }

    @Test("names that look alike but differ in bytes are different names")
    func lookAlikes() throws {
        let composed = try signer("caf\u{E9}.example")
        let decomposed = try signer("cafe\u{301}.example")
        #expect(composed.verifierKey.name != decomposed.verifierKey.name)
        #expect(composed.verifierKey.name.description == decomposed.verifierKey.name.description)
        let note = try SignedNote(text: text, signatures: [composed.sign(text: text)])
        #expect(throws: NoteError.noKnownSignature) {
            try note.verified(by: [decomposed.verifierKey])
        }
        #expect(try note.verified(by: [composed.verifierKey]).text == text)
    }

    @Test("adding signatures keeps the text and the order, and adds none twice")
    func adding() throws {
        let signers = try (1...4).map { try signer("s\($0)", seed: UInt8($0)) }
        let signatures = try signers.map { try $0.sign(text: text) }
        let note = try SignedNote(text: text, signatures: [signatures[0]])
        let more = try note.adding([signatures[1], signatures[0], signatures[2], signatures[1]])
        #expect(more.signatures == Array(signatures[0...2]) && more.text == text)
        #expect(more.bytes.starts(with: note.bytes))
        #expect(try more.adding([]) == more)
    }

    @Test("a text that does not end in a newline cannot be signed or made a note")
    func texts() throws {
        let key = try signer("a")
        let signature = try key.sign(text: text)
        for bad in ["", "text", "text\n "] {
            #expect(throws: NoteError.noBlankLine) { try key.sign(text: Array(bad.utf8)) }
            #expect(throws: NoteError.noBlankLine) {
                try SignedNote(text: Array(bad.utf8), signatures: [signature])
            }
        }
        #expect(try key.sign(text: [0x0A]).payload.count == 64)
    }

    @Test("only an Ed25519 key signs notes")
    func signerKinds() throws {
        let name = try #require(KeyName("a"))
        for algorithm in [SignatureAlgorithm.es256, .rs256] {
            let key = try PrivateKey.generate(algorithm)
            #expect(throws: NoteError.notAnEd25519Key) { try NoteSigner(name: name, key: key) }
        }
    }
}

@Suite("Key names")
struct KeyNameTests {
    @Test(
        "names without spaces and pluses are names",
        arguments: ["a", "log.example/ref", "é", "名", "a=b", "—", "\u{200B}", "\u{7F}", "a/b?c#d"])
    func good(text: String) {
        #expect(KeyName(text)?.utf8 == Array(text.utf8))
        #expect(KeyName(text)?.description.utf8.elementsEqual(text.utf8) == true)
    }

    @Test("a name is refused for any Unicode space, plus or control character in it")
    func bad() {
        let spaces: [Unicode.Scalar] =
            [" ", "\u{85}", "\u{A0}", "\u{1680}", "\u{2028}", "\u{2029}", "\u{202F}", "\u{205F}"]
            + ["\u{3000}", "+"] + (0x2000...0x200A).compactMap { Unicode.Scalar($0) }
            + (0..<0x20).compactMap { Unicode.Scalar($0) }
        for space in spaces {
            for text in ["\(space)", "a\(space)", "\(space)a", "a\(space)b"] {
                #expect(KeyName(text) == nil, "U+\(String(space.value, radix: 16))")
            }
        }
        #expect(KeyName("") == nil)
    }
}

@Suite("Verifier keys")
struct VerifierKeyTests {
    @Test("the worked key is read, has its ID, and is written back")
    func worked() throws {
        let key = try VerifierKey(parsing: WorkedExample.vkey)
        #expect(key.name.description == "log.example/ref" && key.type == 1)
        #expect(key.keyID == 0x3d37_bb91)
        let bytes = "804e46ac325bccd57daa9078c74a43cdddb83748fba3ac92920109223c8a2c66"
        #expect(try key.publicKeyBytes == hex(bytes))
        #expect(key.description == WorkedExample.vkey)
        let publicKey = try #require(key.publicKey)
        #expect(VerifierKey(name: key.name, publicKey: publicKey) == key)
        let preimage = key.name.utf8 + [0x0A, 1] + key.publicKeyBytes
        #expect(preimage.count == 49)
        #expect(
            Digest.sha256(preimage).description
                == "3d37bb91d374658ae8baea998bf4f236dc31025b636d0005b473e82f36b9b911")
    }

    @Test("the specification's key has its ID")
    func specification() throws {
        let text = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
        #expect(try VerifierKey(parsing: text).keyID == 0x530d_903a)
        #expect(try VerifierKey(parsing: text).description == text)
    }

    @Test("the type byte is part of the ID, and type 4 does not verify plain notes")
    func types() throws {
        let signer = try signer("a")
        let plain = signer.verifierKey
        let publicKey = try #require(plain.publicKey)
        let cosigner = VerifierKey(
            name: plain.name, publicKey: publicKey, type: VerifierKey.cosignatureType)
        #expect(cosigner.keyID != plain.keyID)
        #expect(try VerifierKey(parsing: cosigner.description) == cosigner)
        let payload = try signer.sign(text: [0x0A]).payload
        #expect(plain.verifies(payload, text: [0x0A]))
        #expect(!cosigner.verifies(payload, text: [0x0A]))
    }

    @Test("keys of types that are not used here are read and verify nothing")
    func otherTypes() throws {
        let name = "a"
        for type in [UInt8(0x03), 0x05, 0x06, 0xFA, 0xFF] {
            let key = [UInt8](repeating: type, count: type == 0x06 ? 1_312 : 40)
            let id = Digest.sha256(Array(name.utf8) + [0x0A, type] + key).bytes[..<4]
            let text = "\(name)+\(Hex.encode(id))+\(Base64.encode([type] + key))"
            let read = try VerifierKey(parsing: text)
            #expect(read.publicKey == nil && read.type == type && read.publicKeyBytes == key)
            #expect(read.description == text)
            #expect(!read.verifies([1], text: [0x0A]))
        }
        // The ID of type 2 alone is that of the key without the name.
        let key = [UInt8](repeating: 2, count: 91)
        let id = Hex.encode(Digest.sha256(key).bytes[..<4])
        let text = "a+\(id)+\(Base64.encode([2] + key))"
        #expect(try VerifierKey(parsing: text).description == text)
    }

    @Test("flipping any bit of a verifier key's text refuses it")
    func flips() {
        let bytes = Array(WorkedExample.vkey.utf8)
        for bit in 0..<8 * bytes.count where bit % 8 != 7 {
            let text = String(decoding: flipping(bit: bit, of: bytes), as: UTF8.self)
            #expect(throws: NoteError.self, "bit \(bit)") { try VerifierKey(parsing: text) }
        }
    }

    @Test(
        "a text that is not name+hash+key is refused",
        arguments: [
            "", "a", "a+00000000", "a+00000000+", "+00000000+AQ==", "a+0000000+AQ==",
            "a+00000000+AQ==", "a+00000000+AQ", "a b+00000000+AQE=", "a+3D37BB91+AQE=",
            "a++AQE=", "a+000000000+AQE=", WorkedExample.vkey + " ", " " + WorkedExample.vkey,
            WorkedExample.vkey + "\n", WorkedExample.vkey + "+",
            "log.example/ref+3D37BB91+AYBORqwyW8zVfaqQeMdKQ83duDdI+6OskpIBCSI8iixm",
        ])
    func malformed(text: String) {
        #expect(throws: NoteError.malformedVerifierKey) { try VerifierKey(parsing: text) }
    }

    @Test("a wrong hash, a small-order key and a key of the wrong length are each refused as such")
    func refused() throws {
        let wrong = "log.example/ref+3d37bb92+AYBORqwyW8zVfaqQeMdKQ83duDdI+6OskpIBCSI8iixm"
        #expect(throws: NoteError.wrongKeyID) { try VerifierKey(parsing: wrong) }
        for (key, error) in [
            ([1] + [UInt8](repeating: 0, count: 31), SigningError.keySmallOrder),
            ([UInt8](repeating: 9, count: 31), .keyLength(.ed25519, bytes: 31)),
        ] {
            for type: UInt8 in [1, 4] {
                let id = Hex.encode(Digest.sha256([0x61, 0x0A, type] + key).bytes[..<4])
                #expect(throws: NoteError.refusedKey(error)) {
                    try VerifierKey(parsing: "a+\(id)+\(Base64.encode([type] + key))")
                }
            }
        }
    }

    @Test("a text at the limit is read, one past it is not")
    func limit() throws {
        let bytes = [UInt8](repeating: 5, count: 6_000)
        func vkey(nameLength: Int) -> String {
            let name = String(repeating: "n", count: nameLength)
            let id = Hex.encode(Digest.sha256(Array(name.utf8) + [0x0A] + bytes).bytes[..<4])
            return "\(name)+\(id)+\(Base64.encode(bytes))"
        }
        let nameLength = VerifierKey.bytesMax - 8_010
        #expect(vkey(nameLength: nameLength).utf8.count == VerifierKey.bytesMax)
        _ = try VerifierKey(parsing: vkey(nameLength: nameLength))
        #expect(throws: NoteError.malformedVerifierKey) {
            try VerifierKey(parsing: vkey(nameLength: nameLength + 1))
        }
    }
}
