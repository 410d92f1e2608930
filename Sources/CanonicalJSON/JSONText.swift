/// Undoing and doing the escapes of JSON strings.
enum JSONText {
    /// The bytes that the inside of a string, checked by the parser, stands for.
    static func unescaped(_ source: Span<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(source.count)
        var index = 0
        while index < source.count {
            let end = source.endOfPlainText(from: index)
            out.append(source, index..<end)
            if end == source.count { break }
            let letter = source[end + 1]
            index = end + 2
            switch letter {
            case UInt8(ascii: "b"): out.append(0x08)
            case UInt8(ascii: "f"): out.append(0x0C)
            case UInt8(ascii: "n"): out.append(0x0A)
            case UInt8(ascii: "r"): out.append(0x0D)
            case UInt8(ascii: "t"): out.append(0x09)
            case UInt8(ascii: "u"):
                var scalar = codeUnit(source, at: index)
                index += 4
                if 0xD800...0xDBFF ~= scalar {
                    scalar = 0x10000 + (scalar - 0xD800) << 10
                    scalar += codeUnit(source, at: index + 2) - 0xDC00
                    index += 6
                }
                append(scalar: scalar, to: &out)
            default: out.append(letter)
            }
        }
        return out
    }

    /// The value of a hexadecimal digit of either case, or nil.
    static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// Whether the canonical form has the escape of a code unit by `\u` and digits, the last given.
    static func isCanonicalEscape(of unit: UInt32, lastDigit: UInt8) -> Bool {
        switch unit {
        case 0x08, 0x09, 0x0A, 0x0C, 0x0D: false
        case 0..<0x20: !(UInt8(ascii: "A")...UInt8(ascii: "F") ~= lastDigit)
        default: false
        }
    }

    /// The code unit written as four digits, which the parser has checked.
    private static func codeUnit(_ source: Span<UInt8>, at index: Int) -> UInt32 {
        (index..<index + 4).reduce(0) { $0 << 4 | (hexDigit(source[$1]) ?? 0) }
    }

    /// Appends the UTF-8 of a code point that is no surrogate.
    private static func append(scalar: UInt32, to out: inout [UInt8]) {
        guard let scalar = Unicode.Scalar(scalar) else {
            preconditionFailure("the parser lets no lone surrogate pass")
        }
        out += UTF8.encode(scalar) ?? .init()
    }

    /// Appends a text with quotes around it and the escapes that the canonical form asks for.
    ///
    /// Spec: RFC 8785 §3.2.2.2.
    static func appendQuoted(_ text: Span<UInt8>, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        var index = 0
        while index < text.count {
            let end = text.endOfPlainText(from: index)
            out.append(text, index..<end)
            if end == text.count { break }
            appendEscape(of: text[end], to: &out)
            index = end + 1
        }
        out.append(UInt8(ascii: "\""))
    }

    private static func appendEscape(of byte: UInt8, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: out.append(UInt8(ascii: "b"))
        case 0x09: out.append(UInt8(ascii: "t"))
        case 0x0A: out.append(UInt8(ascii: "n"))
        case 0x0C: out.append(UInt8(ascii: "f"))
        case 0x0D: out.append(UInt8(ascii: "r"))
        case 0x20...: out.append(byte)
        default:
            let digits = "0123456789abcdef".utf8.map { $0 }
            out += "u00".utf8
            out += [digits[Int(byte >> 4)], digits[Int(byte & 0x0F)]]
        }
    }
}

extension [UInt8] {
    /// Appends a part of other bytes.
    @inline(__always)
    fileprivate mutating func append(_ source: Span<UInt8>, _ range: Range<Int>) {
        append(addingCapacity: range.count) { out in
            for index in range { out.append(source[index]) }
        }
    }
}
