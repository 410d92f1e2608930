import CanonicalJSON
public import Signing
public import TransparencyLog

/// An exam board's graduation list before issuing: how many, and the root of the commitments to
/// come.
///
/// Spec: 01-record §3.4.
public struct Seal: Hashable, Sendable {
    /// The most officers on one list.
    static let officersMax = 16

    /// How many commitments, decoys included.
    public let count: TreeSize
    /// The Merkle root of the commitments.
    public let root: Digest
    /// The officers' keys, each of which must have signed.
    public let officers: [DIDURL]

    /// Makes the body.
    public init(count: TreeSize, root: Digest, officers: [DIDURL]) {
        precondition(count > .zero, "a list has an entry")
        precondition(
            (1...Seal.officersMax).contains(officers.count)
                && Set(officers).count == officers.count, "one to sixteen different officers")
        self.count = count
        self.root = root
        self.officers = officers
    }

    init(_ field: Field) throws(RecordError) {
        var object = try field.object()
        count = try object.required("count").listCount()
        root = try object.required("root").digest()
        var officers: [DIDURL] = []
        for element in try object.required("officers").elements(max: Seal.officersMax) {
            let officer = try element.keyName()
            guard !officers.contains(officer) else { throw element.bad }
            officers.append(officer)
        }
        self.officers = officers
        try object.end()
    }

    var json: JSONValue {
        [
            "count": .integer(Int64(count.value)),
            "officers": .array(officers.map { .string($0.description) }),
            "root": .string(root.base64URL),
        ]
    }
}
