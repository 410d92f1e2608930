import CanonicalJSON
public import Signing

/// An accreditor's statement that an institution may make certain awards, from when until when.
///
/// Spec: 07-verify §2.9.
public struct Accreditation: Hashable, Sendable {
    /// The longest source, in bytes.
    static let sourceBytesMax = 512

    /// Who may make awards.
    public let institution: DID
    /// Who says so: the ``Accreditor/id`` of an accreditor.
    public let accreditor: String
    /// Which awards, and when.
    public let scope: Scope
    /// Where the statement can be looked up, for people.
    public let source: String?

    /// Sets down a statement; `nil` for texts that cannot be shown.
    public init?(
        of institution: DID, by accreditor: String, _ scope: Scope = .everything,
        source: String? = nil
    ) {
        guard Accreditation.isName(accreditor),
            source.map({
                InstitutionName.isDisplayable($0, bytesMax: Accreditation.sourceBytesMax)
            }) ?? true
        else { return nil }
        self.institution = institution
        self.accreditor = accreditor
        self.scope = scope
        self.source = source
    }

    /// Reads a statement; in an accreditor's own file it need not say by whom it is.
    init(_ field: TrustField, by signer: String? = nil) throws(TrustError) {
        var object = try TrustReader(field.json, at: field.pointer)
        institution = try object.required("institution").did()
        if let signer {
            accreditor = signer
        } else {
            let by = try object.required("by")
            accreditor = try by.text()
            guard Accreditation.isName(accreditor) else { throw by.bad }
        }
        scope = try Scope(&object, at: field.pointer)
        source = try object.optional("source")?.words(bytesMax: Accreditation.sourceBytesMax)
        try object.end()
    }

    private static func isName(_ text: String) -> Bool {
        InstitutionName.isDisplayable(text, bytesMax: 2_048)
    }

    /// The statement as it stands in a trust list.
    var json: JSONValue {
        var json = ownJSON
        json["by"] = .string(accreditor)
        return json
    }

    /// The statement as it stands in its accreditor's own file.
    var ownJSON: JSONValue {
        var json: JSONValue = ["institution": .string(institution.description)]
        for member in scope.members { json[member.name] = member.value }
        if let source { json["source"] = .string(source) }
        return json
    }
}
