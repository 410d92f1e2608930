import COpenSSL

/// One key inside libcrypto, and the contexts that use it.
@safe
final class OpenSSLKey: @unchecked Sendable {
    // Sendable because an EVP_PKEY is counted atomically and never changed once it is made.
    let algorithm: SignatureAlgorithm
    let pointer: OpaquePointer
    /// The length of the longest signature; of every one, for Ed25519 and RSA.
    let signatureBytesMax: Int

    private let verifying = OpenSSLContextPool()
    private let signing = OpenSSLContextPool()

    /// Takes over the caller's reference to a key whose kind has been checked.
    init(owning pointer: OpaquePointer, _ algorithm: SignatureAlgorithm) {
        self.algorithm = algorithm
        unsafe self.pointer = pointer
        signatureBytesMax = unsafe Int(EVP_PKEY_get_size(pointer))
    }

    /// Takes over the caller's reference to a key from a store, if it is of a kind used here.
    convenience init?(ofAnyKind pointer: OpaquePointer) {
        guard let algorithm = unsafe Self.algorithm(of: pointer) else {
            unsafe EVP_PKEY_free(pointer)
            return nil
        }
        unsafe self.init(owning: pointer, algorithm)
    }

    deinit {
        unsafe EVP_PKEY_free(pointer)
    }

    /// Whether `signature`, in libcrypto's own form, is of `message`.
    func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        do throws(SigningError) {
            let context =
                if let idle = verifying.take() {
                    idle
                } else {
                    try unsafe OpenSSLContext(.verifying, algorithm, key: pointer)
                }
            guard context.verifies(signature, of: message) else {
                ERR_clear_error()
                return false
            }
            reuse(context, in: verifying)
            return true
        } catch {
            // Saying "forged" here would be a lie: libcrypto took the key and lacks memory now.
            preconditionFailure("libcrypto has no memory to verify a signature: \(error)")
        }
    }

    /// The signature of `message` in libcrypto's own form.
    func signature(of message: [UInt8]) throws(SigningError) -> [UInt8] {
        let context =
            if let idle = signing.take() {
                idle
            } else {
                try unsafe OpenSSLContext(.signing, algorithm, key: pointer)
            }
        let signature = try context.signature(of: message, bytesMax: signatureBytesMax)
        reuse(context, in: signing)
        return signature
    }

    /// Keeps a context that has done its work well for the next call.
    private func reuse(_ context: OpenSSLContext, in pool: OpenSSLContextPool) {
        if context.restart() { pool.put(context) } else { ERR_clear_error() }
    }

    private static func algorithm(of key: OpaquePointer) -> SignatureAlgorithm? {
        if unsafe EVP_PKEY_is_a(key, "ED25519") == 1 { return .ed25519 }
        if unsafe EVP_PKEY_is_a(key, "RSA") == 1 { return .rs256 }
        guard unsafe EVP_PKEY_is_a(key, "EC") == 1 else { return nil }
        var name = [CChar](repeating: 0, count: 32)
        let status = unsafe EVP_PKEY_get_group_name(key, &name, name.count, nil)
        guard status == 1 else { return nil }
        return [EllipticCurve.p256, .p384]
            .first { name.starts(with: $0.name.utf8CString) }?.algorithm
    }
}
