public import CanonicalJSON
public import Signing

/// What a proof signs, with the steps to it, for signing, for verifying and for showing.
///
/// Spec: 02-sign §4; vc-di-eddsa 1.0, sections 3.3.3 to 3.3.5.
public struct ProofInput: Hashable, Sendable {
    /// The SHA-256 of the canonical form of the proof without `proofValue`.
    public let optionsDigest: Digest
    /// The SHA-256 of the canonical form of the document without `proof`.
    public let documentDigest: Digest

    /// Makes the input from the proof as it stands, except its value.
    public init(canonicalOptions: [UInt8], documentDigest: Digest) {
        optionsDigest = .sha256(canonicalOptions)
        self.documentDigest = documentDigest
    }

    /// The 64 bytes that are signed: the digest of the proof, then the digest of the document.
    public var hashData: [UInt8] {
        var data: [UInt8] = []
        data.reserveCapacity(2 * Digest.byteCount)
        optionsDigest.append(to: &data)
        documentDigest.append(to: &data)
        return data
    }

    /// The canonical form of a document without `proof`.
    public static func canonicalDocument(_ document: JSON) -> [UInt8] {
        document.canonicalBytes(omitting: ["proof"])
    }
}
