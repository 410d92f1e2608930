import CanonicalJSON
import Signing
import TransparencyLog

/// Reads an object whose every member must be asked for: what was not asked for is refused.
struct ClosedObject: ~Copyable {
    private let json: JSON
    private let pointer: String
    private var membersRead = 0

    init(_ json: JSON, at pointer: String) throws(RecordError) {
        guard json.kind == .object else { throw RecordError(.badValue, at: pointer) }
        self.json = json
        self.pointer = pointer
    }

    /// The member, or an error that names it.
    mutating func required(_ name: String) throws(RecordError) -> Field {
        guard let field = optional(name) else {
            throw RecordError(.missingMember, at: "\(pointer)/\(name)")
        }
        return field
    }

    /// The member, if it is there.
    mutating func optional(_ name: String) -> Field? {
        guard let value = json[name] else { return nil }
        membersRead += 1
        return Field(json: value, parent: pointer, name: name)
    }

    /// Refuses members that nobody asked for.
    consuming func end() throws(RecordError) {
        guard json.count == membersRead else { throw RecordError(.unknownMember, at: pointer) }
    }
}

/// One member's value on its way to becoming a type.
struct Field {
    let json: JSON
    let parent: String
    let name: String

    var pointer: String { name.isEmpty ? parent : "\(parent)/\(name)" }

    var bad: RecordError { RecordError(.badValue, at: pointer) }

    func object() throws(RecordError) -> ClosedObject {
        try ClosedObject(json, at: pointer)
    }

    func text() throws(RecordError) -> String {
        guard let text = json.string else { throw bad }
        return text
    }

    func integer(in bounds: ClosedRange<Int64>) throws(RecordError) -> Int64 {
        guard let number = json.integer, bounds.contains(number) else { throw bad }
        return number
    }

    func leafIndex() throws(RecordError) -> LeafIndex {
        guard let number = json.integer, let index = LeafIndex(exactly: number) else { throw bad }
        return index
    }

    func treeSize() throws(RecordError) -> TreeSize {
        guard let number = json.integer, let size = TreeSize(exactly: number) else { throw bad }
        return size
    }

    func digest() throws(RecordError) -> Digest {
        guard let text = json.string, let digest = Digest(base64URL: text) else { throw bad }
        return digest
    }

    func bytes(_ count: Int) throws(RecordError) -> [UInt8] {
        guard let text = json.string, let bytes = Base64URL.decode(text), bytes.count == count
        else { throw bad }
        return bytes
    }

    func bytes(max: Int) throws(RecordError) -> [UInt8] {
        guard let text = json.string, let bytes = Base64URL.decode(text),
            !bytes.isEmpty, bytes.count <= max
        else { throw bad }
        return bytes
    }

    func did() throws(RecordError) -> DID {
        guard let text = json.string, let did = DID(text) else { throw bad }
        return did
    }

    func keyName() throws(RecordError) -> DIDURL {
        guard let text = json.string, let name = DIDURL(text) else { throw bad }
        return name
    }

    func origin() throws(RecordError) -> Origin {
        guard let text = json.string, let origin = Origin(text) else { throw bad }
        return origin
    }

    func instant() throws(RecordError) -> Instant {
        guard let text = json.string, let instant = Instant(text) else { throw bad }
        return instant
    }

    func oneOf<Value: RawRepresentable>(_ type: Value.Type) throws(RecordError) -> Value
    where Value.RawValue == String {
        guard let text = json.string, let value = Value(rawValue: text) else { throw bad }
        return value
    }

    /// The elements of an array with between one and `max` elements.
    func elements(max: Int) throws(RecordError) -> [Field] {
        guard json.kind == .array else { throw bad }
        let elements = json.elements
        guard !elements.isEmpty, elements.count <= max else { throw bad }
        return elements.enumerated().map { index, element in
            Field(json: element, parent: pointer, name: String(index))
        }
    }

    /// Present and `true`; any other value is refused, so that absence is the only way to say no.
    func flag() throws(RecordError) {
        guard json.boolean == true else { throw bad }
    }

    /// How many entries a list has: at least one.
    func listCount() throws(RecordError) -> TreeSize {
        let size = try treeSize()
        guard size.value > 0 else { throw bad }
        return size
    }
}
