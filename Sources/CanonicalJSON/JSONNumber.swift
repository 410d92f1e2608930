/// Numbers: from text to double, and from double to ECMAScript text.
enum JSONNumber {
    /// 2^53 - 1, the largest integer up to which every integer is a double of its own.
    static let integerMax: Double = 9_007_199_254_740_991

    /// The double nearest to a number of JSON's grammar; infinite where there is none.
    static func double(_ literal: Span<UInt8>) -> Double {
        var bytes: [UInt8] = []
        for index in literal.indices { bytes.append(literal[index]) }
        return Double(String(decoding: bytes, as: UTF8.self)) ?? .infinity
    }

    /// The double as an integer, if it is one within ±(2^53 - 1).
    static func integer(_ value: Double) -> Int64? {
        guard value.magnitude <= integerMax else { return nil }
        // Not Int64(exactly:): its rounding needs libm, which nothing here links.
        let integer = Int64(value)
        return Double(integer) == value ? integer : nil
    }

    /// The double as a value to be written: an integer where it is one.
    static func value(_ double: Double) -> JSONValue {
        integer(double).map { .integer($0) } ?? .number(double)
    }

    /// Appends the text that ECMAScript gives a finite double.
    ///
    /// Spec: RFC 8785 §3.2.2.3; ECMA-262 Number::toString.
    static func append(_ value: Double, to out: inout [UInt8]) {
        precondition(value.isFinite, "JSON has no text for NaN and infinity")
        if value == 0 {
            out.append(UInt8(ascii: "0"))
            return
        }
        if value < 0 { out.append(UInt8(ascii: "-")) }
        let (digits, point) = shortest(value.magnitude)
        let count = digits.count
        if count <= point && point <= 21 {
            out += digits
            for _ in count..<point { out.append(UInt8(ascii: "0")) }
        } else if 0 < point && point <= 21 {
            out += digits[..<point]
            out.append(UInt8(ascii: "."))
            out += digits[point...]
        } else if -6 < point && point <= 0 {
            out += "0.".utf8
            for _ in point..<0 { out.append(UInt8(ascii: "0")) }
            out += digits
        } else {
            let exponent = point - 1
            out.append(digits[0])
            if count > 1 {
                out.append(UInt8(ascii: "."))
                out += digits[1...]
            }
            out += exponent < 0 ? "e-".utf8 : "e+".utf8
            out += exponent.magnitude.description.utf8
        }
    }

    /// The shortest digits that read back as a positive double, and how many of them stand before
    /// the decimal point: 0.d₁d₂… × 10^point.
    private static func shortest(_ value: Double) -> (digits: [UInt8], point: Int) {
        var digits: [UInt8] = []
        var point = 0
        var exponent = 0
        var seenPoint = false
        var bytes = value.description.utf8[...]
        while let byte = bytes.popFirst() {
            if byte == UInt8(ascii: ".") {
                seenPoint = true
            } else if byte == UInt8(ascii: "e") {
                exponent = Int(String(Substring(bytes))) ?? 0
                break
            } else if digits.isEmpty && byte == UInt8(ascii: "0") {
                if seenPoint { point -= 1 }
            } else {
                digits.append(byte)
                if !seenPoint { point += 1 }
            }
        }
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return (digits, point + exponent)
    }
}

extension JSONNumber {
    /// How many digits of a number matter: those from its first to its last that is not zero.
    static func significantDigits(_ literal: Span<UInt8>) -> Int {
        var count = 0
        var trailingZeros = 0
        for index in literal.indices {
            let byte = literal[index]
            if byte | 0x20 == UInt8(ascii: "e") { break }
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { continue }
            if byte == UInt8(ascii: "0") {
                if count > 0 { trailingZeros += 1 }
            } else {
                count += trailingZeros + 1
                trailingZeros = 0
            }
        }
        return count
    }
}
