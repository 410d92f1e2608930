public import CanonicalJSON
public import Signing

/// A credential that is complete but for its proof: its digest is fixed, and can be committed to.
///
/// Spec: 02-sign §3.
public struct UnsignedCredential: Sendable {
    /// What an input says for an issuer that is still to be filled in.
    public static let issuerPlaceholder = "did:web:REPLACE.example"
    /// What is kept free for proofs, in bytes, so that the signed credential can be read.
    static let proofByteCountMax = 4_096

    /// The identifier of the credential.
    public let id: String
    /// Who issues it.
    public let issuer: DID
    /// The credential.
    public let json: JSONValue
    /// The SHA-256 of its canonical form: the same before and after signing.
    public let digest: Digest
    /// The length of its canonical form.
    private let byteCount: Int

    /// Completes an input: fills in the issuer, and adds an identifier and status entries.
    ///
    /// An `id` that the input has is kept, and so are its status entries; validity in the past or
    /// far ahead is fine, since it is for verifiers to judge.
    ///
    /// - Parameters:
    ///   - input: a credential without proof.
    ///   - issuer: who issues it.
    ///   - id: what it is called if the input does not say.
    ///   - statuses: where its status will be read.
    /// - Throws: `refused`, `foreignIssuer` or `tooLong`.
    public init(
        _ input: JSONDocument, issuer: DID, id: RandomUUID, statuses: [StatusEntry]
    ) throws(CredentialError) {
        let check = CredentialCheck(
            of: input.root, canonical: ProofInput.canonicalDocument(input.root), use: .issuing)
        var findings = check.findings
        findings += input.numberFindings.map { finding in
            CredentialFinding(
                .malformedValue, at: "",
                "Other readers may take the number \(finding.literal) for another.")
        }
        guard findings.isEmpty else { throw .refused(findings) }
        var json = try Self.settingIssuer(of: input.root.value, to: issuer)
        let name = input.root["id"]?.string ?? id.urn
        if json["id"] == nil { json = Self.inserting(id: name, in: json) }
        if !statuses.isEmpty {
            let present: [JSONValue] = input.root["credentialStatus"]?.asList.map(\.value) ?? []
            let all = present + statuses.map(\.json)
            // The published schema of Open Badges knows one, by itself.
            json["credentialStatus"] = all.count == 1 ? all[0] : .array(all)
        }
        try self.init(composed: json, id: name, issuer: issuer)
    }

    /// Takes a whole credential that this module composed.
    init(composed json: JSONValue, id: String, issuer: DID) throws(CredentialError) {
        let canonical = json.canonicalBytes()
        guard canonical.count <= Credential.byteCountMax - Self.proofByteCountMax else {
            throw .tooLong(byteCount: canonical.count + Self.proofByteCountMax)
        }
        self.id = id
        self.issuer = issuer
        self.json = json
        digest = .sha256(canonical)
        byteCount = canonical.count
    }

    private static func settingIssuer(
        of json: JSONValue, to did: DID
    ) throws(CredentialError) -> JSONValue {
        var json = json
        switch json["issuer"] {
        case .string(let text)?:
            json["issuer"] = .string(try resolved(text, did))
        case .some(.object(let members)):
            var issuer = JSONValue.object(members)
            guard case .string(let text)? = issuer["id"] else { break }
            issuer["id"] = .string(try resolved(text, did))
            json["issuer"] = issuer
        default: break
        }
        return json
    }

    private static func resolved(_ text: String, _ did: DID) throws(CredentialError) -> String {
        guard
            text.utf8.elementsEqual(issuerPlaceholder.utf8)
                || text.utf8.elementsEqual(did.description.utf8)
        else { throw .foreignIssuer(text) }
        return did.description
    }

    /// Puts the identifier after `@context`, where people look for it.
    private static func inserting(id: String, in json: JSONValue) -> JSONValue {
        guard case .object(var members) = json else { return json }
        let index = members.firstIndex { $0.isNamed("@context") }.map { $0 + 1 } ?? 0
        members.insert(JSONMember("id", .string(id)), at: index)
        return .object(members)
    }

    /// Adds the issuer's proof.
    ///
    /// - Parameters:
    ///   - key: the issuer's key.
    ///   - verificationMethod: the name of the key, which must be one of the issuer's.
    ///   - created: the present.
    /// - Throws: `keyOfOther`, `keyDoesNotFit` or `notSigned`.
    public func signed(
        by key: PrivateKey, verificationMethod: DIDURL, created: Instant,
        suite: Cryptosuite = .eddsaJCS2022
    ) throws(CredentialError) -> SignedCredential {
        guard verificationMethod.did == issuer else { throw .keyOfOther(verificationMethod) }
        return try SignedCredential(self, byteCount: byteCount).cosigned(
            by: key, verificationMethod: verificationMethod, created: created, suite: suite)
    }
}
