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
        var point = point
        var curve = Array("prime256v1".utf8CString)
        let key = unsafe curve.withUnsafeMutableBufferPointer { curve in
            unsafe point.withUnsafeMutableBytes { point in
                unsafe Self.publicKey(
                    "EC",
                    [
                        OSSL_PARAM_construct_utf8_string(
                            tossl_parameter_group, curve.baseAddress, 0),
                        OSSL_PARAM_construct_octet_string(
                            tossl_parameter_point, point.baseAddress, point.count),
                    ])
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
        // All the room at once: growing would leave a copy of the scalar behind.
        der.reserveCapacity(51)
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

    /// Makes an RSA public key of numbers that have passed the rules.
    convenience init(rsa numbers: RSAPublicKey) throws(SigningError) {
        // libcrypto takes these numbers in the byte order of the machine.
        #if _endian(little)
            var modulus = Array(numbers.modulus.reversed())
            var exponent = Array(numbers.exponent.reversed())
        #else
            var modulus = numbers.modulus
            var exponent = numbers.exponent
        #endif
        let key = unsafe modulus.withUnsafeMutableBufferPointer { modulus in
            unsafe exponent.withUnsafeMutableBufferPointer { exponent in
                unsafe Self.publicKey(
                    "RSA",
                    [
                        OSSL_PARAM_construct_BN(
                            tossl_parameter_modulus, modulus.baseAddress, modulus.count),
                        OSSL_PARAM_construct_BN(
                            tossl_parameter_exponent, exponent.baseAddress, exponent.count),
                    ])
            }
        }
        guard let key = unsafe key else { throw .takingLibraryError("read an RSA key") }
        unsafe self.init(owning: key, .rs256)
    }

    /// The public key of `type` with the given parameters, which the caller then owns.
    private static func publicKey(_ type: String, _ parameters: [OSSL_PARAM]) -> OpaquePointer? {
        guard let context = unsafe EVP_PKEY_CTX_new_from_name(nil, type, nil) else { return nil }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var all = unsafe parameters + [OSSL_PARAM_construct_end()]
        var key: OpaquePointer?
        guard unsafe EVP_PKEY_fromdata_init(context) == 1,
            unsafe EVP_PKEY_fromdata(context, &key, tossl_public_key, &all) == 1
        else { return nil }
        return unsafe key
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
            return try RSAPublicKey(
                modulus: number(OSSL_PKEY_PARAM_RSA_N), exponent: number(OSSL_PKEY_PARAM_RSA_E)
            ).subjectPublicKeyInfo
        }
        guard status == 1 else { throw .takingLibraryError("give out a public key") }
        return Array(bytes[..<count])
    }

    /// The public number that libcrypto keeps under `name`, big-endian without leading zeros.
    func number(_ name: String) throws(SigningError) -> [UInt8] {
        var number: OpaquePointer?
        defer { unsafe BN_free(number) }
        guard unsafe EVP_PKEY_get_bn_param(pointer, name, &number) == 1 else {
            throw .takingLibraryError("give out a public key")
        }
        var bytes = unsafe [UInt8](repeating: 0, count: Int(BN_num_bits(number) + 7) / 8)
        _ = unsafe BN_bn2bin(number, &bytes)
        return bytes
    }
}
