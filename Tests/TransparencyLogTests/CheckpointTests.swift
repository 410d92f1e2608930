import Signing
import Testing
import TransparencyLog

/// Keys that tests sign with, made from fixed seeds.
enum TestKeys {
    /// The log's name.
    static func origin(_ text: String = "log.example/ref") throws -> Origin {
        try #require(Origin(text))
    }

    /// A log's signer.
    static func log(_ name: String = "log.example/ref", seed: UInt8 = 1) throws -> NoteSigner {
        let key = try PrivateKey(ed25519Seed: Array(repeating: seed, count: 32))
        return try NoteSigner(name: origin(name).keyName, key: key)
    }

    /// A witness.
    static func witness(_ number: Int) throws -> Cosigner {
        let key = try PrivateKey(ed25519Seed: Array(repeating: UInt8(9 + number), count: 32))
        return try Cosigner(name: #require(KeyName("w\(number).example")), key: key)
    }

    /// A checkpoint of a naive tree, signed by the log.
    static func checkpoint(size: Int) throws -> VerifiedCheckpoint {
        let root = NaiveTree(size: size).root(size)
        let checkpoint = Checkpoint(
            origin: try origin(), size: TreeSize(UInt64(size)), root: root)
        let log = try log()
        return try checkpoint.signed(by: log).verified(by: log.verifierKey)
    }

    /// A policy of the test log that asks for so many of so many witnesses.
    static func policy(_ threshold: Int, of count: Int) throws -> WitnessPolicy {
        let witnesses = try (0..<count).map { number in
            WitnessPolicy.Witness(
                name: try #require(PolicyWord("w\(number + 1)")),
                key: try witness(number + 1).key)
        }
        return try .requiring(
            threshold, of: witnesses, logs: [WitnessPolicy.Log(key: log().verifierKey)])
    }
}

@Suite("Checkpoints")
struct CheckpointTests {
    private static let text = "log.example/ref\n3\nu1yKbMSV62I/kGkuIDAVCXpVkLuuwuhUlC2PVonZXro=\n"

    @Test("of the worked example have its text")
    func text() throws {
        let root = try #require(Digest(base64: "u1yKbMSV62I/kGkuIDAVCXpVkLuuwuhUlC2PVonZXro="))
        let checkpoint = Checkpoint(origin: try TestKeys.origin(), size: 3, root: root)
        #expect(checkpoint.text == Array(Self.text.utf8))
        #expect(try Checkpoint(parsing: Array(Self.text.utf8)) == checkpoint)
        let key = try VerifierKey(
            parsing: "log.example/ref+3d37bb91+AYBORqwyW8zVfaqQeMdKQ83duDdI+6OskpIBCSI8iixm")
        #expect(key.keyID == 0x3d37_bb91)
    }

    @Test("name the first line that is wrong")
    func lines() {
        let wrong: [(String, Int)] = [
            ("", 1), ("log.example/ref", 1), ("log.example/ref\n", 2), ("log.example/ref\n3", 2),
            ("log.example/ref\n3\n", 3), ("\n3\n", 1), ("log.example/ref\n-3\n", 2),
            (Self.text + "x", 4), (Self.text + "\n", 4), (Self.text + "x\n\n", 5),
            (Self.text + "x\r\n", 4), (String(Self.text.dropLast()), 3),
        ]
        for (text, line) in wrong {
            #expect(throws: TransparencyLogError.checkpointMalformed(line: line), "\(text)") {
                try Checkpoint(parsing: Array(text.utf8))
            }
        }
    }

    @Test("keep extension lines, in order")
    func extensions() throws {
        let text = Array((Self.text + "one\ntwo — three\n").utf8)
        let checkpoint = try Checkpoint(parsing: text)
        #expect(checkpoint.extensionLines == [Array("one".utf8), Array("two — three".utf8)])
        #expect(checkpoint.text == text)
    }

    @Test("are signed only by a key with the log's name")
    func signing() throws {
        let checkpoint = Checkpoint(origin: try TestKeys.origin(), size: 0, root: .emptyTree)
        let other = try TestKeys.log("log.example/other")
        #expect(throws: TransparencyLogError.originMismatch(checkpoint.origin)) {
            try checkpoint.signed(by: other)
        }
        let signed = try checkpoint.signed(by: TestKeys.log())
        #expect(try SignedCheckpoint(parsing: signed.bytes) == signed)
        #expect(throws: TransparencyLogError.originMismatch(checkpoint.origin)) {
            try signed.verified(by: other.verifierKey)
        }
        let sameName = try TestKeys.log(seed: 2).verifierKey
        #expect(throws: TransparencyLogError.note(.noKnownSignature)) {
            try signed.verified(by: sameName)
        }
        let verified = try signed.verified(byAnyOf: [sameName, TestKeys.log().verifierKey])
        #expect(verified.keys == [try TestKeys.log().verifierKey])
    }

    @Test("with any bit of the note changed are refused, or are unsigned")
    func everyBit() throws {
        let signed = try TestKeys.checkpoint(size: 3).signed
        let key = try TestKeys.log().verifierKey
        for position in signed.bytes.indices {
            for bit in 0..<8 {
                var bytes = signed.bytes
                bytes[position] ^= 1 << bit
                #expect(throws: TransparencyLogError.self, "byte \(position) bit \(bit)") {
                    try SignedCheckpoint(parsing: bytes).verified(by: key)
                }
            }
        }
    }

    @Test(
        "survive unknown signature lines in any number and order",
        arguments: 0..<40 as Range<UInt64>)
    func grease(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let verified = try TestKeys.checkpoint(size: 3)
        var lines = verified.signed.note.signatures
        lines += try (1...3).map { number in
            try TestKeys.witness(number).cosign(verified, at: Instant(seconds: 1_700_000_000))
                .signature
        }
        let names = ["log.example/ref", "w1.example", "grease.example/\(seed)", "é.example"]
        for _ in 0..<Int.random(in: 1...20, using: &random) {
            let payload = (0..<Int.random(in: 1...3_000, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            let name = try #require(names.randomElement(using: &random).flatMap { KeyName($0) })
            let keyID = UInt32.random(in: 0...UInt32.max, using: &random)
            lines.append(NoteSignature(name: name, keyID: keyID, payload: payload))
        }
        lines.shuffle(using: &random)
        let note = try SignedNote(text: verified.signed.note.text, signatures: lines)
        let signed = try SignedCheckpoint(parsing: note.bytes)
        let trusted = try signed.verified(by: TestKeys.log().verifierKey)
            .trusted(under: TestKeys.policy(3, of: 3))
        #expect(trusted.evaluation.cosignatures.count == 3, "seed \(seed)")
        #expect(trusted.witnessedTime == Instant(seconds: 1_700_000_000), "seed \(seed)")
    }

    @Test("have origins that are key names of at most 255 bytes")
    func origins() {
        let right = [
            "log.example", "log.example/ref", "ö.example", String(repeating: "l", count: 255),
        ]
        for text in right { #expect(Origin(text)?.description == text) }
        let wrong = [
            "", " ", "a b", "a+b", "a\tb", "a\nb", "a\r", "a\u{0}", "a\u{7F}", "a\u{A0}b",
            "a\u{2003}b", "a\u{85}b", String(repeating: "l", count: 256),
        ]
        for text in wrong { #expect(Origin(text) == nil, "\(text.debugDescription)") }
        // Two texts that look alike are two origins.
        #expect(Origin("caf\u{E9}.example") != Origin("cafe\u{301}.example"))
    }
}
