/// A private key with the name under which it signs notes.
public struct NoteSigner: Sendable {
    /// The key that checks what this one signs.
    public let verifierKey: VerifierKey

    private let key: PrivateKey
    private let companion: CompanionKey?

    /// Names a key for signing notes, and perhaps another one that signs them beside it.
    ///
    /// - Throws: ``NoteError/notAnEd25519Key``.
    public init(
        name: KeyName, key: PrivateKey, companion: CompanionKey? = nil
    ) throws(NoteError) {
        guard key.publicKey.algorithm == .ed25519 else { throw .notAnEd25519Key }
        self.key = key
        self.companion = companion
        verifierKey = VerifierKey(name: name, publicKey: key.publicKey)
    }

    /// The key that checks what the companion signs, if there is one.
    public var companionKey: VerifierKey? { companion?.verifierKey(verifierKey.name) }

    /// Signs a note's text with all keys, the one of Ed25519 first.
    ///
    /// - Throws: as ``sign(text:)`` does.
    public func signatures(text: [UInt8]) throws(NoteError) -> [NoteSignature] {
        let first = try sign(text: text)
        guard let companion, let companionKey else { return [first] }
        do throws(SigningError) {
            let second = NoteSignature(
                name: companionKey.name, keyID: companionKey.keyID,
                payload: try companion.signature(of: text))
            return [first, second]
        } catch {
            throw .signingFailed(error)
        }
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
