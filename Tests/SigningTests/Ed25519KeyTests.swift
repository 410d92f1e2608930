import Testing

@testable import Signing

/// Every encoding of a point whose order divides eight, canonical or not.
let smallOrderPoints = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
]

@Suite("Ed25519 keys")
struct Ed25519KeyTests {
    @Test("no spelling of a point of small order is a key", arguments: smallOrderPoints)
    func smallOrder(text: String) throws {
        let bytes = try hex(text)
        #expect(throws: SigningError.keySmallOrder) { try PublicKey(.ed25519, bytes: bytes) }
    }

    @Test("the two listed coordinates of order eight solve d·y⁴ + 2y² = 1")
    func orderEight() throws {
        for text in [smallOrderPoints[10], smallOrderPoints[12]] {
            let y = try NaiveField(littleEndian: hex(text))
            let square = y * y
            #expect(NaiveField.d * square * square + square + square == .one)
        }
    }

    @Test("a signature that fits every message under a small-order key is worth nothing")
    func universalForgery() throws {
        let point = try hex(smallOrderPoints[2])
        let forged = point + [UInt8](repeating: 0, count: 32)
        // libcrypto itself is fooled, which is why the key must be refused before.
        let raw = try OpenSSLKey(ed25519PublicKey: point)
        #expect(raw.verifies(forged, of: Array("anything".utf8)))
        #expect(throws: SigningError.keySmallOrder) { try PublicKey(.ed25519, bytes: point) }
        let honest = try PrivateKey(ed25519Seed: [UInt8](repeating: 9, count: 32)).publicKey
        for text in smallOrderPoints {
            #expect(try !honest.verifies(hex(text) + forged[32...], of: []))
        }
    }

    @Test("the other encodings at or above the prime are refused, the largest below it decides")
    func nonCanonical() throws {
        for low in UInt8(0xEF)...0xFF {
            for top: UInt8 in [0x7F, 0xFF] {
                let bytes = [low] + [UInt8](repeating: 0xFF, count: 30) + [top]
                #expect(throws: SigningError.keyNotCanonical(.ed25519)) {
                    try PublicKey(.ed25519, bytes: bytes)
                }
            }
        }
    }

    @Test("a key is accepted exactly when naive arithmetic finds a point with its y")
    func points() throws {
        var numbers = SeededNumbers(seed: 8)
        var candidates = (2..<14).map { [UInt8($0)] + [UInt8](repeating: 0, count: 31) }
        candidates += (0xE0..<0xEC).map { (low: Int) -> [UInt8] in
            [UInt8(low)] + [UInt8](repeating: 0xFF, count: 30) + [0x7F]
        }
        for _ in 0..<16 {
            var bytes = numbers.bytes(32)
            bytes[31] &= 0x7F
            candidates.append(bytes)
        }
        var accepted = 0
        for bytes in candidates {
            let isPoint = NaiveField(littleEndian: bytes).isCoordinateOfAPoint
            accepted += isPoint ? 1 : 0
            for sign: UInt8 in [0, 0x80] {
                var signed = bytes
                signed[31] |= sign
                if isPoint {
                    #expect(try PublicKey(.ed25519, bytes: signed).bytes == signed)
                } else {
                    #expect(throws: SigningError.keyNotOnCurve(.ed25519)) {
                        try PublicKey(.ed25519, bytes: signed)
                    }
                }
            }
        }
        #expect(10..<candidates.count - 10 ~= accepted)
    }

    @Test("keys made of seeds are accepted, two hundred of them")
    func honestKeys() throws {
        var numbers = SeededNumbers(seed: 9)
        for _ in 0..<200 {
            let key = try PrivateKey(ed25519Seed: numbers.bytes(32)).publicKey
            #expect(try PublicKey(.ed25519, bytes: key.bytes) == key)
        }
    }

    @Test("a key of mixed order is accepted, as RFC 8032 has it")
    func mixedOrder() throws {
        // The key of the seed below plus the point of order two: both coordinates negated.
        let key = try PrivateKey(ed25519Seed: [UInt8](repeating: 9, count: 32)).publicKey
        let y = NaiveField(littleEndian: key.bytes.dropLast() + [key.bytes[31] & 0x7F])
        var mixed = (NaiveField.zero - y).littleEndian
        mixed[31] |= ~key.bytes[31] & 0x80
        #expect(try PublicKey(.ed25519, bytes: mixed).bytes == mixed)
    }

    @Test("only 32 bytes are a key")
    func lengths() {
        for count in Array(0...31) + Array(33...66) {
            #expect(throws: SigningError.keyLength(.ed25519, bytes: count)) {
                try PublicKey(.ed25519, bytes: [UInt8](repeating: 9, count: count))
            }
            #expect(throws: SigningError.keyLength(.ed25519, bytes: count)) {
                try PrivateKey(ed25519Seed: [UInt8](repeating: 9, count: count))
            }
        }
    }
}

/// The field of 2^255 - 19 elements by school arithmetic on 16-bit digits.
private struct NaiveField: Equatable {
    static let zero = NaiveField(digits: [0])
    static let one = NaiveField(digits: [1])
    /// -121665/121666, from its numerator and the inverse of its denominator.
    static let d =
        (zero - NaiveField(digits: [121_665 & 0xFFFF, 1]))
        * NaiveField(digits: [121_666 & 0xFFFF, 1]).raised(to: power(minus: 21))

    /// Sixteen digits, least significant first, of a number below the prime.
    let digits: [Int]

    init(littleEndian bytes: [UInt8]) {
        self.init(digits: (0..<16).map { Int(bytes[2 * $0]) + Int(bytes[2 * $0 + 1]) << 8 })
    }

    /// Reduces digits of any size and sign.
    private init(digits: [Int]) {
        var rest = digits + [Int](repeating: 0, count: max(0, 16 - digits.count))
        while rest.count > 16 {
            // 2^256 is 38 here.
            let top = rest.removeLast()
            rest[rest.count - 16] += 38 * top
        }
        for _ in 0..<4 {
            var carry = 0
            for index in 0..<16 {
                carry += rest[index]
                rest[index] = carry & 0xFFFF
                carry >>= 16
            }
            rest[0] += 38 * carry + 19 * (rest[15] >> 15)
            rest[15] &= 0x7FFF
        }
        let isPrimeOrAbove =
            rest[0] >= 0xFFED && rest[15] == 0x7FFF
            && rest[1..<15].allSatisfy { $0 == 0xFFFF }
        if isPrimeOrAbove { rest = [rest[0] - 0xFFED] + [Int](repeating: 0, count: 15) }
        self.digits = rest
    }

    var littleEndian: [UInt8] {
        digits.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }

    var isCoordinateOfAPoint: Bool {
        let square = self * self
        let product = (square - .one) * (Self.d * square + .one)
        // (p - 1) / 2 is 2^254 - 10.
        let half = product.raised(to: [0xFFF6] + [Int](repeating: 0xFFFF, count: 14) + [0x3FFF])
        return product == .zero || half == .one
    }

    /// The number 2^255 - `count` as digits.
    static func power(minus count: Int) -> [Int] {
        [0x10000 - count] + [Int](repeating: 0xFFFF, count: 14) + [0x7FFF]
    }

    func raised(to exponent: [Int]) -> NaiveField {
        var result = NaiveField.one
        for bit in (0..<256).reversed() {
            result = result * result
            if exponent[bit / 16] >> (bit % 16) & 1 == 1 { result = result * self }
        }
        return result
    }

    static func + (left: NaiveField, right: NaiveField) -> NaiveField {
        NaiveField(digits: zip(left.digits, right.digits).map { $0 + $1 })
    }

    static func - (left: NaiveField, right: NaiveField) -> NaiveField {
        NaiveField(digits: zip(left.digits, right.digits).map { $0 - $1 })
    }

    static func * (left: NaiveField, right: NaiveField) -> NaiveField {
        var product = [Int](repeating: 0, count: 31)
        for (row, a) in left.digits.enumerated() {
            for (column, b) in right.digits.enumerated() { product[row + column] += a * b }
        }
        return NaiveField(digits: product)
    }
}
