/// A parsed, strict JSON text: the bytes and an index over them.
///
/// Strict means: UTF-8 without a byte order mark, no duplicate member names (compared as unescaped
/// bytes), no lone surrogates, numbers that a double holds, and the given limits.
public struct JSONDocument: Sendable {
    let tape: JSONTape
    /// Numbers outside I-JSON, in the order of the text; empty unless the limits say `.reported`.
    public let numberFindings: [JSONNumberFinding]

    /// Reads a text, all of it.
    ///
    /// - Throws: the first thing wrong, with its place. Bytes that are not UTF-8 are noticed before
    ///   all else, a duplicate name only at the end of its object.
    /// - Complexity: O(*n*); objects of many unsorted members are sorted, O(*m* log *m*).
    public init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        var parser = JSONParser(limits: limits, byteCount: bytes.count)
        try parser.parse(bytes.span)
        tape = JSONTape(bytes: bytes, nodes: parser.nodes, growth: parser.growth)
        numberFindings = parser.findings
    }

    /// The outermost value.
    public var root: JSON { JSON(tape: tape, index: 0) }

    /// Whether the text is its own canonical form, byte for byte.
    public var isCanonical: Bool {
        let root = root.node
        return root.isCanonical && root.textRange == tape.bytes.indices
    }

    /// The canonical form of the whole text.
    ///
    /// Spec: RFC 8785.
    public func canonicalBytes() -> [UInt8] {
        isCanonical ? tape.bytes : root.canonicalBytes()
    }
}
