import CanonicalJSON
public import Signing
public import TransparencyLog

/// A credential was issued: commitments to its forms, and nothing else about it.
///
/// Spec: 01-record §3.2.
public struct Issue: Hashable, Sendable {
    /// The most forms of one credential.
    public static let commitmentsMax = 4

    /// One commitment a form.
    public let commitments: [Commitment]
    /// Where and under which template it was issued.
    public let provenance: Provenance

    /// Makes the body.
    public init(commitments: [Commitment], provenance: Provenance = Provenance()) {
        precondition(
            (1...Issue.commitmentsMax).contains(commitments.count), "one to four commitments")
        self.commitments = commitments
        self.provenance = provenance
    }

    init(_ field: Field) throws(RecordError) {
        var object = try field.object()
        let list = try object.required("commitments")
        var commitments: [Commitment] = []
        for element in try list.elements(max: Issue.commitmentsMax) {
            let commitment = try Commitment(element)
            guard !commitments.contains(where: { $0.form == commitment.form }) else {
                throw element.bad
            }
            commitments.append(commitment)
        }
        self.commitments = commitments
        provenance = try Provenance(&object)
        try object.end()
    }

    var json: JSONValue {
        var json: JSONValue = ["commitments": .array(commitments.map(\.json))]
        provenance.write(to: &json)
        return json
    }
}

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

/// An exam board's graduation list before issuing: how many, and the root of the commitments to
/// come.
///
/// Spec: 01-record §3.4.
public struct Seal: Hashable, Sendable {
    /// The most officers on one list.
    public static let officersMax = 16

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

/// Where an award came from: the sealed list, the template, and whether it is an old award
/// entered late.
public struct Provenance: Hashable, Sendable {
    /// The record that sealed the list on which the award stands.
    public let list: LeafIndex?
    /// The digest of the template.
    public let template: Digest?
    /// Whether the award is older than its record by the institution's own word.
    public let entry: Entry

    /// When an award was entered.
    public enum Entry: Hashable, Sendable {
        /// With the award.
        case current
        /// Later, from an older register.
        case backfill
    }

    /// States what is known; by default nothing.
    public init(list: LeafIndex? = nil, template: Digest? = nil, entry: Entry = .current) {
        self.list = list
        self.template = template
        self.entry = entry
    }

    init(_ object: inout ClosedObject) throws(RecordError) {
        list = try object.optional("list")?.leafIndex()
        template = try object.optional("template")?.digest()
        if let backfill = object.optional("backfill") {
            try backfill.flag()
            entry = .backfill
        } else {
            entry = .current
        }
    }

    func write(to json: inout JSONValue) {
        if let list { json["list"] = .integer(Int64(list.value)) }
        if let template { json["template"] = .string(template.base64URL) }
        if entry == .backfill { json["backfill"] = true }
    }
}

extension Field {
    fileprivate func listCount() throws(RecordError) -> TreeSize {
        let size = try treeSize()
        guard size.value > 0 else { throw bad }
        return size
    }
}
