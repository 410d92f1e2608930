import CanonicalJSON
import Signing

/// What a token says beside the credential or presentation in it, compared with what that says.
///
/// Spec: 02-sign §4.3; RFC 7519, section 4.1; Open Badges 3.0, section 8.2.4.
struct TokenClaims {
    /// The claims that say what the credential says too.
    static let names = ["iss", "sub", "jti", "nbf", "exp"]

    /// What is wrong with them, or with the way in which they are combined.
    private(set) var fault: ProofFailure?
    /// From when the token counts, where the credential does not say.
    private(set) var notBefore: Instant?
    /// Until when the token counts, where the credential does not say.
    private(set) var expires: Instant?

    /// Compares the claims of a payload with a credential.
    init(_ payload: JSON, of credential: JSON) {
        let subjects = credential["credentialSubject"]?.asList ?? []
        compare("iss", payload, credential["issuer"].flatMap { $0["id"] ?? $0 })
        compare("sub", payload, subjects.count == 1 ? subjects[0]["id"] : nil)
        compare("jti", payload, credential["id"])
        notBefore = time(
            "nbf", payload, credential["validFrom"] ?? credential["issuanceDate"])
        expires = time("exp", payload, credential["validUntil"] ?? credential["expirationDate"])
    }

    /// Compares the claims of a payload with a presentation.
    init(_ payload: JSON, ofPresentation presentation: JSON) {
        compare("iss", payload, presentation["holder"].flatMap { $0["id"] ?? $0 })
        compare("jti", payload, presentation["id"])
        notBefore = time("nbf", payload, nil)
        expires = time("exp", payload, nil)
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

    /// The time of a claim that the credential does not repeat; one that it does must be the same
    /// second.
    private mutating func time(_ name: String, _ payload: JSON, _ member: JSON?) -> Instant? {
        guard let claim = payload[name] else { return nil }
        guard let seconds = claim.double, Self.secondsRange ~= seconds else {
            refuse(name)
            return nil
        }
        guard let member else {
            return Instant(exactlyMilliseconds: Int64(seconds * 1_000)) ?? .earliest
        }
        let stamp = member.string.flatMap { try? DateTimeStamp($0) }
        if let stamp, abs(stamp.secondsSince1970 - seconds) < 1 { return nil }
        refuse(name)
        return nil
    }

    /// The years 1 to 9999.
    private static let secondsRange = -62_135_596_800.0...253_402_300_799.0
}
