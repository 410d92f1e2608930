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

    /// Makes a public key of a compressed or uncompressed point; libcrypto checks that the point is
    /// on the curve and that its coordinates are below the prime.
    convenience init(point: [UInt8], on curve: EllipticCurve) throws(SigningError) {
        let lengths = [curve.compressedByteCount, curve.uncompressedByteCount]
        guard lengths.contains(point.count) else {
            throw .keyLength(curve.algorithm, bytes: point.count)
        }
        guard curve.hasFormOfPoint(point) else { throw .keyMalformed(curve.algorithm) }
        var point = point
        var name = Array(curve.name.utf8CString)
        let key = unsafe name.withUnsafeMutableBufferPointer { name in
            unsafe point.withUnsafeMutableBytes { point in
                unsafe Self.publicKey(
                    "EC",
                    [
                        OSSL_PARAM_construct_utf8_string(
                            tossl_parameter_group, name.baseAddress, 0),
                        OSSL_PARAM_construct_octet_string(
                            tossl_parameter_point, point.baseAddress, point.count),
                    ])
            }
        }
        guard let key = unsafe key else {
            ERR_clear_error()
            throw .keyNotOnCurve(curve.algorithm)
        }
        unsafe self.init(owning: key, curve.algorithm)
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
        let name =
            switch algorithm {
            case .ed25519: "ED25519"
            case .es256, .es384: "EC"
            case .rs256: "RSA"
            }
        let context = unsafe EVP_PKEY_CTX_new_from_name(nil, name, nil)
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var isReady = unsafe EVP_PKEY_keygen_init(context) == 1
        switch algorithm {
        case .ed25519: break
        case .es256, .es384:
            let curve = EllipticCurve(of: algorithm)?.name ?? ""
            isReady = unsafe isReady && EVP_PKEY_CTX_set_group_name(context, curve) == 1
        case .rs256:
            isReady = unsafe isReady && EVP_PKEY_CTX_set_rsa_keygen_bits(context, 3_072) == 1
        }
        var key: OpaquePointer?
        guard isReady, unsafe EVP_PKEY_generate(context, &key) == 1, let key = unsafe key else {
            throw .takingLibraryError("make a key")
        }
        unsafe self.init(owning: key, algorithm)
    }

    /// The public half in the form of ``PublicKey/bytes``; a point possibly uncompressed.
    func publicKeyBytes() throws(SigningError) -> [UInt8] {
        var count = EllipticCurve.p384.uncompressedByteCount
        var bytes = [UInt8](repeating: 0, count: count)
        let status: Int32
        switch algorithm {
        case .ed25519:
            status = unsafe EVP_PKEY_get_raw_public_key(pointer, &bytes, &count)
        case .es256, .es384:
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
