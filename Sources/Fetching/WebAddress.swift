/// A URL taken apart, of the kinds that are ever fetched; every part has one spelling.
struct WebAddress: Hashable, Sendable {
    /// The longest address that is read, in bytes.
    static let bytesMax = 2_048

    /// The schemes that are read.
    enum Scheme: Hashable, Sendable { case http, https }

    /// The address as it was given.
    let text: String
    /// With or without TLS.
    let scheme: Scheme
    /// A name in lower case or an IPv4 address; an IPv6 address in brackets.
    let host: String
    /// The port, stated or standard.
    let port: UInt16
    /// Empty, or beginning with a slash.
    let path: [UInt8]
    /// What follows a question mark; `nil` without one.
    let query: [UInt8]?

    /// Reads a URL; `nil` for what is none, climbs, or hides a separator.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= WebAddress.bytesMax, bytes.allSatisfy(WebAddress.isPlain) else {
            return nil
        }
        let prefixes: [(Scheme, String)] = [(.https, "https://"), (.http, "http://")]
        guard let (scheme, prefix) = prefixes.first(where: { bytes.starts(with: $0.1.utf8) })
        else { return nil }
        let rest = bytes.dropFirst(prefix.utf8.count)
        let end =
            rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
            ?? rest.endIndex
        let tail = rest[end...]
        let mark = tail.firstIndex(of: UInt8(ascii: "?")) ?? tail.endIndex
        path = Array(tail[..<mark])
        query = mark < tail.endIndex ? Array(tail[(mark + 1)...]) : nil
        self.text = text
        self.scheme = scheme
        let standard: UInt16 = scheme == .https ? 443 : 80
        guard let (host, port) = WebAddress.authority(rest[..<end], standardPort: standard),
            WebAddress.isPath(path)
        else { return nil }
        self.host = host
        self.port = port
        guard scheme == .https || isLoopback else { return nil }
    }

    /// Whether the address itself says that it is this machine.
    var isLoopback: Bool {
        host == "localhost" || literal.map { $0.scope == .loopback } ?? false
    }

    /// The network address, where the host is one and not a name.
    var literal: NetworkAddress? {
        NetworkAddress(host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        guard 0x21...0x7E ~= byte else { return false }
        return !"\"<>\\^`{|}#@".utf8.contains(byte)
    }

    private static func authority(
        _ bytes: ArraySlice<UInt8>, standardPort: UInt16
    ) -> (String, UInt16)? {
        let text = String(decoding: bytes, as: UTF8.self)
        let hostEnd: String.Index
        if text.hasPrefix("[") {
            guard let bracket = text.firstIndex(of: "]") else { return nil }
            hostEnd = text.index(after: bracket)
        } else {
            hostEnd = text.firstIndex(of: ":") ?? text.endIndex
        }
        let host = String(text[..<hostEnd])
        guard isHost(host) else { return nil }
        let rest = text[hostEnd...]
        if rest.isEmpty { return (host, standardPort) }
        // The standard port is left out and no port has a leading zero: one spelling.
        guard rest.hasPrefix(":"), let port = UInt16(rest.dropFirst()), port != standardPort,
            String(port) == rest.dropFirst()
        else { return nil }
        return (host, port)
    }

    private static func isHost(_ host: String) -> Bool {
        if host.hasPrefix("[") {
            let inside = String(host.dropFirst().dropLast())
            guard let address = NetworkAddress(inside) else { return false }
            return address.family == .six && address.text == inside
        }
        if let address = NetworkAddress(host) { return address.text == host }
        let labels = host.utf8.split(
            separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        // A last label of digits would be read as a number by some resolvers.
        guard host.utf8.count <= 253, let last = labels.last,
            !last.allSatisfy({ 0x30...0x39 ~= $0 })
        else { return false }
        return labels.allSatisfy { label in
            1...63 ~= label.count && label.first != UInt8(ascii: "-")
                && label.last != UInt8(ascii: "-")
                && label.allSatisfy {
                    0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == UInt8(ascii: "-")
                }
        }
    }

    private static func isPath(_ path: [UInt8]) -> Bool {
        let segments = path.dropFirst()
            .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return segments.enumerated().allSatisfy { index, segment in
            if segment.isEmpty { return index == segments.count - 1 }
            let isDots = segment.elementsEqual(".".utf8) || segment.elementsEqual("..".utf8)
            return !isDots && isEncoded(segment)
        }
    }

    /// Whether every `%` begins an escape, and none of something that may be taken for a dot, a
    /// separator or another escape.
    private static func isEncoded(_ segment: ArraySlice<UInt8>) -> Bool {
        var rest = segment
        while let mark = rest.firstIndex(of: UInt8(ascii: "%")) {
            let digits = rest[(mark + 1)...].prefix(2)
            guard digits.count == 2,
                let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16),
                byte > 0x20, byte != 0x7F, !"./\\%".utf8.contains(byte)
            else { return false }
            rest = rest[(mark + 3)...]
        }
        return true
    }
}
