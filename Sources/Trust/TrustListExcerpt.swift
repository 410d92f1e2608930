public import CanonicalJSON
public import Signing

/// What a verdict about one institution takes of a trust list, so that it can be given again.
///
/// Spec: 07-verify §12.
public struct TrustListExcerpt: Sendable {
    /// The list with that institution alone, and what is stated of it.
    public let list: TrustList
    /// The SHA-256 of the whole list: ``TrustList/digest``.
    public let digest: Digest

    /// Takes out what concerns one institution; nothing of it if the list does not name it.
    ///
    /// - Throws: ``TrustError``; what was checked before gives no reason for one.
    public init(of list: TrustList, about did: DID?) throws(TrustError) {
        let statements = did.map { list.register.statements(about: $0) } ?? []
        self.list = try TrustList(
            name: list.name, sequence: list.sequence, issued: list.issued, expires: list.expires,
            institutions: [did.flatMap { list.institution($0) }].compactMap(\.self),
            register: AccreditationRegister(list.register.accreditors, statements),
            atLeast: list.version, provenance: list.provenance)
        digest = list.digest
    }

    /// Reads an excerpt strictly. Why its list is believed is only what it says of that.
    ///
    /// - Throws: ``TrustError`` that names the first fault.
    public init(_ json: JSON) throws(TrustError) {
        var object = try TrustReader(json, at: "")
        let digest = try object.required("digest")
        guard let value = Digest(base64URL: try digest.text()) else { throw digest.bad }
        self.digest = value
        let excerpt = try object.required("excerpt")
        let read = try SignedTrustList(parsing: excerpt.json.canonicalBytes()).keptLocally()
        var signers: [DIDURL] = []
        for element in try object.several("signed_by", [TrustSignature].countMax) {
            guard let name = DIDURL(try element.text()) else { throw element.bad }
            signers.append(name)
        }
        list = signers.isEmpty ? read : try read.signed(by: signers)
        try object.end()
    }

    /// The excerpt as JSON.
    public var json: JSONValue {
        var json: JSONValue = ["digest": .string(digest.base64URL), "excerpt": list.json]
        if case .signed(let keys) = list.provenance {
            json["signed_by"] = .array(keys.map { .string($0.description) })
        }
        return json
    }
}
