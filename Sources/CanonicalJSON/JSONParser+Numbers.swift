extension JSONParser {
    /// Reads a number and judges whether a double holds it.
    mutating func parseNumber(_ source: Span<UInt8>) throws(JSONError) {
        let start = at
        var isInteger = true
        if source[at] == UInt8(ascii: "-") { at += 1 }
        let integerStart = at
        try skipDigits(source)
        if at > integerStart + 1, source[integerStart] == UInt8(ascii: "0") {
            throw JSONError(offset: start, reason: .invalidNumber)
        }
        if at < source.count, source[at] == UInt8(ascii: ".") {
            isInteger = false
            at += 1
            try skipDigits(source)
        }
        if at < source.count, source[at] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            at += 1
            if at < source.count, source[at] == UInt8(ascii: "+") || source[at] == UInt8(ascii: "-")
            {
                at += 1
            }
            try skipDigits(source)
        }
        try judge(source.extracting(start..<at), isInteger: isInteger, start: start)
        append(.number, from: start)
    }

    private mutating func skipDigits(_ source: Span<UInt8>) throws(JSONError) {
        let start = at
        while at < source.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= source[at] { at += 1 }
        if at == start { throw JSONError(offset: at, reason: .invalidNumber) }
    }

    private mutating func judge(
        _ literal: Span<UInt8>, isInteger: Bool, start: Int
    ) throws(JSONError) {
        let value = JSONNumber.double(literal)
        guard value.isFinite else { throw JSONError(offset: start, reason: .numberOverflow) }
        var text: [UInt8] = []
        JSONNumber.append(value, to: &text)
        if NameOrder.compare(text.span, literal) == .same { return }
        dirtyAt = start
        let digits = JSONNumber.significantDigits(literal)
        let isExact =
            isInteger
            ? value.magnitude <= JSONNumber.integerMax
            : digits <= 17 && (value != 0 || digits == 0)
        if isExact { return }
        if limits.numbers == .refused {
            throw JSONError(offset: start, reason: .numberOutsideIJSON)
        }
        var bytes: [UInt8] = []
        for index in literal.indices { bytes.append(literal[index]) }
        findings.append(
            JSONNumberFinding(
                offset: start, literal: String(decoding: bytes, as: UTF8.self), value: value))
    }
}
