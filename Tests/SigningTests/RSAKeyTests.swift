import Testing

@testable import Signing

@Suite("RSA keys")
struct RSAKeyTests {
    /// A modulus with `bits` bits that is odd and nothing else.
    private func modulus(bits: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0x55, count: (bits + 7) / 8)
        bytes[0] = bits % 8 == 0 ? 0x80 : 1 << UInt8(bits % 8 - 1)
        return bytes
    }

    @Test("moduli of 2048 and 8192 bits are accepted, one bit less or more is not")
    func limits() throws {
        for bits in [2_048, 2_049, 4_096, 8_191, 8_192] {
            let numbers = try RSAPublicKey(modulus: modulus(bits: bits), exponent: [1, 0, 1])
            let key = try PublicKey(numbers)
            #expect(key.rsa == numbers)
            #expect(try PublicKey(.rs256, bytes: key.bytes) == key)
            #expect(key.multikey == nil)
        }
        for bits in [512, 1_024, 2_047, 8_193, 16_384] {
            #expect(throws: SigningError.keyModulus(bits: bits)) {
                try RSAPublicKey(modulus: modulus(bits: bits), exponent: [3])
            }
        }
        #expect(throws: SigningError.keyModulus(bits: 0)) {
            try RSAPublicKey(modulus: [], exponent: [3])
        }
    }

    @Test("even moduli, even exponents, one, zero and exponents past 64 bits are refused")
    func numbers() throws {
        let good = modulus(bits: 2_048)
        #expect(throws: SigningError.keyModulus(bits: 2_048)) {
            try RSAPublicKey(modulus: good.dropLast() + [0x54], exponent: [3])
        }
        let long = [UInt8](repeating: 0xFF, count: 8)
        for exponent in [[3], [5], [1, 0, 1], long] as [[UInt8]] {
            #expect(
                try PublicKey(RSAPublicKey(modulus: good, exponent: exponent)).rsa?.exponent
                    == exponent)
        }
        for exponent in [[], [1], [2], [4], [1, 0, 0], [1] + long] as [[UInt8]] {
            #expect(throws: SigningError.keyExponent, "\(exponent)") {
                try RSAPublicKey(modulus: good, exponent: exponent)
            }
        }
        #expect(throws: SigningError.keyNotCanonical(.rs256)) {
            try RSAPublicKey(modulus: [0] + good, exponent: [3])
        }
        #expect(throws: SigningError.keyNotCanonical(.rs256)) {
            try RSAPublicKey(modulus: good, exponent: [0, 3])
        }
    }

    @Test("a key's DER has one form: cut, lengthened or re-encoded it is refused")
    func oneForm() throws {
        let key = try PublicKey(RSAPublicKey(modulus: modulus(bits: 2_048), exponent: [1, 0, 1]))
        let der = key.bytes
        #expect(der.count == 294)
        for count in 0..<der.count {
            #expect(throws: SigningError.keyMalformed(.rs256)) {
                try PublicKey(.rs256, bytes: Array(der[..<count]))
            }
        }
        #expect(throws: SigningError.keyMalformed(.rs256)) {
            try PublicKey(.rs256, bytes: der + [0])
        }
        // The algorithm's parameters must be NULL, and present.
        let withoutNull = DER.element(DER.sequence, Array(der[6..<17]))
        let rest = Array(der[19...])
        #expect(throws: SigningError.keyMalformed(.rs256)) {
            try PublicKey(.rs256, bytes: DER.element(DER.sequence, withoutNull + rest))
        }
        #expect(throws: SigningError.keyMalformed(.rs256)) {
            try PublicKey(.rs256, bytes: [UInt8](repeating: 0x30, count: 5_000))
        }
    }

    @Test("lengths in DER are written and read in their shortest form only")
    func lengths() {
        for count in [0, 1, 127, 128, 255, 256, 65_535] {
            let content = [UInt8](repeating: 7, count: count)
            let element = DER.element(DER.sequence, content)
            var reader = DERReader(element[...])
            #expect(reader.element(DER.sequence).map { Array($0) } == content)
            #expect(reader.isAtEnd)
            var other = DERReader(element[...])
            #expect(other.element(DER.integer) == nil)
        }
        for bad: [UInt8] in [
            [0x30], [0x30, 0x80], [0x30, 0x81, 0x01, 7], [0x30, 0x82, 0x00, 0x81],
            [0x30, 0x83, 0, 0, 1, 7], [0x30, 0x02, 7], [0x30, 0x82, 1], [0x30, 0xFF, 7],
        ] {
            var reader = DERReader(bad[...])
            #expect(reader.element(DER.sequence) == nil, "\(bad)")
        }
    }
}
