/// A JSON value to be written: what is built, not what was read.
public enum JSONValue: Sendable {
    /// The literal `null`.
    case null
    /// `true` or `false`.
    case boolean(Bool)
    /// An integer within ±(2^53 - 1).
    case integer(Int64)
    /// A finite number.
    case number(Double)
    /// A string.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object; its members may stand in any order, no two with the same name.
    case object([JSONMember])

    /// The first member of an object whose name has the same bytes.
    ///
    /// Setting nil removes the member; setting a value replaces the member where it stands or adds
    /// it at the end. Setting is allowed on objects only.
    public subscript(_ name: String) -> JSONValue? {
        get {
            guard case .object(let members) = self else { return nil }
            return members.first { $0.isNamed(name) }?.value
        }
        set {
            guard case .object(var members) = self else {
                preconditionFailure("a member can be set in an object only")
            }
            self = .null  // So that the members are changed in place.
            let index = members.firstIndex { $0.isNamed(name) }
            switch (newValue, index) {
            case (let value?, let index?): members[index].value = value
            case (let value?, nil): members.append(JSONMember(name, value))
            case (nil, let index?): members.remove(at: index)
            case (nil, nil): break
            }
            self = .object(members)
        }
    }

    /// The value without the member of that name; other kinds are returned as they are.
    public func removing(name: String) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { !$0.isNamed(name) })
    }
}

/// A member of an object to be written.
public struct JSONMember: Sendable {
    /// The name, unescaped.
    public var name: String
    /// The value.
    public var value: JSONValue

    /// Makes a member.
    public init(_ name: String, _ value: JSONValue) {
        self.name = name
        self.value = value
    }

    /// Whether the name has the same bytes as a text.
    public func isNamed(_ text: String) -> Bool {
        name.compareBytes(to: text) == .same
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// An integer within ±(2^53 - 1).
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// `true` or `false`.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    /// An array.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// An object with members in the order given.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { JSONMember($0.0, $0.1) })
    }
}
