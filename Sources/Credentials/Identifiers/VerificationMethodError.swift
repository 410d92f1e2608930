public import Signing

/// Why a proof's key could not be had, or may not be used for it.
///
/// Spec: 02-sign §5; Controlled Identifiers 1.0, section 3.3.
public enum VerificationMethodError: Error, Hashable, Sendable {
    /// The name of the key is no DID with a fragment.
    case notURL(String)
    /// The controller's document cannot be had now; no judgement about the key.
    case documentUnavailable(DID)
    /// The controller's document is malformed, in plain words.
    case documentMalformed(String)
    /// The document is that of another.
    case documentOfOther(wanted: DID, found: DID)
    /// The document has no key of that name.
    case notFound(DIDURL)
    /// The key with that fragment has another name.
    case otherID(wanted: DIDURL, found: DIDURL)
    /// The key in the document is controlled by another.
    case otherController(DIDURL, controller: DID)
    /// The key is of a kind that is not used here, or not accepted, in plain words.
    case keyUnusable(DIDURL, String)
    /// The key may not be used for this purpose.
    case relationship(DIDURL, VerificationRelationship)
    /// The key was not in use yet.
    case notYetValid(DIDURL, from: Instant)
    /// The key had expired.
    case expired(DIDURL, at: Instant)
    /// The key had been revoked.
    case revoked(DIDURL, at: Instant)

    /// The stable code.
    public var code: String {
        switch self {
        case .notURL: "method.not-url"
        case .documentUnavailable: "method.document-unavailable"
        case .documentMalformed: "method.document-malformed"
        case .documentOfOther: "method.document-of-other"
        case .notFound: "method.not-found"
        case .otherID: "method.other-id"
        case .otherController: "method.other-controller"
        case .keyUnusable: "method.key-unusable"
        case .relationship: "method.relationship"
        case .notYetValid: "method.not-yet-valid"
        case .expired: "method.expired"
        case .revoked: "method.revoked"
        }
    }

    /// The problem type for a problem document (RFC 9457): the W3C's where it has one.
    public var type: String {
        let base = "https://w3id.org/security#"
        return switch self {
        case .notURL: base + "INVALID_VERIFICATION_METHOD_URL"
        case .documentUnavailable: "urn:testamur:error:" + code
        case .documentMalformed: base + "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT"
        case .documentOfOther: base + "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT_ID"
        case .relationship: base + "INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD"
        case .notFound, .otherID, .otherController, .keyUnusable, .notYetValid, .expired,
            .revoked:
            base + "INVALID_VERIFICATION_METHOD"
        }
    }
}

extension VerificationMethodError: CustomStringConvertible {
    /// The error in plain words.
    public var description: String {
        switch self {
        case .notURL(let text): "\(text) is no DID with the name of a key."
        case .documentUnavailable(let did): "The keys of \(did) cannot be had now."
        case .documentMalformed(let reason): "The key document is malformed: \(reason)"
        case .documentOfOther(let wanted, let found):
            "The document for \(wanted) is that of \(found)."
        case .notFound(let url): "There is no key \(url)."
        case .otherID(let wanted, let found): "The key for \(wanted) is called \(found)."
        case .otherController(let url, let controller):
            "The key \(url) is controlled by \(controller)."
        case .keyUnusable(let url, let reason): "The key \(url) cannot be used: \(reason)"
        case .relationship(let url, let relationship):
            "The key \(url) may not be used for \(relationship.rawValue)."
        case .notYetValid(let url, let instant): "The key \(url) was used before \(instant)."
        case .expired(let url, let instant): "The key \(url) was used after it expired, \(instant)."
        case .revoked(let url, let instant):
            "The key \(url) was used after it was revoked, \(instant)."
        }
    }
}
