/// What a credential is being read for; it decides how strictly.
public enum CredentialUse: Hashable, Sendable {
    /// To be issued here: `id`, `credentialStatus` and `proof` are still to come, only the data
    /// model of version 2.0 serves, and whatever other readers may take differently is refused.
    case issuing
    /// To be verified: both versions of the data model serve, and what cannot be judged is told
    /// in the credential's findings rather than refused.
    case verifying
}
