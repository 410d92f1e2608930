import COpenSSL

/// The seed of an ML-DSA-65 key in the file form of RFC 9881, which this libcrypto need not know as
/// an algorithm: it wraps and encrypts the bytes like those of any other key.
@safe
final class OpenSSLSeed: @unchecked Sendable {
    // Unchecked because of the pointer: nothing is written after the initialiser.

    /// SEQUENCE { 0, { 2.16.840.1.101.3.4.3.18 }, OCTET STRING { [0] seed } } up to the seed.
    private static let head: [UInt8] = [
        0x30, 0x34, 0x02, 0x01, 0x00, 0x30, 0x0B, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03,
        0x04, 0x03, 0x12, 0x04, 0x22, 0x80, 0x20,
    ]
    private static let seedBytes = 32

    private let plain: OpaquePointer

    /// Wraps a seed of 32 bytes.
    init(_ seed: [UInt8]) throws(SigningError) {
        guard seed.count == OpenSSLSeed.seedBytes else {
            throw .libraryFailed("make a key", reason: "a seed has 32 bytes")
        }
        var bytes = OpenSSLSeed.head + seed
        defer {
            unsafe bytes.withUnsafeMutableBytes {
                unsafe OPENSSL_cleanse($0.baseAddress, $0.count)
            }
        }
        let plain: OpaquePointer? = unsafe bytes.withUnsafeBufferPointer { buffer in
            var start = buffer.baseAddress
            return unsafe d2i_PKCS8_PRIV_KEY_INFO(nil, &start, buffer.count)
        }
        guard let plain = unsafe plain else { throw .takingLibraryError("make a key") }
        unsafe self.plain = plain
    }

    /// Reads the file of a key, decrypting it if it is encrypted.
    init(opening path: String, passphrase: Secret?) throws(SigningError) {
        defer { ERR_clear_error() }
        let file = try OpenSSLKeyStore.file(at: path)
        let bytes = unsafe file.bytes
        guard let input = unsafe BIO_new_mem_buf(bytes.baseAddress, Int32(bytes.count)) else {
            throw .takingLibraryError("read a key")
        }
        defer { unsafe BIO_free(input) }
        if let plain = unsafe PEM_read_bio_PKCS8_PRIV_KEY_INFO(input, nil, nil, nil) {
            unsafe self.plain = plain
        } else {
            unsafe BIO_ctrl(input, BIO_CTRL_RESET, 0, nil)
            guard let encrypted = unsafe PEM_read_bio_PKCS8(input, nil, nil, nil) else {
                throw .keyUnreadable(path)
            }
            defer { unsafe X509_SIG_free(encrypted) }
            guard let passphrase else { throw .passphraseMissing(path) }
            let plain: OpaquePointer? = unsafe passphrase.withBytes { bytes in
                unsafe PKCS8_decrypt(
                    encrypted, bytes.assumingMemoryBound(to: CChar.self).baseAddress,
                    Int32(bytes.count))
            }
            guard let plain = unsafe plain else { throw .passphraseWrong(path) }
            unsafe self.plain = plain
        }
        guard withDER({ $0.starts(with: OpenSSLSeed.head) && $0.count == 54 }) else {
            throw .keyKindUnsupported(path)
        }
    }

    deinit {
        unsafe PKCS8_PRIV_KEY_INFO_free(plain)
    }

    /// Lends the seed, and clears the copy.
    func withSeed<Result>(_ body: ([UInt8]) -> Result) -> Result {
        withDER { der in
            var seed = Array(der.suffix(OpenSSLSeed.seedBytes))
            defer {
                unsafe seed.withUnsafeMutableBytes {
                    unsafe OPENSSL_cleanse($0.baseAddress, $0.count)
                }
            }
            return body(seed)
        }
    }

    /// The key as PKCS#8 in PEM, encrypted if there is a passphrase.
    func pkcs8PEM(passphrase: Secret?) throws(SigningError) -> OpenSSLText {
        try unsafe OpenSSLText(pkcs8: plain, passphrase: passphrase)
    }

    private func withDER<Result>(_ body: ([UInt8]) -> Result) -> Result {
        var start: UnsafeMutablePointer<UInt8>?
        let count = unsafe i2d_PKCS8_PRIV_KEY_INFO(plain, &start)
        guard let start = unsafe start, count > 0 else { return body([]) }
        var der = unsafe Array(UnsafeBufferPointer(start: start, count: Int(count)))
        unsafe OPENSSL_cleanse(start, Int(count))
        unsafe CRYPTO_free(start, #file, #line)
        defer {
            unsafe der.withUnsafeMutableBytes {
                unsafe OPENSSL_cleanse($0.baseAddress, $0.count)
            }
        }
        return body(der)
    }
}
