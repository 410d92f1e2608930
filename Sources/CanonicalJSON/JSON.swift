/// A value inside a document: a cursor, cheap to copy, that keeps the document alive.
public struct JSON: Sendable {
    let tape: JSONTape
    let index: Int

    /// What a value is.
    public enum Kind: Hashable, Sendable {
        /// The literal `null`.
        case null
        /// `true` or `false`.
        case boolean
        /// A number.
        case number
        /// A string.
        case string
        /// An array.
        case array
        /// An object.
        case object
    }

    /// One member of an object.
    public struct Member: Sendable {
        let tape: JSONTape
        let nameIndex: Int

        /// The name, unescaped. Compare `nameUTF8` rather than this: equality of `String` takes
        /// different spellings of a character for one.
        public var name: String { String(decoding: nameUTF8, as: UTF8.self) }
        /// The bytes of the name, unescaped; a part of the document where it needs no unescaping.
        public var nameUTF8: ArraySlice<UInt8> { tape.unescaped(nameIndex) }
        /// The value.
        public var value: JSON { JSON(tape: tape, index: nameIndex + 1) }
        /// Whether the name has the same bytes as a text.
        public func isNamed(_ text: String) -> Bool { tape.equals(nameIndex, text) }
    }

    var node: JSONNode { tape.nodes[index] }

    /// What the value is.
    public var kind: Kind {
        switch node.kind {
        case .null: .null
        case .true, .false: .boolean
        case .number: .number
        case .string, .name: .string
        case .array: .array
        case .object: .object
        }
    }

    /// The text of the value as it stands in the document.
    public var text: ArraySlice<UInt8> { tape.bytes[node.textRange] }

    /// Where the value stands in its document: a JSON pointer (RFC 6901) from the root.
    ///
    /// - Complexity: O(*n*) for a document of *n* values; for messages.
    public var pointer: String {
        var pointer = ""
        var container = 0
        while container < index {
            let isObject = tape.nodes[container].kind == .object
            var child = container + 1
            var place = 0
            while Int(tape.nodes[isObject ? child + 1 : child].next) <= index {
                child = Int(tape.nodes[isObject ? child + 1 : child].next)
                place += 1
            }
            if isObject {
                pointer += "/" + JSON.pointerStep(Member(tape: tape, nameIndex: child).name)
                container = child + 1
            } else {
                pointer += "/\(place)"
                container = child
            }
        }
        return pointer
    }

    /// A member's name as it stands in a pointer.
    private static func pointerStep(_ name: String) -> String {
        var step = String.UnicodeScalarView()
        for scalar in name.unicodeScalars {
            switch scalar {
            case "~": step += "~0".unicodeScalars
            case "/": step += "~1".unicodeScalars
            default: step.append(scalar)
            }
        }
        return String(step)
    }

    /// The value of the member whose name has the same bytes, or nil: not an object, or no such.
    ///
    /// - Complexity: O(*m*) for an object of *m* members.
    public subscript(_ name: String) -> JSON? {
        guard let member = tape.member(name, of: index) else { return nil }
        return JSON(tape: tape, index: member)
    }

    /// The text of a string, unescaped; nil for other kinds.
    ///
    /// Compare with `equals(_:)`, not with `==`.
    public var string: String? {
        utf8.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The bytes of a string, unescaped; nil for other kinds.
    ///
    /// They are a part of the document, not copied, where nothing in the string is escaped.
    public var utf8: ArraySlice<UInt8>? {
        node.kind == .string ? tape.unescaped(index) : nil
    }

    /// Whether this is a string of the same bytes as a text.
    public func equals(_ text: String) -> Bool {
        node.kind == .string && tape.equals(index, text)
    }

    /// The truth value of a boolean; nil for other kinds.
    public var boolean: Bool? {
        switch node.kind {
        case .true: true
        case .false: false
        default: nil
        }
    }

    /// The double nearest to a number, always finite; nil for other kinds.
    public var double: Double? {
        node.kind == .number ? tape.double(index) : nil
    }

    /// A number that is an integer within ±(2^53 - 1), however written; nil for all else.
    public var integer: Int64? {
        double.flatMap(JSONNumber.integer)
    }

    /// The elements of an array in order; empty for other kinds.
    public var elements: [JSON] {
        guard node.kind == .array else { return [] }
        var elements: [JSON] = []
        elements.reserveCapacity(count)
        var at = index + 1
        while at < Int(node.next) {
            elements.append(JSON(tape: tape, index: at))
            at = Int(tape.nodes[at].next)
        }
        return elements
    }

    /// The members of an object in the order of the text; empty for other kinds.
    public var members: [Member] {
        guard node.kind == .object else { return [] }
        var members: [Member] = []
        members.reserveCapacity(count)
        var at = index + 1
        while at < Int(node.next) {
            members.append(Member(tape: tape, nameIndex: at))
            at = Int(tape.nodes[at + 1].next)
        }
        return members
    }

    /// How many elements an array or members an object has; 0 for other kinds.
    public var count: Int {
        guard node.kind == .object || node.kind == .array else { return 0 }
        let nameWidth = node.kind == .object ? 1 : 0
        var count = 0
        var at = index + 1
        while at < Int(node.next) {
            count += 1
            at = Int(tape.nodes[at + nameWidth].next)
        }
        return count
    }

    /// The canonical form of the value.
    ///
    /// - Parameter names: members of this object (not of those inside it) to leave out.
    ///
    /// Spec: RFC 8785.
    public func canonicalBytes(omitting names: [String] = []) -> [UInt8] {
        var out: [UInt8] = []
        appendCanonical(to: &out, omitting: names)
        return out
    }

    /// Appends what `canonicalBytes(omitting:)` returns.
    public func appendCanonical(to out: inout [UInt8], omitting names: [String] = []) {
        CanonicalWriter.append(
            tape, index, omitting: node.kind == .object ? names : [], to: &out)
    }

    /// The value copied out of the document, members in the order of the text.
    public var value: JSONValue {
        switch node.kind {
        case .null: .null
        case .true: .boolean(true)
        case .false: .boolean(false)
        case .number: integer.map { .integer($0) } ?? .number(double ?? 0)
        case .string, .name: .string(string ?? "")
        case .array: .array(elements.map(\.value))
        case .object: .object(members.map { JSONMember($0.name, $0.value.value) })
        }
    }
}
