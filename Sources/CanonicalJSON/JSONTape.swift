/// The bytes of a text and the index over them: what all cursors into one document share.
final class JSONTape: Sendable {
    /// The text as given.
    let bytes: [UInt8]
    /// Every value and member name in the order of the text; the outermost value is first.
    let nodes: [JSONNode]

    /// Ties an index to the bytes it was made from.
    init(bytes: [UInt8], nodes: [JSONNode]) {
        self.bytes = bytes
        self.nodes = nodes
    }
}

/// One value or member name: where its text is, and what the parser learned about it.
///
/// An array is followed by its elements, an object by name, value, name, value.
struct JSONNode: Sendable {
    /// Where the value's text starts; for strings and names the byte after the quote.
    var start: UInt32
    /// Where it ends; for strings and names the closing quote.
    var end: UInt32
    /// For a name: its `NameOrder` key, by which names are compared first.
    var key: UInt64
    /// For a value: the index of the node after it and everything in it.
    var next: UInt32
    /// What the node is.
    var kind: Kind
    /// Whether the text between `start` and `end` is already what the canonical writer would write.
    var isCanonical: Bool
    /// For strings and names: whether the text holds a backslash.
    var hasEscapes = false
    /// For an object: whether its members are already in canonical order.
    var isSorted = true

    /// What a node is.
    enum Kind: UInt8, Sendable {
        case null, `true`, `false`, number, string, array, object, name
    }

    /// The bytes of the node's text.
    var range: Range<Int> { Int(start)..<Int(end) }
}
