extension JSONParser {
    /// Reads a number and judges whether a double holds it.
    mutating func parseNumber(_ source: Span<UInt8>) throws(JSONError) {
        let start = at
        let isNegative = source[at] == UInt8(ascii: "-")
        if isNegative { at &+= 1 }
        let integerStart = at
        try skipDigits(source)
        let integerEnd = at
        if integerEnd > integerStart &+ 1, source[integerStart] == UInt8(ascii: "0") {
            throw JSONError(offset: integerStart, reason: .invalidNumber)
        }
        let isZero = source[integerStart] == UInt8(ascii: "0")
        // Few digits, no exponent and no needless zeros: sure to be the text of its own double.
        var isOwnText = integerEnd &- integerStart <= JSONNumber.exactDigits
        if at < source.count, source[at] == UInt8(ascii: ".") {
            at &+= 1
            let fractionStart = at
            try skipDigits(source)
            isOwnText =
                isOwnText && at &- integerStart &- 1 <= JSONNumber.exactDigits
                && source[at &- 1] != UInt8(ascii: "0")
                && (!isZero || source.hasDigit(in: fractionStart..<at, within: 6))
        } else if isZero {
            isOwnText = !isNegative
        }
        if at < source.count, source[at] | 0x20 == UInt8(ascii: "e") {
            isOwnText = false
            at &+= 1
            if at < source.count, source[at] == UInt8(ascii: "+") || source[at] == UInt8(ascii: "-")
            {
                at &+= 1
            }
            try skipDigits(source)
        }
        if !isOwnText { try judge(source.extracting(start..<at), start: start) }
        append(.number, start: start, end: at, isCanonical: dirtyAt < start)
    }

    private mutating func skipDigits(_ source: Span<UInt8>) throws(JSONError) {
        let start = at
        var end = start
        while end < source.count, source[end] &- UInt8(ascii: "0") < 10 { end &+= 1 }
        if end == start {
            throw JSONError(
                offset: at, reason: end == source.count ? .unexpectedEnd : .invalidNumber)
        }
        at = end
    }

    /// Judges a number that may have other text in canonical form, or none.
    private mutating func judge(_ literal: Span<UInt8>, start: Int) throws(JSONError) {
        let value = JSONNumber.double(literal)
        guard value.isFinite else { throw JSONError(offset: start, reason: .numberOverflow) }
        var text: [UInt8] = []
        JSONNumber.append(value, to: &text)
        if NameOrder.compare(text.span, literal) == .same { return }
        dirtyAt = start
        growth += max(0, text.count - literal.count)
        if JSONNumber.isInsideIJSON(literal, value) { return }
        if limits.numbers == .refused {
            throw JSONError(offset: start, reason: .numberOutsideIJSON)
        }
        findings.append(
            JSONNumberFinding(offset: start, literal: JSONNumber.text(literal), value: value))
    }
}

extension Span<UInt8> {
    /// Whether one of the first `within` bytes of a range is not the digit 0.
    fileprivate func hasDigit(in range: Range<Int>, within: Int) -> Bool {
        range.prefix(within).contains { self[$0] != UInt8(ascii: "0") }
    }
}
