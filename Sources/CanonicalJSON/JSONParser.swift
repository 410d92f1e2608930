/// Reads one text and builds its tape, without recursion.
struct JSONParser {
    let limits: JSONLimits
    var nodes: [JSONNode] = []
    var findings: [JSONNumberFinding] = []
    /// Where the parser is.
    var at = 0
    /// The last place known to differ from the canonical form; a value that starts after it is
    /// canonical as it stands.
    var dirtyAt = -1
    /// The open arrays and objects, as indexes into `nodes`.
    private var open: [Int] = []
    private var valueCount = 0

    /// Prepares to read a text of so many bytes.
    init(limits: JSONLimits, byteCount: Int) {
        self.limits = limits
        nodes.reserveCapacity(byteCount / 12 + 8)
    }

    /// Reads the whole text.
    mutating func parse(_ source: Span<UInt8>) throws(JSONError) {
        if source.count > limits.bytesMax {
            throw JSONError(offset: limits.bytesMax, reason: .tooLong)
        }
        if source.count >= 3, source[0] == 0xEF, source[1] == 0xBB, source[2] == 0xBF {
            throw JSONError(offset: 0, reason: .byteOrderMark)
        }
        skipSpace(source)
        try parseValue(source)
        while let container = open.last {
            skipSpace(source)
            let byte = try peek(source)
            let isArray = nodes[container].kind == .array
            if byte == (isArray ? UInt8(ascii: "]") : UInt8(ascii: "}")) {
                at += 1
                try close(container, source)
                continue
            }
            if nodes.count > container + 1 {
                guard byte == UInt8(ascii: ",") else { throw unexpected() }
                at += 1
                skipSpace(source)
            }
            if !isArray {
                try parseName(source)
            }
            try parseValue(source)
        }
        skipSpace(source)
        if at < source.count { throw JSONError(offset: at, reason: .trailingBytes) }
    }

    private mutating func parseName(_ source: Span<UInt8>) throws(JSONError) {
        guard try peek(source) == UInt8(ascii: "\"") else { throw unexpected() }
        at += 1
        try parseString(source, kind: .name)
        skipSpace(source)
        guard try peek(source) == UInt8(ascii: ":") else { throw unexpected() }
        at += 1
        skipSpace(source)
    }

    private mutating func parseValue(_ source: Span<UInt8>) throws(JSONError) {
        let byte = try peek(source)
        if valueCount == limits.nodesMax { throw JSONError(offset: at, reason: .tooManyNodes) }
        valueCount += 1
        switch byte {
        case UInt8(ascii: "\""):
            at += 1
            try parseString(source, kind: .string)
        case UInt8(ascii: "{"): try openContainer(.object)
        case UInt8(ascii: "["): try openContainer(.array)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try parseNumber(source)
        case UInt8(ascii: "t"): try parseLiteral(source, "true", kind: .true)
        case UInt8(ascii: "f"): try parseLiteral(source, "false", kind: .false)
        case UInt8(ascii: "n"): try parseLiteral(source, "null", kind: .null)
        default: throw unexpected()
        }
    }

    private mutating func openContainer(_ kind: JSONNode.Kind) throws(JSONError) {
        if open.count == limits.depthMax { throw JSONError(offset: at, reason: .tooDeep) }
        open.append(nodes.count)
        nodes.append(
            JSONNode(start: UInt32(at), end: 0, key: 0, next: 0, kind: kind, isCanonical: false))
        at += 1
    }

    private mutating func close(_ container: Int, _ source: Span<UInt8>) throws(JSONError) {
        open.removeLast()
        nodes[container].end = UInt32(at)
        nodes[container].next = UInt32(nodes.count)
        if nodes[container].kind == .object { try checkNames(of: container, source) }
        nodes[container].isCanonical = dirtyAt < Int(nodes[container].start)
    }

    private mutating func parseLiteral(
        _ source: Span<UInt8>, _ text: StaticString, kind: JSONNode.Kind
    ) throws(JSONError) {
        let start = at
        for byte in text.description.utf8 {
            guard try peek(source) == byte else { throw unexpected() }
            at += 1
        }
        append(kind, from: start)
    }

    /// Appends the node of a value without children that ends here.
    mutating func append(_ kind: JSONNode.Kind, from start: Int) {
        nodes.append(
            JSONNode(
                start: UInt32(start), end: UInt32(at), key: 0, next: UInt32(nodes.count + 1),
                kind: kind, isCanonical: dirtyAt < start))
    }

    /// The byte here.
    func peek(_ source: Span<UInt8>) throws(JSONError) -> UInt8 {
        guard at < source.count else { throw JSONError(offset: at, reason: .unexpectedEnd) }
        return source[at]
    }

    /// The error for a byte that cannot stand here.
    func unexpected() -> JSONError {
        JSONError(offset: at, reason: .unexpectedByte)
    }

    private mutating func skipSpace(_ source: Span<UInt8>) {
        while at < source.count {
            switch source[at] {
            case 0x20, 0x0A, 0x0D, 0x09:
                dirtyAt = at
                at += 1
            default: return
            }
        }
    }
}
