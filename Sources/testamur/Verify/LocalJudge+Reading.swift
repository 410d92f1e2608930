import Auditing
import Fetching
import HomeFolder
import Signing
import TransparencyLog
import Trust
import Verification

/// Judging by what is about many awards alike, so that nobody learns which one is meant.
///
/// Spec: 07-verify §12.5.
extension LocalJudge {
    /// Judges by whole documents, and unless these settle it, by the whole ledger.
    ///
    /// - Throws: ``Failure`` if a ledger cannot be read: what it says today is not known then.
    func reading(
        _ submission: Submission, _ remembered: [Evidence], and mirrors: [String]
    ) async throws -> Verdict {
        var evidence = remembered
        evidence += try await reaching { gatherer in
            await documents(for: submission, evidence, through: gatherer)
        }
        let verdict = verified(submission, with: evidence)
        switch verdict.code {
        case .altered, .issuerNotRecognised, .testOnly, .withdrawn: return verdict
        default: break
        }
        for ledger in verdict.institution?.ledgers ?? [] {
            do {
                evidence += try await read(ledger, and: mirrors, for: submission)
            } catch {
                let failure = Failure(error)
                throw Failure(
                    failure.code, failure.status == .integrity ? .integrity : .incomplete,
                    "How the award stands today is not known: \(ledger.origin) could not be read. "
                        + failure.message,
                    next: failure.next ?? "Try again later.")
            }
        }
        // The ledger may have shown the keys with which status lists can be judged.
        evidence += try await reaching { gatherer in
            await documents(for: submission, evidence, through: gatherer)
        }
        return verified(submission, with: evidence)
    }

    private func verified(_ submission: Submission, with evidence: [Evidence]) -> Verdict {
        verifier.verify(submission, at: Machine.now(), with: evidence)
    }

    /// The status lists and documents of keys that a verdict asks for; each is about all awards of
    /// its institution.
    private func documents(
        for submission: Submission, _ known: [Evidence], through gatherer: EvidenceGatherer
    ) async -> [Evidence] {
        var found: [Evidence] = []
        var asked: Set<Verdict.Need> = []
        for _ in 0..<LocalJudge.roundsMax {
            let needs = verified(submission, with: known + found).needs.filter { need in
                [.statusList, .didDocument].contains(need.kind) && asked.insert(need).inserted
            }
            if needs.isEmpty { break }
            for need in needs { found += await gatherer.evidence(for: need, of: submission) }
        }
        return found
    }

    /// A ledger from its first record to its last, with the copies of it that the person named.
    private func read(
        _ ledger: Trust.PinnedLedger, and mirrors: [String], for submission: Submission
    ) async throws -> [Evidence] {
        let receipts = submission.claimedCheckpoints(of: ledger.origin).map(\.checkpoint)
        let memory = try await look(at: ledger)
        let sizes = submission.claimedSizes(of: ledger.origin)
        let copies = try await LedgerCopies(
            reading: mirrors + [ledger.url.description],
            comparing: sizes.union((memory?.states ?? []).map(\.size)),
            about: Set(submission.claimedStatements(in: ledger.origin)),
            signedFor: verifier.trustList)
        let read = await copies.evidence(
            for: submission, by: verifier.trustList, remembering: nil)
        guard let memory else { return read }
        let newest = memory.newest.checkpoint
        // The address is read last; one that shows an old state that was seen is a ledger cut off.
        guard let live = copies.ledgers.last, live.newest.checkpoint.size >= newest.size else {
            throw LocalJudge.notContinued(ledger)
        }
        let beginnings = receipts.filter { state in
            state.size <= newest.size
                && copies.ledgers.contains { $0.contains(newest) && $0.contains(state) }
        }
        let now = Machine.now()
        let seen = memory.seeing(memory.newest, beginnings: beginnings, at: now)
        return read + [Evidence(.seen(seen), fetchedAt: now)]
    }

    /// What is remembered of a ledger after looking at its newest checkpoint: nothing is asked
    /// about any state that an award's receipt names.
    ///
    /// - Throws: ``Failure`` for a ledger that shows less than before, or another history.
    private func look(at pinned: Trust.PinnedLedger) async throws -> SeenLedger? {
        guard let seen, !own.contains(pinned.origin) else { return nil }
        let found = try await LedgerPlace(pinned.url.description).reading { ledger in
            try await LookedAt.evidence(
                of: ledger, pinnedAs: pinned, asking: [], remembering: seen)
        }
        for content in found {
            if case .seen(let memory) = content { return memory }
        }
        throw LocalJudge.notContinued(pinned)
    }

    private static func notContinued(_ pinned: Trust.PinnedLedger) -> Failure {
        Failure(
            "verify.ledger-not-continued", .integrity,
            "\(pinned.origin) does not go on from what was seen of it before, or does not show "
                + "what it signed.",
            next: "Do not rely on it. Watch it with: testamur monitor \(pinned.url)")
    }
}

extension TrustList {
    /// A list that names nobody.
    static func none() throws(TrustError) -> TrustList {
        try TrustList(name: "no list", issued: .earliest, expires: .latest)
    }
}
