/// An IPv4 or IPv6 address, and from where it can be reached.
struct NetworkAddress: Hashable, Sendable {
    /// IPv4 or IPv6.
    enum Family: Hashable, Sendable { case four, six }

    /// From where an address can be reached.
    enum Scope: Hashable, Sendable {
        /// From anywhere.
        case global
        /// From this machine.
        case loopback
        /// From a private network, a link, or nowhere: nothing that a partner would publish.
        case restricted
    }

    /// Which of the two it is.
    let family: Family
    /// 4 or 16 bytes, big-endian.
    let bytes: [UInt8]

    /// Reads an address in its usual notation, without a zone; `nil` if it is not one.
    init?(_ text: String) {
        if let bytes = NetworkAddress.four(text[...]) {
            family = .four
            self.bytes = bytes
        } else if let bytes = NetworkAddress.six(text) {
            family = .six
            self.bytes = bytes
        } else {
            return nil
        }
    }

    /// The address in its one canonical notation.
    ///
    /// Spec: RFC 5952, section 4.
    var text: String {
        if family == .four { return bytes.map { String($0) }.joined(separator: ".") }
        let groups = stride(from: 0, to: 16, by: 2).map {
            UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
        }
        var best = 0..<0
        var at = 0
        while at < 8 {
            let end = groups[at...].firstIndex { $0 != 0 } ?? 8
            if end - at > max(best.count, 1) { best = at..<end }
            at = max(end, at + 1)
        }
        let words = groups.map { String($0, radix: 16) }
        if best.isEmpty { return words.joined(separator: ":") }
        return words[..<best.lowerBound].joined(separator: ":") + "::"
            + words[best.upperBound...].joined(separator: ":")
    }

    /// From where the address can be reached; an IPv4 address inside an IPv6 one is judged itself.
    ///
    /// Spec: the IANA registries of special-purpose addresses.
    var scope: Scope {
        switch family {
        case .four: return NetworkAddress.scope(four: bytes)
        case .six:
            if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
                return NetworkAddress.scope(four: Array(bytes[12...]))
            }
            if bytes[..<15].allSatisfy({ $0 == 0 }), bytes[15] == 1 { return .loopback }
            return NetworkAddress.isGlobalSix(bytes) ? .global : .restricted
        }
    }

    private static func scope(four bytes: [UInt8]) -> Scope {
        switch (bytes[0], bytes[1], bytes[2]) {
        case (127, _, _): .loopback
        case (0, _, _), (10, _, _), (100, 64...127, _), (169, 254, _), (172, 16...31, _),
            (192, 0, 0), (192, 0, 2), (192, 88, 99), (192, 168, _), (198, 18...19, _),
            (198, 51, 100), (203, 0, 113), (224..., _, _):
            .restricted
        default: .global
        }
    }

    /// Global unicast is 2000::/3; left out of it are 2001::/23 (Teredo and others), 2001:db8::/32,
    /// 2002::/16 (which holds IPv4 addresses) and 3fff::/20.
    private static func isGlobalSix(_ bytes: [UInt8]) -> Bool {
        switch (bytes[0], bytes[1], bytes[2], bytes[3]) {
        case (0x20, 0x01, 0...1, _), (0x20, 0x01, 0x0D, 0xB8), (0x20, 0x02, _, _),
            (0x3F, 0xFF, 0...0x0F, _):
            false
        case (0x20...0x3F, _, _, _): true
        default: false
        }
    }

    private static func four(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            // A leading zero means octal to some readers; a plus sign is a number to Swift.
            guard let byte = UInt8(part), String(byte) == part else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    private static func six(_ text: String) -> [UInt8]? {
        guard text.utf8.count <= 45, text.contains(":") else { return nil }
        guard let gap = text.firstRange(of: "::") else {
            let bytes = groups(text[...], end: .ofAddress)
            return bytes?.count == 16 ? bytes : nil
        }
        guard let head = groups(text[..<gap.lowerBound], end: .ofPart),
            let tail = groups(text[gap.upperBound...], end: .ofAddress),
            head.count + tail.count <= 14
        else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    private enum End { case ofPart, ofAddress }

    /// The bytes of groups between colons; the last of an address may be an IPv4 address.
    private static func groups(_ text: Substring, end: End) -> [UInt8]? {
        if text.isEmpty { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (place, part) in parts.enumerated() {
            if end == .ofAddress, place == parts.count - 1, let last = four(part) {
                bytes += last
                continue
            }
            guard 1...4 ~= part.utf8.count, part.utf8.first != UInt8(ascii: "+"),
                let group = UInt16(part, radix: 16)
            else { return nil }
            bytes += [UInt8(group >> 8), UInt8(truncatingIfNeeded: group)]
        }
        return bytes
    }
}
