public import Signing

/// What a key may be used for.
///
/// Spec: Controlled Identifiers 1.0, section 2.3.
public enum VerificationRelationship: String, Hashable, Sendable, CaseIterable {
    /// To state something, as a credential does.
    case assertionMethod
    /// To show who one is.
    case authentication
    /// To agree on a secret.
    case keyAgreement
    /// To act by a capability.
    case capabilityInvocation
    /// To hand a capability on.
    case capabilityDelegation
}

/// A public key with its name, its controller, its uses and its time.
///
/// Spec: 02-sign §5; Controlled Identifiers 1.0, section 2.2.
public struct VerificationMethod: Hashable, Sendable {
    /// The name of the key.
    public let id: DIDURL
    /// Who controls the key.
    public let controller: DID
    /// The key.
    public let material: Material
    /// What the key may be used for.
    public let relationships: Set<VerificationRelationship>
    /// From when it may be used; not written in a document, but known to ledgers and trust lists.
    public let validFrom: Instant?
    /// From when it is no longer used.
    public let expires: Instant?
    /// From when it must not be used any more.
    public let revoked: Instant?

    /// A key, or why there is none.
    public enum Material: Hashable, Sendable {
        /// A key that signatures can be verified with.
        case usable(PublicKey)
        /// A key of another kind, or one that is not accepted, in plain words.
        case unusable(String)
    }

    /// Makes a method.
    ///
    /// - Parameter controller: who controls the key; by default the DID in its name.
    public init(
        id: DIDURL, controller: DID? = nil, key: PublicKey,
        relationships: Set<VerificationRelationship>, validFrom: Instant? = nil,
        expires: Instant? = nil, revoked: Instant? = nil
    ) {
        self.init(
            id: id, controller: controller ?? id.did, material: .usable(key),
            relationships: relationships, validFrom: validFrom, expires: expires,
            revoked: revoked)
    }

    init(
        id: DIDURL, controller: DID, material: Material,
        relationships: Set<VerificationRelationship>, validFrom: Instant?, expires: Instant?,
        revoked: Instant?
    ) {
        self.id = id
        self.controller = controller
        self.material = material
        self.relationships = relationships
        self.validFrom = validFrom
        self.expires = expires
        self.revoked = revoked
    }

    /// The key, if it can be used.
    public var publicKey: PublicKey? {
        if case .usable(let key) = material { key } else { nil }
    }

    /// The same method with further uses.
    func adding(_ more: Set<VerificationRelationship>) -> VerificationMethod {
        VerificationMethod(
            id: id, controller: controller, material: material,
            relationships: relationships.union(more), validFrom: validFrom, expires: expires,
            revoked: revoked)
    }
}
