import CanonicalJSON
import Signing

/// What a token says beside the credential or presentation in it, compared with what that says.
///
/// `nbf` and `exp` are times of the signature. Version 1.1 and Open Badges put the credential's own
/// into them, so that there they must agree.
///
/// Spec: 02-sign §4.3; RFC 7519, section 4.1; Open Badges 3.0, section 8.2.4.
struct TokenClaims {
    /// The claims that say what the credential says too.
    static let names = ["iss", "sub", "jti", "nbf", "exp"]

    /// What is wrong with them, or with the way in which they are combined.
    private(set) var fault: ProofFailure?
    /// From when the token counts, unless the credential says the same.
    private(set) var notBefore: Instant?
    /// Until when the token counts, unless the credential says the same.
    private(set) var expires: Instant?

    /// Compares the claims of a payload with a credential.
    init(_ payload: JSON, of credential: JSON) {
        let subjects = credential["credentialSubject"]?.asList ?? []
        compare("iss", payload, credential["issuer"].flatMap { $0["id"] ?? $0 })
        compare("sub", payload, subjects.count == 1 ? subjects[0]["id"] : nil)
        compare("jti", payload, credential["id"])
        let isBound = credential.isVersion1 || credential.isOpenBadge
        notBefore = time(
            "nbf", payload, credential["validFrom"] ?? credential["issuanceDate"], isBound)
        expires = time(
            "exp", payload, credential["validUntil"] ?? credential["expirationDate"], isBound)
    }

    /// Compares the claims of a payload with a presentation.
    init(_ payload: JSON, ofPresentation presentation: JSON) {
        compare("iss", payload, presentation["holder"].flatMap { $0["id"] ?? $0 })
        compare("jti", payload, presentation["id"])
        notBefore = time("nbf", payload, nil, false)
        expires = time("exp", payload, nil, false)
    }

    /// Notes that a claim, or what stands in its place, must not be there.
    mutating func refuse(_ name: String) {
        fault = fault ?? .claim(name)
    }

    private mutating func compare(_ name: String, _ payload: JSON, _ member: JSON?) {
        guard let claim = payload[name] else { return }
        guard let said = claim.utf8 else { return refuse(name) }
        if let member, member.utf8 != said { refuse(name) }
    }

    /// The time of a claim, which is that of the signature; `nil` where the credential says the
    /// same second.
    ///
    /// - Parameter isBound: whether the claim must be what the credential says, if it does.
    private mutating func time(
        _ name: String, _ payload: JSON, _ member: JSON?, _ isBound: Bool
    ) -> Instant? {
        guard let claim = payload[name] else { return nil }
        guard let seconds = claim.double, Self.secondsRange ~= seconds else {
            refuse(name)
            return nil
        }
        let stamp = member?.string.flatMap { try? DateTimeStamp($0) }
        if let stamp, abs(stamp.secondsSince1970 - seconds) < 1 { return nil }
        if member != nil, isBound {
            refuse(name)
            return nil
        }
        return Instant(exactlyMilliseconds: Int64(seconds * 1_000)) ?? .earliest
    }

    /// The years 1 to 9999.
    private static let secondsRange = -62_135_596_800.0...253_402_300_799.0
}

extension JSON {
    /// Whether the types say that it is an Open Badge or an endorsement of one.
    fileprivate var isOpenBadge: Bool {
        let names = ["OpenBadgeCredential", "AchievementCredential", "EndorsementCredential"]
        return self["type"]?.asList.contains { type in names.contains { type.equals($0) } } == true
    }
}
