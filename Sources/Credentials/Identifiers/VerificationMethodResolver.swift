public import Signing

/// Whoever knows the documents of the controllers that are listened to.
///
/// Resolving asks no network: documents are fetched, if at all, before verifying begins.
public protocol VerificationMethodResolver: Sendable {
    /// The document of a controller; nil if it cannot be had now.
    ///
    /// - Throws: `documentMalformed`, if it was had and is no document.
    func document(of controller: DID) throws(VerificationMethodError) -> DIDDocument?
}

extension VerificationMethodResolver {
    /// The key of that name, if it may be used for a purpose at an instant.
    ///
    /// Every step is taken: the name's form, the document's own identifier, the method's name and
    /// controller, the relationship, the key itself, and its time.
    ///
    /// - Throws: the first step that fails.
    ///
    /// Spec: 02-sign §5; Controlled Identifiers 1.0, section 3.3.
    public func method(
        named name: String, for relationship: VerificationRelationship, at instant: Instant
    ) throws(VerificationMethodError) -> VerificationMethod {
        guard let url = DIDURL(name) else { throw .notURL(name) }
        guard let document = try document(of: url.did) else {
            throw .documentUnavailable(url.did)
        }
        guard document.id == url.did else {
            throw .documentOfOther(wanted: url.did, found: document.id)
        }
        guard let method = document.method(named: url) else {
            let other = document.methods.first { $0.id.fragment == url.fragment }
            if let other { throw .otherID(wanted: url, found: other.id) }
            throw .notFound(url)
        }
        guard method.controller == url.did else {
            throw .otherController(url, controller: method.controller)
        }
        guard method.relationships.contains(relationship) else {
            throw .relationship(url, relationship)
        }
        if case .unusable(let reason) = method.material { throw .keyUnusable(url, reason) }
        if let validFrom = method.validFrom, instant < validFrom {
            throw .notYetValid(url, from: validFrom)
        }
        if let revoked = method.revoked, instant >= revoked { throw .revoked(url, at: revoked) }
        if let expires = method.expires, instant >= expires { throw .expired(url, at: expires) }
        return method
    }
}

/// Documents known beforehand, for example those of a trust list.
public struct KnownDocuments: VerificationMethodResolver {
    private let documents: [DID: DIDDocument]
    private let keyDIDs: KeyDIDs

    /// What becomes of a `did:key` or `did:jwk`, whose document is the DID itself.
    public enum KeyDIDs: Hashable, Sendable {
        /// Any of them resolves: the signature is checked, and says nothing about whose it is.
        case resolved
        /// Only those among the documents resolve.
        case refused
    }

    /// Makes a resolver; of several documents with the same identifier the last serves.
    public init(_ documents: [DIDDocument], keyDIDs: KeyDIDs = .refused) {
        self.documents = Dictionary(documents.map { ($0.id, $0) }) { $1 }
        self.keyDIDs = keyDIDs
    }

    /// The document of a controller; nil if it is not known.
    public func document(
        of controller: DID
    ) throws(VerificationMethodError) -> DIDDocument? {
        if let document = documents[controller] { return document }
        guard keyDIDs == .resolved else { return nil }
        do {
            switch controller.method {
            case "key": return try DIDDocument(ofKey: controller)
            case "jwk": return try DIDDocument(ofJWK: controller)
            default: return nil
            }
        } catch {
            throw .documentMalformed("\(error)")
        }
    }
}
