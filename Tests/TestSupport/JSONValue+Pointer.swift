package import CanonicalJSON

extension JSONValue {
    /// What stands at a JSON pointer (RFC 6901); `nil` where nothing does, and set to `nil` taken
    /// out. Objects on the way are made where there are none, and the element after the last one
    /// of an array is added.
    package subscript(pointer pointer: String) -> JSONValue? {
        get { value(at: JSONValue.path(pointer)[...]) }
        set { self = setting(JSONValue.path(pointer)[...], to: newValue) }
    }

    private static func path(_ pointer: String) -> [String] {
        pointer.split(separator: "/").map {
            String($0.replacing("~1", with: "/").replacing("~0", with: "~"))
        }
    }

    private func value(at path: ArraySlice<String>) -> JSONValue? {
        guard let first = path.first else { return self }
        if case .array(let elements) = self {
            guard let index = Int(first), elements.indices.contains(index) else { return nil }
            return elements[index].value(at: path.dropFirst())
        }
        return self[first]?.value(at: path.dropFirst())
    }

    private func setting(_ path: ArraySlice<String>, to new: JSONValue?) -> JSONValue {
        guard let first = path.first else { return new ?? .null }
        let rest = path.dropFirst()
        if case .array(var elements) = self, let index = Int(first) {
            if index == elements.count, let new {
                elements.append(new)
            } else if rest.isEmpty, new == nil {
                elements.remove(at: index)
            } else {
                elements[index] = elements[index].setting(rest, to: new)
            }
            return .array(elements)
        }
        var object = self
        object[first] =
            rest.isEmpty ? new : (object[first] ?? .object([])).setting(rest, to: new)
        return object
    }
}
