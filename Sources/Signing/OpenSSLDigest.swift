import COpenSSL

#if canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// SHA-256 by libcrypto: one fetched algorithm, and one context for each thread.
///
/// Fetching by name at every call is three times slower and contends for a lock; making a context
/// at every call allocates. A thread's context is never visible to another thread, and no call
/// leaves its thread between starting a hash and finishing it.
enum OpenSSLDigest {
    /// The algorithm and the key under which each thread finds its context; never changed.
    @safe
    private final class Shared: @unchecked Sendable {
        // Sendable because both members are set once and libcrypto counts references atomically.
        let algorithm: OpaquePointer
        let contextKey: pthread_key_t

        init() {
            guard let algorithm = unsafe EVP_MD_fetch(nil, "SHA256", nil) else {
                preconditionFailure("libcrypto offers no SHA-256.")
            }
            var key = pthread_key_t()
            let status = unsafe pthread_key_create(&key) {
                unsafe EVP_MD_CTX_free(OpaquePointer($0))
            }
            precondition(status == 0, "The system has no key for thread-local storage left.")
            unsafe self.algorithm = algorithm
            contextKey = key
        }

        /// This thread's context, about to hash.
        var startedContext: OpaquePointer {
            let stored = unsafe pthread_getspecific(contextKey)
            guard let context = unsafe stored.map({ OpaquePointer($0) }) ?? newContext()
            else { preconditionFailure("libcrypto has no memory for a digest context.") }
            let status = unsafe EVP_DigestInit_ex2(context, algorithm, nil)
            precondition(status == 1, "libcrypto refuses to start SHA-256.")
            return unsafe context
        }

        private func newContext() -> OpaquePointer? {
            guard let context = unsafe EVP_MD_CTX_new() else { return nil }
            let status = unsafe pthread_setspecific(contextKey, UnsafeMutableRawPointer(context))
            precondition(status == 0, "The system has no memory for thread-local storage.")
            return unsafe context
        }
    }

    private static let shared = Shared()

    static func sha256(_ bytes: [UInt8]) -> Digest {
        let context = unsafe shared.startedContext
        unsafe update(context, bytes)
        return unsafe finish(context)
    }

    static func sha256(_ parts: [[UInt8]]) -> Digest {
        let context = unsafe shared.startedContext
        for part in parts { unsafe update(context, part) }
        return unsafe finish(context)
    }

    static func sha256(prefix: UInt8, _ bytes: [UInt8]) -> Digest {
        let context = unsafe shared.startedContext
        var prefix = prefix
        let status = unsafe EVP_DigestUpdate(context, &prefix, 1)
        precondition(status == 1, "libcrypto refuses to hash.")
        unsafe update(context, bytes)
        return unsafe finish(context)
    }

    static func sha256(prefix: UInt8, _ left: Digest, _ right: Digest) -> Digest {
        let context = unsafe shared.startedContext
        unsafe withUnsafeTemporaryAllocation(byteCount: 1 + 2 * Digest.byteCount, alignment: 1) {
            unsafe $0[0] = prefix
            unsafe $0.storeBytes(of: left.words, toByteOffset: 1, as: SIMD4<UInt64>.self)
            unsafe $0.storeBytes(
                of: right.words, toByteOffset: 1 + Digest.byteCount, as: SIMD4<UInt64>.self)
            let status = unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count)
            precondition(status == 1, "libcrypto refuses to hash.")
        }
        return unsafe finish(context)
    }

    fileprivate static func update(_ context: OpaquePointer, _ bytes: [UInt8]) {
        let status = unsafe bytes.withUnsafeBytes {
            unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count)
        }
        precondition(status == 1, "libcrypto refuses to hash.")
    }

    fileprivate static func finish(_ context: OpaquePointer) -> Digest {
        var words = SIMD4<UInt64>()
        let status = unsafe withUnsafeMutableBytes(of: &words) {
            unsafe EVP_DigestFinal_ex(
                context, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), nil)
        }
        precondition(status == 1, "libcrypto refuses to finish SHA-256.")
        return Digest(words: words)
    }

    /// A context of its own, for a hash that is fed in steps.
    fileprivate static func separateContext() -> OpaquePointer {
        guard let context = unsafe EVP_MD_CTX_new() else {
            preconditionFailure("libcrypto has no memory for a digest context.")
        }
        let status = unsafe EVP_DigestInit_ex2(context, shared.algorithm, nil)
        precondition(status == 1, "libcrypto refuses to start SHA-256.")
        return unsafe context
    }
}

/// A SHA-256 hash fed in steps, for input that is not in memory at once.
@safe
public struct SHA256Stream: ~Copyable, @unchecked Sendable {
    // Sendable because the context has one owner: the stream cannot be copied.
    private let context: OpaquePointer

    /// Starts a hash of nothing.
    public init() {
        unsafe context = OpenSSLDigest.separateContext()
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
    }

    /// Adds `bytes` to what is hashed.
    public mutating func update(_ bytes: [UInt8]) {
        unsafe OpenSSLDigest.update(context, bytes)
    }

    /// Ends the hash and returns its value.
    public consuming func finish() -> Digest {
        unsafe OpenSSLDigest.finish(context)
    }
}
