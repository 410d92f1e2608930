extension JSONValue: Equatable {
    /// Whether two values have the same canonical form.
    ///
    /// So `1` equals `1.0`, members may stand in any order, and texts are compared as bytes: an é
    /// of one code point does not equal one of two. Numbers that are not finite equal none.
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.boolean(let left), .boolean(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.number(let left), .number(let right)): left == right && left.isFinite
        case (.integer(let integer), .number(let number)),
            (.number(let number), .integer(let integer)):
            JSONNumber.integer(number) == integer
        case (.string(let left), .string(let right)): left.compareBytes(to: right) == .same
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
        sorted { $0.name.compareBytes(to: $1.name) == .before }
    }

    /// Whether the members are in canonical order, all of different names.
    var isAscending: Bool {
        indices.dropFirst().allSatisfy {
            self[$0 - 1].name.compareBytes(to: self[$0].name) == .before
        }
    }
}

extension String {
    /// How two names stand to each other in canonical order.
    ///
    /// Neither `<` nor `==` would do: they take different spellings of a character for one.
    func compareBytes(to other: String) -> NameOrder.Relation {
        let (left, right) = (utf8, other.utf8)
        return NameOrder.compare(left.span, right.span)
    }
}
