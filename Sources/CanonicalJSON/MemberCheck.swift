/// Looks at the names of one object: are they in order, are two the same.
enum MemberCheck {
    /// Whether the members of `object`, which all nodes after it belong to, are in canonical order.
    ///
    /// Being strictly ascending, they are then all different.
    static func isAscending(
        _ object: Int, _ nodes: Span<JSONNode>, _ source: Span<UInt8>
    ) -> Bool {
        var index = object &+ 1
        guard index < nodes.count else { return true }
        var previous = nodes[index]
        index = Int(nodes[index &+ 1].next)
        while index < nodes.count {
            let name = nodes[index]
            guard NameOrder.compare(previous, name, source) == .before else { return false }
            previous = name
            index = Int(nodes[index &+ 1].next)
        }
        return true
    }

    /// The first name in `object`, which all nodes after it belong to, that an earlier one repeats.
    ///
    /// - Complexity: O(*m*) for *m* members unless two names look alike, then O(*m* log *m*).
    static func repeatedName(
        _ object: Int, _ nodes: Span<JSONNode>, _ source: Span<UInt8>
    ) -> JSONNode? {
        // Two sets of 64 marks each: a name whose mark is new in either set is no repetition.
        var firstMarks: UInt64 = 0
        var secondMarks: UInt64 = 0
        var index = object &+ 1
        while index < nodes.count {
            let name = nodes[index]
            let hash = hash(name, source)
            let first: UInt64 = 1 &<< (hash &>> 58)
            let second: UInt64 = 1 &<< (hash &>> 52)
            // Escapes hide a name's last bytes from the hash.
            if name.hasEscapes || firstMarks & first != 0 && secondMarks & second != 0 {
                return repeatedNameBySorting(object, nodes, source)
            }
            firstMarks |= first
            secondMarks |= second
            index = Int(nodes[index &+ 1].next)
        }
        return nil
    }

    /// A hash of the first and last eight bytes of a name without escapes.
    @inline(__always)
    private static func hash(_ name: JSONNode, _ source: Span<UInt8>) -> UInt64 {
        var hash = name.key
        if name.end &- name.start > 8 {
            hash ^= source.word(at: Int(name.end) &- 8) &* 0x9E37_79B9_7F4A_7C15
        }
        return hash &* 0xD6E8_FEB8_6659_FD93
    }

    private static func repeatedNameBySorting(
        _ object: Int, _ nodes: Span<JSONNode>, _ source: Span<UInt8>
    ) -> JSONNode? {
        var names: [JSONNode] = []
        var index = object &+ 1
        while index < nodes.count {
            names.append(nodes[index])
            index = Int(nodes[index &+ 1].next)
        }
        names.sort { left, right in
            switch NameOrder.compare(left, right, source) {
            case .before: true
            case .same: left.start < right.start
            case .after: false
            }
        }
        var repeated: JSONNode?
        for (left, right) in zip(names, names.dropFirst())
        where NameOrder.compare(left, right, source) == .same {
            if right.start < repeated?.start ?? .max { repeated = right }
        }
        return repeated
    }
}
