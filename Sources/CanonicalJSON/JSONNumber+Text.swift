extension JSONNumber {
    /// Appends the text that ECMAScript gives a finite double.
    ///
    /// Spec: RFC 8785 §3.2.2.3; ECMA-262 Number::toString, whose *k* is the count of digits and
    /// *n* the point.
    static func append(_ value: Double, to out: inout [UInt8]) {
        precondition(value.isFinite, "JSON has no text for NaN and infinity")
        if value == 0 {
            out.append(UInt8(ascii: "0"))
            return
        }
        if value < 0 { out.append(UInt8(ascii: "-")) }
        let (digits, point) = shortest(value.magnitude)
        if digits.count <= point && point <= 21 {
            out += digits
            out += repeatElement(UInt8(ascii: "0"), count: point - digits.count)
        } else if 0 < point && point <= 21 {
            out += digits[..<point]
            out.append(UInt8(ascii: "."))
            out += digits[point...]
        } else if -6 < point && point <= 0 {
            out += "0.".utf8
            out += repeatElement(UInt8(ascii: "0"), count: -point)
            out += digits
        } else {
            out += digits[..<1]
            if digits.count > 1 {
                out.append(UInt8(ascii: "."))
                out += digits[1...]
            }
            out += (point > 0 ? "e+" : "e-").utf8
            out += (point - 1).magnitude.description.utf8
        }
    }

    /// The shortest digits that read back as a positive double, with the exponent that makes it
    /// 0.digits × 10^point.
    ///
    /// `Double.description` finds those digits, the nearest among the shortest; only its layout is
    /// not ECMAScript's.
    private static func shortest(_ value: Double) -> (digits: [UInt8], point: Int) {
        var digits: [UInt8] = []
        var point = 0
        var isFraction = false
        var rest = value.description.utf8[...]
        while let byte = rest.popFirst(), byte != UInt8(ascii: "e") {
            if byte == UInt8(ascii: ".") {
                isFraction = true
            } else if digits.isEmpty, byte == UInt8(ascii: "0") {
                if isFraction { point -= 1 }
            } else {
                digits.append(byte)
                if !isFraction { point += 1 }
            }
        }
        if let exponent = Int(Substring(rest)) { point += exponent }
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return (digits, point)
    }
}
