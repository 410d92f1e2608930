extension JSONValue: Equatable {
    /// Whether two values have the same canonical form.
    ///
    /// So `1` equals `1.0`, members may stand in any order, and texts are compared as bytes: "é" of
    /// one code point does not equal "é" of two. Values without a canonical form equal none.
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.boolean(let left), .boolean(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.number(let left), .number(let right)): left == right && left.isFinite
        case (.integer(let integer), .number(let number)),
            (.number(let number), .integer(let integer)):
            JSONNumber.integer(number) == integer
        case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)):
            zip(left.sortedByName(), right.sortedByName())
                .allSatisfy { $0.isNamed($1.name) && $0.value == $1.value }
                && left.count == right.count
        default: false
        }
    }
}

extension [JSONMember] {
    /// The members in canonical order.
    func sortedByName() -> [JSONMember] {
        sorted {
            let (left, right) = ($0.name.utf8, $1.name.utf8)
            return NameOrder.compare(left.span, right.span) == .before
        }
    }
}

extension String {
    /// Whether two strings are the same bytes of UTF-8, where `==` would take different spellings
    /// of a character for one.
    func hasSameBytes(as other: String) -> Bool {
        let (left, right) = (utf8, other.utf8)
        return NameOrder.compare(left.span, right.span) == .same
    }
}
