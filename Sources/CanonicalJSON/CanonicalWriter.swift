/// Writes a value of a document in canonical form.
///
/// The output is as long as it can become from the start, so that bytes are only ever stored in it:
/// the canonical form of a value is no longer than its text, but for numbers, whose growth the
/// parser has measured.
///
/// Spec: RFC 8785.
struct CanonicalWriter {
    /// Where the next byte goes.
    private var at: Int
    /// The names of the objects being sorted, the innermost last.
    private var names: [JSONNode] = []

    /// Appends the value at `index`, leaving out those of its own members that are named.
    static func append(
        _ tape: JSONTape, _ index: Int, omitting omitted: [String], to out: inout [UInt8]
    ) {
        let (bytes, nodes) = (tape.bytes, tape.nodes)
        if omitted.isEmpty, nodes[index].isCanonical {
            out += bytes[nodes[index].textRange]
            return
        }
        let length = nodes[index].textRange.count + tape.growth
        var writer = CanonicalWriter(at: out.count)
        out.append(contentsOf: repeatElement(0, count: length + Block.byteCount))
        var span = out.mutableSpan
        if omitted.isEmpty {
            writer.write(index, nodes.span, bytes.span, &span)
        } else {
            writer.names = tape.memberNames(of: index, omitting: omitted)
            writer.writeNames(
                from: 0, isSorted: nodes[index].isSorted, nodes.span, bytes.span, &span)
        }
        out.removeLast(out.count - writer.at)
    }

    private init(at: Int) {
        self.at = at
    }

    private mutating func write(
        _ index: Int, _ nodes: Span<JSONNode>, _ source: Span<UInt8>,
        _ out: inout MutableSpan<UInt8>
    ) {
        let node = nodes[index]
        if node.isCanonical {
            copy(node.textRange, source, &out)
            return
        }
        switch node.kind {
        case .array: writeArray(index, nodes, source, &out)
        case .object:
            let first = names.count
            var member = index &+ 1
            while member < Int(node.next) {
                names.append(nodes[member])
                member = Int(nodes[member &+ 1].next)
            }
            writeNames(from: first, isSorted: node.isSorted, nodes, source, &out)
        case .string, .name: writeText(node, source, &out)
        case .number, .null, .true, .false:
            var text: [UInt8] = []
            JSONNumber.append(JSONNumber.double(source.extracting(node.range)), to: &text)
            copy(text.indices, text.span, &out)
        }
    }

    private mutating func writeArray(
        _ array: Int, _ nodes: Span<JSONNode>, _ source: Span<UInt8>,
        _ out: inout MutableSpan<UInt8>
    ) {
        put(UInt8(ascii: "["), &out)
        var index = array &+ 1
        let end = Int(nodes[array].next)
        while index < end {
            write(index, nodes, source, &out)
            index = Int(nodes[index].next)
            if index < end { put(UInt8(ascii: ","), &out) }
        }
        put(UInt8(ascii: "]"), &out)
    }

    /// Writes an object of the members whose names are in `names` from `first` on, and takes them
    /// out of there.
    private mutating func writeNames(
        from first: Int, isSorted: Bool, _ nodes: Span<JSONNode>, _ source: Span<UInt8>,
        _ out: inout MutableSpan<UInt8>
    ) {
        put(UInt8(ascii: "{"), &out)
        if !isSorted { sortNames(from: first, source) }
        for position in first..<names.count {
            if position > first { put(UInt8(ascii: ","), &out) }
            let name = names[position]
            if name.isCanonical {
                copy(name.textRange, source, &out)
            } else {
                writeText(name, source, &out)
            }
            put(UInt8(ascii: ":"), &out)
            write(Int(name.next), nodes, source, &out)
        }
        names.removeLast(names.count - first)
        put(UInt8(ascii: "}"), &out)
    }

    private mutating func sortNames(from first: Int, _ source: Span<UInt8>) {
        // Most objects are small; only the others are worth a general sort.
        guard names.count - first <= 24 else {
            names[first...].sort { NameOrder.compare($0, $1, source) == .before }
            return
        }
        var position = first &+ 1
        while position < names.count {
            let name = names[position]
            var gap = position
            while gap > first, NameOrder.compare(name, names[gap &- 1], source) == .before {
                names[gap] = names[gap &- 1]
                gap &-= 1
            }
            names[gap] = name
            position &+= 1
        }
    }

    private mutating func writeText(
        _ node: JSONNode, _ source: Span<UInt8>, _ out: inout MutableSpan<UInt8>
    ) {
        let text = JSONText.unescaped(source.extracting(node.range))
        var quoted: [UInt8] = []
        JSONText.appendQuoted(text.span, to: &quoted)
        copy(quoted.indices, quoted.span, &out)
    }

    @inline(__always)
    private mutating func put(_ byte: UInt8, _ out: inout MutableSpan<UInt8>) {
        out[at] = byte
        at &+= 1
    }

    /// Copies bytes in blocks; the last may store more than was asked, which what follows covers.
    @inline(__always)
    private mutating func copy(
        _ range: Range<Int>, _ source: Span<UInt8>, _ out: inout MutableSpan<UInt8>
    ) {
        var from = range.lowerBound
        var to = at
        while from < range.upperBound, from <= source.count &- Block.byteCount {
            out.store(source.block(at: from), at: to)
            from &+= Block.byteCount
            to &+= Block.byteCount
        }
        while from < range.upperBound {
            out[to] = source[from]
            from &+= 1
            to &+= 1
        }
        at &+= range.count
    }
}
