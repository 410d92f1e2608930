import CanonicalJSON
import Signing
import TransparencyLog

/// Reads an object whose every member must be asked for: what was not asked for is refused.
struct ClosedObject: ~Copyable {
    private let json: JSON
    private var membersRead = 0

    init(_ json: JSON) throws(RecordError) {
        guard json.kind == .object else { throw RecordError(.badValue, at: json.pointer) }
        self.json = json
    }

    /// The member, or an error that names it.
    mutating func required(_ name: String) throws(RecordError) -> Field {
        guard let field = optional(name) else {
            throw RecordError(.missingMember, at: "\(json.pointer)/\(name)")
        }
        return field
    }

    /// The member, if it is there.
    mutating func optional(_ name: String) -> Field? {
        guard let value = json[name] else { return nil }
        membersRead += 1
        return Field(json: value)
    }

    /// Refuses members that nobody asked for.
    consuming func end() throws(RecordError) {
        guard json.count == membersRead else {
            throw RecordError(.unknownMember, at: json.pointer)
        }
    }
}

/// One value on its way to becoming a type.
struct Field {
    let json: JSON

    var pointer: String { json.pointer }

    var bad: RecordError { RecordError(.badValue, at: pointer) }

    func object() throws(RecordError) -> ClosedObject {
        try ClosedObject(json)
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
        guard let text = json.utf8, let digest = Digest(base64URL: text) else { throw bad }
        return digest
    }

    func bytes(_ count: Int) throws(RecordError) -> [UInt8] {
        guard let text = json.utf8, let bytes = Base64URL.decode(text), bytes.count == count
        else { throw bad }
        return bytes
    }

    func bytes(max: Int) throws(RecordError) -> [UInt8] {
        guard let text = json.utf8, let bytes = Base64URL.decode(text),
            !bytes.isEmpty, bytes.count <= max
        else { throw bad }
        return bytes
    }

    func did() throws(RecordError) -> DID {
        guard let text = json.utf8, let did = DID(utf8: text) else { throw bad }
        return did
    }

    func keyName() throws(RecordError) -> DIDURL {
        guard let text = json.utf8, let name = DIDURL(utf8: text) else { throw bad }
        return name
    }

    func origin() throws(RecordError) -> Origin {
        guard let text = json.utf8, let origin = Origin(utf8: text) else { throw bad }
        return origin
    }

    func instant() throws(RecordError) -> Instant {
        guard let text = json.utf8, let instant = Instant(utf8: text) else { throw bad }
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
        return elements.map { Field(json: $0) }
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
