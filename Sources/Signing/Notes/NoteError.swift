/// Why a signed note, a signature line or a verifier key was refused.
public enum NoteError: Error, Hashable, Sendable {
    /// The note is longer than ``SignedNote/bytesMax``.
    case tooLong
    /// The bytes are not UTF-8 or hold a control character other than the newline.
    case forbiddenCharacter
    /// The text does not end in a newline, or no blank line parts it from its signatures.
    case noBlankLine
    /// A line after the blank line is not a signature line.
    case malformedSignature(line: Int)
    /// The note has no signature line or more than ``SignedNote/signaturesMax``.
    case signatureCount(Int)
    /// A known key's signature does not verify: the whole note is refused.
    case forgedSignature(KeyName)
    /// None of the signatures is by a known key.
    case noKnownSignature
    /// Two different verifiers have the name and key ID of one signature.
    case ambiguousVerifier(KeyName)

    /// The text is not `name+hash+key` in the one form that is read.
    case malformedVerifierKey
    /// The hash in a verifier key is not the hash of its name and key.
    case wrongKeyID
    /// The key is refused by the rules for public keys.
    case refusedKey(SigningError)
    /// A note can be signed only with an Ed25519 key.
    case notAnEd25519Key
    /// The signer could not sign.
    case signingFailed(SigningError)

    /// A stable name for the failure, for programs.
    public var code: String {
        switch self {
        case .tooLong: "note.too-long"
        case .forbiddenCharacter: "note.forbidden-character"
        case .noBlankLine: "note.no-blank-line"
        case .malformedSignature: "note.malformed-signature"
        case .signatureCount: "note.signature-count"
        case .forgedSignature: "note.forged-signature"
        case .noKnownSignature: "note.no-known-signature"
        case .ambiguousVerifier: "note.ambiguous-verifier"
        case .malformedVerifierKey: "verifier-key.malformed"
        case .wrongKeyID: "verifier-key.wrong-id"
        case .refusedKey: "verifier-key.refused"
        case .notAnEd25519Key: "note.not-ed25519"
        case .signingFailed: "note.signing-failed"
        }
    }
}

extension NoteError: CustomStringConvertible {
    /// One sentence for a person.
    public var description: String {
        switch self {
        case .tooLong: "The note is longer than \(SignedNote.bytesMax) bytes."
        case .forbiddenCharacter:
            "The note is not UTF-8 or holds a control character other than newline."
        case .noBlankLine: "No blank line parts the note's text from its signatures."
        case .malformedSignature(let line): "Signature line \(line) is malformed."
        case .signatureCount(let count):
            "The note has \(count) signatures; 1 to \(SignedNote.signaturesMax) are read."
        case .forgedSignature(let name): "The signature by \(name) does not verify."
        case .noKnownSignature: "No known key has signed the note."
        case .ambiguousVerifier(let name): "Two known keys of \(name) have the same key ID."
        case .malformedVerifierKey: "The verifier key is not of the form name+hash+key."
        case .wrongKeyID: "The verifier key's hash is not that of its name and key."
        case .refusedKey(let error): "The verifier key is refused: \(error)"
        case .notAnEd25519Key: "Only an Ed25519 key signs notes."
        case .signingFailed(let error): "The note was not signed: \(error)"
        }
    }
}
