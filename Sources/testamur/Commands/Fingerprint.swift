import Signing
import TransparencyLog
import Trust

/// A short form of a digest for two people to compare by voice.
struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
    /// Eight groups of four hexadecimal digits: 128 bits.
    let description: String

    /// The fingerprint of a digest.
    init(_ digest: Digest) {
        let digits = Array(digest.description.utf8.prefix(32))
        description = stride(from: 0, to: digits.count, by: 4).map { start in
            String(decoding: digits[start..<start + 4], as: UTF8.self)
        }.joined(separator: " ")
    }

    /// The fingerprint of a key: of the SHA-256 of its bytes.
    init(_ key: VerifierKey) {
        self.init(.sha256(key.publicKeyBytes))
    }

    /// What to compare before an institution is listed: its first record, and the keys of its
    /// ledgers.
    static func rows(of institution: Trust.Institution) -> [String] {
        institution.ledgers.flatMap { ledger in
            [
                "ledger".padded(to: 14) + ledger.origin.description,
                "first record".padded(to: 14) + Fingerprint(ledger.genesis).description,
            ]
                + ledger.keys.map {
                    "ledger key".padded(to: 14) + Fingerprint($0.key).description
                }
        }
    }
}
