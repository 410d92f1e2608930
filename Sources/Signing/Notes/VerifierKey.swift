import PostQuantum

/// Checks the signatures of one key in notes.
public protocol NoteVerifier: Sendable {
    /// The key's name.
    var name: KeyName { get }
    /// The key's ID, which with the name decides which signatures are this key's.
    var keyID: UInt32 { get }
    /// Whether `payload`, what follows the key ID in a signature line, signs the note's `text`.
    func verifies(_ payload: [UInt8], text: [UInt8]) -> Bool
}

/// A public key for notes, as text `name+hash+key`: a *vkey*.
///
/// Spec: 02-sign §4.
public struct VerifierKey: Hashable, Sendable {
    /// The type byte of Ed25519 over the note's text.
    public static let ed25519Type: UInt8 = 0x01
    /// The type byte of ECDSA, whose key ID alone is the hash of the key without the name.
    static let ecdsaType: UInt8 = 0x02
    /// The type byte of timestamped Ed25519 cosignatures.
    public static let cosignatureType: UInt8 = 0x04
    /// The type byte of kinds that have no number: a longer name stands behind it.
    static let namedType: UInt8 = 0xFF
    /// The longer name of ML-DSA-65 over a note's text, before the key.
    static let postQuantumName = Array("testamur/ml-dsa-65/v1\n".utf8)
    /// The longest text of a verifier key that is read.
    public static let bytesMax = 8_192

    /// The key's name.
    public let name: KeyName
    /// The kind of signature that the key makes.
    public let type: UInt8
    /// The bytes behind the type byte: for Ed25519 the 32 bytes of the key.
    public let publicKeyBytes: [UInt8]
    /// The first four bytes of the hash of name, type and key, big-endian.
    public let keyID: UInt32
    /// The key itself, for the two types that are Ed25519; `nil` for types that are not used here.
    public let publicKey: PublicKey?

    /// Makes a verifier key of an Ed25519 key; any other key is a mistake of the caller.
    public init(name: KeyName, publicKey: PublicKey, type: UInt8 = VerifierKey.ed25519Type) {
        precondition(
            publicKey.algorithm == .ed25519 && Self.isEd25519(type),
            "Types 1 and 4 are Ed25519, and no other key can be made here.")
        self.name = name
        self.type = type
        self.publicKey = publicKey
        publicKeyBytes = publicKey.bytes
        keyID = Self.keyID(name: name, type: type, key: publicKey.bytes)
    }

    /// Makes a verifier key of an ML-DSA-65 key of 1,952 bytes.
    init(name: KeyName, postQuantum key: [UInt8]) {
        precondition(
            key.count == PostQuantumKey.publicKeyBytes, "a key of ML-DSA-65 has 1,952 bytes")
        self.name = name
        type = Self.namedType
        publicKey = nil
        publicKeyBytes = Self.postQuantumName + key
        keyID = Self.keyID(name: name, type: type, key: publicKeyBytes)
    }

    /// Whether this is a key of ML-DSA-65, which signs notes beside one of Ed25519.
    public var isPostQuantum: Bool {
        type == Self.namedType
            && publicKeyBytes.count == Self.postQuantumName.count + PostQuantumKey.publicKeyBytes
            && publicKeyBytes.starts(with: Self.postQuantumName)
    }

    /// Reads a verifier key: eight lowercase digits of hash, then strict base64 of type and key.
    ///
    /// Keys of types that are not used here are read too, so that lists that name them stay
    /// readable; they verify nothing.
    ///
    /// - Throws: ``NoteError/malformedVerifierKey``, ``NoteError/wrongKeyID``,
    ///   ``NoteError/refusedKey(_:)``.
    public init(parsing text: String) throws(NoteError) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.bytesMax else { throw .malformedVerifierKey }
        // Base64 has pluses of its own, so that only the first two part the fields.
        let fields = bytes.split(
            separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard fields.count == 3, let name = KeyName(utf8: fields[0]), fields[1].count == 8,
            let hash = Hex.decode(fields[1]), let tagged = Base64.decode(Array(fields[2])),
            let type = tagged.first, tagged.count > 1
        else { throw .malformedVerifierKey }
        let key = Array(tagged.dropFirst())
        let keyID = Self.keyID(name: name, type: type, key: key)
        guard keyID == hash.reduce(UInt32(0), { $0 << 8 | UInt32($1) }) else { throw .wrongKeyID }
        self.name = name
        self.type = type
        self.keyID = keyID
        publicKeyBytes = key
        do throws(SigningError) {
            publicKey = Self.isEd25519(type) ? try PublicKey(.ed25519, bytes: key) : nil
        } catch {
            throw .refusedKey(error)
        }
    }

    private static func isEd25519(_ type: UInt8) -> Bool {
        type == ed25519Type || type == cosignatureType
    }

    private static func keyID(name: KeyName, type: UInt8, key: [UInt8]) -> UInt32 {
        let digest =
            type == ecdsaType
            ? Digest.sha256(key) : Digest.sha256([name.utf8, [NoteText.newline, type], key])
        return digest.bytes[..<4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
}

extension VerifierKey: CustomStringConvertible {
    /// The text `name+hash+key`.
    public var description: String {
        let hash = (0..<4).map { UInt8(truncatingIfNeeded: keyID >> UInt32(24 - 8 * $0)) }
        return "\(name)+\(Hex.encode(hash))+\(Base64.encode([type] + publicKeyBytes))"
    }
}

extension VerifierKey: NoteVerifier {
    /// Whether `payload` is the signature of `text` by a key of Ed25519 (type 1) or ML-DSA-65;
    /// always false for other types.
    public func verifies(_ payload: [UInt8], text: [UInt8]) -> Bool {
        if isPostQuantum {
            return PostQuantumKey.verifies(
                payload, of: CompanionKey.signaturePrefix + text,
                by: Array(publicKeyBytes.dropFirst(Self.postQuantumName.count)))
        }
        guard type == Self.ed25519Type, let publicKey else { return false }
        return publicKey.verifies(payload, of: text)
    }
}
