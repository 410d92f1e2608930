public import CanonicalJSON

/// What a partner needs in order to list an institution: its own account of itself.
///
/// An institution serves it at `/.well-known/testamur`. It proves nothing: who takes it into a
/// list must know by another way that it is right.
///
/// Spec: 07-verify §2.4.
public struct InstitutionDescription: Hashable, Sendable {
    /// The longest description, in bytes.
    public static let bytesMax = 262_144

    /// The entry to be listed.
    public let institution: Institution

    /// Describes an institution.
    public init(_ institution: Institution) {
        self.institution = institution
    }

    /// Reads a description strictly.
    ///
    /// - Throws: ``TrustError``.
    public init(parsing bytes: [UInt8]) throws(TrustError) {
        let document = try JSONDocument.trust(bytes, bytesMax: InstitutionDescription.bytesMax)
        var object = try TrustReader(document.root, at: "")
        try object.requireFormat("TestamurDescription", upTo: .first)
        institution = try Institution(object.required("institution"))
        try object.end()
    }

    /// The description as JSON.
    public var json: JSONValue {
        ["type": "TestamurDescription", "version": 1, "institution": institution.json]
    }
}
