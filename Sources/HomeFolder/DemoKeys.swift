public import Signing

/// The keys of the demonstration. Everybody has them; nothing that they sign is worth anything.
///
/// Spec: `keys/README.md`.
public enum DemoKeys {
    /// The universities of the demonstration, by the name of their keys.
    public static let institutions = ["krakow", "dodoma", "unlisted"]
    /// The keys of each, by the name in their ledger.
    public static let names = [
        "record-1", "assertion-1", "status-1", "ledger-1", "recovery-1", "recovery-2",
        "recovery-3",
    ]

    /// The key of an institution: its seed is a digest of its name.
    ///
    /// - Throws: ``SigningError`` if the library refuses the seed.
    public static func key(_ name: String, of institution: String) throws(SigningError)
        -> PrivateKey
    {
        let text = "testamur demonstration key, worthless: \(institution) \(name)"
        return try PrivateKey(ed25519Seed: Digest.sha256(Array(text.utf8)).bytes)
    }

    /// Whether everybody has the private half of this key.
    public static func contains(_ key: PublicKey) -> Bool {
        all.contains(key)
    }

    private static let all: Set<PublicKey> = {
        var keys: Set<PublicKey> = []
        for institution in institutions {
            for name in names {
                if let key = try? key(name, of: institution) { keys.insert(key.publicKey) }
            }
        }
        return keys
    }()
}
