import CanonicalJSON
import Signing
public import TransparencyLog

/// The record that a statement is about, and the leaf in its list where the record is a list.
public struct Target: Hashable, Sendable {
    /// The record.
    public let record: LeafIndex
    /// The leaf in the record's list; `nil` where the record is about one credential.
    public let leaf: LeafIndex?

    /// Names a record, or a leaf of its list.
    public init(record: LeafIndex, leaf: LeafIndex? = nil) {
        self.record = record
        self.leaf = leaf
    }

    init(_ object: inout ClosedObject) throws(RecordError) {
        record = try object.required("target").leafIndex()
        leaf = try object.optional("leaf")?.leafIndex()
    }

    func write(to json: inout JSONValue) {
        json["target"] = .integer(Int64(record.value))
        if let leaf { json["leaf"] = .integer(Int64(leaf.value)) }
    }
}
