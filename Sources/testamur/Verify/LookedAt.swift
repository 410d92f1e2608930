import Auditing
import HomeFolder
import Signing
import TransparencyLog
import Trust
import Verification

/// What looking at a ledger says for a verdict.
enum LookedAt {
    /// Looks at a ledger where the list says it is, remembers what is seen, and tells the person
    /// what is wrong with it.
    ///
    /// - Throws: what looking throws.
    static func evidence(
        of ledger: some PublishedLedger, pinnedAs pinned: Trust.PinnedLedger,
        asking states: [SignedCheckpoint], remembering seen: SeenFolder
    ) async throws -> [Evidence.Content] {
        let look: SeenFolder.Look
        do {
            look = try await seen.look(
                at: ledger, pinnedAs: pinned, asking: states, isLive: true, now: { Machine.now() })
        } catch let error where isNotWhatWasSigned(error) {
            say("\(pinned.origin) does not show what it signed: \(Failure(error).message)")
            return [.unanswered(pinned.origin)]
        }
        let found = evidence(look, of: pinned, remembering: seen)
        switch look {
        // The ledger's own address shows no ledger that goes on from what was seen of it.
        case .shrank, .otherKeys: return found + [.unanswered(pinned.origin)]
        case .seen, .shownElsewhere, .forked: return found
        }
    }

    /// Whether a ledger was read, and its files are not those that its checkpoint was signed for.
    private static func isNotWhatWasSigned(_ error: any Error) -> Bool {
        switch error {
        case TransparencyLogError.rootMismatch, TransparencyLogError.tileMalformed,
            TransparencyLogError.bundleMalformed:
            true
        default: false
        }
    }

    /// What a look says, and what is wrong with the ledger told.
    static func evidence(
        _ look: SeenFolder.Look, of pinned: Trust.PinnedLedger, remembering seen: SeenFolder
    ) -> [Evidence.Content] {
        switch look {
        case .shownElsewhere: return []
        case .seen(let memory, let cosigned):
            return [.seen(memory)] + (cosigned.map { [.checkpoint($0)] } ?? [])
        case .shrank(let size, let before):
            say(
                "\(pinned.origin) shows \(size) records, and \(before) were seen of it: an old "
                    + "copy, or records taken back. Watch it with: testamur monitor "
                    + pinned.url.description)
            return []
        case .forked(let proof):
            // So that it is not forgotten, whoever shows the ledger next.
            _ = try? seen.keep(proof)
            let file = try? ForkFile.write(proof)
            say(
                "\(pinned.origin) signed two histories. "
                    + (file.map { "The proof, for whoever relies on it: \($0)" }
                        ?? "The proof could not be written into this folder."))
            return [.forked(pinned.origin)]
        case .otherKeys(let aside):
            say(
                "What was seen before of \(pinned.origin) is signed by no key that your list names "
                    + "for it, and does not count: it is kept as \(aside). Compare its keys with "
                    + "the institution, over a channel that you know, and check again.")
            return []
        }
    }

    private static func say(_ text: String) {
        Console.messages.line(text.harmless)
    }
}
