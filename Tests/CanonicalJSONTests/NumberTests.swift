import CanonicalJSON
import Testing

@Suite("numbers") struct NumberTests {
    @Test(
        "a number is written as ECMAScript writes its double",
        arguments: [
            ("0", "0"), ("-0", "0"), ("-0.0", "0"), ("0e5", "0"), ("0.0", "0"), ("1", "1"),
            ("-1", "-1"), ("1.0", "1"), ("1e0", "1"), ("10", "10"), ("1e1", "10"),
            ("-1E+2", "-100"),
            ("1.5", "1.5"), ("1.50", "1.5"), ("15e-1", "1.5"), ("3.75", "3.75"), ("4.50", "4.5"),
            ("0.1", "0.1"), ("0.10", "0.1"), ("2e-3", "0.002"), ("0.000001", "0.000001"),
            ("1e-6", "0.000001"), ("0.0000010", "0.000001"), ("0.0000001", "1e-7"),
            ("1e-7", "1e-7"), ("0.00000012", "1.2e-7"), ("123456e-11", "0.00000123456"),
            ("0.0000001234", "1.234e-7"), ("1e20", "100000000000000000000"), ("1e21", "1e+21"),
            ("1E30", "1e+30"), ("123e45", "1.23e+47"), ("123456789012345", "123456789012345"),
            ("12345678901234.5", "12345678901234.5"), ("1e15", "1000000000000000"),
            ("9007199254740991", "9007199254740991"),
            ("-9007199254740991", "-9007199254740991"),
            ("333333333.33333329", "333333333.3333333"),
            ("1234567890.1234567", "1234567890.1234567"),
            ("0.30000000000000004", "0.30000000000000004"),
            ("0.000000000000000000000000001", "1e-27"), ("5e-324", "5e-324"),
            ("4.9406564584124654e-324", "5e-324"),
            ("2.2250738585072014e-308", "2.2250738585072014e-308"),
            ("1.7976931348623157e308", "1.7976931348623157e+308"),
            ("1.7976931348623157e+308", "1.7976931348623157e+308"),
        ])
    func layout(literal: String, text: String) {
        #expect(Reading(literal) == .canonical(text), "\(literal)")
        #expect(Reading("[ \(literal) ]") == .canonical("[\(text)]"), "\(literal)")
        #expect(Reading(text) == .canonical(text), "\(text)")
    }

    @Test(
        "a double is written with the fewest digits that read back as it",
        arguments: [
            (0x0000_0000_0000_0001, "5e-324"), (0x8000_0000_0000_0001, "-5e-324"),
            (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"),
            (0xC340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44B5_2D02_C7E1_4AF5, "9.999999999999997e+22"),
            (0x44B5_2D02_C7E1_4AF6, "1e+23"), (0x44B5_2D02_C7E1_4AF7, "1.0000000000000001e+23"),
            (0x444B_1AE4_D6E2_EF4E, "999999999999999700000"),
            (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"),
            (0x444B_1AE4_D6E2_EF50, "1e+21"), (0x3EB0_C6F7_A0B5_ED8C, "9.999999999999997e-7"),
            (0x3EB0_C6F7_A0B5_ED8D, "0.000001"), (0x41B3_DE43_5555_5553, "333333333.3333332"),
            (0x41B3_DE43_5555_5555, "333333333.3333333"),
            (0xBECB_F647_612F_3696, "-0.0000033333333333333333"),
            (0x4314_3FF3_C1CB_0959, "1424953923781206.2"),
        ] as [(UInt64, String)])
    func shortest(bits: UInt64, text: String) throws {
        let value = JSONValue.number(Double(bitPattern: bits))
        #expect(String(decoding: value.canonicalBytes(), as: UTF8.self) == text)
        let read = try #require(try json(text).double)
        #expect(read.bitPattern == bits)
    }

    @Test("magnitudes beyond every double are refused under both rules")
    func overflow() {
        for rule in [JSONLimits.NumberRule.refused, .reported] {
            let limits = JSONLimits(numbers: rule)
            for literal in ["1e400", "-1e400", "1e309", "1.7976931348623159e308", "1e99999999999"] {
                #expect(
                    Reading("[\(literal)]", limits: limits)
                        == .refused("json.number-overflow", at: 1), "\(literal)")
            }
            let digits = String(repeating: "9", count: 400)
            #expect(Reading(digits, limits: limits) == .refused("json.number-overflow", at: 0))
        }
    }

    @Test(
        "a number outside I-JSON is refused, or read and reported",
        arguments: [
            ("9007199254740993", "9007199254740992"), ("-9007199254740993", "-9007199254740992"),
            ("12345678901234567890", "12345678901234567000"),
            ("3.141592653589793238462643383279", "3.141592653589793"),
            ("0.1000000000000000055511151231257827", "0.1"), ("0.100000000000000005", "0.1"),
            ("1e-400", "0"), ("-2e-324", "0"),
            ("1000000000000000000000", "1e+21"),
        ])
    func outside(literal: String, text: String) throws {
        #expect(Reading(" \(literal)") == .refused("json.number-outside-i-json", at: 1))
        let document = try JSONDocument(
            parsing: Array("[0, \(literal)]".utf8), limits: JSONLimits(numbers: .reported))
        #expect(document.numberFindings.map(\.offset) == [4])
        #expect(document.numberFindings.map(\.literal) == [literal])
        #expect(document.numberFindings.map(\.value) == [document.root.elements[1].double])
        #expect(String(decoding: document.canonicalBytes(), as: UTF8.self) == "[0,\(text)]")
    }

    @Test("beyond 2^53 - 1 an integer is taken only in the spelling that it is written in")
    func largeIntegers() {
        for literal in [
            "9007199254740992", "9007199254740994", "100000000000000000000",
            "-295147905179352830000", "5555555555555155000",
        ] {
            #expect(Reading(literal) == .canonical(literal))
        }
        // 2^68 exactly, which ECMAScript writes otherwise.
        #expect(
            Reading("295147905179352825856") == .refused("json.number-outside-i-json", at: 0))
        // A decimal may become such an integer, which must then be readable again.
        #expect(Reading("55555555555551555.0") == .canonical("55555555555551550"))
        #expect(Reading("55555555555551550") == .canonical("55555555555551550"))
        let limits = JSONLimits(numbers: .reported)
        #expect(
            Reading("555555555555515515.515115", limits: limits)
                == .canonical("555555555555515500"))
        #expect(Reading("555555555555515500") == .canonical("555555555555515500"))
    }

    @Test("nothing is reported of numbers that a double holds")
    func noFindings() throws {
        let text = "[1e30,4.50,0,-0,0e-999,0.000,333333333.33333329,9007199254740992,123e45]"
        let document = try JSONDocument(
            parsing: Array(text.utf8), limits: JSONLimits(numbers: .reported))
        #expect(document.numberFindings.isEmpty)
    }

    @Test("an integer is one only within 2^53 - 1, whatever its spelling")
    func integers() throws {
        #expect(try json("42").integer == 42)
        #expect(try json("-42").integer == -42)
        #expect(try json("-0").integer == 0)
        #expect(try json("1.0").integer == 1)
        #expect(try json("1e3").integer == 1000)
        #expect(try json("9007199254740991").integer == 9_007_199_254_740_991)
        #expect(try json("-9007199254740991").integer == -9_007_199_254_740_991)
        #expect(try json("9007199254740992").integer == nil)
        #expect(try json("1.5").integer == nil)
        #expect(try json("1e300").integer == nil)
        #expect(try json("\"1\"").integer == nil)
        #expect(try json("true").integer == nil)
        #expect(try json("-0").double?.sign == .minus)
        #expect(try json("0.1").double == 0.1)
    }

    @Test("doubles of random bits come back from their text, bit for bit, seed 7")
    func randomDoubles() throws {
        var random = SeededRandom(seed: 7)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            let text = JSONValue.number(value).canonicalBytes()
            let document = try JSONDocument(parsing: text)
            #expect(document.isCanonical, "\(value)")
            #expect(document.root.double == value, "\(value)")
        }
    }
}
