import Testing

@testable import Signing

/// A key and a note that are written out in full, with every value checked beside them.
enum WorkedExample {
    static let vkey = "log.example/ref+3d37bb91+AYBORqwyW8zVfaqQeMdKQ83duDdI+6OskpIBCSI8iixm"
    static let text = "log.example/ref\n3\nu1yKbMSV62I/kGkuIDAVCXpVkLuuwuhUlC2PVonZXro=\n"
    static let line =
        "— log.example/ref PTe7kVVYzIsxn+D/dUK3Bfp625Uu2vH8rYTrNXbo9E/mzrfQ2XfB8uOMchHhUSFBZaxSwN21"
        + "yElZ3xs11c/DHgeG/Ag=\n"
    static var note: [UInt8] { Array((text + "\n" + line).utf8) }
}

/// A signer of the given name with a seed of one repeated byte.
func signer(_ name: String, seed: UInt8 = 1) throws -> NoteSigner {
    guard let name = KeyName(name) else { throw MissingValue() }
    let key = try PrivateKey(ed25519Seed: [UInt8](repeating: seed, count: 32))
    return try NoteSigner(name: name, key: key)
}

@Suite("Signed notes")
struct SignedNoteTests {
    @Test("the worked checkpoint is read, verified and written back byte for byte")
    func workedExample() throws {
        let verifier = try VerifierKey(parsing: WorkedExample.vkey)
        let note = try SignedNote(parsing: WorkedExample.note)
        #expect(note.text == Array(WorkedExample.text.utf8))
        #expect(note.signatures.count == 1)
        #expect(note.signatures[0].keyID == 0x3d37_bb91)
        #expect(note.signatures[0].name.description == "log.example/ref")
        #expect(note.signatures[0].payload.count == 64)
        #expect(note.signatures[0].line == Array(WorkedExample.line.utf8))
        #expect(note.bytes == WorkedExample.note)
        let verified = try note.verified(by: [verifier])
        #expect(verified.text == note.text && verified.verifiedSignatures == note.signatures)
    }

    @Test("the note that the specification opens with is parted at its last blank line")
    func specificationExample() throws {
        let text = """
            Ognuno sta solo sul cuor della terra
            trafitto da un raggio di sole:

            ed è subito sera.

            """
        let line =
            "— quasimodo.example/salvatore "
            + "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONr"
            + "MouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
        let note = try SignedNote(parsing: Array((text + "\n" + line).utf8))
        #expect(note.text == Array(text.utf8))
        #expect(note.signatures.map(\.keyID) == [0x367b_a04b])
        #expect(note.bytes == Array((text + "\n" + line).utf8))
    }

    @Test("flipping any bit of a signed note, or cutting it anywhere, loses its signature")
    func flips() throws {
        let verifier = try VerifierKey(parsing: WorkedExample.vkey)
        let bytes = WorkedExample.note
        for bit in 0..<8 * bytes.count {
            let other = flipping(bit: bit, of: bytes)
            #expect(throws: NoteError.self, "bit \(bit)") {
                try SignedNote(parsing: other).verified(by: [verifier])
            }
        }
        for count in 0..<bytes.count {
            #expect(throws: NoteError.self) {
                try SignedNote(parsing: Array(bytes[..<count])).verified(by: [verifier])
            }
        }
    }

    @Test("what is parsed is written back as it was, for a hundred notes with blank lines inside")
    func roundTrips() throws {
        var numbers = SeededNumbers(seed: 12)
        for _ in 0..<100 {
            let pieces = ["a", "\n", "\n\n", "é", "— x y\n", " ", "\u{7F}", "+", "文"]
            var text = (0..<Int.random(in: 0...12, using: &numbers)).reduce("") { text, _ in
                text + pieces[Int.random(in: 0..<pieces.count, using: &numbers)]
            }
            text += "\n"
            let signers = try (1...3).map { try signer("key.example/\($0)", seed: $0) }
            let signatures = try signers.map { try $0.sign(text: Array(text.utf8)) }
            let note = try SignedNote(text: Array(text.utf8), signatures: signatures)
            let read = try SignedNote(parsing: note.bytes)
            #expect(read == note && read.bytes == note.bytes)
            let verified = try read.verified(by: signers.map(\.verifierKey))
            #expect(verified.verifiedSignatures == signatures)
        }
    }

    @Test("every control character but newline is refused, in the text and in the signatures")
    func controlCharacters() throws {
        for control in UInt8(0)..<0x20 where control != 0x0A {
            for position in [0, 5, 20, WorkedExample.text.utf8.count + 3] {
                var bytes = WorkedExample.note
                bytes.insert(control, at: position)
                #expect(throws: NoteError.forbiddenCharacter) { try SignedNote(parsing: bytes) }
            }
        }
        let crlf = WorkedExample.note.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
        #expect(throws: NoteError.forbiddenCharacter) { try SignedNote(parsing: crlf) }
        #expect(throws: NoteError.forbiddenCharacter) {
            try signer("a").sign(text: Array("a\r\n".utf8))
        }
    }

    @Test(
        "bytes that are not UTF-8 are refused",
        arguments: [
            [0xFF], [0xC0, 0xAF], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0xE2, 0x80], [0x80], [0xF8, 0x88, 0x80, 0x80, 0x80],
        ] as [[UInt8]])
    func invalidUTF8(bytes: [UInt8]) {
        #expect(throws: NoteError.forbiddenCharacter) {
            try SignedNote(parsing: bytes + WorkedExample.note)
        }
        #expect(KeyName(utf8: bytes) == nil)
    }

    @Test(
        "a note without a blank line, without signatures or without its last newline is refused",
        arguments: [
            ("", NoteError.noBlankLine), ("\n", .noBlankLine), ("text\n", .noBlankLine),
            ("text\n— a AAAAAAA=\n", .noBlankLine), ("text\n\n", .signatureCount(0)),
            ("\n\n", .signatureCount(0)), ("text\n\n\n", .signatureCount(0)),
            ("text\n\n— a AAAAAAA=", .signatureCount(0)),
            ("text\n\n— a AAAAAAA=\nmore", .malformedSignature(line: 2)),
            ("text\n\nmore\n", .malformedSignature(line: 1)),
            ("text\n\n— a AAAAAAA=\n\n", .signatureCount(0)),
        ])
    func shapes(text: String, error: NoteError) {
        #expect(throws: error) { try SignedNote(parsing: Array(text.utf8)) }
    }

    @Test(
        "a signature line has one form",
        arguments: [
            "- a AAAAAAA=", "—a AAAAAAA=", "— a  AAAAAAA=", "—  a AAAAAAA=", "— aAAAAAAA=",
            "— a AAAAAAA= ", " — a AAAAAAA=", "— a AAAAAAA", "— a AAAAAAB=", "— a AAAA-AA=",
            "— a AAAAAA==", "— a AAAA", "— a ", "— a", "— ", "—", "— a+b AAAAAAA=",
            "— a\u{00A0}b AAAAAAA=", "— a\u{2003}b AAAAAAA=", "– a AAAAAAA=", "― a AAAAAAA=",
            "— a AAAAAAA= x", "\u{2014}\u{2003}a AAAAAAA=",
        ])
    func signatureLines(line: String) {
        #expect(throws: NoteError.malformedSignature(line: 1)) {
            try SignedNote(parsing: Array("text\n\n\(line)\n".utf8))
        }
        #expect(throws: NoteError.malformedSignature(line: 2)) {
            try NoteSignature.parse(lines: Array("— a AAAAAAA=\n\(line)\n".utf8))
        }
    }

    @Test("signature lines by themselves are read, and nothing beside them")
    func lines() throws {
        let line = Array(WorkedExample.line.utf8)
        let signatures = try NoteSignature.parse(lines: line + line)
        #expect(signatures.count == 2 && signatures[0].line == line)
        #expect(throws: NoteError.malformedSignature(line: 1)) {
            try NoteSignature.parse(lines: [0x0A] + line)
        }
        #expect(throws: NoteError.malformedSignature(line: 2)) {
            try NoteSignature.parse(lines: line + [0x0A])
        }
        #expect(throws: NoteError.malformedSignature(line: 2)) {
            try NoteSignature.parse(lines: line + line.dropLast())
        }
        #expect(throws: NoteError.signatureCount(0)) { try NoteSignature.parse(lines: []) }
        #expect(throws: NoteError.forbiddenCharacter) {
            try NoteSignature.parse(lines: line.dropLast() + [0x0D, 0x0A])
        }
    }

    @Test("a note of 1,048,576 bytes is read, one byte more is not")
    func sizeLimit() throws {
        let tail = Array(("\n" + WorkedExample.line).utf8)
        let count = SignedNote.bytesMax - tail.count
        let text = [UInt8](repeating: 0x61, count: count - 1) + [0x0A]
        let note = try SignedNote(parsing: text + tail)
        #expect(note.bytes.count == 1_048_576)
        #expect(throws: NoteError.tooLong) { try SignedNote(parsing: [0x61] + text + tail) }
        #expect(try SignedNote(text: text, signatures: note.signatures) == note)
        #expect(throws: NoteError.tooLong) {
            try SignedNote(text: [0x61] + text, signatures: note.signatures)
        }
    }

    @Test("1, 16 and 64 signatures are accepted, 65 and none are not")
    func signatureLimit() throws {
        let text = Array("text\n".utf8)
        let signature = try signer("known").sign(text: text)
        let known = try signer("known").verifierKey
        for count in [1, 16, 63, 64] {
            let others = (1..<count).compactMap { index in
                KeyName("other\(index)").map { NoteSignature(name: $0, keyID: 7, payload: [1]) }
            }
            let note = try SignedNote(text: text, signatures: others + [signature])
            #expect(try SignedNote(parsing: note.bytes).verified(by: [known]).text == text)
            guard count == 64 else { continue }
            let one = try NoteSignature(
                name: #require(KeyName("one.more")), keyID: 7, payload: [1])
            #expect(throws: NoteError.signatureCount(65)) {
                try SignedNote(parsing: note.bytes + one.line)
            }
            #expect(throws: NoteError.signatureCount(65)) { try note.adding([one]) }
            #expect(try note.adding([signature]) == note)
        }
        #expect(throws: NoteError.signatureCount(0)) {
            try SignedNote(text: text, signatures: [])
        }
    }
}
