import COpenSSL

extension OpenSSLKey {
    /// Makes an Ed25519 public key of 32 bytes that have passed ``Ed25519/checkPublicKey(_:)``.
    convenience init(ed25519PublicKey bytes: [UInt8]) throws(SigningError) {
        guard
            let key = unsafe EVP_PKEY_new_raw_public_key_ex(
                nil, "ED25519", nil, bytes, bytes.count)
        else { throw .takingLibraryError("read an Ed25519 key") }
        unsafe self.init(owning: key, .ed25519)
    }

    /// Makes an Ed25519 private key of its 32-byte seed.
    convenience init(ed25519Seed seed: [UInt8]) throws(SigningError) {
        guard
            let key = unsafe EVP_PKEY_new_raw_private_key_ex(
                nil, "ED25519", nil, seed, seed.count)
        else { throw .takingLibraryError("read an Ed25519 seed") }
        unsafe self.init(owning: key, .ed25519)
    }

    /// Makes a P-256 public key of a compressed or uncompressed point; libcrypto checks that the
    /// point is on the curve and that its coordinates are below the prime.
    convenience init(p256Point point: [UInt8]) throws(SigningError) {
        guard point.count == P256.compressedByteCount || point.count == P256.uncompressedByteCount
        else { throw .keyLength(.es256, bytes: point.count) }
        guard P256.hasFormOfPoint(point) else { throw .keyMalformed(.es256) }
        guard let context = unsafe EVP_PKEY_CTX_new_from_name(nil, "EC", nil),
            unsafe EVP_PKEY_fromdata_init(context) == 1
        else { throw .takingLibraryError("read a P-256 key") }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var point = point
        var curve = Array("prime256v1".utf8CString)
        var key: OpaquePointer?
        unsafe curve.withUnsafeMutableBufferPointer { curve in
            unsafe point.withUnsafeMutableBytes { point in
                var parameters = unsafe [
                    OSSL_PARAM_construct_utf8_string(
                        OSSL_PKEY_PARAM_GROUP_NAME, curve.baseAddress, 0),
                    OSSL_PARAM_construct_octet_string(
                        OSSL_PKEY_PARAM_PUB_KEY, point.baseAddress, point.count),
                    OSSL_PARAM_construct_end(),
                ]
                _ = unsafe EVP_PKEY_fromdata(context, &key, tossl_public_key, &parameters)
            }
        }
        guard let key = unsafe key else {
            ERR_clear_error()
            throw .keyNotOnCurve(.es256)
        }
        unsafe self.init(owning: key, .es256)
    }

    /// Makes a P-256 private key of a scalar in `1..<n`; libcrypto computes the point.
    convenience init(p256Scalar scalar: [UInt8]) throws(SigningError) {
        precondition(P256.isScalar(scalar[...]), "The scalar has been checked.")
        // An ECPrivateKey of RFC 5915 without its optional point.
        var der: [UInt8] = [0x30, 0x31, 0x02, 0x01, 0x01, 0x04, 0x20]
        der += scalar
        der += [0xA0, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
        let key = unsafe der.withUnsafeMutableBytes { der in
            var next = unsafe UnsafePointer(der.assumingMemoryBound(to: UInt8.self).baseAddress)
            let key = unsafe d2i_PrivateKey(EVP_PKEY_EC, nil, &next, der.count)
            unsafe OPENSSL_cleanse(der.baseAddress, der.count)
            return unsafe key
        }
        guard let key = unsafe key else { throw .takingLibraryError("read a P-256 scalar") }
        unsafe self.init(owning: key, .es256)
    }

    /// Makes an RSA public key of the one DER form of its SubjectPublicKeyInfo.
    convenience init(rsaPublicKey der: [UInt8]) throws(SigningError) {
        guard der.count <= RSARules.publicKeyBytesMax else {
            throw .keyLength(.rs256, bytes: der.count)
        }
        let key = unsafe der.withUnsafeBufferPointer { der in
            var next = der.baseAddress
            return unsafe d2i_PUBKEY(nil, &next, der.count)
        }
        guard let key = unsafe key, unsafe EVP_PKEY_is_a(key, "RSA") == 1 else {
            unsafe EVP_PKEY_free(key)
            ERR_clear_error()
            throw .keyMalformed(.rs256)
        }
        unsafe self.init(owning: key, .rs256)
        try RSARules.check(self)
        guard try publicKeyBytes() == der else { throw .keyNotCanonical(.rs256) }
    }

    /// Makes a new private key; RSA with 3072 bits.
    convenience init(generating algorithm: SignatureAlgorithm) throws(SigningError) {
        let name = [.ed25519: "ED25519", .es256: "EC", .rs256: "RSA"][algorithm]
        let context = unsafe EVP_PKEY_CTX_new_from_name(nil, name, nil)
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var isReady = unsafe EVP_PKEY_keygen_init(context) == 1
        switch algorithm {
        case .ed25519: break
        case .es256:
            isReady = unsafe isReady && EVP_PKEY_CTX_set_group_name(context, "prime256v1") == 1
        case .rs256:
            isReady = unsafe isReady && EVP_PKEY_CTX_set_rsa_keygen_bits(context, 3_072) == 1
        }
        var key: OpaquePointer?
        guard isReady, unsafe EVP_PKEY_generate(context, &key) == 1, let key = unsafe key else {
            throw .takingLibraryError("make a key")
        }
        unsafe self.init(owning: key, algorithm)
    }

    /// The public half in the form of ``PublicKey/bytes``; P-256 possibly uncompressed.
    func publicKeyBytes() throws(SigningError) -> [UInt8] {
        var count = P256.uncompressedByteCount
        var bytes = [UInt8](repeating: 0, count: count)
        let status: Int32
        switch algorithm {
        case .ed25519:
            status = unsafe EVP_PKEY_get_raw_public_key(pointer, &bytes, &count)
        case .es256:
            status = unsafe EVP_PKEY_get_octet_string_param(
                pointer, OSSL_PKEY_PARAM_PUB_KEY, &bytes, bytes.count, &count)
        case .rs256:
            count = unsafe Int(i2d_PUBKEY(pointer, nil))
            guard count > 0 else { throw .takingLibraryError("write an RSA key") }
            bytes = [UInt8](repeating: 0, count: count)
            status = unsafe bytes.withUnsafeMutableBufferPointer { bytes in
                var next = bytes.baseAddress
                return unsafe i2d_PUBKEY(pointer, &next) > 0 ? 1 : 0
            }
        }
        guard status == 1 else { throw .takingLibraryError("give out a public key") }
        return Array(bytes[..<count])
    }
}

/// Which RSA keys are accepted.
private enum RSARules {
    /// An 8192-bit key with a 64-bit exponent has 1,077 bytes.
    static let publicKeyBytesMax = 1_200
    static let modulusBits: ClosedRange<Int> = 2_048...8_192
    static let exponentBits: ClosedRange<Int32> = 2...64

    static func check(_ key: OpenSSLKey) throws(SigningError) {
        let bits = unsafe Int(EVP_PKEY_get_bits(key.pointer))
        var modulus: OpaquePointer?
        var exponent: OpaquePointer?
        defer {
            unsafe BN_free(modulus)
            unsafe BN_free(exponent)
        }
        guard unsafe EVP_PKEY_get_bn_param(key.pointer, OSSL_PKEY_PARAM_RSA_N, &modulus) == 1,
            unsafe EVP_PKEY_get_bn_param(key.pointer, OSSL_PKEY_PARAM_RSA_E, &exponent) == 1
        else { throw .takingLibraryError("read an RSA key") }
        guard modulusBits ~= bits, unsafe BN_is_odd(modulus) == 1 else {
            throw .keyModulus(bits: bits)
        }
        // Two bits and odd: three is the least.
        guard unsafe exponentBits ~= BN_num_bits(exponent), unsafe BN_is_odd(exponent) == 1 else {
            throw .keyExponent
        }
    }
}
