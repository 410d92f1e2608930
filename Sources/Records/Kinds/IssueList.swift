import CanonicalJSON
public import Signing
public import TransparencyLog

/// A whole list of credentials in one record: the count, decoys included, and the Merkle root
/// of their commitments.
///
/// Spec: 01-record §3.3.
public struct IssueList: Hashable, Sendable {
    /// How many commitments, decoys included.
    public let count: TreeSize
    /// The Merkle root of the commitments.
    public let root: Digest
    /// Where and under which template it was issued.
    public let provenance: Provenance

    /// Makes the body.
    public init(count: TreeSize, root: Digest, provenance: Provenance = Provenance()) {
        precondition(count > .zero, "a list has an entry")
        self.count = count
        self.root = root
        self.provenance = provenance
    }

    init(_ field: Field) throws(RecordError) {
        var object = try field.object()
        count = try object.required("count").listCount()
        root = try object.required("root").digest()
        provenance = try Provenance(&object)
        try object.end()
    }

    var json: JSONValue {
        var json: JSONValue = [
            "count": .integer(Int64(count.value)), "root": .string(root.base64URL),
        ]
        provenance.write(to: &json)
        return json
    }
}
