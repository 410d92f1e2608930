import CanonicalJSON
public import Signing
import TransparencyLog

/// Somebody else answers for this ledger from now on.
///
/// Spec: 01-record §3.10.
public struct Custody: Hashable, Sendable {
    /// Who.
    public let to: DID

    /// Names the successor.
    public init(to: DID) {
        self.to = to
    }

    init(_ field: Field) throws(RecordError) {
        var object = try field.object()
        to = try object.required("to").did()
        try object.end()
    }

    var json: JSONValue { ["to": .string(to.description)] }
}
