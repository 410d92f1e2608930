/// Why a key could not be made, opened, used or written.
///
/// A signature that does not verify is an answer, not an error.
public enum SigningError: Error, Hashable, Sendable {
    /// The key has another number of bytes than its algorithm wants.
    case keyLength(SignatureAlgorithm, bytes: Int)
    /// The bytes are a second spelling of a value, or of none: only one spelling is accepted.
    case keyNotCanonical(SignatureAlgorithm)
    /// The bytes name no point of the curve, or a scalar outside the group.
    case keyNotOnCurve(SignatureAlgorithm)
    /// The public key lies in the curve's group of eight, where one signature fits any message.
    case keySmallOrder
    /// The bytes are not a key of the algorithm at all.
    case keyMalformed(SignatureAlgorithm)
    /// The RSA modulus is even, or shorter than 2048 or longer than 8192 bits.
    case keyModulus(bits: Int)
    /// The RSA exponent is even, one, or longer than 64 bits.
    case keyExponent
    /// The text is not a multikey of a kind that is read here.
    case multikeyMalformed

    /// Nothing exists at this place.
    case keyNotFound(String)
    /// The file could not be read; the second value is the system's error number.
    case keyFileUnreadable(String, errno: Int32)
    /// The key file's mode lets its group or others in.
    case keyFileExposed(String, mode: UInt32)
    /// The place holds no private key that can be read, or more than a key file's worth of bytes.
    case keyUnreadable(String)
    /// The key is encrypted and no passphrase was given.
    case passphraseMissing(String)
    /// The passphrase does not open the key.
    case passphraseWrong(String)
    /// The key is of a kind that is not used here.
    case keyKindUnsupported(String)
    /// The private key does not sign for the public key that is stored with it.
    case keyPairMismatch(String)

    /// A file is already there; keys are never written over.
    case keyFileExists(String)
    /// The file could not be made durable; the second value is the system's error number.
    case keyFileUnwritten(String, errno: Int32)
    /// The key lives in a device that does not give it out.
    case keyNotExportable
    /// A file that should hold a passphrase could not be read.
    case secretUnreadable(String, errno: Int32)
    /// A file that should hold a passphrase is empty or longer than ``Secret/bytesMax``.
    case secretLength(String)
    /// libcrypto refused something that should succeed; its own words are the second value.
    case libraryFailed(String, reason: String)

    /// A stable name for the failure, for programs.
    public var code: String {
        switch self {
        case .keyLength: "key.length"
        case .keyNotCanonical: "key.not-canonical"
        case .keyNotOnCurve: "key.not-on-curve"
        case .keySmallOrder: "key.small-order"
        case .keyMalformed: "key.malformed"
        case .keyModulus: "key.modulus"
        case .keyExponent: "key.exponent"
        case .multikeyMalformed: "key.multikey-malformed"
        case .keyNotFound: "key.not-found"
        case .keyFileUnreadable: "key.file-unreadable"
        case .keyFileExposed: "key.file-exposed"
        case .keyUnreadable: "key.unreadable"
        case .passphraseMissing: "key.passphrase-missing"
        case .passphraseWrong: "key.passphrase-wrong"
        case .keyKindUnsupported: "key.kind-unsupported"
        case .keyPairMismatch: "key.pair-mismatch"
        case .keyFileExists: "key.file-exists"
        case .keyFileUnwritten: "key.file-unwritten"
        case .keyNotExportable: "key.not-exportable"
        case .secretUnreadable: "secret.unreadable"
        case .secretLength: "secret.length"
        case .libraryFailed: "signing.library-failed"
        }
    }
}

extension SigningError: CustomStringConvertible {
    /// One sentence for a person, with what to do where that is known.
    public var description: String {
        switch self {
        case .keyLength(let algorithm, let bytes):
            "\(bytes) bytes are not the length of this kind of key (\(algorithm.rawValue))."
        case .keyNotCanonical(let algorithm):
            "The \(algorithm.rawValue) key is not written in its one accepted form."
        case .keyNotOnCurve(let algorithm):
            "The bytes are no \(algorithm.rawValue) key: they lie outside the curve or its group."
        case .keySmallOrder:
            "The Ed25519 key is one of the small-order points, which anybody can sign for."
        case .keyMalformed(let algorithm): "The bytes are not an \(algorithm.rawValue) key."
        case .keyModulus(let bits):
            "The RSA modulus has \(bits) bits; it must be odd and have 2048 to 8192."
        case .keyExponent: "The RSA exponent must be odd, at least 3 and at most 64 bits long."
        case .multikeyMalformed:
            "The text is not a multikey of an Ed25519, P-256 or P-384 key (z, then base58)."
        default: fileDescription
        }
    }

    private var fileDescription: String {
        switch self {
        case .keyNotFound(let place): "There is no key at \(place)."
        case .keyFileUnreadable(let path, let number):
            "The key file \(path) cannot be read: \(SystemError(number))."
        case .keyFileExposed(let path, let mode):
            "The key file \(path) is open to other users (mode \(String(mode, radix: 8))); "
                + "run: chmod 600 '\(path)'"
        case .keyUnreadable(let place): "\(place) holds no private key that can be read."
        case .passphraseMissing(let place):
            "The key at \(place) is encrypted, and no passphrase was given."
        case .passphraseWrong(let place): "The passphrase does not open the key at \(place)."
        case .keyKindUnsupported(let place):
            "The key at \(place) is none of Ed25519, P-256, P-384 and RSA."
        case .keyPairMismatch(let place):
            "The two halves of the key at \(place) do not belong together."
        case .keyFileExists(let path): "\(path) exists; a key is never written over."
        case .keyFileUnwritten(let path, let number):
            "The key file \(path) cannot be written: \(SystemError(number))."
        case .keyNotExportable: "The key cannot leave the device that holds it."
        case .secretUnreadable(let path, let number):
            "The passphrase file \(path) cannot be read: \(SystemError(number))."
        case .secretLength(let path):
            "The passphrase file \(path) must hold 1 to \(Secret.bytesMax) bytes."
        case .libraryFailed(let operation, let reason):
            "libcrypto could not \(operation): \(reason)."
        default: code
        }
    }
}
