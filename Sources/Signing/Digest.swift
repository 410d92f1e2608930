/// A SHA-256 value: 32 bytes, compared and ordered byte by byte.
public struct Digest: Hashable, Sendable {
    /// The number of bytes in a digest.
    public static let byteCount = 32

    /// The 32 bytes in memory order; a vector, so that a digest never allocates.
    var words: SIMD4<UInt64>

    init(words: SIMD4<UInt64>) {
        self.words = words
    }

    /// Makes a digest of exactly 32 bytes, or `nil` for any other count.
    public init?(_ bytes: [UInt8]) {
        self.init(bytes.span)
    }

    /// Makes a digest of exactly 32 bytes, or `nil` for any other count.
    public init?(_ bytes: ArraySlice<UInt8>) {
        self.init(bytes.span)
    }

    private init?(_ bytes: Span<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        words = SIMD4()
        for lane in 0..<4 {
            var word: UInt64 = 0
            for place in 0..<8 { word |= UInt64(bytes[8 * lane + place]) << UInt64(8 * place) }
            words[lane] = UInt64(littleEndian: word)
        }
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        append(to: &bytes)
        return bytes
    }

    /// Appends the 32 bytes to `bytes`.
    public func append(to bytes: inout [UInt8]) {
        bytes.append(addingCapacity: Self.byteCount) { out in
            for lane in 0..<4 {
                var word = words[lane].littleEndian
                for _ in 0..<8 {
                    out.append(UInt8(truncatingIfNeeded: word))
                    word >>= 8
                }
            }
        }
    }
}

extension Digest {
    /// Hashes `bytes`.
    public static func sha256(_ bytes: [UInt8]) -> Digest {
        OpenSSLDigest.sha256(bytes)
    }

    /// Hashes the concatenation of `parts` without building it.
    public static func sha256(_ parts: [[UInt8]]) -> Digest {
        OpenSSLDigest.sha256(parts)
    }

    /// Hashes `prefix` followed by `bytes` without copying them: the leaf hash of RFC 6962.
    public static func sha256(prefix: UInt8, _ bytes: [UInt8]) -> Digest {
        OpenSSLDigest.sha256(prefix: prefix, bytes)
    }

    /// Hashes `prefix` followed by two digests without allocating: the node hash of RFC 6962.
    public static func sha256(prefix: UInt8, _ left: Digest, _ right: Digest) -> Digest {
        OpenSSLDigest.sha256(prefix: prefix, left, right)
    }
}

extension Digest: Comparable {
    /// Orders digests as their bytes are ordered.
    public static func < (left: Digest, right: Digest) -> Bool {
        for lane in 0..<4 where left.words[lane] != right.words[lane] {
            return left.words[lane].bigEndian < right.words[lane].bigEndian
        }
        return false
    }
}

extension Digest: CustomStringConvertible {
    /// The 64 lowercase hexadecimal digits.
    public var description: String { Hex.encode(bytes) }

    /// Reads 64 lowercase hexadecimal digits.
    public init?(hex text: String) {
        guard let bytes = Hex.decode(text) else { return nil }
        self.init(bytes)
    }

    /// The standard base64 text, padded: 44 characters.
    public var base64: String { Base64.encode(bytes) }

    /// The base64url text, unpadded: 43 characters.
    public var base64URL: String { Base64URL.encode(bytes) }

    /// Reads 44 characters of strict, padded, standard base64.
    public init?(base64 text: String) {
        let utf8 = text.utf8
        self.init(base64: utf8.span)
    }

    /// Reads 44 characters of strict, padded, standard base64, given as ASCII.
    public init?(base64 text: ArraySlice<UInt8>) {
        self.init(base64: text.span)
    }

    private init?(base64 text: Span<UInt8>) {
        var bytes = InlineArray<32, UInt8>(repeating: 0)
        var span = bytes.mutableSpan
        guard Base64.decode(text, into: &span) else { return nil }
        self.init(bytes.span)
    }

    /// Reads 43 characters of strict, unpadded base64url.
    public init?(base64URL text: String) {
        let utf8 = text.utf8
        self.init(base64URL: utf8.span)
    }

    /// Reads 43 characters of strict, unpadded base64url, given as ASCII.
    public init?(base64URL text: ArraySlice<UInt8>) {
        self.init(base64URL: text.span)
    }

    private init?(base64URL text: Span<UInt8>) {
        var bytes = InlineArray<32, UInt8>(repeating: 0)
        var span = bytes.mutableSpan
        guard Base64URL.decode(text, into: &span) else { return nil }
        self.init(bytes.span)
    }
}
