import CanonicalJSON
import Fetching
import HomeFolder
import Records
import ServiceAPI
import Signing
import TransparencyLog
import Trust
import Verification

/// Fetches what a verdict says it needs. What cannot be fetched is told, and leaves the check
/// open.
struct EvidenceGatherer: Sendable {
    let fetcher: Fetcher
    let list: TrustList
    /// Where is remembered what was seen of ledgers; `nil` if nowhere.
    let seen: SeenFolder?
    /// The ledgers of whoever judges.
    let own: Set<Origin>

    /// What can be had of one need; nothing if that fails.
    func evidence(for need: Verdict.Need, of submission: Submission) async -> [Evidence] {
        do {
            return try await fetch(need, submission).map {
                Evidence($0, fetchedAt: Machine.now())
            }
        } catch {
            Console.messages.line("\(need.url): \(Failure(error).message)")
            return []
        }
    }

    /// What the institution says now of the records that a file has receipts of. It learns that
    /// somebody asks about a record, and nothing of the file.
    ///
    /// Where it does not say, that is evidence too: whoever asks for its word of now is not served
    /// with one of before.
    func standings(of submission: Submission) async -> [Evidence] {
        guard case .bundle(let bundle) = submission.content,
            let institution = submission.claimedIssuer.flatMap({ list.institution($0) })
        else { return [] }
        var found: [Evidence] = []
        for receipt in bundle.receipts where institution.ledger(receipt.origin) != nil {
            found += await standing(of: receipt, by: institution).map {
                Evidence($0, fetchedAt: Machine.now())
            }
        }
        return found
    }

    private func standing(
        of receipt: Receipt, by institution: Institution
    ) async -> [Evidence.Content] {
        let asked = Machine.now()
        let path = ServicePath.standing(
            ofRecord: receipt.target.record.value, leaf: receipt.target.leaf?.value)
        var found: [Evidence.Content] = []
        for host in institution.hosts {
            let url = host.appending(String(path.dropFirst()))
            do {
                let fetched = try await fetcher.get(url, accept: "application/json")
                let answer = try StandingAnswer(fetched.bytes)
                found += answer.contents
                if answer.says(of: receipt, since: asked) { return found }
                Console.messages.line("\(url): it does not say how the award stands now.")
            } catch {
                Console.messages.line("\(url): \(Failure(error).message)")
            }
        }
        return found + [.unanswered(receipt.origin)]
    }

    private func fetch(
        _ need: Verdict.Need, _ submission: Submission
    ) async throws -> [Evidence.Content] {
        switch need.kind {
        case .statusList:
            let fetched = try await fetcher.get(need.url)
            return [.statusList(url: need.url, bytes: fetched.bytes)]
        case .didDocument:
            guard let did = submission.claimedIssuer else { return [] }
            return [.didDocument(of: did, bytes: try await fetcher.get(need.url).bytes)]
        case .receipt:
            return try await receipt(need, submission)
        case .checkpoint:
            return try await look(need, submission)
        }
    }

    /// Looks at a ledger, and remembers what is seen.
    private func look(
        _ need: Verdict.Need, _ submission: Submission
    ) async throws -> [Evidence.Content] {
        let ledgers = submission.claimedIssuer.flatMap { list.institution($0) }?.ledgers ?? []
        let pinned = ledgers.first { $0.url.appending("checkpoint") == need.url }
        guard let pinned, let seen, !own.contains(pinned.origin) else { return [] }
        let ledger = FetchedLedger(at: pinned.url.description, with: fetcher)
        return try await LookedAt.evidence(
            of: ledger, pinnedAs: pinned, asking: submission.claimedCheckpoints(of: pinned.origin),
            remembering: seen)
    }

    private func receipt(
        _ need: Verdict.Need, _ submission: Submission
    ) async throws -> [Evidence.Content] {
        let presented = submission.presented
        let type = presented.kind == .token ? "application/vc+jwt" : "application/json"
        let fetched = try await fetcher.send(
            .post, need.url, headers: [FetchHeader("content-type", type)],
            body: presented.bytes, bytesMax: Bundle.bytesMax)
        switch fetched.status {
        case 200:
            return try Bundle(parsing: fetched.bytes).evidence
        case 404:
            let institution = submission.claimedIssuer.flatMap { list.institution($0) }
            let ledgers = institution?.ledgers ?? []
            return ledgers.map { .noRecord($0.origin) }
                + EvidenceGatherer.keys(besideNoReceipt: fetched.bytes)
        default:
            throw FetchError.status(fetched.status)
        }
    }
}

extension EvidenceGatherer {
    /// The keys that stand in the answer that there is no receipt, if they do.
    private static func keys(besideNoReceipt answer: [UInt8]) -> [Evidence.Content] {
        guard let elements = try? JSONDocument(parsing: answer).root["keys"]?.elements,
            let keys = try? elements.map({ try KeyReceipt($0) }), !keys.isEmpty
        else { return [] }
        return [.keys(keys)]
    }
}

/// What an institution answers when it is asked how a record stands.
///
/// Spec: 09-surfaces §3.2.
private struct StandingAnswer {
    /// Its word; `nil` where it has none, as of a record that a compromise made void.
    private let standing: SignedStanding?
    private let keys: [KeyReceipt]
    private let confirmations: [KeyReceipt]

    /// Reads an answer.
    ///
    /// - Throws: whatever reading its parts throws.
    init(_ bytes: [UInt8]) throws {
        let json = try JSONDocument(parsing: bytes).root
        standing = try json["standing"].map { try SignedStanding($0) }
        keys = try (json["keys"]?.elements ?? []).map { try KeyReceipt($0) }
        confirmations = try (json["confirmations"]?.elements ?? []).map { try KeyReceipt($0) }
    }

    /// All that it says, for the verifier to judge.
    var contents: [Evidence.Content] {
        var contents: [Evidence.Content] = []
        if let standing { contents.append(.standing(standing)) }
        if !keys.isEmpty { contents.append(.keys(keys)) }
        if !confirmations.isEmpty { contents.append(.confirmations(confirmations)) }
        return contents
    }

    /// Whether it is a word about the record of a receipt, and of now.
    func says(of receipt: Receipt, since asked: Instant) -> Bool {
        guard let standing = standing?.standing else { return false }
        return standing.origin == receipt.origin && standing.target == receipt.target
            && asked - standing.asOf <= Policy.standard.clockSkew
    }
}
