import CanonicalJSON
public import Signing
import TransparencyLog

/// A credential was withdrawn, put on hold or put in force again.
///
/// Spec: 01-record §3.5.
public struct StandingChange: Hashable, Sendable {
    /// Which credential.
    public let target: Target
    /// The bit that shows it.
    public let status: StatusBit
    /// From which day it counts, in the institution's place.
    public let effective: Day
    /// A salted commitment to category, reason and successor, whose opening stays private.
    public let detail: Digest

    /// Makes the body.
    public init(target: Target, status: StatusBit, effective: Day, detail: Digest) {
        self.target = target
        self.status = status
        self.effective = effective
        self.detail = detail
    }

    init(_ field: Field) throws(RecordError) {
        var object = try field.object()
        target = try Target(&object)
        status = try StatusBit(object.required("status"))
        let day = try object.required("effective")
        guard let effective = Day(try day.text()) else { throw day.bad }
        self.effective = effective
        detail = try object.required("detail").digest()
        try object.end()
    }

    var json: JSONValue {
        var json: JSONValue = [
            "detail": .string(detail.base64URL), "effective": .string(effective.description),
            "status": status.json,
        ]
        target.write(to: &json)
        return json
    }
}
