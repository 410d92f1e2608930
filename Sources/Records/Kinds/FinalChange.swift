import CanonicalJSON
public import Signing
import TransparencyLog

/// A credential was replaced, or what a record commits to is no longer kept. Nothing public says
/// by what or why.
///
/// Spec: 01-record §3.6.
public struct FinalChange: Hashable, Sendable {
    /// Which credential.
    public let target: Target
    /// A salted commitment to category, reason and successor, whose opening stays private.
    public let detail: Digest

    /// Makes the body.
    public init(target: Target, detail: Digest) {
        self.target = target
        self.detail = detail
    }

    init(_ field: Field) throws(RecordError) {
        var object = try field.object()
        target = try Target(&object)
        detail = try object.required("detail").digest()
        try object.end()
    }

    var json: JSONValue {
        var json: JSONValue = ["detail": .string(detail.base64URL)]
        target.write(to: &json)
        return json
    }
}
