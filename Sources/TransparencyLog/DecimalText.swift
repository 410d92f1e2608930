/// The one way in which these formats write numbers.
enum DecimalText {
    /// The value of ASCII digits; `nil` for a sign, a space, a leading zero, nothing at all, or
    /// a number above 2^63 − 1.
    static func value(of digits: some Collection<UInt8>) -> UInt64? {
        guard let first = digits.first, digits.count <= 19 else { return nil }
        guard first != UInt8(ascii: "0") || digits.count == 1 else { return nil }
        var value: UInt64 = 0
        for digit in digits {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
            // Nineteen digits cannot overflow 64 bits.
            value = value * 10 + UInt64(digit - UInt8(ascii: "0"))
        }
        return value <= UInt64(Int64.max) ? value : nil
    }
}
