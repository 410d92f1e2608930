import COpenSSL

/// SHA-256 by libcrypto, with its state in the caller's frame.
///
/// libcrypto 3 reaches the same code through EVP too, but there each hash allocates and frees a
/// state: 0.7 of this rate for the 65 bytes of a Merkle node. A tree is nothing but such hashes,
/// and with the state on the stack they share nothing between threads and cannot fail.
enum OpenSSLDigest {
    static func sha256(_ bytes: [UInt8]) -> Digest {
        var stream = SHA256Stream()
        stream.update(bytes)
        return stream.finished()
    }

    static func sha256(_ parts: [[UInt8]]) -> Digest {
        var stream = SHA256Stream()
        for part in parts { stream.update(part) }
        return stream.finished()
    }

    static func sha256(prefix: UInt8, _ bytes: [UInt8]) -> Digest {
        var stream = SHA256Stream()
        stream.update(prefix)
        stream.update(bytes)
        return stream.finished()
    }

    static func sha256(prefix: UInt8, _ left: Digest, _ right: Digest) -> Digest {
        var stream = SHA256Stream()
        // One call for all 65 bytes: each call would fill libcrypto's block anew.
        unsafe withUnsafeTemporaryAllocation(byteCount: 1 + 2 * Digest.byteCount, alignment: 1) {
            unsafe $0[0] = prefix
            unsafe $0.storeBytes(of: left.words, toByteOffset: 1, as: SIMD4<UInt64>.self)
            unsafe $0.storeBytes(
                of: right.words, toByteOffset: 1 + Digest.byteCount, as: SIMD4<UInt64>.self)
            unsafe stream.update(UnsafeRawBufferPointer($0))
        }
        return stream.finished()
    }
}

/// SHA-384, which goes with P-384 keys and nothing else.
public enum SHA384 {
    /// The bytes of a hash.
    public static let byteCount = 48

    /// The hash of some bytes.
    public static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var hash = [UInt8](repeating: 0, count: byteCount)
        _ = unsafe COpenSSL.SHA384(bytes, bytes.count, &hash)
        return hash
    }
}

/// A SHA-256 hash fed in steps, for input that is not in memory at once.
///
/// A copy goes on by itself from what both have been fed.
public struct SHA256Stream: Sendable {
    private var state = SHA256_CTX()

    /// Starts a hash of nothing.
    public init() {
        unsafe tossl_sha256_start(&state)
    }

    /// Adds `bytes` to what is hashed.
    public mutating func update(_ bytes: [UInt8]) {
        unsafe tossl_sha256_add(&state, bytes, bytes.count)
    }

    /// The hash of what was added up to now.
    public func finish() -> Digest {
        var copy = self
        return copy.finished()
    }

    fileprivate mutating func update(_ byte: UInt8) {
        var byte = byte
        unsafe tossl_sha256_add(&state, &byte, 1)
    }

    fileprivate mutating func update(_ bytes: UnsafeRawBufferPointer) {
        unsafe tossl_sha256_add(&state, bytes.baseAddress, bytes.count)
    }

    /// The hash; the state is used up.
    fileprivate mutating func finished() -> Digest {
        var words = SIMD4<UInt64>()
        unsafe withUnsafeMutableBytes(of: &words) { words in
            unsafe tossl_sha256_finish(
                &state, words.assumingMemoryBound(to: UInt8.self).baseAddress)
        }
        return Digest(words: words)
    }
}
