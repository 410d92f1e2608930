public import CanonicalJSON

/// A presentation: credentials that a holder shows, and what secures that it was this holder.
///
/// Read, and checked against the data model; the credentials in it are not looked at here.
///
/// Spec: 02-sign §4.4; Verifiable Credentials Data Model 2.0, section 4.13.
public struct Presentation: Sendable {
    /// The most credentials of one presentation.
    static let credentialCountMax = 64

    /// The presentation itself.
    public let json: JSON
    /// The token around it, if it came as one.
    public let token: CredentialToken?
    /// What is wrong with it, and what could not be judged.
    public let findings: [CredentialFinding]
    /// Who shows it, if it says so.
    public let holder: String?
    /// The credentials in it, in the order written.
    public let credentials: [Shown]

    /// One credential of a presentation.
    public struct Shown: Sendable {
        /// Where it stands: a JSON pointer from the presentation's root.
        public let pointer: String
        /// The credential, or what stands in its place.
        public let credential: SecuredCredential
    }

    /// Whether a value says that it is a presentation, or one in an envelope.
    public static func isOne(_ json: JSON) -> Bool {
        json.isPresentation
            || json["type"]?.asList.contains { $0.equals("EnvelopedVerifiablePresentation") }
                == true
    }

    /// Reads a presentation, or an envelope around one.
    ///
    /// - Throws: ``TokenError`` for an envelope that cannot be opened.
    public init(_ json: JSON) throws(TokenError) {
        if let text = try Envelope.text(in: json, holding: .presentation) {
            try self.init(CredentialToken(parsing: text))
        } else {
            self.init(json, token: nil)
        }
    }

    /// Takes a token that holds a presentation.
    ///
    /// - Throws: ``TokenError/otherContent`` if it holds something else.
    public init(_ token: CredentialToken) throws(TokenError) {
        guard token.kind == .presentation else { throw .otherContent }
        self.init(token.content, token: token)
    }

    private init(_ json: JSON, token: CredentialToken?) {
        self.json = json
        self.token = token
        findings = CredentialCheck(ofPresentation: json).findings
        holder = json["holder"].flatMap { $0["id"] ?? $0 }?.string
        let shown = json["verifiableCredential"]
        let isArray = shown?.kind == .array
        let elements = shown?.asList.prefix(Self.credentialCountMax) ?? []
        credentials = elements.enumerated().map { index, element in
            Shown(
                pointer: "/verifiableCredential" + (isArray ? "/\(index)" : ""),
                credential: SecuredCredential(element))
        }
    }

    /// Whether it is well-formed.
    public var isWellFormed: Bool { findings.allSatisfy(\.problem.leavesOpen) }

    /// What became of its proofs.
    public func proofs(
        expecting expectation: ProofExpectation, resolver: some VerificationMethodResolver
    ) -> ProofReport {
        if let token {
            return ProofReport(judging: token, expecting: expectation, resolver: resolver)
        }
        return ProofReport(judging: json, expecting: expectation, resolver: resolver)
    }
}
