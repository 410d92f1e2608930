@testable import Signing

extension SignVector {
    private static func note(
        _ name: String, _ expect: String, _ comment: String, keys: [VerifierKey], _ body: [UInt8]
    ) -> SignVector {
        SignVector(
            name: "note-\(name)", kind: "note", expect: expect, comment: comment,
            fields: keys.map { "key: \($0)" }, body: body)
    }

    /// Notes that are well-formed, and what verifying makes of them.
    static func notes() throws -> [SignVector] {
        let (first, second) = try (signer("first.example"), signer("second.example", seed: 2))
        let (one, two) = (first.verifierKey, second.verifierKey)
        let text = Array("text\n".utf8)
        let good = try first.sign(text: text)
        let bad = NoteSignature(
            name: good.name, keyID: good.keyID, payload: flipping(bit: 0, of: good.payload))
        let otherID = NoteSignature(name: good.name, keyID: good.keyID ^ 1, payload: [1, 2, 3])
        let otherName = NoteSignature(name: two.name, keyID: good.keyID, payload: good.payload)
        let blank = Array("\n\na\n\n\nb\n\n".utf8)
        let composed = try signer("caf\u{E9}.example")
        let decomposed = try signer("cafe\u{301}.example").verifierKey
        let worked = try VerifierKey(parsing: WorkedExample.vkey)
        func signed(_ signatures: [NoteSignature]) throws -> [UInt8] {
            try SignedNote(text: text, signatures: signatures).bytes
        }
        func many(_ count: Int) throws -> [UInt8] {
            let unknown = (1..<count).compactMap { index in
                KeyName("unknown\(index)").map { NoteSignature(name: $0, keyID: 7, payload: [1]) }
            }
            return text + [10] + unknown.flatMap(\.line) + good.line
        }
        return try [
            note(
                "worked-example", "accepted", "a checkpoint of three entries", keys: [worked],
                WorkedExample.note),
            note(
                "two-signers", "accepted", "both known", keys: [one, two],
                signed([good, second.sign(text: text)])),
            note(
                "unknown-signer", "accepted", "one known, one not", keys: [one],
                signed([second.sign(text: text), good])),
            note(
                "known-name-other-id", "accepted", "a known name with an unknown ID is unknown",
                keys: [one], signed([otherID, good])),
            note(
                "known-id-other-name", "accepted", "a known ID with an unknown name is unknown",
                keys: [one], signed([otherName, good])),
            note(
                "same-twice", "accepted", "one key's signature twice", keys: [one],
                signed([good, good])),
            note(
                "blank-lines", "accepted", "the text has blank lines and ends in one", keys: [one],
                SignedNote(text: blank, signatures: [first.sign(text: blank)]).bytes),
            note(
                "16-signatures", "accepted", "as many as everybody must accept", keys: [one],
                many(16)),
            note("64-signatures", "accepted", "the limit", keys: [one], many(64)),
            note("65-signatures", "note.signature-count", "one more", keys: [one], many(65)),
            note(
                "forged", "note.forged-signature", "one bit of the signature", keys: [one],
                signed([bad])),
            note(
                "forged-beside-good", "note.forged-signature", "one key's good and bad signature",
                keys: [one], signed([good, bad])),
            note(
                "one-of-two-forged", "note.forged-signature", "one known key's signature is bad",
                keys: [one, two], signed([second.sign(text: text), bad])),
            note(
                "other-text", "note.forged-signature", "signed for another text", keys: [one],
                [0x54] + signed([good]).dropFirst()),
            note(
                "nobody-known", "note.no-known-signature", "signed by a stranger", keys: [one],
                signed([second.sign(text: text)])),
            note(
                "look-alike-name", "note.no-known-signature", "the same letters in other bytes",
                keys: [decomposed],
                SignedNote(text: text, signatures: [composed.sign(text: text)]).bytes),
        ]
    }

    /// Bytes that are no signed note.
    static func malformedNotes() throws -> [SignVector] {
        let key = try signer("first.example").verifierKey
        let line = try signer("first.example").sign(text: Array("text\n".utf8)).line
        let lineText = String(decoding: line.dropLast(), as: UTF8.self)
        func bytes(_ line: String) -> [UInt8] { Array("text\n\n\(line)\n".utf8) }
        let forbidden = "note.forbidden-character"
        let malformed = "note.malformed-signature"
        let none = "note.no-blank-line"
        let cases: [(String, String, String, [UInt8])] = [
            ("empty", none, "no byte", []),
            ("text-only", none, "no blank line", Array("text\n".utf8)),
            (
                "no-blank-line", none, "the line follows the text at once",
                Array("text\n".utf8) + line
            ),
            (
                "no-signature", "note.signature-count", "a blank line and nothing after it",
                Array("text\n\n".utf8)
            ),
            (
                "blank-line-at-end", "note.signature-count", "the last blank line parts the note",
                bytes(lineText) + [10]
            ),
            (
                "no-last-newline", "note.signature-count", "the line is not ended",
                bytes(lineText).dropLast()
            ),
            (
                "crlf", forbidden, "lines end in CR LF",
                bytes(lineText).flatMap { $0 == 10 ? [13, 10] : [$0] }
            ),
            ("cr-in-text", forbidden, "one CR", Array("te\rxt\n\n".utf8) + line),
            ("tab", forbidden, "a tab in the text", Array("te\txt\n\n".utf8) + line),
            ("nul", forbidden, "a NUL in the text", Array("te\u{0}xt\n\n".utf8) + line),
            ("not-utf8", forbidden, "a byte that is in no UTF-8", [0xFF] + bytes(lineText)),
            ("overlong", forbidden, "a slash in two bytes", [0xC0, 0xAF] + bytes(lineText)),
            ("surrogate", forbidden, "half a pair", [0xED, 0xA0, 0x80] + bytes(lineText)),
            ("hyphen", malformed, "a hyphen for the dash", bytes("-" + lineText.dropFirst())),
            ("en-dash", malformed, "the shorter dash", bytes("–" + lineText.dropFirst())),
            (
                "two-spaces", malformed, "two spaces after the dash",
                bytes("—  " + lineText.dropFirst(2))
            ),
            ("space-at-end", malformed, "a space after the signature", bytes(lineText + " ")),
            ("unpadded", malformed, "base64 without its padding", bytes("— a AAAAAAA")),
            (
                "trailing-bits", malformed, "base64 with bits that mean nothing",
                bytes("— a AAAAAAB=")
            ),
            ("base64url", malformed, "the other alphabet", bytes("— a AAAA-AA=")),
            ("only-id", malformed, "a key ID and no signature", bytes("— a AAAAAA==")),
            ("plus-in-name", malformed, "a name has no plus", bytes("— a+b AAAAAAA=")),
            (
                "space-in-name", malformed, "a name has no Unicode space",
                bytes("— a\u{A0}b AAAAAAA=")
            ),
            ("no-name", malformed, "a name is not empty", bytes("—  AAAAAAA=")),
            (
                "other-line", malformed, "a line that is no signature after one that is",
                bytes(lineText + "\nmore")
            ),
        ]
        return cases.map { note($0.0, $0.1, $0.2, keys: [key], $0.3) }
    }
}
