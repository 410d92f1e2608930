/// The form of a URL, as far as a reader that fetches nothing needs it.
enum URLSyntax {
    /// The longest URL that is read, in bytes.
    static let byteCountMax = 4_096

    /// Whether bytes are an absolute URL: a scheme, a colon, and something after it.
    ///
    /// No white space, no control or bidirectional formatting characters, none of the ASCII
    /// characters that RFC 3986 leaves out, whole percent-encodings, at most one `#`, and a host
    /// after `http:` and `https:`. Other characters beyond ASCII are allowed.
    static func isAbsolute(_ bytes: ArraySlice<UInt8>) -> Bool {
        isAbsolute(bytes.span)
    }

    static func isAbsolute(_ text: String) -> Bool {
        let utf8 = text.utf8
        return isAbsolute(utf8.span)
    }

    private static func isAbsolute(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count <= byteCountMax else { return false }
        var colon = 0
        while colon < bytes.count, isSchemeByte(bytes[colon]) { colon += 1 }
        guard colon + 1 < bytes.count, bytes[colon] == UInt8(ascii: ":"),
            0x61...0x7A ~= bytes[0] | 0x20, hasURLCharacters(bytes)
        else { return false }
        let isWeb = begins(bytes, with: "https:") || begins(bytes, with: "http:")
        return !isWeb || hasHost(bytes.extracting(droppingFirst: colon + 1))
    }

    private static func begins(_ bytes: Span<UInt8>, with scheme: String) -> Bool {
        let scheme = scheme.utf8
        let wanted = scheme.span
        guard bytes.count >= wanted.count else { return false }
        for index in wanted.indices where bytes[index] != wanted[index] { return false }
        return true
    }

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x2B, 0x2D, 0x2E: true
        default: false
        }
    }

    /// Whether two slashes stand there and then a host, before a path, a query or a fragment.
    private static func hasHost(_ rest: Span<UInt8>) -> Bool {
        guard begins(rest, with: "//"), rest.count > 2 else { return false }
        switch rest[2] {
        case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: ":"):
            return false
        default: return true
        }
    }

    private static func hasURLCharacters(_ bytes: Span<UInt8>) -> Bool {
        var hashes = 0
        for index in bytes.indices {
            switch bytes[index] {
            case 0...0x20, 0x7F: return false
            case 0x22, 0x3C, 0x3E, 0x5C, 0x5E, 0x60, 0x7B...0x7D: return false
            case 0x25:
                guard index + 2 < bytes.count, isHex(bytes[index + 1]), isHex(bytes[index + 2])
                else { return false }
            case 0x23:
                hashes += 1
                if hashes > 1 { return false }
            case 0xC2:
                if 0x80...0xA0 ~= bytes[index + 1] { return false }
            case 0xE2:
                if isFormatting(bytes[index + 1], bytes[index + 2]) { return false }
            default: break
            }
        }
        return true
    }

    /// Whether E2 and two more bytes are a separator, a direction mark or an override.
    private static func isFormatting(_ second: UInt8, _ third: UInt8) -> Bool {
        switch (second, third) {
        case (0x80, 0x8B...0x8F), (0x80, 0xA8...0xAF), (0x81, 0xA0...0xAF): true
        default: false
        }
    }

    static func isHex(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }
}
