import Crypto
import FoundationEssentials

/// A private key of ML-DSA-65 (FIPS 204): a signature that a quantum computer does not forge.
///
/// The only door to the package that computes it. Messages are signed whole ("pure"), hedged with
/// the system's randomness, under an empty context.
///
/// Spec: 02-sign §4.1.
public struct PostQuantumKey: Sendable {
    /// The bytes of a seed, from which the whole key follows.
    public static let seedBytes = 32
    /// The bytes of a public key.
    public static let publicKeyBytes = 1_952
    /// The bytes of a signature.
    static let signatureBytes = 3_309

    /// The public half.
    public let publicKey: [UInt8]
    private let key: MLDSA65.PrivateKey

    /// Makes the key of a seed; `nil` unless it has 32 bytes. Clearing the seed is the caller's
    /// affair.
    public init?(seed: [UInt8]) {
        guard seed.count == PostQuantumKey.seedBytes,
            let key = try? MLDSA65.PrivateKey(seedRepresentation: seed, publicKey: nil)
        else { return nil }
        self.key = key
        publicKey = Array(key.publicKey.rawRepresentation)
    }

    /// The signature of a message; `nil` if the library fails.
    public func signature(of message: [UInt8]) -> [UInt8]? {
        (try? key.signature(for: message)).map { Array($0) }
    }

    /// Whether a signature is the key's over a message; false for what is no key.
    public static func verifies(
        _ signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]
    ) -> Bool {
        guard signature.count == signatureBytes,
            let key = try? MLDSA65.PublicKey(rawRepresentation: publicKey)
        else { return false }
        return key.isValidSignature(signature, for: message)
    }
}

extension PostQuantumKey: CustomStringConvertible, CustomReflectable {
    /// The algorithm and nothing more: a key must not reach a log.
    public var description: String { "a private ML-DSA-65 key" }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
