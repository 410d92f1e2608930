import CanonicalJSON
public import Signing
import TransparencyLog

/// A trust list was published, or a partner joined or left.
///
/// Spec: 01-record §3.9.
public enum TrustNotice: Hashable, Sendable {
    /// The digest of a published trust list.
    case published(Digest)
    /// A partner, and the digest of the trust list that names it first.
    case joined(DID, Digest)
    /// A partner, and the digest of the trust list that names it no more.
    case left(DID, Digest)

    private enum ActionName: String { case publish, join, leave }

    init(_ field: Field) throws(RecordError) {
        var object = try field.object()
        let list = try object.required("list").digest()
        switch try object.required("action").oneOf(ActionName.self) {
        case .publish: self = .published(list)
        case .join: self = .joined(try object.required("partner").did(), list)
        case .leave: self = .left(try object.required("partner").did(), list)
        }
        try object.end()
    }

    var json: JSONValue {
        switch self {
        case .published(let list): ["action": "publish", "list": .string(list.base64URL)]
        case .joined(let partner, let list):
            [
                "action": "join", "list": .string(list.base64URL),
                "partner": .string(partner.description),
            ]
        case .left(let partner, let list):
            [
                "action": "leave", "list": .string(list.base64URL),
                "partner": .string(partner.description),
            ]
        }
    }
}
