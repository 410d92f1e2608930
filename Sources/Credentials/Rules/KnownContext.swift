import CanonicalJSON

/// A JSON-LD context whose terms are known here, so that a credential naming it can be judged.
///
/// The list is closed, and nothing is ever fetched: the signatures that are checked cover the JSON
/// itself, and the list says what its terms mean. Where a URL has been served with several
/// contents, each digest is listed.
///
/// Spec: 02-sign §2; Verifiable Credential Data Integrity 1.0, section 4.6.
struct KnownContext: Sendable {
    /// The URL by which it is named.
    let url: String
    /// The SHA-256 of the bytes as published, in hexadecimal.
    let digests: [String]
    /// Contexts of one family define the same terms differently, so only one may be named.
    let family: Family
    /// The terms it defines at its top level, `id` and `type` left out.
    let terms: [String]
    /// Whether a term that nothing defines still stands for a URL.
    let isVocabulary: Bool
    private let allTerms: Set<ArraySlice<UInt8>>

    enum Family: Hashable, Sendable {
        case base
        case dataIntegrity
        case openBadges
        case other
    }

    static let credentialsV2 = "https://www.w3.org/ns/credentials/v2"
    static let credentialsV1 = "https://www.w3.org/2018/credentials/v1"
    static let openBadges303 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

    /// Takes also the types that it defines only inside some members.
    init(
        _ url: String, _ digests: [String], _ family: Family = .other, terms: [String],
        scopedTypes: [String] = [], isVocabulary: Bool = false
    ) {
        self.url = url
        self.digests = digests
        self.family = family
        self.terms = terms
        self.isVocabulary = isVocabulary
        allTerms = Set((terms + scopedTypes).map { Array($0.utf8)[...] })
    }

    /// Whether it defines a term of that name.
    func defines(_ term: ArraySlice<UInt8>) -> Bool {
        allTerms.contains(term)
    }

    /// The URL or keyword for which a term stands by it, where others write that out as well.
    func definition(of term: ArraySlice<UInt8>) -> String? {
        guard family == .base else { return nil }
        if term.elementsEqual("id".utf8) { return "@id" }
        if term.elementsEqual("type".utf8) { return "@type" }
        guard url == Self.credentialsV2 else { return nil }
        return ["name", "description"].first { term.elementsEqual($0.utf8) }.map {
            "https://schema.org/\($0)"
        }
    }

    /// Whether a credential that names both gives one term two meanings.
    func conflicts(with other: KnownContext) -> Bool {
        switch (family, other.family) {
        case (.base, .base), (.dataIntegrity, .dataIntegrity): true
        case (.openBadges, .openBadges): digests != other.digests
        case (.base, .dataIntegrity), (.dataIntegrity, .base):
            [url, other.url].contains(Self.credentialsV2)
                && [url, other.url].contains(Self.dataIntegrityV1)
        default: false
        }
    }

    /// The context of the URL that a string is.
    static func named(_ url: JSON) -> KnownContext? {
        urls.firstIndex { url.equals($0) }.map { all[$0] }
    }

    private static let urls = all.map(\.url)

    static let dataIntegrityV1 = "https://w3id.org/security/data-integrity/v1"
}

extension KnownContext {
    static let all: [KnownContext] = base + security + openBadges + records

    private static let base = [
        KnownContext(
            credentialsV2,
            ["59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"], .base,
            terms: [
                "description", "digestMultibase", "digestSRI", "mediaType", "name",
                "VerifiableCredential", "EnvelopedVerifiableCredential", "VerifiablePresentation",
                "EnvelopedVerifiablePresentation", "JsonSchemaCredential", "JsonSchema",
                "BitstringStatusListCredential", "BitstringStatusList",
                "BitstringStatusListEntry", "DataIntegrityProof", "...", "_sd", "_sd_alg", "aud",
                "cnf", "exp", "iat", "iss", "jku", "kid", "nbf", "sub", "x5u",
            ]),
        KnownContext(
            credentialsV1,
            ["ab4ddd9a531758807a79a5b450510d61ae8d147eab966cc9a200c07095b0cdcc"], .base,
            terms: [
                "VerifiableCredential", "VerifiablePresentation", "EcdsaSecp256k1Signature2019",
                "EcdsaSecp256r1Signature2019", "Ed25519Signature2018", "RsaSignature2018", "proof",
            ],
            scopedTypes: ["JsonSchemaValidator2018", "ManualRefreshService2018"]),
        KnownContext(
            "https://www.w3.org/ns/credentials/examples/v2",
            ["57393fbc69d6efb9b9b5dc9cb6b9880b0944360abfe2eaf459c9e58cf2279d7c"],
            terms: [], isVocabulary: true),
        KnownContext(
            "https://www.w3.org/ns/credentials/undefined-terms/v2",
            ["82dab514ba44eb18f5d1b0f638c5e140c6a556fbfb5089601bdc0fa5eb8b2581"],
            terms: [], isVocabulary: true),
    ]

    private static let security = [
        KnownContext(
            dataIntegrityV1,
            ["b5d829bd09aa7c42abc6efa0c8ed7635313b5487f37ccfce3ecd149ca9418554"], .dataIntegrity,
            terms: ["proof", "DataIntegrityProof"]),
        KnownContext(
            "https://w3id.org/security/data-integrity/v2",
            ["67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4"], .dataIntegrity,
            terms: ["proof", "DataIntegrityProof"]),
        KnownContext(
            "https://w3id.org/security/multikey/v1",
            ["ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597"],
            terms: ["Multikey"]),
        KnownContext(
            "https://w3id.org/security/jwk/v1",
            ["0f14b62f6071aafe00df265770ea0c7508e118247d79b7d861a406d2aa00bece"],
            terms: ["JsonWebKey"]),
        KnownContext(
            "https://www.w3.org/ns/cid/v1",
            ["ea216ecc1cb02cd39b693dba2250141e270ba0bf95890be107dd9a9e8e43de85"],
            terms: didTerms + ["Multikey", "JsonWebKey"]),
        KnownContext(
            "https://www.w3.org/ns/did/v1",
            ["adefa50311393eb1bd788a38ac9fe2696c65367928f6996812cd54577394f4da"],
            terms: didTerms),
        KnownContext(
            "https://w3id.org/security/suites/ed25519-2020/v1",
            ["3db5c19efb0047a6edfd3b36e24346a8a3caad369d749e3c2d69e862696403e5"],
            terms: ["Ed25519VerificationKey2020", "Ed25519Signature2020"]),
        KnownContext(
            "https://w3id.org/security/suites/jws-2020/v1",
            ["d648e05ddc6577827ca2bfd5e931f53e9ebc6e52a57a8da81df4ec8c46ffcd1e"],
            terms: ["privateKeyJwk", "JsonWebKey2020", "JsonWebSignature2020"]),
        KnownContext(
            "https://w3id.org/vc/status-list/2021/v1",
            ["6dd06a52bedb771e059c1083ba8ba7848dce22f6b4a8cfa0b98ba3fc188870e4"],
            terms: ["StatusList2021Credential", "StatusList2021", "StatusList2021Entry"]),
    ]

    private static let didTerms = [
        "alsoKnownAs", "assertionMethod", "authentication", "capabilityDelegation",
        "capabilityInvocation", "controller", "keyAgreement", "service", "verificationMethod",
    ]

    private static let openBadges = [
        KnownContext(
            openBadges303, openBadges303Digests, .openBadges, terms: openBadges303Terms),
        KnownContext(
            "https://purl.imsglobal.org/spec/ob/v3p0/context.json", openBadges303Digests,
            .openBadges, terms: openBadges303Terms),
        KnownContext(
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
            ["00666ad080ba407687ed1846b7f5e7495f5019042b202a727de47c48a1755c53"], .openBadges,
            terms: openBadgesTerms),
        KnownContext(
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
            ["5f3d9dd6288ef437ff8286cf95ffbff609c748a66f24a1e9450c45ca64be1571"], .openBadges,
            terms: openBadgesTerms + ["awardedDate", "xsd"]),
        KnownContext(
            "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
            ["87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93"],
            terms: [
                "1EdTechJsonSchemaValidator2019", "1EdTechRevocationList",
                "1EdTechCredentialRefresh",
            ]),
    ]

    /// An older text under the same URL lacks `endorsementJwt` and `jti`; nothing else differs.
    private static let openBadges303Digests = [
        "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84"
    ]

    private static let openBadgesTerms = [
        "OpenBadgeCredential", "Achievement", "AchievementCredential", "AchievementSubject",
        "Address", "Alignment", "Criteria", "EndorsementCredential", "EndorsementSubject",
        "Evidence", "GeoCoordinates", "IdentifierEntry", "IdentityObject", "Image", "Profile",
        "Related", "Result", "ResultDescription", "RubricCriterionLevel", "alignment",
        "description", "endorsement", "image", "name", "narrative", "url",
    ]

    private static let openBadges303Terms =
        openBadgesTerms + ["endorsementJwt", "jti", "inLanguage", "awardedDate"]

    private static let records = [
        KnownContext(
            "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
            ["880f1902d4158f2f33ce06af41b90719977cd1ea337a9de2e41edb3ff5e543d6"],
            terms: ["ClrCredential", "ClrSubject", "Association"]),
        KnownContext(
            "https://purl.imsglobal.org/spec/clr/v2p0/context.json",
            ["e198d7b517d74c5036434ce495086f67b10244709e9a3df9dcb7f8b1579b6167"],
            terms: ["ClrCredential", "ClrSubject", "Association"]),
    ]
}
