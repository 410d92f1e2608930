import CanonicalJSON
public import Signing
public import TransparencyLog

/// The place of a credential in a list that is one record, and the hashes that lead from it to the
/// list's root.
///
/// Spec: 06-prove §1.
public struct ListMembership: Hashable, Sendable {
    /// The credential's place in the list.
    public let leaf: LeafIndex
    /// The hashes beside its path, the sibling of the leaf first.
    public let path: [Digest]

    /// Notes a place; whether the list has the credential there is for the list to say.
    public init(leaf: LeafIndex, path: [Digest]) {
        self.leaf = leaf
        self.path = path
    }

    init(_ field: Field) throws(RecordError) {
        var object = try field.object()
        leaf = try object.required("leaf").leafIndex()
        let hashes = try object.required("path")
        guard hashes.json.kind == .array, hashes.json.count <= InclusionProof.hashesMax else {
            throw hashes.bad
        }
        var path: [Digest] = []
        for element in hashes.json.elements {
            guard let digest = element.string.flatMap({ Digest(base64URL: $0) }) else {
                throw hashes.bad
            }
            path.append(digest)
        }
        self.path = path
        try object.end()
    }

    var json: JSONValue {
        [
            "leaf": .integer(Int64(leaf.value)),
            "path": .array(path.map { .string($0.base64URL) }),
        ]
    }
}

extension IssueList {
    /// Whether the list has a commitment at a place.
    public func holds(_ commitment: Commitment, at membership: ListMembership) -> Bool {
        InclusionProof(index: membership.leaf, size: count, hashes: membership.path)
            .verifies(leaf: .leaf(commitment.value.bytes), root: root)
    }
}

extension StatementBody {
    /// Whether this is the issuing of what a commitment opens to, by itself or at a place of a
    /// list.
    public func issues(_ commitment: Commitment, at membership: ListMembership?) -> Bool {
        switch (self, membership) {
        case (.issue(let issue), nil): issue.commitments.contains(commitment)
        case (.issueList(let list), let membership?): list.holds(commitment, at: membership)
        default: false
        }
    }
}
