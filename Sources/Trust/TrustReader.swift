import CanonicalJSON
import Signing
import TransparencyLog

/// Reads an object whose every member must be asked for: what was not asked for is refused.
struct TrustReader: ~Copyable {
    private let json: JSON
    private let pointer: String
    private var membersRead = 0

    init(_ json: JSON, at pointer: String) throws(TrustError) {
        guard json.kind == .object else { throw TrustError(.badValue, at: pointer) }
        self.json = json
        self.pointer = pointer
    }

    /// The member, or an error that names it.
    mutating func required(_ name: String) throws(TrustError) -> TrustField {
        guard let field = optional(name) else {
            throw TrustError(.missingMember, at: "\(pointer)/\(name)")
        }
        return field
    }

    /// The member, if it is there.
    mutating func optional(_ name: String) -> TrustField? {
        guard let value = json[name] else { return nil }
        membersRead += 1
        return TrustField(json: value, pointer: "\(pointer)/\(name)")
    }

    /// Refuses members that nobody asked for.
    consuming func end() throws(TrustError) {
        guard json.count == membersRead else { throw TrustError(.unknownMember, at: pointer) }
    }
}

/// One value on its way to becoming a type.
struct TrustField {
    let json: JSON
    let pointer: String

    var bad: TrustError { TrustError(.badValue, at: pointer) }

    /// A text for people: not empty, at most so many bytes, no control or direction characters.
    func words(bytesMax: Int) throws(TrustError) -> String {
        guard let text = json.string, InstitutionName.isDisplayable(text, bytesMax: bytesMax)
        else { throw bad }
        return text
    }

    func text() throws(TrustError) -> String {
        guard let text = json.string else { throw bad }
        return text
    }

    func treeSize() throws(TrustError) -> TreeSize {
        guard let number = json.integer, let size = TreeSize(exactly: number) else { throw bad }
        return size
    }

    func positive() throws(TrustError) -> Int64 {
        guard let number = json.integer, number > 0 else { throw bad }
        return number
    }

    func instant() throws(TrustError) -> Instant {
        guard let text = json.string, let instant = Instant(text) else { throw bad }
        return instant
    }

    func did() throws(TrustError) -> DID {
        guard let text = json.string, let did = DID(text) else { throw bad }
        return did
    }

    func base() throws(TrustError) -> WebBase {
        guard let text = json.string, let base = WebBase(text) else { throw bad }
        return base
    }

    /// Present and `true`; any other value is refused, so that absence is the only way to say no.
    func flag() throws(TrustError) {
        guard json.boolean == true else { throw bad }
    }

    /// The elements of an array whose length lies within bounds.
    func elements(_ bounds: ClosedRange<Int>) throws(TrustError) -> [TrustField] {
        guard json.kind == .array else { throw bad }
        guard json.count <= bounds.upperBound else { throw TrustError(.tooMany, at: pointer) }
        guard json.count >= bounds.lowerBound else { throw bad }
        return json.elements.enumerated().map { index, element in
            TrustField(json: element, pointer: "\(pointer)/\(index)")
        }
    }
}

extension JSONDocument {
    /// A strict JSON text of one of this module's formats.
    static func trust(_ bytes: [UInt8], bytesMax: Int) throws(TrustError) -> JSONDocument {
        guard bytes.count <= bytesMax else { throw TrustError(.tooLong) }
        // The list's own limits on its parts are tighter than any number of values.
        let limits = JSONLimits(bytesMax: bytesMax, depthMax: 8, nodesMax: bytesMax)
        do {
            return try JSONDocument(parsing: bytes, limits: limits)
        } catch {
            throw TrustError(.notJSON)
        }
    }
}
