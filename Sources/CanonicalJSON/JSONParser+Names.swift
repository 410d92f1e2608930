extension JSONParser {
    /// Refuses an object with two members of one name, and notes whether its members are in order.
    mutating func checkNames(of object: Int, _ source: Span<UInt8>) throws(JSONError) {
        var names: [Int] = []
        var isSorted = true
        var index = object + 1
        while index < nodes.count {
            if isSorted, let last = names.last {
                isSorted = relation(last, index, source) == .before
            }
            names.append(index)
            index = Int(nodes[index + 1].next)
        }
        nodes[object].isSorted = isSorted
        if isSorted { return }
        dirtyAt = at - 1
        names.sort { (left, right) in
            switch relation(left, right, source) {
            case .before: true
            case .after: false
            case .same: left < right
            }
        }
        for (left, right) in zip(names, names.dropFirst())
        where relation(left, right, source) == .same {
            throw JSONError(offset: Int(nodes[right].start) - 1, reason: .duplicateKey)
        }
    }

    private func relation(
        _ left: Int, _ right: Int, _ source: Span<UInt8>
    ) -> NameOrder.Relation {
        let (left, right) = (nodes[left], nodes[right])
        if left.key != right.key { return left.key < right.key ? .before : .after }
        if left.hasEscapes || right.hasEscapes {
            let leftText = JSONText.unescaped(source.extracting(left.range))
            let rightText = JSONText.unescaped(source.extracting(right.range))
            return NameOrder.compare(leftText.span, rightText.span)
        }
        return NameOrder.compare(source.extracting(left.range), source.extracting(right.range))
    }
}
