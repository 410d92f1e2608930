/// The web address under which a party serves its files: `https`, a host, and perhaps a path.
///
/// `http` is read for the reader's own machine only. No user name, query, fragment, dot segment
/// or slash at the end, so that an address has one spelling and nothing hides in it.
///
/// Spec: 07-verify §2.3.
public struct WebBase: Hashable, Sendable, CustomStringConvertible {
    /// The longest address that is read, in bytes.
    public static let bytesMax = 2_048

    /// The address as text, for example `https://uni.example/ledger`.
    public let description: String
    private let parts: Parts

    /// Reads an address; `nil` if it is not one.
    public init?(_ text: String) {
        guard let parts = Parts(text), parts.query == nil,
            parts.path.last != UInt8(ascii: "/")
        else { return nil }
        description = text
        self.parts = parts
    }

    /// Whether a URL lies under this address: the same scheme, host and port, and a path that
    /// goes on where this one ends.
    ///
    /// A URL that climbs, or hides a separator, lies under nothing.
    public func holds(_ url: String) -> Bool {
        guard let other = Parts(url), other.isSecure == parts.isSecure,
            other.host == parts.host, other.port == parts.port,
            other.path.starts(with: parts.path)
        else { return false }
        return other.path.count > parts.path.count
            && other.path[parts.path.count] == UInt8(ascii: "/")
    }

    /// The URL of what lies at a path below this address.
    public func appending(_ path: String) -> String {
        precondition(!path.utf8.starts(with: "/".utf8), "A path below an address is relative.")
        return "\(description)/\(path)"
    }

    /// Whether two addresses are the same place.
    public static func == (left: WebBase, right: WebBase) -> Bool { left.parts == right.parts }

    /// Feeds the place.
    public func hash(into hasher: inout Hasher) { hasher.combine(parts) }
}

/// A URL taken apart as strictly as whatever is fetched must be.
private struct Parts: Hashable {
    let isSecure: Bool
    let host: [UInt8]
    let port: UInt16
    let path: [UInt8]
    let query: [UInt8]?

    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= WebBase.bytesMax, bytes.allSatisfy(Parts.isURLByte) else { return nil }
        let secure = Array("https://".utf8)
        let plain = Array("http://".utf8)
        isSecure = bytes.starts(with: secure)
        guard isSecure || bytes.starts(with: plain) else { return nil }
        let rest = bytes.dropFirst(isSecure ? secure.count : plain.count)
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
        let authority = rest[..<(end ?? rest.endIndex)]
        let tail = rest[(end ?? rest.endIndex)...]
        let mark = tail.firstIndex(of: UInt8(ascii: "?"))
        query = mark.map { Array(tail[($0 + 1)...]) }
        path = Array(tail[..<(mark ?? tail.endIndex)])
        guard Parts.isPath(path),
            let (host, port) = Parts.hostAndPort(authority, standard: isSecure ? 443 : 80)
        else { return nil }
        self.host = host
        self.port = port
        guard isSecure || Parts.isLoopback(host) else { return nil }
    }

    private static func hostAndPort(
        _ authority: ArraySlice<UInt8>, standard: UInt16
    ) -> ([UInt8], UInt16)? {
        var host = authority
        var port = standard
        let isBracketed = authority.first == UInt8(ascii: "[")
        let afterHost = isBracketed ? authority.firstIndex(of: UInt8(ascii: "]")) : nil
        if let colon = authority[(afterHost ?? authority.startIndex)...]
            .firstIndex(of: UInt8(ascii: ":"))
        {
            let digits = authority[(colon + 1)...]
            // One port, one spelling: no leading zero, and the standard port is left out.
            guard 1...5 ~= digits.count, digits.first != UInt8(ascii: "0"),
                digits.allSatisfy({ 0x30...0x39 ~= $0 }),
                let number = UInt16(String(decoding: digits, as: UTF8.self)), number != standard
            else { return nil }
            host = authority[..<colon]
            port = number
        }
        let isHost = isBracketed ? host.elementsEqual("[::1]".utf8) : isName(host)
        return isHost ? (Array(host), port) : nil
    }

    /// Whether bytes are a domain name or an IPv4 address, in lower case.
    private static func isName(_ host: ArraySlice<UInt8>) -> Bool {
        guard 1...253 ~= host.count else { return false }
        return host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .allSatisfy { label in
                1...63 ~= label.count && label.first != UInt8(ascii: "-")
                    && label.last != UInt8(ascii: "-")
                    && label.allSatisfy {
                        0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == UInt8(ascii: "-")
                    }
            }
    }

    private static func isLoopback(_ host: [UInt8]) -> Bool {
        ["localhost", "127.0.0.1", "[::1]"].contains { host.elementsEqual($0.utf8) }
    }

    /// Whether each segment is plain: not empty but at the end, no dots alone, and nothing
    /// percent-encoded that a server may take for a dot or a separator.
    private static func isPath(_ path: [UInt8]) -> Bool {
        guard !path.isEmpty else { return true }
        let segments = path.dropFirst()
            .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return segments.enumerated().allSatisfy { index, segment in
            if segment.isEmpty { return index == segments.count - 1 }
            return !segment.elementsEqual(".".utf8) && !segment.elementsEqual("..".utf8)
                && isPercentEncoded(segment)
        }
    }

    private static func isPercentEncoded(_ segment: ArraySlice<UInt8>) -> Bool {
        var index = segment.startIndex
        while index < segment.endIndex {
            guard segment[index] == UInt8(ascii: "%") else {
                index += 1
                continue
            }
            guard index + 2 < segment.endIndex,
                let byte = UInt8(
                    String(decoding: segment[index + 1...index + 2], as: UTF8.self), radix: 16),
                byte > 0x20, byte != 0x7F,
                ![UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "\\"), UInt8(ascii: "%")]
                    .contains(byte)
            else { return false }
            index += 3
        }
        return true
    }

    private static func isURLByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x7F...0xFF: false
        case UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"),
            UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"),
            UInt8(ascii: "}"), UInt8(ascii: "#"), UInt8(ascii: "@"):
            false
        default: true
        }
    }
}
