import Testing

@testable import Signing

@Suite("P-256")
struct P256Tests {
    /// The key and the signature of "sample" in RFC 6979, A.2.5.
    static let x = "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
    static let y = "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
    static let r = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
    static let s = "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
    static let order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"
    static let prime = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"

    @Test("the example of RFC 6979 verifies under its key, whichever way the point is written")
    func rfc6979() throws {
        let scalar = try hex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721")
        let whole = try PublicKey(.es256, bytes: hex("04" + Self.x + Self.y))
        let compressed = try PublicKey(.es256, bytes: hex("03" + Self.x))
        #expect(whole == compressed)
        #expect(whole.bytes == compressed.bytes && whole.bytes.count == 33)
        #expect(try privateKey(scalar: scalar, on: .p256).publicKey == whole)
        let signature = try hex(Self.r + Self.s)
        #expect(compressed.verifies(signature, of: Array("sample".utf8)))
        #expect(!compressed.verifies(signature, of: Array("samplf".utf8)))
        let negated = try PublicKey(.es256, bytes: hex("02" + Self.x))
        #expect(!negated.verifies(signature, of: Array("sample".utf8)))
    }

    @Test("points off the curve, at infinity, or with a coordinate past the prime are no keys")
    func badPoints() throws {
        let offCurve = [
            "04" + Self.x + Self.x, "04" + Self.y + Self.x,
            "04" + String(repeating: "00", count: 64),
            "02" + Self.prime, "03" + String(repeating: "ff", count: 32),
            // No point has x = 1 + p either, though 1 + p is 1 modulo p.
            "02ffffffff00000001000000000000000000000001000000000000000000000000",
            "04" + Self.prime + Self.y,
        ]
        for text in offCurve {
            #expect(throws: SigningError.keyNotOnCurve(.es256), "\(text)") {
                try PublicKey(.es256, bytes: hex(text))
            }
        }
        #expect(errorQueueIsEmpty())
        for text in [
            "00" + Self.x, "04" + Self.x, "05" + Self.x, "06" + Self.x + Self.y,
            "07" + Self.x + Self.y, "02" + Self.x + Self.y, "00" + Self.x + Self.y,
        ] {
            #expect(throws: SigningError.keyMalformed(.es256), "\(text)") {
                try PublicKey(.es256, bytes: hex(text))
            }
        }
        for count in [0, 1, 32, 34, 64, 66] {
            #expect(throws: SigningError.keyLength(.es256, bytes: count)) {
                try PublicKey(.es256, bytes: [UInt8](repeating: 4, count: count))
            }
        }
    }

    @Test("half of all x coordinates are refused, none crashes")
    func randomPoints() throws {
        var numbers = SeededNumbers(seed: 10)
        var accepted = 0
        for _ in 0..<200 {
            let bytes = [2] + numbers.bytes(32)
            guard let key = try? PublicKey(.es256, bytes: bytes) else { continue }
            accepted += 1
            #expect(key.bytes == bytes)
        }
        #expect(60...140 ~= accepted)
    }

    @Test("r and s of zero, of the order and above are refused")
    func ranges() throws {
        let key = try PublicKey(.es256, bytes: hex("03" + Self.x))
        let zero = String(repeating: "00", count: 32)
        let above = String(repeating: "ff", count: 32)
        for bad in [zero, Self.order, above, Self.order.dropLast() + "2"] {
            #expect(try EllipticCurve.p256.derSignature(fromRaw: hex(bad + Self.s)) == nil)
            #expect(try EllipticCurve.p256.derSignature(fromRaw: hex(Self.r + bad)) == nil)
            #expect(try !key.verifies(hex(bad + Self.s), of: Array("sample".utf8)))
            #expect(try !key.verifies(hex(Self.r + bad), of: Array("sample".utf8)))
        }
        let last = String(Self.order.dropLast()) + "0"
        #expect(try EllipticCurve.p256.derSignature(fromRaw: hex(last + last)) != nil)
    }

    @Test("scalars of zero, of the order and above are no private keys")
    func scalars() throws {
        for text in [String(repeating: "00", count: 32), Self.order] {
            #expect(throws: SigningError.self) { try privateKey(scalar: hex(text), on: .p256) }
        }
        // The scalar n - 1 gives the base point with its y negated, which then is even.
        let last = try privateKey(scalar: hex(String(Self.order.dropLast()) + "0"), on: .p256)
        #expect(last.publicKey.bytes[0] == 2)
    }

    @Test("raw and DER are each other's inverse for numbers of every length")
    func conversions() throws {
        var numbers = SeededNumbers(seed: 11)
        for rCount in 1...32 {
            for sCount in [1, 2, 31, 32, rCount] {
                var raw = [UInt8](repeating: 0, count: 32 - rCount) + numbers.bytes(rCount)
                raw += [UInt8](repeating: 0, count: 32 - sCount) + numbers.bytes(sCount)
                raw[31] |= 1
                raw[63] |= 1
                guard EllipticCurve.p256.isScalar(raw[..<32]),
                    EllipticCurve.p256.isScalar(raw[32...])
                else { continue }
                let der = try #require(EllipticCurve.p256.derSignature(fromRaw: raw))
                #expect(EllipticCurve.p256.rawSignature(fromDER: der) == raw)
                #expect(EllipticCurve.p256.rawSignature(fromDER: der + [0]) == nil)
                #expect(EllipticCurve.p256.rawSignature(fromDER: der.dropLast()) == nil)
                for bit in 0..<8 * der.count {
                    let other = flipping(bit: bit, of: der)
                    // Whatever is still read must be the one DER form of what it says.
                    guard let read = EllipticCurve.p256.rawSignature(fromDER: other) else {
                        continue
                    }
                    #expect(read != raw && EllipticCurve.p256.derSignature(fromRaw: read) == other)
                }
            }
        }
    }

    @Test(
        "DER that is not the one form of two positive integers is refused",
        arguments: [
            "", "30", "3000", "3003020101", "30060201010201", "3006020101020100",
            "3006020101020181", "300702010102020001", "30070202000102010100", "3006020101030101",
            "3106020101020101", "308106020101020101", "3080020101020101 0000",
            "3006020101020101 00", "30080201010201010500", "30060200020101 01",
            "300a0203000000020300",
        ])
    func badDER(text: String) throws {
        #expect(try EllipticCurve.p256.rawSignature(fromDER: hex(text)) == nil)
    }

    @Test("the smallest signature in DER is read")
    func smallestDER() throws {
        let raw = try #require(
            try EllipticCurve.p256.rawSignature(fromDER: hex("3006020101020102")))
        #expect(raw.count == 64 && raw[31] == 1 && raw[63] == 2)
    }
}
