import Credentials
import Signing
import TransparencyLog
import Trust

/// A short form of a digest for two people to compare by voice.
struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
    /// Eight words of five letters to read aloud, 16 bits each: 128 bits.
    ///
    /// The words are proquints: consonant, vowel, consonant, vowel, consonant, of 4, 2, 4, 2 and 4
    /// bits, so that every language can say them and no list of words is needed.
    let description: String
    /// The same in hexadecimal.
    let digits: String

    private static let consonants = Array("bdfghjklmnprstvz")
    private static let vowels = Array("aiou")
    private static let byteCount = 16

    /// The fingerprint of a digest.
    init(_ digest: Digest) {
        let bytes = Array(digest.bytes.prefix(Fingerprint.byteCount))
        digits = Hex.encode(bytes)
        description = stride(from: 0, to: bytes.count, by: 2).map { start in
            Fingerprint.word(UInt16(bytes[start]) << 8 | UInt16(bytes[start + 1]))
        }.joined(separator: " ")
    }

    /// Sixteen bits as a word.
    static func word(_ bits: UInt16) -> String {
        func part(_ shift: Int, _ letters: [Character]) -> Character {
            letters[Int(bits >> UInt16(shift)) & (letters.count - 1)]
        }
        return String([
            part(12, consonants), part(10, vowels), part(6, consonants), part(4, vowels),
            part(0, consonants),
        ])
    }

    /// Whether a person typed this fingerprint: its words, or its digits.
    func isWritten(as text: String) -> Bool {
        let typed = text.lowercased().filter { $0.isLetter || $0.isNumber }
        return typed == digits || typed == description.filter { $0 != " " }
    }

    /// Whether these are the fingerprints of an institution's ledger keys: one of each ledger, and
    /// no others; of one that is listed, each that is new.
    static func match(
        _ typed: [String], _ institution: Trust.Institution, beyond known: Trust.Institution?
    ) -> Bool {
        let ledgers = keys(of: institution)
        let listed = known.map(keysTogether) ?? []
        // A key that was believed before says nothing of one that is shown beside it.
        let new = listed.isEmpty ? [] : ledgers.joined().filter { !listed.contains($0) }
        return !typed.isEmpty
            && (new.isEmpty ? ledgers : new.map { [$0] }).allSatisfy { keys in
                keys.contains { key in typed.contains { key.isWritten(as: $0) } }
            }
            && typed.allSatisfy { text in
                ledgers.joined().contains { $0.isWritten(as: text) }
            }
    }

    /// Those of each ledger, and of each key of one without a ledger.
    private static func keys(of institution: Trust.Institution) -> [[Fingerprint]] {
        institution.ledgers.map { $0.keys.map { Fingerprint($0.key) } }
            + institution.assertionKeys.map { [Fingerprint($0)] }
    }

    private static func keysTogether(of institution: Trust.Institution) -> Set<Fingerprint> {
        Set(keys(of: institution).joined())
    }

    /// The fingerprint of a key: of the SHA-256 of its bytes.
    init(_ key: VerifierKey) {
        self.init(.sha256(key.publicKeyBytes))
    }

    /// The fingerprint of a key of an institution without a ledger: of the SHA-256 of its bytes.
    init(_ key: PublicKey) {
        self.init(.sha256(key.bytes))
    }

    /// What to compare before an institution is listed: its first record, and the keys of its
    /// ledgers, or its own; of one that is listed, which of the keys are new.
    static func rows(
        of institution: Trust.Institution, beyond known: Trust.Institution? = nil
    ) -> [String] {
        let listed = known.map(keysTogether)
        func words(_ key: Fingerprint) -> String {
            key.description + (listed?.contains(key) == false ? " (new)" : "")
        }
        return institution.assertionKeys.map { key in
            let end = institution.keys.first { $0.key == key }?.endWords ?? ""
            return "key".padded(to: 14) + words(Fingerprint(key)) + end
        }
            + institution.ledgers.flatMap { ledger in
                [
                    "ledger".padded(to: 14) + ledger.origin.description,
                    "first record".padded(to: 14) + Fingerprint(ledger.genesis).description,
                ]
                    + ledger.keys.map {
                        "ledger key".padded(to: 14) + words(Fingerprint($0.key))
                    }
            }
    }
}

extension Trust.Institution {
    /// The keys of an institution without a ledger, as far as the list names them.
    fileprivate var assertionKeys: [PublicKey] {
        guard ledgers.isEmpty else { return [] }
        return keys.isEmpty ? [try? did.publicKey()].compactMap(\.self) : keys.map(\.key)
    }
}
