/// Reads one text and builds its tape, without recursion.
struct JSONParser {
    let limits: JSONLimits
    /// The values and names read so far. Until an array or object is closed, its `next` is the
    /// index of the one around it.
    private(set) var nodes: [JSONNode] = []
    /// The numbers outside I-JSON read so far.
    var findings: [JSONNumberFinding] = []
    /// By how many bytes the canonical form may outgrow the text: only numbers ever grow.
    var growth = 0
    /// Where the parser is.
    var at = 0
    /// The last place known to differ from the canonical form: what starts after it is canonical
    /// as it stands.
    var dirtyAt = -1
    /// The innermost open array or object, while there is one.
    private var container = 0
    private var depth = 0
    private var valueCount = 0

    /// Prepares to read a text of so many bytes.
    init(limits: JSONLimits, byteCount: Int) {
        self.limits = limits
        // Pretty-printed credentials have a node in 13 bytes, compact ones in 9.
        nodes.reserveCapacity(min(byteCount / 8 + 4, 2 * limits.nodesMax))
    }

    /// Reads the whole text.
    mutating func parse(_ source: Span<UInt8>) throws(JSONError) {
        try checkEncoding(source)
        skipSpace(source)
        try parseValue(source)
        while depth > 0 {
            skipSpace(source)
            let byte = try peek(source)
            let kind = nodes[container].kind
            if byte == (kind == .array ? UInt8(ascii: "]") : UInt8(ascii: "}")) {
                at &+= 1
                try close(source)
                continue
            }
            if nodes.count > container &+ 1 {
                guard byte == UInt8(ascii: ",") else { throw unexpectedByte }
                at &+= 1
                skipSpace(source)
            }
            if kind == .object { try parseName(source) }
            try parseValue(source)
        }
        skipSpace(source)
        if at < source.count { throw JSONError(offset: at, reason: .trailingBytes) }
    }

    private func checkEncoding(_ source: Span<UInt8>) throws(JSONError) {
        if source.count > limits.bytesMax {
            throw JSONError(offset: limits.bytesMax, reason: .tooLong)
        }
        if source.count >= 3, source[0] == 0xEF, source[1] == 0xBB, source[2] == 0xBF {
            throw JSONError(offset: 0, reason: .byteOrderMark)
        }
        let end = source.endOfUTF8()
        if end < source.count { throw JSONError(offset: end, reason: .invalidUTF8) }
    }

    private mutating func parseName(_ source: Span<UInt8>) throws(JSONError) {
        guard try peek(source) == UInt8(ascii: "\"") else { throw unexpectedByte }
        try parseString(source, kind: .name)
        skipSpace(source)
        guard try peek(source) == UInt8(ascii: ":") else { throw unexpectedByte }
        at &+= 1
        skipSpace(source)
    }

    private mutating func parseValue(_ source: Span<UInt8>) throws(JSONError) {
        let byte = try peek(source)
        if valueCount == limits.nodesMax { throw JSONError(offset: at, reason: .tooManyNodes) }
        valueCount &+= 1
        switch byte {
        case UInt8(ascii: "\""): try parseString(source, kind: .string)
        case UInt8(ascii: "{"): try open(.object)
        case UInt8(ascii: "["): try open(.array)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try parseNumber(source)
        case UInt8(ascii: "t"): try parseLiteral(source, "true", kind: .true)
        case UInt8(ascii: "f"): try parseLiteral(source, "false", kind: .false)
        case UInt8(ascii: "n"): try parseLiteral(source, "null", kind: .null)
        default: throw unexpectedByte
        }
    }

    private mutating func parseLiteral(
        _ source: Span<UInt8>, _ text: String, kind: JSONNode.Kind
    ) throws(JSONError) {
        let start = at
        for byte in text.utf8 {
            guard try peek(source) == byte else { throw unexpectedByte }
            at &+= 1
        }
        append(kind, start: start, end: at, isCanonical: true)
    }

    private mutating func open(_ kind: JSONNode.Kind) throws(JSONError) {
        if depth == limits.depthMax { throw JSONError(offset: at, reason: .tooDeep) }
        depth &+= 1
        append(kind, start: at, end: at, isCanonical: false)
        let outer = container
        container = nodes.count &- 1
        nodes[container].next = UInt32(truncatingIfNeeded: outer)
        at &+= 1
    }

    private mutating func close(_ source: Span<UInt8>) throws(JSONError) {
        if nodes[container].kind == .object {
            nodes[container].isSorted = MemberCheck.isAscending(container, nodes.span, source)
            if !nodes[container].isSorted {
                if let name = MemberCheck.repeatedName(container, nodes.span, source) {
                    throw JSONError(offset: Int(name.start) - 1, reason: .duplicateKey)
                }
                dirtyAt = at &- 1
            }
        }
        let outer = Int(nodes[container].next)
        nodes[container].end = UInt32(truncatingIfNeeded: at)
        nodes[container].next = UInt32(truncatingIfNeeded: nodes.count)
        nodes[container].isCanonical = dirtyAt < Int(nodes[container].start)
        container = outer
        depth &-= 1
    }

    /// Appends the node of what ends here.
    @inline(__always)
    mutating func append(
        _ kind: JSONNode.Kind, start: Int, end: Int, isCanonical: Bool, hasEscapes: Bool = false,
        key: UInt64 = 0
    ) {
        nodes.append(
            JSONNode(
                start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end),
                key: key, next: UInt32(truncatingIfNeeded: nodes.count &+ 1), kind: kind,
                isCanonical: isCanonical, hasEscapes: hasEscapes))
    }

    /// The byte here.
    @inline(__always)
    func peek(_ source: Span<UInt8>) throws(JSONError) -> UInt8 {
        guard at < source.count else { throw JSONError(offset: at, reason: .unexpectedEnd) }
        return source[at]
    }

    /// The error for a byte that cannot stand here.
    var unexpectedByte: JSONError { JSONError(offset: at, reason: .unexpectedByte) }

    @inline(__always)
    private mutating func skipSpace(_ source: Span<UInt8>) {
        guard at < source.count, source[at] <= 0x20 else { return }
        let end = source.endOfSpace(from: at)
        if end > at { dirtyAt = end &- 1 }
        at = end
    }
}
