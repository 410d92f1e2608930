/// One signature line of a note, not verified: who is said to have signed, and the signature.
///
/// Spec: 02-sign §4.
public struct NoteSignature: Hashable, Sendable {
    /// The name of the key that is said to have signed.
    public let name: KeyName
    /// The first four bytes, which with the name say which key and kind of signature it is.
    public let keyID: UInt32
    /// What follows the key ID: for type 1 the 64 bytes of Ed25519; at least one byte.
    public let payload: [UInt8]

    /// An em dash and a space.
    private static let mark: [UInt8] = [0xE2, 0x80, 0x94, 0x20]
    private static let space = UInt8(ascii: " ")

    /// Makes a signature whose payload is not empty.
    public init(name: KeyName, keyID: UInt32, payload: [UInt8]) {
        precondition(!payload.isEmpty, "A signature has at least one byte after its key ID.")
        self.name = name
        self.keyID = keyID
        self.payload = payload
    }

    /// The line with its newline: em dash, space, name, space, base64 of key ID and payload.
    public var line: [UInt8] {
        let keyIDBytes = (0..<4).map { UInt8(truncatingIfNeeded: keyID >> UInt32(24 - 8 * $0)) }
        var line = Self.mark
        line += name.utf8
        line.append(Self.space)
        line += Base64.encodedBytes(keyIDBytes + payload)
        line.append(NoteText.newline)
        return line
    }

    /// Reads signature lines and nothing else: what a witness answers with.
    ///
    /// - Throws: ``NoteError/tooLong``, ``NoteError/forbiddenCharacter``,
    ///   ``NoteError/malformedSignature(line:)``, ``NoteError/signatureCount(_:)``.
    public static func parse(lines: [UInt8]) throws(NoteError) -> [NoteSignature] {
        guard lines.count <= SignedNote.bytesMax else { throw .tooLong }
        guard NoteText.isAllowed(lines) else { throw .forbiddenCharacter }
        return try parse(checkedLines: lines[...])
    }

    /// Reads lines whose bytes are known to be allowed.
    static func parse(
        checkedLines lines: ArraySlice<UInt8>
    ) throws(NoteError) -> [NoteSignature] {
        let count = lines.count { $0 == NoteText.newline }
        guard 1...SignedNote.signaturesMax ~= count else { throw .signatureCount(count) }
        guard lines.last == NoteText.newline else { throw .malformedSignature(line: count + 1) }
        var signatures: [NoteSignature] = []
        signatures.reserveCapacity(count)
        let texts = lines.dropLast().split(
            separator: NoteText.newline, omittingEmptySubsequences: false)
        for text in texts {
            guard let signature = NoteSignature(text) else {
                throw .malformedSignature(line: signatures.count + 1)
            }
            signatures.append(signature)
        }
        return signatures
    }

    /// Reads one line without its newline.
    private init?(_ line: ArraySlice<UInt8>) {
        guard line.starts(with: Self.mark) else { return nil }
        let rest = line.dropFirst(Self.mark.count)
        guard let space = rest.firstIndex(of: Self.space), let name = KeyName(utf8: rest[..<space]),
            let bytes = Base64.decode(rest[(space + 1)...]), bytes.count > 4
        else { return nil }
        let keyID = bytes[..<4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        self.init(name: name, keyID: keyID, payload: Array(bytes[4...]))
    }
}
