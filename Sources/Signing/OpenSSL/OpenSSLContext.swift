import COpenSSL
import Synchronization

/// A libcrypto context that is set up to sign or to verify with one key, and can do so again and
/// again: setting one up costs up to a third of a signature.
@safe
final class OpenSSLContext: @unchecked Sendable {
    // Sendable because a context is in the hands of one thread at a time: the one that took it
    // out of its pool.
    enum Purpose { case signing, verifying }

    private let algorithm: SignatureAlgorithm
    private let purpose: Purpose
    /// An EVP_MD_CTX for Ed25519, an EVP_PKEY_CTX for the algorithms that sign a digest.
    private let pointer: OpaquePointer

    /// Sets up a context that keeps `key` alive by libcrypto's own count.
    init(_ purpose: Purpose, _ algorithm: SignatureAlgorithm, key: OpaquePointer)
        throws(SigningError)
    {
        self.purpose = purpose
        self.algorithm = algorithm
        let made =
            unsafe algorithm == .ed25519
            ? EVP_MD_CTX_new() : EVP_PKEY_CTX_new_from_pkey(nil, key, nil)
        guard let pointer = unsafe made else {
            throw .takingLibraryError("make a context")
        }
        unsafe self.pointer = pointer
        guard unsafe isSetUp(key: key) else { throw .takingLibraryError("set up a context") }
    }

    deinit {
        switch algorithm {
        case .ed25519: unsafe EVP_MD_CTX_free(pointer)
        case .es256, .es384, .rs256: unsafe EVP_PKEY_CTX_free(pointer)
        }
    }

    private func isSetUp(key: OpaquePointer) -> Bool {
        switch (algorithm, purpose) {
        case (.ed25519, .signing):
            return unsafe EVP_DigestSignInit(pointer, nil, nil, nil, key) == 1
        case (.ed25519, .verifying):
            return unsafe EVP_DigestVerifyInit(pointer, nil, nil, nil, key) == 1
        case (.es256, .signing), (.es384, .signing), (.rs256, .signing):
            guard unsafe EVP_PKEY_sign_init(pointer) == 1 else { return false }
        case (.es256, .verifying), (.es384, .verifying), (.rs256, .verifying):
            guard unsafe EVP_PKEY_verify_init(pointer) == 1 else { return false }
        }
        if algorithm == .rs256 {
            let status = unsafe EVP_PKEY_CTX_set_rsa_padding(pointer, RSA_PKCS1_PADDING)
            guard status == 1 else { return false }
        }
        let hash = unsafe algorithm == .es384 ? EVP_sha384() : EVP_sha256()
        return unsafe EVP_PKEY_CTX_set_signature_md(pointer, hash) == 1
    }

    /// Makes a context that has been used ready for the next use, or says that it cannot be; later
    /// versions of libcrypto refuse to use an EVP_MD_CTX twice without.
    func restart() -> Bool {
        switch (algorithm, purpose) {
        case (.ed25519, .signing): unsafe EVP_DigestSignInit(pointer, nil, nil, nil, nil) == 1
        case (.ed25519, .verifying): unsafe EVP_DigestVerifyInit(pointer, nil, nil, nil, nil) == 1
        default: true
        }
    }

    /// Whether `signature` is of `message`.
    func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        precondition(purpose == .verifying, "A context serves one purpose.")
        let status =
            switch algorithm {
            case .ed25519:
                unsafe EVP_DigestVerify(
                    pointer, signature, signature.count, message, message.count)
            case .es384:
                unsafe SHA384.hash(message).withUnsafeBufferPointer { digest in
                    unsafe EVP_PKEY_verify(
                        pointer, signature, signature.count, digest.baseAddress, digest.count)
                }
            case .es256, .rs256:
                unsafe withUnsafeBytes(of: Digest.sha256(message).words) { digest in
                    unsafe EVP_PKEY_verify(
                        pointer, signature, signature.count,
                        digest.assumingMemoryBound(to: UInt8.self).baseAddress, digest.count)
                }
            }
        return status == 1
    }

    /// The signature of `message` in libcrypto's own form, at most `bytesMax` long.
    func signature(of message: [UInt8], bytesMax: Int) throws(SigningError) -> [UInt8] {
        precondition(purpose == .signing, "A context serves one purpose.")
        var signature = [UInt8](repeating: 0, count: bytesMax)
        var count = bytesMax
        let status =
            switch algorithm {
            case .ed25519:
                unsafe EVP_DigestSign(pointer, &signature, &count, message, message.count)
            case .es384:
                unsafe SHA384.hash(message).withUnsafeBufferPointer { digest in
                    unsafe EVP_PKEY_sign(
                        pointer, &signature, &count, digest.baseAddress, digest.count)
                }
            case .es256, .rs256:
                unsafe withUnsafeBytes(of: Digest.sha256(message).words) { digest in
                    unsafe EVP_PKEY_sign(
                        pointer, &signature, &count,
                        digest.assumingMemoryBound(to: UInt8.self).baseAddress, digest.count)
                }
            }
        guard status == 1 else { throw .takingLibraryError("sign") }
        signature.removeLast(bytesMax - count)
        return signature
    }
}

/// The contexts of one key that are not in use.
final class OpenSSLContextPool: Sendable {
    /// More than this many threads at once make contexts of their own for each call.
    private static let idleMax = 8

    private let idle = Mutex<[OpenSSLContext]>([])

    /// Takes a context out, if there is one.
    func take() -> OpenSSLContext? {
        idle.withLock { $0.popLast() }
    }

    /// Puts a context back that is ready for its next use.
    func put(_ context: OpenSSLContext) {
        idle.withLock { idle in
            if idle.count < Self.idleMax { idle.append(context) }
        }
    }
}
