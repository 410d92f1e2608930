import Testing

@testable import Signing

@Suite("P-384")
struct P384Tests {
    /// The key and the signature of "sample" in RFC 6979, A.2.6.
    static let scalar =
        "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d8"
        + "96d5724e4c70a825f872c9ea60d2edf5"
    static let x =
        "ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64"
        + "def8f0ea9055866064a254515480bc13"
    static let y =
        "8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1"
        + "288b231c3ae0d4fe7344fd2533264720"
    static let r =
        "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c"
        + "81a648152e44acf96e36dd1e80fabe46"
    static let s =
        "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94f"
        + "a329c145786e679e7b82c71a38628ac8"
    static let order =
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf"
        + "581a0db248b0a77aecec196accc52973"

    @Test("the example of RFC 6979 verifies under its key, whichever way the key is written")
    func rfc6979() throws {
        let whole = try PublicKey(.es384, bytes: hex("04" + Self.x + Self.y))
        let compressed = try PublicKey(.es384, bytes: hex("02" + Self.x))
        #expect(whole == compressed && whole.bytes.count == 49)
        let multikey = try #require(whole.multikey)
        #expect(multikey.hasPrefix("z82"))
        #expect(try PublicKey(multikey: multikey) == whole)
        #expect(try privateKey(scalar: hex(Self.scalar), on: .p384).publicKey == whole)
        let signature = try hex(Self.r + Self.s)
        #expect(compressed.verifies(signature, of: Array("sample".utf8)))
        #expect(!compressed.verifies(signature, of: Array("samplf".utf8)))
    }

    @Test("points that are none, and numbers outside the group, are refused")
    func refused() throws {
        for text in ["04" + Self.x + Self.x, "02" + String(repeating: "ff", count: 48)] {
            #expect(throws: SigningError.keyNotOnCurve(.es384), "\(text)") {
                try PublicKey(.es384, bytes: hex(text))
            }
        }
        for text in ["06" + Self.x + Self.y, "04" + Self.x, "00" + Self.x] {
            #expect(throws: SigningError.keyMalformed(.es384), "\(text)") {
                try PublicKey(.es384, bytes: hex(text))
            }
        }
        // A key of the one curve is none of the other.
        #expect(throws: SigningError.keyLength(.es384, bytes: 33)) {
            try PublicKey(.es384, bytes: hex("03" + P256Tests.x))
        }
        #expect(throws: SigningError.keyLength(.es256, bytes: 49)) {
            try PublicKey(.es256, bytes: hex("02" + Self.x))
        }
        let key = try PublicKey(.es384, bytes: hex("02" + Self.x))
        let zero = String(repeating: "00", count: 48)
        for bad in [zero, Self.order, String(repeating: "ff", count: 48)] {
            #expect(try !key.verifies(hex(bad + Self.s), of: Array("sample".utf8)))
            #expect(try !key.verifies(hex(Self.r + bad), of: Array("sample".utf8)))
        }
        #expect(errorQueueIsEmpty())
    }

    @Test("SHA-384 is what FIPS 180-4 says")
    func hash() throws {
        let abc =
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
            + "8086072ba1e7cc2358baeca134c825a7"
        #expect(try SHA384.hash(Array("abc".utf8)) == hex(abc))
        #expect(SHA384.hash([]).count == SHA384.byteCount)
    }
}
