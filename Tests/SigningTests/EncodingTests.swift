import Testing

@testable import Signing

@Suite("Base64, base58 and hexadecimal")
struct EncodingTests {
    @Test(
        "the examples of RFC 4648 come out",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
        ])
    func examples(text: String, expected: String) {
        let bytes = Array(text.utf8)
        let unpadded = expected.filter { $0 != "=" }
        #expect(Base64.encode(bytes) == expected)
        #expect(Base64.decode(expected) == bytes)
        #expect(Base64URL.encode(bytes) == unpadded)
        #expect(Base64URL.decode(unpadded) == bytes)
        if unpadded != expected {
            #expect(Base64.decode(unpadded) == nil)
            #expect(Base64URL.decode(expected) == nil)
        }
    }

    @Test("all byte strings of up to two bytes, and some of every length to 100, come back")
    func roundTrips() {
        var numbers = SeededNumbers(seed: 4)
        var samples: [[UInt8]] = [[]]
        for first in UInt8.min ... .max {
            samples.append([first])
            for second in UInt8.min ... .max { samples.append([first, second]) }
        }
        for count in 3...100 { samples.append(numbers.bytes(count)) }
        for bytes in samples {
            let isRight =
                Base64.decode(Base64.encode(bytes)) == bytes
                && Base64URL.decode(Base64URL.encode(bytes)) == bytes
                && Base58.decode(Base58.encode(bytes)) == bytes
                && Hex.decode(Hex.encode(bytes)) == bytes
            #expect(isRight, "\(bytes)")
        }
    }

    @Test("the two alphabets differ in the last two characters and accept only their own")
    func alphabets() {
        #expect(Base64.encode([0xFB, 0xEF, 0xFF]) == "++//")
        #expect(Base64URL.encode([0xFB, 0xEF, 0xFF]) == "--__")
        #expect(Base64.decode("--__") == nil)
        #expect(Base64URL.decode("++//") == nil)
    }

    @Test("trailing bits that are not zero are refused")
    func trailingBits() {
        let alphabet = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let one = alphabet.filter { Base64.decode([UInt8(ascii: "A"), $0] + "==".utf8) != nil }
        let two = alphabet.filter { Base64.decode("AA".utf8 + [$0] + "=".utf8) != nil }
        #expect(one == Array("AQgw".utf8))
        #expect(two == Array("AEIMQUYcgkosw048".utf8))
        #expect(alphabet.count { Base64URL.decode([UInt8(ascii: "A"), $0]) != nil } == 4)
    }

    @Test(
        "padding and white space anywhere but where they belong are refused",
        arguments: [
            "=", "==", "===", "====", "A", "AA", "AAA", "AA=", "AAA==", "A===", "AA==AA==", "AA=A",
            "AAAA=", "AAAA==", "AAAA====", "=AAA", " AAAA", "AAAA ", "AAAA\n", "AA\nAA", "AA AA",
            "AAA\u{0}", "AAA\u{C0}", "AA\r\n",
        ])
    func padding(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test(
        "base64url takes no padding, no white space and no single character",
        arguments: ["A", "AA==", "AAA=", "AAAAA", "AAAA=", "AA ", "\nAA", "AAAA\n", "ÄA"])
    func urlPadding(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test("whatever decodes is the very text that encoding gives")
    func oneText() {
        var numbers = SeededNumbers(seed: 5)
        let characters = Array("ABab019+/-_= \n".utf8)
        var accepted = 0
        for _ in 0..<40_000 {
            let count = Int.random(in: 0...9, using: &numbers)
            let text = (0..<count).map { _ in
                characters[Int.random(in: 0..<characters.count, using: &numbers)]
            }
            let string = String(decoding: text, as: UTF8.self)
            if let bytes = Base64.decode(text) {
                accepted += 1
                #expect(Base64.encode(bytes) == string)
            }
            if let bytes = Base64URL.decode(text) { #expect(Base64URL.encode(bytes) == string) }
            if let bytes = Base58.decode(text) { #expect(Base58.encode(bytes) == string) }
            if let bytes = Hex.decode(text) { #expect(Hex.encode(bytes) == string) }
        }
        #expect(accepted > 100)
    }

    @Test("hexadecimal is lowercase, even and nothing else")
    func hexadecimal() {
        #expect(Hex.encode([0x00, 0x9F, 0xA0, 0xFF] as [UInt8]) == "009fa0ff")
        #expect(Hex.decode("009fa0ff") == [0x00, 0x9F, 0xA0, 0xFF])
        for text in ["0", "0F", "0x00", "g0", " 00", "00\n", "0:", "０0"] {
            #expect(Hex.decode(text) == nil, "\(text)")
        }
    }
}

@Suite("Base58")
struct Base58Tests {
    @Test(
        "known texts come out",
        arguments: [
            ("", ""), ("00", "1"), ("0000", "11"), ("39", "z"), ("3a", "21"), ("ff", "5Q"),
            ("48656c6c6f20576f726c6421", "2NEpo7TZRRrLZSi2U"), ("0000287fb4cd", "11233QC4"),
        ])
    func knownTexts(bytes: String, text: String) throws {
        #expect(try Base58.encode(hex(bytes)) == text)
        #expect(try Base58.decode(text) == hex(bytes))
    }

    @Test("every length up to 130 with zeros before and inside is as long division has it")
    func againstNaive() {
        var numbers = SeededNumbers(seed: 6)
        for count in 0...130 {
            for zeros in [0, 1, 5] where zeros <= count {
                var bytes = [UInt8](repeating: 0, count: zeros) + numbers.bytes(count - zeros)
                if count > 40 { for index in 20..<36 { bytes[index] = 0 } }
                let text = naiveBase58(bytes)
                #expect(Base58.encode(bytes) == text)
                #expect(Base58.decode(text) == bytes)
            }
        }
    }

    @Test("the four letters that look like others, and every other byte, are refused")
    func alphabet() {
        let alphabet = Set("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
        for byte in UInt8.min ... .max {
            #expect((Base58.decode([UInt8(ascii: "2"), byte]) != nil) == alphabet.contains(byte))
        }
        #expect(alphabet.isDisjoint(with: "0OIl".utf8))
    }

    @Test("a text at the limit is read, one character more is not")
    func limit() {
        let text = [UInt8](repeating: UInt8(ascii: "z"), count: Base58.charactersMax)
        #expect(Base58.decode(text)?.isEmpty == false)
        #expect(Base58.decode(text + [UInt8(ascii: "z")]) == nil)
        let bytes = [UInt8](repeating: 0, count: Base58.charactersMax)
        #expect(Base58.decode(Base58.encode(bytes)) == bytes)
    }
}

/// Base58 by long division, one digit at a time.
private func naiveBase58(_ bytes: [UInt8]) -> String {
    let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")
    var number = bytes
    var text: [Character] = []
    while number.contains(where: { $0 != 0 }) {
        var rest = 0
        for index in number.indices {
            let value = rest * 256 + Int(number[index])
            number[index] = UInt8(value / 58)
            rest = value % 58
        }
        text.append(alphabet[rest])
    }
    return String(repeating: "1", count: bytes.prefix { $0 == 0 }.count) + String(text.reversed())
}
