public import CanonicalJSON
public import Signing

/// A credential that was checked against the data model: a view of its JSON.
///
/// Well-formed, and nothing more: whether its proofs are good, its issuer is who it says and its
/// status is clear is for others to judge.
///
/// Spec: 02-sign §2.
public struct Credential: Sendable {
    /// The most entries of status lists in one credential: each list is fetched and read.
    public static let statusCountMax = 16
    /// The longest credential that is read or issued, in bytes.
    public static let byteCountMax = 262_144

    /// The credential itself.
    public let json: JSON
    /// What could not be judged; always empty when checked for issuing.
    public let findings: [CredentialFinding]
    /// The SHA-256 of the canonical form without `proof`: what commitments are made to.
    public let digest: Digest
    /// The identifier of the credential.
    public let id: String?
    /// Its types as written, `VerifiableCredential` among them.
    public let types: [String]
    /// The URL of the issuer, often a DID; ASCII.
    public let issuer: String
    /// When it was awarded.
    public let awardedDate: DateTimeStamp?
    /// Whether it has several subjects, or members that may be more subjects or achievements to
    /// other readers: only the first one's achievement is read here.
    public let mayHoldSeveralAwards: Bool
    /// From when it is valid; of two such members the later.
    public let validFrom: DateTimeStamp?
    /// Until when it is valid; of two such members the earlier.
    public let validUntil: DateTimeStamp?
    /// Where its status can be read, for entries of Bitstring Status List.
    public let statuses: [StatusEntry]
    /// The types of its status entries of other kinds, which cannot be judged.
    public let otherStatusTypes: [String]

    /// Reads the bytes of a credential.
    ///
    /// - Throws: `CredentialError.refused` with everything found.
    public init(parsing bytes: [UInt8], as use: CredentialUse) throws(CredentialError) {
        let limits = JSONLimits(
            bytesMax: Self.byteCountMax, numbers: use == .issuing ? .refused : .reported)
        let document: JSONDocument
        do {
            document = try JSONDocument(parsing: bytes, limits: limits)
        } catch {
            throw .refused([CredentialFinding(.parsing, at: "", "Not strict JSON: \(error).")])
        }
        try self.init(validating: document, as: use)
    }

    /// Checks a document that is a credential.
    ///
    /// - Throws: `CredentialError.refused` with everything found.
    public init(validating document: JSONDocument, as use: CredentialUse) throws(CredentialError) {
        let numbers = document.numberFindings.map { finding in
            CredentialFinding(
                use == .issuing ? .malformedValue : .numberNotInterchangeable, at: "",
                "Other readers may take the number \(finding.literal) for another.")
        }
        try self.init(document.root, use, numbers)
    }

    /// Checks a value inside a document, such as the credential in a bundle.
    ///
    /// - Throws: `CredentialError.refused` with everything found.
    public init(validating json: JSON, as use: CredentialUse) throws(CredentialError) {
        try self.init(json, use, [])
    }

    private init(
        _ json: JSON, _ use: CredentialUse, _ numbers: [CredentialFinding]
    ) throws(CredentialError) {
        let canonical = json.canonicalBytes(omitting: ["proof"])
        guard canonical.count <= Self.byteCountMax else {
            throw .refused([
                CredentialFinding(
                    .range, at: "", "A credential has at most \(Self.byteCountMax) bytes.")
            ])
        }
        let check = CredentialCheck(of: json, canonical: canonical, use: use)
        let found = numbers + check.findings
        guard found.allSatisfy(\.problem.leavesOpen), let issuer = Self.issuer(of: json) else {
            throw .refused(found)
        }
        self.json = json
        findings = found
        digest = .sha256(canonical)
        id = json["id"]?.string
        types = json["type"]?.elements.compactMap(\.string) ?? []
        self.issuer = issuer
        awardedDate = Self.time(json["awardedDate"])
        validFrom = Self.times(["validFrom", "issuanceDate"], of: json)
            .max { $0.isBefore($1) }
        validUntil = Self.times(["validUntil", "expirationDate"], of: json)
            .min { $0.isBefore($1) }
        statuses = check.statuses
        let subjects = json["credentialSubject"]?.asList.count ?? 0
        mayHoldSeveralAwards =
            subjects > 1 || check.hasOtherNames
            || OtherNames.mayStand(in: json, under: check.contexts)
        let entries = json["credentialStatus"]?.asList ?? []
        otherStatusTypes = entries.compactMap { entry in
            StatusEntry.isEntry(entry) ? nil : entry["type"]?.asList.first?.string
        }
    }

    private static func issuer(of json: JSON) -> String? {
        json["issuer"]?.string ?? json["issuer"]?["id"]?.string
    }

    /// The times in members that say the same in two versions of the data model; in version 2,
    /// which does not know the second name, the first that is there.
    private static func times(_ names: [String], of json: JSON) -> [DateTimeStamp] {
        let found = names.compactMap { time(json[$0]) }
        return json.isVersion1 ? found : Array(found.prefix(1))
    }

    private static func time(_ json: JSON?) -> DateTimeStamp? {
        json?.string.flatMap { try? DateTimeStamp($0) }
    }
}

extension JSON {
    /// The elements of an array, or the value itself.
    var asList: [JSON] {
        kind == .array ? elements : [self]
    }
}
