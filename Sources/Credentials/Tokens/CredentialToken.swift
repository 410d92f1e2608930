public import CanonicalJSON
import Signing

/// A credential or a presentation inside a compact JWS, as its issuer or holder signed it.
///
/// Read in two forms: the payload is the credential (VC-JOSE-COSE, Open Badges 3.0), or a
/// credential of version 1.1 stands under `vc`, where claims may take the place of its members.
/// What the token is worth is for ``ProofReport`` to say.
///
/// Spec: 02-sign §4.3.
public struct CredentialToken: Sendable {
    /// What is in it.
    public enum Kind: Hashable, Sendable {
        /// A credential.
        case credential
        /// A presentation.
        case presentation
    }

    /// The token.
    public let jws: CompactJWS
    /// What is in it.
    public let kind: Kind
    /// The credential or presentation, without the claims that only repeat it: what records commit
    /// to.
    public let content: JSON
    /// What the claims say.
    let claims: TokenClaims

    /// Reads the text of a token.
    ///
    /// - Throws: ``TokenError``.
    public init(parsing text: some Sequence<UInt8>) throws(TokenError) {
        try self.init(CompactJWS(parsing: text))
    }

    /// The kind of a status that the token has beside that of the credential: the claim `status`
    /// with the first name in it. What it tells is not read.
    public var otherStatusType: String? {
        guard let status = jws.payload["status"], status.kind == .object else { return nil }
        return status.members.first.map { "status.\($0.name)" } ?? "status"
    }

    /// Whether bytes begin as every token of this kind does, and no JSON.
    public static func isBegun(by bytes: some Sequence<UInt8>) -> Bool {
        bytes.starts(with: "eyJ".utf8)
    }

    init(_ jws: CompactJWS) throws(TokenError) {
        self.jws = jws
        let payload = jws.payload
        if payload["@context"] != nil {
            kind = payload.isPresentation ? .presentation : .credential
            var content = payload.value
            for name in TokenClaims.names where payload[name] != nil {
                content = content.removing(name: name)
            }
            self.content = try Self.document(content)
            var claims = Self.claims(payload, self.content, kind)
            for name in ["vc", "vp"] where payload[name] != nil { claims.refuse(name) }
            self.claims = claims
        } else if let inner = payload["vc"], inner.kind == .object, payload["vp"] == nil {
            kind = .credential
            content = try Self.document(Self.filled(inner, from: payload))
            var claims = Self.claims(payload, content, kind)
            if !inner.isVersion1 { claims.refuse("vc") }
            self.claims = claims
        } else if let inner = payload["vp"], inner.kind == .object, payload["vc"] == nil {
            kind = .presentation
            var content = inner.value
            if inner["holder"] == nil, let issuer = payload["iss"]?.string {
                content["holder"] = .string(issuer)
            }
            self.content = try Self.document(content)
            var claims = Self.claims(payload, self.content, kind)
            if !inner.isVersion1 { claims.refuse("vp") }
            self.claims = claims
        } else {
            throw .otherContent
        }
    }

    private static func claims(_ payload: JSON, _ content: JSON, _ kind: Kind) -> TokenClaims {
        kind == .credential
            ? TokenClaims(payload, of: content)
            : TokenClaims(payload, ofPresentation: content)
    }

    /// The value as a document of its own.
    private static func document(_ value: JSONValue) throws(TokenError) -> JSON {
        do {
            return try JSONDocument(
                parsing: value.canonicalBytes(),
                limits: JSONLimits(bytesMax: CompactJWS.byteCountMax, numbers: .reported)
            ).root
        } catch {
            throw .notJSON("\(error)")
        }
    }

    /// A credential of version 1.1 with those members that its token says in their place.
    private static func filled(_ credential: JSON, from payload: JSON) -> JSONValue {
        var filled = credential.value
        if credential["issuer"] == nil, let issuer = payload["iss"]?.string {
            filled["issuer"] = .string(issuer)
        }
        if credential["id"] == nil, let id = payload["jti"]?.string { filled["id"] = .string(id) }
        if credential["issuanceDate"] == nil, let time = time(payload["nbf"]) {
            filled["issuanceDate"] = .string(time)
        }
        if credential["expirationDate"] == nil, let time = time(payload["exp"]) {
            filled["expirationDate"] = .string(time)
        }
        if let subject = credential["credentialSubject"], subject.kind == .object,
            subject["id"] == nil, let id = payload["sub"]?.string
        {
            filled["credentialSubject"]?["id"] = .string(id)
        }
        return filled
    }

    private static func time(_ claim: JSON?) -> String? {
        claim?.numericDate?.description
    }
}

extension JSON {
    /// The time that a claim says, rounded down to the millisecond; `nil` outside the years 1970 to
    /// 9999, and for what is no number.
    ///
    /// Spec: RFC 7519, section 2 (NumericDate).
    var numericDate: Instant? {
        guard let seconds = double, 0..<253_402_300_800 ~= seconds else { return nil }
        return Instant(exactlyMilliseconds: Int64(seconds * 1_000))
    }

    /// Whether the types say that it is a presentation.
    var isPresentation: Bool {
        self["type"]?.asList.contains { $0.equals("VerifiablePresentation") } == true
    }

    /// Whether the first context is that of version 1.1.
    var isVersion1: Bool {
        self["@context"]?.asList.first?.equals(KnownContext.credentialsV1) == true
    }
}
