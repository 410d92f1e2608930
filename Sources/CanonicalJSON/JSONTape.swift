/// The bytes of a text and the index over them: what all cursors into one document share.
final class JSONTape: Sendable {
    /// The text as given.
    let bytes: [UInt8]
    /// Every value and member name in the order of the text; the outermost value is first.
    let nodes: [JSONNode]
    /// By how many bytes the canonical form may outgrow the text.
    let growth: Int

    /// Ties an index to the bytes it was made from.
    init(bytes: [UInt8], nodes: [JSONNode], growth: Int) {
        self.bytes = bytes
        self.nodes = nodes
        self.growth = growth
    }
}

extension JSONTape {
    /// The names of an object's members in the order of the text, without those that are named.
    func memberNames(of object: Int, omitting omitted: [String]) -> [JSONNode] {
        var names: [JSONNode] = []
        names.reserveCapacity(16)
        var index = object + 1
        while index < Int(nodes[object].next) {
            if !omitted.contains(where: { equals(index, $0) }) { names.append(nodes[index]) }
            index = Int(nodes[index + 1].next)
        }
        return names
    }

    /// The bytes that a string or name stands for.
    func unescaped(_ index: Int) -> ArraySlice<UInt8> {
        let node = nodes[index]
        if !node.hasEscapes { return bytes[node.range] }
        let bytes = bytes  // A span needs an owner in its own scope.
        return JSONText.unescaped(bytes.span.extracting(node.range))[...]
    }

    /// The value of the member of that name, if this is an object that has one.
    func member(_ name: String, of object: Int) -> Int? {
        guard nodes[object].kind == .object else { return nil }
        let utf8 = name.utf8
        let wanted = utf8.span
        let key = NameOrder.key(in: wanted, 0, wanted.count)
        let end = Int(nodes[object].next)
        var at = object &+ 1
        while at < end {
            let node = nodes[at]
            if node.key == key {
                // A key holds all of a short name, but not how many zero bytes end it.
                let isWhole = !node.hasEscapes && node.range.count == wanted.count
                if isWhole && wanted.count <= 8 || equals(at, wanted) { return at &+ 1 }
            }
            at = Int(nodes[at &+ 1].next)
        }
        return nil
    }

    /// Whether a string or name stands for exactly the bytes of a text.
    func equals(_ index: Int, _ text: String) -> Bool {
        let utf8 = text.utf8
        return equals(index, utf8.span)
    }

    private func equals(_ index: Int, _ wanted: Span<UInt8>) -> Bool {
        let node = nodes[index]
        if node.hasEscapes {
            let own = unescaped(index)
            return NameOrder.compare(own.span, wanted) == .same
        }
        guard node.range.count == wanted.count else { return false }
        let bytes = bytes
        return NameOrder.compare(bytes.span.extracting(node.range), wanted) == .same
    }

    /// The double nearest to a number.
    func double(_ index: Int) -> Double {
        let bytes = bytes
        return JSONNumber.double(bytes.span.extracting(nodes[index].range))
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
    /// The index of the node after it and, if it is a value, after everything in it.
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

    /// The bytes of the node's text, without the quotes of a string or name.
    @inline(__always)
    var range: Range<Int> { Int(start)..<Int(end) }

    /// The bytes of the node's text.
    @inline(__always)
    var textRange: Range<Int> {
        let quote = kind == .string || kind == .name ? 1 : 0
        return Int(start) &- quote..<Int(end) &+ quote
    }
}
