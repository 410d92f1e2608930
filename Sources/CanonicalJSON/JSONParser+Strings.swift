extension JSONParser {
    /// Reads a string or name from after its opening quote to past the closing one.
    mutating func parseString(_ source: Span<UInt8>, kind: JSONNode.Kind) throws(JSONError) {
        let start = at
        var hasEscapes = false
        while true {
            let byte = try peek(source)
            if byte == UInt8(ascii: "\"") { break }
            if byte < 0x20 { throw JSONError(offset: at, reason: .controlCharacter) }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                try parseEscape(source)
            } else if byte < 0x80 {
                at += 1
            } else {
                try parseMultibyte(source)
            }
        }
        append(kind, from: start)
        let last = nodes.count - 1
        nodes[last].hasEscapes = hasEscapes
        if kind == .name {
            let text = source.extracting(start..<at)
            if hasEscapes {
                let unescaped = JSONText.unescaped(text)
                nodes[last].key = NameOrder.key(unescaped.span)
            } else {
                nodes[last].key = NameOrder.key(text)
            }
        }
        at += 1
    }

    /// Reads an escape, and notices one that the canonical form would not hold.
    private mutating func parseEscape(_ source: Span<UInt8>) throws(JSONError) {
        let start = at
        at += 1
        switch try peek(source) {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            at += 1
        case UInt8(ascii: "/"):
            dirtyAt = start
            at += 1
        case UInt8(ascii: "u"):
            at += 1
            let unit = try parseHex(source)
            dirtyAt = start
            guard 0xD800...0xDFFF ~= unit else { return }
            guard unit < 0xDC00, at + 1 < source.count, source[at] == UInt8(ascii: "\\"),
                source[at + 1] == UInt8(ascii: "u")
            else { throw JSONError(offset: start, reason: .loneSurrogate) }
            at += 2
            guard 0xDC00...0xDFFF ~= (try parseHex(source)) else {
                throw JSONError(offset: start, reason: .loneSurrogate)
            }
        default: throw JSONError(offset: start, reason: .invalidEscape)
        }
    }

    private mutating func parseHex(_ source: Span<UInt8>) throws(JSONError) -> UInt32 {
        guard at + 4 <= source.count else {
            throw JSONError(offset: source.count, reason: .unexpectedEnd)
        }
        guard let unit = JSONText.hexValue(source, at: at) else {
            throw JSONError(offset: at, reason: .invalidEscape)
        }
        at += 4
        return unit
    }

    /// Reads one code point of two to four bytes, in its only valid form.
    private mutating func parseMultibyte(_ source: Span<UInt8>) throws(JSONError) {
        let lead = source[at]
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        case 0xF1...0xF3: length = 4
        default: throw JSONError(offset: at, reason: .invalidUTF8)
        }
        guard at + length <= source.count, second ~= source[at + 1] else {
            throw JSONError(offset: at, reason: .invalidUTF8)
        }
        for index in 2..<max(length, 2) where source[at + index] & 0xC0 != 0x80 {
            throw JSONError(offset: at, reason: .invalidUTF8)
        }
        at += length
    }
}
