import Signing
import Testing
import TransparencyLog

@Suite("Cosignatures")
struct CosignatureTests {
    @Test("of the worked example's key have its id, and no other type is taken for it")
    func key() throws {
        let text = "w1.example+7c4722fb+BEQvKCPc2aqVEv9CcQWnrFKLZbilDjyRZ7jOiFUxFrLq"
        let key = try CosignatureKey(VerifierKey(parsing: text))
        #expect(key.keyID == 0x7c47_22fb)
        #expect(key.description == text)
        let plain = VerifierKey(name: key.name, publicKey: try #require(key.verifierKey.publicKey))
        #expect(plain.keyID != key.keyID)
        #expect(throws: TransparencyLogError.keyType(1)) {
            try CosignatureKey(plain)
        }
        #expect(throws: NoteError.wrongKeyID) {
            try VerifierKey(parsing: "w1.example+7c4722fa" + text.dropFirst(19))
        }
    }

    @Test("of the worked example sign its message")
    func message() throws {
        let text = "log.example/ref\n3\nu1yKbMSV62I/kGkuIDAVCXpVkLuuwuhUlC2PVonZXro=\n"
        let message = Array("cosignature/v1\ntime 1700000000\n\(text)".utf8)
        #expect(message.count == 94)
        #expect(
            Digest.sha256(message).description
                == "6d4f56d86f766350c2abf187aac4862cd4fce9b7155469948f7c7d15d73377b5")
        let log = try TestKeys.log()
        let verified = try Checkpoint(parsing: Array(text.utf8)).signed(by: log)
            .verified(by: log.verifierKey)
        let witness = try TestKeys.witness(1)
        let cosignature = try witness.cosign(
            verified, at: Instant(milliseconds: 1_700_000_000_999))
        let payload = cosignature.signature.payload
        #expect(payload.count == 72)
        #expect(payload.prefix(8) == [0, 0, 0, 0, 0x65, 0x53, 0xf1, 0])
        #expect(cosignature.time == Instant(seconds: 1_700_000_000))
        let key = try #require(witness.key.verifierKey.publicKey)
        #expect(key.verifies(Array(payload[8...]), of: message))
        // A dash, two spaces, the name, 104 characters of base64, a newline.
        #expect(cosignature.signature.line.count == 3 + 2 + 10 + 104 + 1)
    }

    @Test("with any bit changed are not the witness's")
    func everyBit() throws {
        let verified = try TestKeys.checkpoint(size: 3)
        let witness = try TestKeys.witness(1)
        let cosignature = try witness.cosign(verified, at: Instant(seconds: 1_700_000_000))
        let text = verified.signed.note.text
        #expect(witness.key.verifies(cosignature.signature.payload, text: text))
        for position in cosignature.signature.payload.indices {
            for bit in 0..<8 {
                var payload = cosignature.signature.payload
                payload[position] ^= 1 << bit
                #expect(!witness.key.verifies(payload, text: text), "\(position) \(bit)")
            }
        }
        #expect(!witness.key.verifies(cosignature.signature.payload.dropLast(), text: text))
        #expect(!witness.key.verifies(cosignature.signature.payload + [0], text: text))
        #expect(!witness.key.verifies(cosignature.signature.payload, text: text + [10]))
        #expect(try !TestKeys.witness(2).key.verifies(cosignature.signature.payload, text: text))
    }

    @Test("in an answer are kept only if a given witness made them")
    func answers() throws {
        let verified = try TestKeys.checkpoint(size: 3)
        let time = Instant(seconds: 1_700_000_000)
        let first = try TestKeys.witness(1)
        let second = try TestKeys.witness(2)
        let lines = try [first, second].flatMap { try $0.cosign(verified, at: time).signature.line }
        let found = try verified.cosignatures(inAnswer: lines, by: [first.key])
        #expect(found.map(\.witness) == [first.key])
        let cosigned = try verified.adding(found)
        #expect(cosigned.signed.note.signatures.count == 2)
        #expect(try cosigned.adding(found) == cosigned)
        #expect(try cosigned.cosignatures(by: [first.key, second.key]) == found)
        #expect(try verified.cosignatures(inAnswer: lines, by: []).isEmpty)
    }

    @Test("in an answer that is anything but signature lines are refused")
    func malformedAnswers() throws {
        let verified = try TestKeys.checkpoint(size: 3)
        let witness = try TestKeys.witness(1)
        let line = try witness.cosign(verified, at: Instant(seconds: 1)).signature.line
        let answers: [[UInt8]] = [
            [], [10], line.dropLast(), [10] + line, line + [10], line + [10] + line,
            Array("3\n".utf8), verified.signed.bytes, line + Array("x\n".utf8),
        ]
        for answer in answers {
            #expect(throws: TransparencyLogError.self) {
                try verified.cosignatures(inAnswer: answer, by: [witness.key])
            }
        }
        let other = try witness.cosign(TestKeys.checkpoint(size: 4), at: Instant(seconds: 1))
        #expect(throws: TransparencyLogError.cosignatureInvalid(witness.key.name)) {
            try verified.cosignatures(inAnswer: other.signature.line, by: [witness.key])
        }
    }

    @Test("are made only with Ed25519 keys")
    func otherKeys() throws {
        let name = try #require(KeyName("w1.example"))
        let key = try PrivateKey.generate(.es256)
        #expect(throws: TransparencyLogError.note(.notAnEd25519Key)) {
            try Cosigner(name: name, key: key)
        }
    }
}
