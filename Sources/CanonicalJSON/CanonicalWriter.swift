/// Writes values of a document in canonical form.
struct CanonicalWriter {
    let tape: JSONTape

    /// Appends the value at `index`, leaving out those of its own members that are named.
    mutating func write(_ index: Int, omitting names: [String], to out: inout [UInt8]) {
        let node = tape.nodes[index]
        switch node.kind {
        case .null: out += "null".utf8
        case .true: out += "true".utf8
        case .false: out += "false".utf8
        case .number: JSONNumber.append(tape.double(index), to: &out)
        case .string, .name: writeText(index, to: &out)
        case .array:
            out.append(UInt8(ascii: "["))
            var at = index + 1
            while at < Int(node.next) {
                if at > index + 1 { out.append(UInt8(ascii: ",")) }
                write(at, omitting: [], to: &out)
                at = Int(tape.nodes[at].next)
            }
            out.append(UInt8(ascii: "]"))
        case .object:
            var members = JSON(tape: tape, index: index).members
            members.removeAll { member in names.contains { member.isNamed($0) } }
            members.sort {
                let (left, right) = ($0.nameUTF8, $1.nameUTF8)
                return NameOrder.compare(left.span, right.span) == .before
            }
            out.append(UInt8(ascii: "{"))
            for (count, member) in members.enumerated() {
                if count > 0 { out.append(UInt8(ascii: ",")) }
                writeText(member.nameIndex, to: &out)
                out.append(UInt8(ascii: ":"))
                write(member.nameIndex + 1, omitting: [], to: &out)
            }
            out.append(UInt8(ascii: "}"))
        }
    }

    private func writeText(_ index: Int, to out: inout [UInt8]) {
        let text = tape.unescaped(index)
        JSONText.appendQuoted(text.span, to: &out)
    }
}
