import CanonicalJSON
public import Signing

/// A salted commitment to one form of a credential.
///
/// SHA-256 of `testamur.commitment.v1`, a newline, a 32-byte random salt, then the SHA-256 of
/// what is committed to. Without the salt nobody can tie it to a person.
///
/// Spec: 01-record §3.2.
public struct Commitment: Hashable, Sendable {
    /// The bytes in a salt.
    public static let saltBytes = 32

    /// Which bytes of the credential are committed to.
    public enum Form: String, CaseIterable, Hashable, Sendable {
        /// The canonical JSON of the credential without its `proof`.
        case jcs
        /// The issuer-signed JWT of an SD-JWT, without its disclosures.
        case sdJWT = "sd-jwt"
    }

    /// Which bytes.
    public let form: Form
    /// The commitment.
    public let value: Digest

    /// Commits to content under a salt of 32 bytes.
    public init(form: Form, salt: [UInt8], content: Digest) {
        precondition(salt.count == Commitment.saltBytes, "a salt is 32 bytes")
        self.form = form
        value = .sha256([Array("testamur.commitment.v1\n".utf8), salt, content.bytes])
    }

    init(_ field: Field) throws(RecordError) {
        var object = try field.object()
        form = try object.required("form").oneOf(Form.self)
        value = try object.required("value").digest()
        try object.end()
    }

    var json: JSONValue {
        ["form": .string(form.rawValue), "value": .string(value.base64URL)]
    }
}
