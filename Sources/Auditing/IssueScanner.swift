import CanonicalJSON
import Records
import Signing

/// Recognises the bytes of ordinary `issue` records without building anything of them.
///
/// Nearly all records of a ledger are alike: one signature by a key in use, commitments, and
/// nothing that changes any state. Canonical JSON leaves no choice in how to write them, so that
/// matching the bytes piece by piece checks strict JSON, canonical form and closed schema at
/// once. Whatever does not match is no fault: it is read again by `Record(parsing:)`, which
/// decides. What matches must be accepted there, with the same content; a test compares the two.
struct IssueScanner: Sendable {
    /// What an audit needs of a recognised record.
    struct Issue {
        /// The sequencer's clock, in milliseconds since 1970.
        var at: Int64 = 0
        /// The statement's nonce.
        var nonce: UInt128 = 0
        /// The key that is said to have signed, by its ordinal.
        var signer = 0
        /// Where the signature's 86 characters begin.
        var signature = 0
        /// Where the statement begins; it ends one byte before the record.
        var statement = 0
        /// The record that sealed the list on which the award stands, if it names one.
        var list: UInt64?
    }

    /// A key that records may name as their signer.
    struct Signer: Sendable {
        /// The key's place in the ledger's history of keys.
        let ordinal: Int
        /// All bytes from the end of `previous` to the beginning of the signature.
        let piece: [UInt8]

        /// Prepares the bytes that name a key.
        init(ordinal: Int, algorithm: SignatureAlgorithm, name: DIDURL) {
            self.ordinal = ordinal
            let key = JSONValue.string(name.description).canonicalBytes()
            piece =
                Array("\",\"signatures\":[{\"alg\":\"\(algorithm.rawValue)\",\"key\":".utf8) + key
                + Array(",\"value\":\"".utf8)
        }
    }

    private let signers: [Signer]
    private let tail: [UInt8]
    private let pieces = Pieces()

    /// Makes a scanner for one ledger and the keys that sign in it.
    init(issuer: String, ledger: String, signers: [Signer]) {
        self.signers = signers
        tail =
            Array("},\"issuer\":".utf8) + JSONValue.string(issuer).canonicalBytes()
            + Array(",\"kind\":\"issue\",\"ledger\":".utf8)
            + JSONValue.string(ledger).canonicalBytes() + Array(",\"nonce\":\"".utf8)
    }

    /// The record's content, if the bytes are an ordinary `issue` record at `index` that follows
    /// the record whose leaf hash stands in `digests` from `previous` on.
    func scan(
        _ entry: Span<UInt8>, index: UInt64, digests: Span<UInt8>, previous: Int,
        day: inout ScannedDay
    ) -> Issue? {
        var issue = Issue()
        var at = 0
        guard entry.take(pieces.at.span, &at), let instant = day.instant(entry, &at),
            entry.take(pieces.index.span, &at), entry.number(&at) == index,
            entry.take(pieces.previous.span, &at),
            Base64URLText.isDigest(entry, at: at, of: digests, from: previous)
        else { return nil }
        at &+= Base64URLText.digestCount
        guard let signer = signer(entry, &at),
            Base64URLText.stands(entry, at: at, count: Base64URLText.signatureCount)
        else { return nil }
        issue.at = instant
        issue.signer = signer
        issue.signature = at
        at &+= Base64URLText.signatureCount
        guard entry.take(pieces.statement.span, &at) else { return nil }
        // The statement's brace and its first member are the last bytes of that piece.
        issue.statement = at &- pieces.bodyStart
        guard body(entry, &at, &issue), entry.take(tail.span, &at),
            let nonce = Base64URLText.nonce(entry, at: at)
        else { return nil }
        issue.nonce = nonce
        at &+= Base64URLText.nonceCount
        guard entry.take(pieces.end.span, &at), at == entry.count else { return nil }
        return issue
    }

    private func signer(_ entry: Span<UInt8>, _ at: inout Int) -> Int? {
        for signer in signers {
            let piece = signer.piece  // A span needs an owner of its own scope.
            if entry.take(piece.span, &at) { return signer.ordinal }
        }
        return nil
    }

    private func body(_ entry: Span<UInt8>, _ at: inout Int, _ issue: inout Issue) -> Bool {
        _ = entry.take(pieces.backfill.span, &at)
        guard entry.take(pieces.commitments.span, &at) else { return false }
        var hasJCS = false
        var hasJWT = false
        repeat {
            if !hasJCS, entry.take(pieces.jcs.span, &at) {
                hasJCS = true
            } else if !hasJWT, entry.take(pieces.sdJWT.span, &at) {
                hasJWT = true
            } else {
                return false
            }
            guard digest(entry, &at), entry.take(pieces.commitmentEnd.span, &at) else {
                return false
            }
        } while entry.take(pieces.comma.span, &at)
        guard entry.take(pieces.listEnd.span, &at) else { return false }
        if entry.take(pieces.list.span, &at) {
            guard let list = entry.number(&at) else { return false }
            issue.list = list
        }
        guard entry.take(pieces.template.span, &at) else { return true }
        return digest(entry, &at) && entry.take(pieces.quote.span, &at)
    }

    private func digest(_ entry: Span<UInt8>, _ at: inout Int) -> Bool {
        guard Base64URLText.stands(entry, at: at, count: Base64URLText.digestCount) else {
            return false
        }
        at &+= Base64URLText.digestCount
        return true
    }

    /// The bytes between the values.
    private struct Pieces: Sendable {
        let at = Array("{\"at\":\"".utf8)
        let index = Array("\",\"index\":".utf8)
        let previous = Array(",\"previous\":\"".utf8)
        let statement = Array("\"}],\"statement\":{\"body\":{".utf8)
        let bodyStart = 9
        let backfill = Array("\"backfill\":true,".utf8)
        let commitments = Array("\"commitments\":[".utf8)
        let jcs = Array("{\"form\":\"jcs\",\"value\":\"".utf8)
        let sdJWT = Array("{\"form\":\"sd-jwt\",\"value\":\"".utf8)
        let commitmentEnd = Array("\"}".utf8)
        let comma = Array(",".utf8)
        let listEnd = Array("]".utf8)
        let list = Array(",\"list\":".utf8)
        let template = Array(",\"template\":\"".utf8)
        let quote = Array("\"".utf8)
        let end = Array("\",\"version\":1}}".utf8)
    }
}
