extension JSONValue {
    /// The canonical form.
    ///
    /// All numbers must be finite, all integers within ±(2^53 - 1), and no object may have two
    /// members of one name.
    ///
    /// Spec: RFC 8785.
    public func canonicalBytes() -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(512)
        appendCanonical(to: &out)
        return out
    }

    /// Appends what `canonicalBytes()` returns.
    public func appendCanonical(to out: inout [UInt8]) {
        switch self {
        case .null: out += "null".utf8
        case .boolean(let value): out += value ? "true".utf8 : "false".utf8
        case .integer(let value): Self.append(value, to: &out)
        case .number(let value): JSONNumber.append(value, to: &out)
        case .string(let value): Self.appendQuoted(value, to: &out)
        case .array(let elements):
            out.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                element.appendCanonical(to: &out)
            }
            out.append(UInt8(ascii: "]"))
        case .object(let members):
            out.append(UInt8(ascii: "{"))
            for (index, member) in Self.sorted(members).enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                Self.appendQuoted(member.name, to: &out)
                out.append(UInt8(ascii: ":"))
                member.value.appendCanonical(to: &out)
            }
            out.append(UInt8(ascii: "}"))
        }
    }

    /// The value as text for a file that a person opens: members in their own order, two spaces an
    /// indent, characters as they are, one newline at the end.
    public func prettyText() -> String {
        var out: [UInt8] = []
        appendPretty(to: &out, indent: 0)
        out.append(UInt8(ascii: "\n"))
        return String(decoding: out, as: UTF8.self)
    }

    private func appendPretty(to out: inout [UInt8], indent: Int) {
        switch self {
        case .array(let elements) where !elements.isEmpty:
            out.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                Self.startLine(index, indent + 1, &out)
                element.appendPretty(to: &out, indent: indent + 1)
            }
            Self.startLine(0, indent, &out)
            out.append(UInt8(ascii: "]"))
        case .object(let members) where !members.isEmpty:
            out.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                Self.startLine(index, indent + 1, &out)
                Self.appendQuoted(member.name, to: &out)
                out += ": ".utf8
                member.value.appendPretty(to: &out, indent: indent + 1)
            }
            Self.startLine(0, indent, &out)
            out.append(UInt8(ascii: "}"))
        default: appendCanonical(to: &out)
        }
    }

    private static func startLine(_ index: Int, _ indent: Int, _ out: inout [UInt8]) {
        out += index > 0 ? ",\n".utf8 : "\n".utf8
        for _ in 0..<indent { out += "  ".utf8 }
    }

    private static func appendQuoted(_ text: String, to out: inout [UInt8]) {
        let utf8 = text.utf8
        let span = utf8.span
        guard span.endOfPlainText(from: 0) == span.count else {
            JSONText.appendQuoted(span, to: &out)
            return
        }
        out.append(UInt8(ascii: "\""))
        out.append(contentsOf: utf8)
        out.append(UInt8(ascii: "\""))
    }

    private static func append(_ integer: Int64, to out: inout [UInt8]) {
        precondition(integer.magnitude < 1 << 53, "an integer that every reader reads alike")
        out += integer.description.utf8
    }

    private static func sorted(_ members: [JSONMember]) -> [JSONMember] {
        if members.isAscending { return members }
        let sorted = members.sortedByName()
        precondition(sorted.isAscending, "two members of one name")
        return sorted
    }
}
