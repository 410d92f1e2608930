import CanonicalJSON
import Records
import Signing
import TransparencyLog
import Trust

/// Evidence as it stands in a receipt.
///
/// Spec: 07-verify §12.2.
extension Evidence {
    /// Whether it can say anything of a submission, judged by a list.
    func concerns(_ submission: Submission, by list: TrustList) -> Bool {
        guard let issuer = submission.claimedIssuer else { return false }
        let origins = (list.institution(issuer)?.ledgers ?? []).map(\.origin)
        switch content {
        case .statusList(let url, _): return submission.claimedStatusLists.contains(url)
        case .standing(let signed): return origins.contains(signed.standing.origin)
        case .receipt(let receipt): return origins.contains(receipt.origin)
        case .keys(let records), .confirmations(let records):
            return records.contains { origins.contains($0.record.statement.ledger) }
        case .didDocument(let did, _): return did == issuer
        case .noRecord(let origin), .unanswered(let origin), .forked(let origin):
            return origins.contains(origin)
        case .checkpoint(let signed): return origins.contains(signed.checkpoint.origin)
        case .seen(let seen): return origins.contains(seen.newest.checkpoint.origin)
        case .replayed(let ledger): return origins.contains(ledger.newest.checkpoint.origin)
        case .accreditations(let signed):
            return signed.statements.contains { $0.institution == issuer }
        }
    }

    /// The same without what the verifier remembers of states that no receipt of the submission
    /// names: those tell what else was verified, and when.
    func remembering(only submission: Submission) -> Evidence {
        guard case .seen(let seen) = content else { return self }
        let states = submission.claimedCheckpoints(of: seen.newest.checkpoint.origin)
        let sizes = Set(states.map(\.checkpoint.size))
        return Evidence(.seen(seen.remembering(only: sizes)), fetchedAt: fetchedAt)
    }

    /// The evidence as JSON; `nil` for a whole ledger, which is kept as a copy of it.
    var json: JSONValue? {
        var json: JSONValue
        switch content {
        case .statusList(let url, let bytes):
            json = ["url": .string(url), "content": .string(Base64URL.encode(bytes))]
        case .standing(let signed): json = ["standing": signed.json]
        case .receipt(let receipt): json = ["receipt": receipt.json]
        case .keys(let keys): json = ["keys": .array(keys.map(\.json))]
        case .confirmations(let records):
            json = ["confirmations": .array(records.map(\.json))]
        case .didDocument(let did, let bytes):
            json = [
                "did": .string(did.description), "content": .string(Base64URL.encode(bytes)),
            ]
        case .noRecord(let origin), .unanswered(let origin), .forked(let origin):
            json = ["origin": .string(origin.description)]
        case .checkpoint(let signed): json = ["checkpoint": JSONValue(text: signed.bytes)]
        case .seen(let seen): json = ["seen": JSONValue(text: seen.bytes)]
        case .replayed: return nil
        case .accreditations(let signed): json = ["accreditations": signed.json]
        }
        json["kind"] = (kind?.rawValue).map { .string($0) }
        json["fetched_at"] = .string(fetchedAt.description)
        return json
    }

    /// Reads a piece of evidence strictly.
    ///
    /// - Throws: ``VerificationReceiptError/malformed(_:)``.
    init(_ json: JSON) throws(VerificationReceiptError) {
        guard let kind = json["kind"]?.string.flatMap({ Kind(rawValue: $0) }),
            let fetchedAt = json["fetched_at"]?.string.flatMap({ Instant($0) }),
            json.count == 2 + kind.memberCount, let content = try? kind.content(json)
        else { throw .malformed(json.pointer) }
        self.init(content, fetchedAt: fetchedAt)
    }

    private enum Kind: String {
        case statusList = "status-list"
        case standing
        case receipt
        case keys
        case confirmations
        case didDocument = "did-document"
        case noRecord = "no-record"
        case unanswered
        case checkpoint
        case seen
        case accreditations
        case forked

        var memberCount: Int {
            switch self {
            case .statusList, .didDocument: 2
            case .standing, .receipt, .keys, .confirmations, .noRecord, .unanswered,
                .checkpoint, .seen, .accreditations, .forked:
                1
            }
        }

        /// What the members say; `nil`, or an error of whoever reads them, if it is not that.
        func content(_ json: JSON) throws -> Content? {
            switch self {
            case .statusList:
                guard let url = json["url"]?.string, let bytes = json["content"]?.base64URL else {
                    return nil
                }
                return .statusList(url: url, bytes: bytes)
            case .standing: return .standing(try SignedStanding(json.member("standing")))
            case .receipt: return .receipt(try Receipt(json.member("receipt")))
            case .keys:
                return .keys(try json.member("keys").elements.map { try KeyReceipt($0) })
            case .confirmations:
                let records = try json.member("confirmations").elements
                return .confirmations(try records.map { try KeyReceipt($0) })
            case .didDocument:
                guard let did = json["did"]?.string.flatMap({ DID($0) }),
                    let bytes = json["content"]?.base64URL
                else { return nil }
                return .didDocument(of: did, bytes: bytes)
            case .noRecord: return json.origin.map { .noRecord($0) }
            case .unanswered: return json.origin.map { .unanswered($0) }
            case .forked: return json.origin.map { .forked($0) }
            case .checkpoint:
                return .checkpoint(try SignedCheckpoint(parsing: json.member("checkpoint").note))
            case .seen:
                return SeenLedger(parsing: try json.member("seen").note).map { .seen($0) }
            case .accreditations:
                let bytes = try json.member("accreditations").canonicalBytes()
                return .accreditations(try SignedAccreditations(parsing: bytes))
            }
        }
    }

    private var kind: Kind? {
        switch content {
        case .statusList: .statusList
        case .standing: .standing
        case .receipt: .receipt
        case .keys: .keys
        case .confirmations: .confirmations
        case .didDocument: .didDocument
        case .noRecord: .noRecord
        case .unanswered: .unanswered
        case .checkpoint: .checkpoint
        case .seen: .seen
        case .replayed: nil
        case .accreditations: .accreditations
        case .forked: .forked
        }
    }
}

extension JSONValue {
    /// A note or another text that is kept as bytes.
    fileprivate init(text bytes: [UInt8]) {
        self = .string(String(decoding: bytes, as: UTF8.self))
    }
}

extension JSON {
    fileprivate var base64URL: [UInt8]? { utf8.flatMap { Base64URL.decode($0) } }

    fileprivate var note: [UInt8] { utf8.map(Array.init) ?? [] }

    fileprivate var origin: Origin? { self["origin"]?.string.flatMap { Origin($0) } }

    fileprivate func member(_ name: String) throws(VerificationReceiptError) -> JSON {
        guard let json = self[name] else { throw .malformed(pointer) }
        return json
    }
}
