/// The escapes of paths and queries.
///
/// Source: RFC 3986, section 2.1.
enum PercentEncoding {
    /// The text of percent-encoded visible ASCII; `nil` for anything else. A plus sign is itself.
    static func decoded(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard digits.utf8.count == 2, digits.allSatisfy({ $0.isASCII && $0.isHexDigit }),
                let decoded = UInt8(digits, radix: 16)
            else { return nil }
            bytes.append(decoded)
            rest = rest.dropFirst(2)
        }
        guard bytes.allSatisfy({ 0x21...0x7e ~= $0 }) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
