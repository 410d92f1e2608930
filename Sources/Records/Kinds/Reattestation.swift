import CanonicalJSON
public import Signing
public import TransparencyLog

/// Records that a compromise made void, confirmed again.
///
/// Spec: 01-record §3.8.
public enum Reattestation: Hashable, Sendable {
    /// The most ranges in one record.
    public static let rangesMax = 256

    /// Every record in these ranges, in ascending order, none overlapping.
    case ranges([Range<LeafIndex>])
    /// The records whose leaf hashes are the leaves of this Merkle tree.
    case root(Digest, count: TreeSize)

    init(_ field: Field) throws(RecordError) {
        var object = try field.object()
        if let root = object.optional("root") {
            self = .root(try root.digest(), count: try object.required("count").treeSize())
        } else {
            var ranges: [Range<LeafIndex>] = []
            for element in try object.required("ranges").elements(max: Reattestation.rangesMax) {
                ranges.append(try Reattestation.range(element, after: ranges.last))
            }
            self = .ranges(ranges)
        }
        try object.end()
    }

    private static func range(
        _ field: Field, after last: Range<LeafIndex>?
    ) throws(RecordError) -> Range<LeafIndex> {
        var object = try field.object()
        let from = try object.required("from").leafIndex()
        let to = try object.required("to").leafIndex()
        guard from < to, last.map({ $0.upperBound <= from }) ?? true else { throw field.bad }
        try object.end()
        return from..<to
    }

    var json: JSONValue {
        switch self {
        case .root(let root, let count):
            ["count": .integer(Int64(count.value)), "root": .string(root.base64URL)]
        case .ranges(let ranges):
            [
                "ranges": .array(
                    ranges.map {
                        [
                            "from": .integer(Int64($0.lowerBound.value)),
                            "to": .integer(Int64($0.upperBound.value)),
                        ]
                    })
            ]
        }
    }
}
