/// A private key with the name under which it signs notes.
public struct NoteSigner: Sendable {
    /// The key that checks what this one signs.
    public let verifierKey: VerifierKey

    private let key: PrivateKey

    /// Names a key for signing notes.
    ///
    /// - Throws: ``NoteError/notAnEd25519Key``.
    public init(name: KeyName, key: PrivateKey) throws(NoteError) {
        guard key.publicKey.algorithm == .ed25519 else { throw .notAnEd25519Key }
        self.key = key
        verifierKey = VerifierKey(name: name, publicKey: key.publicKey)
    }

    /// Signs a note's text, which ends in a newline and has no other control character.
    ///
    /// - Throws: ``NoteError/noBlankLine`` if the text does not end in a newline,
    ///   ``NoteError/forbiddenCharacter``, ``NoteError/signingFailed(_:)``.
    public func sign(text: [UInt8]) throws(NoteError) -> NoteSignature {
        guard text.last == NoteText.newline else { throw .noBlankLine }
        guard NoteText.isAllowed(text) else { throw .forbiddenCharacter }
        do throws(SigningError) {
            return NoteSignature(
                name: verifierKey.name, keyID: verifierKey.keyID,
                payload: try key.signature(of: text))
        } catch {
            throw .signingFailed(error)
        }
    }
}
