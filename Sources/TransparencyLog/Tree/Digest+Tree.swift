public import Signing

extension Digest {
    /// The root of a tree without leaves: the SHA-256 of nothing.
    public static let emptyTree = Digest.sha256([UInt8]())

    /// The hash of an entry as a leaf of the tree: SHA-256 of a zero byte and the entry.
    ///
    /// Spec: RFC 9162, section 2.1.1.
    public static func leaf(_ entry: [UInt8]) -> Digest {
        .sha256(prefix: 0x00, entry)
    }

    /// The hash of two neighbouring subtrees: SHA-256 of a one byte and their hashes.
    ///
    /// Spec: RFC 9162, section 2.1.1.
    public static func node(_ left: Digest, _ right: Digest) -> Digest {
        .sha256(prefix: 0x01, left, right)
    }
}
