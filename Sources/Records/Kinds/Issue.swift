import CanonicalJSON
import Signing
import TransparencyLog

/// A credential was issued: commitments to its forms, and nothing else about it.
///
/// Spec: 01-record §3.2.
public struct Issue: Hashable, Sendable {
    /// The most forms of one credential.
    static let commitmentsMax = 4

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
