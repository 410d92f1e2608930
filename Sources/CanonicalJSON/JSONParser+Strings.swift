extension JSONParser {
    /// Reads a string or name from its opening quote to past the closing one.
    mutating func parseString(_ source: Span<UInt8>, kind: JSONNode.Kind) throws(JSONError) {
        let start = at &+ 1
        at = source.endOfPlainText(from: start)
        var hasEscapes = false
        while try peek(source) != UInt8(ascii: "\"") {
            guard source[at] == UInt8(ascii: "\\") else {
                throw JSONError(offset: at, reason: .controlCharacter)
            }
            hasEscapes = true
            try parseEscape(source)
            at = source.endOfPlainText(from: at)
        }
        var key: UInt64 = 0
        if kind == .name {
            if hasEscapes {
                let name = JSONText.unescaped(source.extracting(start..<at))
                key = NameOrder.key(name.span)
            } else {
                key = NameOrder.key(in: source, start, at)
            }
        }
        append(
            kind, start: start, end: at, isCanonical: dirtyAt < start, hasEscapes: hasEscapes,
            key: key)
        at &+= 1
    }

    /// Reads an escape, and notices one that the canonical form would not hold.
    private mutating func parseEscape(_ source: Span<UInt8>) throws(JSONError) {
        let start = at
        at &+= 1
        switch try peek(source) {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            at &+= 1
        case UInt8(ascii: "/"):
            dirtyAt = start
            at &+= 1
        case UInt8(ascii: "u"):
            at &+= 1
            let unit = try parseHex(source, escape: start)
            if !JSONText.isCanonicalEscape(of: unit, lastDigit: source[at &- 1]) { dirtyAt = start }
            guard 0xD800...0xDFFF ~= unit else { return }
            guard unit < 0xDC00, at &+ 1 < source.count, source[at] == UInt8(ascii: "\\"),
                source[at &+ 1] == UInt8(ascii: "u")
            else { throw JSONError(offset: start, reason: .loneSurrogate) }
            at &+= 2
            guard 0xDC00...0xDFFF ~= (try parseHex(source, escape: at &- 2)) else {
                throw JSONError(offset: start, reason: .loneSurrogate)
            }
        default: throw JSONError(offset: start, reason: .invalidEscape)
        }
    }

    private mutating func parseHex(
        _ source: Span<UInt8>, escape: Int
    ) throws(JSONError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = JSONText.hexDigit(try peek(source)) else {
                throw JSONError(offset: escape, reason: .invalidEscape)
            }
            unit = unit << 4 | digit
            at &+= 1
        }
        return unit
    }
}
