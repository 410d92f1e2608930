/// A text with signature lines, parsed but not verified: nothing in it may be relied on.
///
/// Spec: 02-sign §4; C2SP signed-note.
public struct SignedNote: Hashable, Sendable {
    /// The longest note that is read, in bytes.
    public static let bytesMax = 1_048_576
    /// The most signatures that a note may have.
    public static let signaturesMax = 64

    /// The text with its last newline, without the blank line.
    public let text: [UInt8]
    /// The signature lines in their order; at least one.
    public let signatures: [NoteSignature]
    /// The note as it is written: text, blank line, signature lines.
    public let bytes: [UInt8]

    /// Makes a note of a text and signatures of it, which are not verified here.
    ///
    /// - Throws: ``NoteError/noBlankLine`` if the text does not end in a newline,
    ///   ``NoteError/forbiddenCharacter``, ``NoteError/signatureCount(_:)``,
    ///   ``NoteError/tooLong``.
    public init(text: [UInt8], signatures: [NoteSignature]) throws(NoteError) {
        guard text.last == NoteText.newline else { throw .noBlankLine }
        guard NoteText.isAllowed(text) else { throw .forbiddenCharacter }
        guard 1...Self.signaturesMax ~= signatures.count else {
            throw .signatureCount(signatures.count)
        }
        self.text = text
        self.signatures = signatures
        var bytes = text
        bytes.append(NoteText.newline)
        for signature in signatures { bytes += signature.line }
        self.bytes = bytes
        guard bytes.count <= Self.bytesMax else { throw .tooLong }
    }

    /// Reads a note, which is parted at its last blank line.
    ///
    /// - Throws: ``NoteError`` of the `note.` codes up to `note.signature-count`.
    public init(parsing bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= Self.bytesMax else { throw .tooLong }
        guard NoteText.isAllowed(bytes) else { throw .forbiddenCharacter }
        guard let split = NoteText.split(bytes) else { throw .noBlankLine }
        text = Array(bytes[..<split])
        signatures = try NoteSignature.parse(checkedLines: bytes[(split + 1)...])
        // Nothing about a note can be written in two ways, so that these are its bytes.
        self.bytes = bytes
    }

    /// The same text with more signatures; one that is there already is not added again.
    ///
    /// - Throws: ``NoteError/signatureCount(_:)``, ``NoteError/tooLong``.
    public func adding(_ more: [NoteSignature]) throws(NoteError) -> SignedNote {
        var all = signatures
        for signature in more where !all.contains(signature) { all.append(signature) }
        return try SignedNote(text: text, signatures: all)
    }

    /// Checks the signatures of known keys.
    ///
    /// A signature whose name and key ID no verifier has is passed over. Every other must verify,
    /// duplicates included, or the whole note is refused; of one key's signatures the first counts.
    ///
    /// - Throws: ``NoteError/forgedSignature(_:)``, ``NoteError/noKnownSignature``, and
    ///   ``NoteError/ambiguousVerifier(_:)`` if two verifiers claim one signature.
    public func verified(by verifiers: [any NoteVerifier]) throws(NoteError) -> VerifiedNote {
        var verified: [NoteSignature] = []
        for signature in signatures {
            let known = verifiers.filter {
                $0.keyID == signature.keyID && $0.name == signature.name
            }
            guard let verifier = known.first else { continue }
            guard known.count == 1 else { throw .ambiguousVerifier(signature.name) }
            guard verifier.verifies(signature.payload, text: text) else {
                throw .forgedSignature(signature.name)
            }
            let isDuplicate = verified.contains {
                $0.keyID == signature.keyID && $0.name == signature.name
            }
            if !isDuplicate { verified.append(signature) }
        }
        guard !verified.isEmpty else { throw .noKnownSignature }
        return VerifiedNote(text: text, verifiedSignatures: verified)
    }
}

/// A text that known keys have signed.
public struct VerifiedNote: Hashable, Sendable {
    /// The text with its last newline.
    public let text: [UInt8]
    /// One signature of each known key that has signed, in the note's order.
    public let verifiedSignatures: [NoteSignature]

    fileprivate init(text: [UInt8], verifiedSignatures: [NoteSignature]) {
        self.text = text
        self.verifiedSignatures = verifiedSignatures
    }
}
