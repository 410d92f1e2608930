/// Numbers: from text to double, and from double to ECMAScript text.
enum JSONNumber {
    /// 2^53 - 1, the largest integer up to which every integer is a double of its own.
    static let integerMax: Double = 9_007_199_254_740_991
    /// Any number of so many decimal digits survives the way to double and back.
    static let exactDigits = 15

    /// The double nearest to a number of JSON's grammar; infinite where there is none.
    static func double(_ literal: Span<UInt8>) -> Double {
        shortInteger(literal).map(Double.init) ?? Double(text(literal)) ?? .infinity
    }

    /// The value of a literal that is an integer of few digits, which needs no rounding.
    private static func shortInteger(_ literal: Span<UInt8>) -> Int64? {
        let isNegative = literal[0] == UInt8(ascii: "-")
        let start = isNegative ? 1 : 0
        guard literal.count - start <= exactDigits else { return nil }
        var value: Int64 = 0
        for index in start..<literal.count {
            let digit = literal[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value * 10 + Int64(digit)
        }
        // Minus zero is left to those who know of it.
        return isNegative ? (value == 0 ? nil : -value) : value
    }

    /// A literal as a string.
    static func text(_ literal: Span<UInt8>) -> String {
        String(decoding: literal.indices.map { literal[$0] }, as: UTF8.self)
    }

    /// The double as an integer, if it is one within ±(2^53 - 1).
    static func integer(_ value: Double) -> Int64? {
        guard value.magnitude <= integerMax else { return nil }
        // Not Int64(exactly:): its rounding needs libm, which nothing here links.
        let integer = Int64(value)
        return Double(integer) == value ? integer : nil
    }

    /// Whether a literal that is not its value's ECMAScript text promises no more than a double
    /// holds.
    ///
    /// Spec: RFC 7493 §2.2.
    static func isInsideIJSON(_ literal: Span<UInt8>, _ value: Double) -> Bool {
        let isInteger = literal.indices.allSatisfy {
            literal[$0] == UInt8(ascii: "-") || literal[$0] &- UInt8(ascii: "0") < 10
        }
        if isInteger { return value.magnitude <= integerMax }
        let digits = significantDigits(literal)
        return digits <= 17 && (value != 0 || digits == 0)
    }

    /// How many digits of a number matter: those from its first to its last that is not zero.
    private static func significantDigits(_ literal: Span<UInt8>) -> Int {
        var count = 0
        var zeros = 0
        for index in literal.indices {
            let byte = literal[index]
            if byte | 0x20 == UInt8(ascii: "e") { break }
            if byte &- UInt8(ascii: "1") < 9 {
                count += zeros + 1
                zeros = 0
            } else if byte == UInt8(ascii: "0"), count > 0 {
                zeros += 1
            }
        }
        return count
    }
}
