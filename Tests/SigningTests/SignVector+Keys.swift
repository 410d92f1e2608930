@testable import Signing

extension SignVector {
    private static func key(
        _ algorithm: SignatureAlgorithm, _ name: String, _ expect: String, _ comment: String,
        _ body: String
    ) -> SignVector {
        text(
            "public-key", name, expect, comment, body + "\n",
            ["algorithm: \(algorithm.rawValue)"])
    }

    /// Public keys in hexadecimal, refused or not.
    static func publicKeys() throws -> [SignVector] {
        let ones = String(repeating: "ff", count: 30)
        let seed = [UInt8](repeating: 9, count: 32)
        let honest = try PrivateKey(ed25519Seed: seed).publicKey.bytes
        var vectors = smallOrderPoints.enumerated().map { index, point in
            key(
                .ed25519, "ed25519-small-order-\(index)", "key.small-order",
                "a point whose order divides eight", point)
        }
        vectors += [
            key(.ed25519, "ed25519", "accepted", "an ordinary key", Hex.encode(honest)),
            key(
                .ed25519, "ed25519-above-prime", "key.not-canonical", "y is the prime plus 3",
                "f0\(ones)7f"),
            key(
                .ed25519, "ed25519-off-curve", "key.not-on-curve", "no point has y = 2",
                "02" + String(repeating: "00", count: 31)),
            key(
                .ed25519, "ed25519-31-bytes", "key.length", "one byte less",
                Hex.encode(honest.dropLast())),
            key(.es256, "p256", "accepted", "a compressed point", "03" + P256Tests.x),
            key(
                .es256, "p256-uncompressed", "accepted", "both coordinates",
                "04" + P256Tests.x + P256Tests.y),
            key(
                .es256, "p256-hybrid", "key.malformed", "the hybrid form",
                "07" + P256Tests.x + P256Tests.y),
            key(
                .es256, "p256-off-curve", "key.not-on-curve", "x and y exchanged",
                "04" + P256Tests.y + P256Tests.x),
            key(
                .es256, "p256-x-not-on-curve", "key.not-on-curve", "no point has x = 1 modulo p",
                "02ffffffff00000001000000000000000000000001000000000000000000000000"),
            key(.es256, "p256-infinity", "key.length", "the point at infinity", "00"),
        ]
        return vectors + rsaKeys()
    }

    private static func rsaKeys() -> [SignVector] {
        func der(modulus: [UInt8], exponent: [UInt8]) -> String {
            let numbers = DER.positiveInteger(modulus) + DER.positiveInteger(exponent)
            let bits = DER.element(DER.bitString, [0] + DER.element(DER.sequence, numbers))
            let algorithm: [UInt8] = [
                0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 1, 5, 0,
            ]
            return Hex.encode(DER.element(DER.sequence, algorithm + bits))
        }
        let modulus = [UInt8](repeating: 0xA5, count: 256)
        let even: [UInt8] = modulus.dropLast() + [0xA4]
        let short: [UInt8] = [0x25] + modulus.dropFirst()
        return [
            key(.rs256, "rsa", "accepted", "2048 bits, exponent 65537", rsaPublicKey),
            key(
                .rs256, "rsa-exponent-3", "accepted", "the least exponent",
                der(modulus: modulus, exponent: [3])),
            key(
                .rs256, "rsa-exponent-1", "key.exponent", "everything is its own signature",
                der(modulus: modulus, exponent: [1])),
            key(
                .rs256, "rsa-exponent-even", "key.exponent", "no inverse exists",
                der(modulus: modulus, exponent: [1, 0, 0])),
            key(
                .rs256, "rsa-exponent-long", "key.exponent", "65 bits",
                der(modulus: modulus, exponent: [1] + [UInt8](repeating: 1, count: 8))),
            key(
                .rs256, "rsa-modulus-even", "key.modulus", "divisible by two",
                der(modulus: even, exponent: [1, 0, 1])),
            key(
                .rs256, "rsa-2046-bits", "key.modulus", "too short",
                der(modulus: short, exponent: [1, 0, 1])),
            key(
                .rs256, "rsa-8193-bits", "key.modulus", "too long",
                der(modulus: [1] + [UInt8](repeating: 0xA5, count: 1_024), exponent: [1, 0, 1])),
            key(
                .rs256, "rsa-trailing-byte", "key.malformed", "a byte after the end",
                rsaPublicKey + "00"),
            key(
                .rs256, "rsa-long-length", "key.malformed", "a length in more bytes than it needs",
                "3083000122" + rsaPublicKey.dropFirst(8)),
        ]
    }

    private static func signature(
        _ algorithm: SignatureAlgorithm, _ name: String, _ expect: String, _ comment: String,
        key: String, message: String, _ body: String
    ) -> SignVector {
        let message = Hex.encode(Array(message.utf8))
        return text(
            "signature", name, expect, comment, body + "\n",
            ["algorithm: \(algorithm.rawValue)", "key: \(key)", "message: \(message)"])
    }

    /// Signatures in hexadecimal, good or bad.
    static func signatures() throws -> [SignVector] {
        try ed25519Signatures() + p256Signatures() + rsaSignatures()
    }

    private static func ed25519Signatures() throws -> [SignVector] {
        let first = try PrivateKey(
            ed25519Seed: hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
        let key = Hex.encode(first.publicKey.bytes)
        let good = try Hex.encode(first.signature(of: []))
        let (r, s) = (String(good.prefix(64)), String(good.suffix(64)))
        let zero = String(repeating: "00", count: 32)
        // S plus the order of the group, which verifiers without the check accept.
        let above = "4c8c7872aa064e049dbb3013fbf29380d25bf5f0595bbe24655141438e7a101b"
        let cases = [
            ("ed25519", "verifies", "RFC 8032, test 1", r + s),
            ("ed25519-s-plus-order", "fails", "S is not below the order", r + above),
            ("ed25519-r-bit", "fails", "one bit of R", "e4" + r.dropFirst(2) + s),
            ("ed25519-zero", "fails", "R and S are zero", zero + zero),
            (
                "ed25519-identity", "fails", "R is the identity point",
                "01" + zero.dropFirst(2) + zero
            ),
            ("ed25519-63-bytes", "fails", "one byte less", String((r + s).dropLast(2))),
            ("ed25519-65-bytes", "fails", "one byte more", r + s + "00"),
            ("ed25519-empty", "fails", "no byte", ""),
        ]
        return cases.map {
            signature(.ed25519, $0.0, $0.1, $0.2, key: key, message: "", $0.3)
        }
    }

    private static func p256Signatures() throws -> [SignVector] {
        let (r, s) = (P256Tests.r, P256Tests.s)
        let zero = String(repeating: "00", count: 32)
        // The order less s.
        let other = "0834e36ad29a83bf2bc9385e491d6099c8fdf9d1ed67aa7ea5f51f93782857a9"
        let der =
            try EllipticCurve.p256.derSignature(fromRaw: hex(r + s)).map { Hex.encode($0) } ?? ""
        let cases = [
            ("p256", "verifies", "RFC 6979, A.2.5", r + s),
            ("p256-negated-s", "verifies", "the order less s, which ECDSA accepts too", r + other),
            ("p256-r-zero", "fails", "r is zero", zero + s),
            ("p256-s-zero", "fails", "s is zero", r + zero),
            ("p256-r-order", "fails", "r is the order", P256Tests.order + s),
            ("p256-s-order", "fails", "s is the order", r + P256Tests.order),
            ("p256-der", "fails", "the DER form", der),
            ("p256-exchanged", "fails", "r and s exchanged", s + r),
        ]
        return cases.map {
            signature(
                .es256, $0.0, $0.1, $0.2, key: "03" + P256Tests.x, message: "sample", $0.3)
        }
    }

    private static func rsaSignatures() -> [SignVector] {
        let cases = [
            ("rsa", "verifies", "made by another program", rsaSignature),
            ("rsa-leading-zero", "fails", "a zero byte before it", "00" + rsaSignature),
            ("rsa-cut", "fails", "the last byte is missing", String(rsaSignature.dropLast(2))),
            (
                "rsa-bit", "fails", "one bit",
                rsaSignature.dropLast() + (rsaSignature.last == "0" ? "1" : "0")
            ),
        ]
        return cases.map {
            signature(.rs256, $0.0, $0.1, $0.2, key: rsaPublicKey, message: "testamur", $0.3)
        }
    }
}

/// A 2048-bit key that the openssl command made once.
private let rsaPublicKey = joined(
    """
    30820122300d06092a864886f70d01010105000382010f003082010a0282010100a24f43fe615ca59845b024e517
    d7f704a82f9d458034c83b58da01345ea68f1578f7f749a9ee888417e7732f8e7e1bcbc7932bfc58f16aaf8ef1ad
    2b0e08da3e8c8c196a009eaa1daf9f268063b9d8acfe05c71d5bb358de6566e8091e789ae3bc5b1133c0643c983e
    bd4137e09737535da16b6be770e0e6ea7aeeb326807c5a9db691aa8250e2ba53e6b12afd42ac6ff7fbbfbaf1b19b
    dfaa97c58c009db30f4ad73b431f228459637a4546744c02514f29e74ff8e56d832d16b7829dfb39eef4a14eeeac
    45fd30420d103d370fd9a55e4f2957bfc5563ae90994e7a3cde6e6bc24257170eb2e1a5fb523796c4b4cecd3e757
    2a12d9f0e28d735754afdc0bd10203010001
    """)

/// The same command's signature of `testamur` with that key.
private let rsaSignature = joined(
    """
    004f54873cddaf25526a3582122f2a747a3376ee517b288e4bdbfcba088ff4ea74d3bf02a6591c08a2e3b09bd9a1
    17078c7cd75682120d54608f1a11f547797bf0cf14811707d8f1900fec8b27a84f07086ca0d3d7018897cc534b6a
    16fd87a006e83392e5517aaa3fe181795f36185d6d1d3051b9a83f36bcb421e6e0bf8183a146f3d8675c85eb650e
    2be45de608554425acb5b5edd48d113921f46d88d701a811683118e4f9537975938216b57e20442ad22f1986638c
    1a5f69389934dff47a9c5293fc82ae0df7405d434a78e7b5f437b764c779799b4ed38edd38c4c7629830ff5fa7c4
    ea32b24447ffff97a7adbb360a975b7b2712224e418e80d107d2
    """)

private func joined(_ lines: String) -> String {
    lines.filter { $0 != "\n" }
}
