import COpenSSL

/// Text in libcrypto's memory that is cleared when it is let go.
@safe
final class OpenSSLText {
    fileprivate let output: OpaquePointer

    fileprivate init() throws(SigningError) {
        guard let output = unsafe BIO_new(BIO_s_secmem()) else {
            throw .takingLibraryError("make a buffer")
        }
        unsafe self.output = output
    }

    deinit {
        unsafe BIO_free(output)
    }

    /// Lends the bytes for the length of `body`.
    func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var start: UnsafeMutablePointer<CChar>?
        let count = unsafe BIO_ctrl(output, BIO_CTRL_INFO, 0, &start)
        return try unsafe body(UnsafeRawBufferPointer(start: start, count: count))
    }
}

extension OpenSSLKey {
    /// The private key as PKCS#8 in PEM, encrypted if there is a passphrase.
    func pkcs8PEM(passphrase: Secret?) throws(SigningError) -> OpenSSLText {
        guard let plain = unsafe EVP_PKEY2PKCS8(pointer) else {
            ERR_clear_error()
            throw .keyNotExportable
        }
        defer { unsafe PKCS8_PRIV_KEY_INFO_free(plain) }
        return try unsafe OpenSSLText(pkcs8: plain, passphrase: passphrase)
    }
}

extension OpenSSLText {
    /// Rounds of PBKDF2, about a fifth of a second on the machines of today.
    private static let iterations: Int32 = 600_000
    private static let saltByteCount: Int32 = 16

    /// Writes a key of any algorithm as PKCS#8 in PEM, encrypted if there is a passphrase.
    convenience init(pkcs8 plain: OpaquePointer, passphrase: Secret?) throws(SigningError) {
        try self.init()
        let status: Int32
        if let passphrase {
            let encrypted = try unsafe Self.encrypted(plain, passphrase)
            status = unsafe PEM_write_bio_PKCS8(output, encrypted)
            unsafe X509_SIG_free(encrypted)
        } else {
            status = unsafe PEM_write_bio_PKCS8_PRIV_KEY_INFO(output, plain)
        }
        guard status == 1 else { throw .takingLibraryError("write a key") }
    }

    private static func encrypted(
        _ plain: OpaquePointer, _ passphrase: Secret
    ) throws(SigningError) -> OpaquePointer {
        guard
            let scheme = unsafe PKCS5_pbe2_set_iv(
                EVP_aes_256_cbc(), iterations, nil, saltByteCount, nil, NID_hmacWithSHA256)
        else { throw .takingLibraryError("set up encryption") }
        let encrypted = unsafe passphrase.withBytes { passphrase in
            unsafe PKCS8_set0_pbe(
                passphrase.assumingMemoryBound(to: CChar.self).baseAddress,
                Int32(passphrase.count), plain, scheme)
        }
        guard let encrypted = unsafe encrypted else {
            unsafe X509_ALGOR_free(scheme)
            throw .takingLibraryError("encrypt a key")
        }
        return unsafe encrypted
    }
}
