/// The form of a URL, as far as a reader that fetches nothing needs it.
enum URLSyntax {
    /// The longest URL that is read, in bytes.
    static let byteCountMax = 4_096

    /// Whether bytes are an absolute URL: a scheme, a colon, and something after it.
    ///
    /// No white space, no control or bidirectional formatting characters, none of the ASCII
    /// characters that RFC 3986 leaves out, whole percent-encodings, at most one `#`, and a host
    /// after `http:` and `https:`. Other characters beyond ASCII are allowed.
    static func isAbsolute(_ bytes: [UInt8]) -> Bool {
        guard bytes.count <= byteCountMax,
            let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon + 1 < bytes.count,
            isScheme(bytes[..<colon]), hasURLCharacters(bytes)
        else { return false }
        let scheme = bytes[..<colon]
        if scheme.elementsEqual("https".utf8) || scheme.elementsEqual("http".utf8) {
            return hasHost(bytes[(colon + 1)...])
        }
        return true
    }

    static func isAbsolute(_ text: String) -> Bool {
        isAbsolute(Array(text.utf8))
    }

    private static func isScheme(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first, 0x61...0x7A ~= first | 0x20 else { return false }
        return bytes.allSatisfy { byte in
            switch byte {
            case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x2B, 0x2D, 0x2E: true
            default: false
            }
        }
    }

    private static func hasHost(_ rest: ArraySlice<UInt8>) -> Bool {
        guard rest.starts(with: "//".utf8) else { return false }
        let host = rest.dropFirst(2).prefix { $0 != 0x2F && $0 != 0x3F && $0 != 0x23 }
        return !host.isEmpty && host.first != UInt8(ascii: ":")
    }

    private static func hasURLCharacters(_ bytes: [UInt8]) -> Bool {
        var hashes = 0
        for (index, byte) in bytes.enumerated() {
            switch byte {
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
