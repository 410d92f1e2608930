import AppendOnlyLedger
import Credentials
import HomeFolder
import Issuance
import Signing
import Trust
import Verification

/// What this institution knows of the awards that it issued itself, for those who ask about a
/// proof only: whether their list names it or not, its own records decide.
///
/// Spec: 09-surfaces §3.9.
extension Daemon {
    /// A verdict by the list in use, and what it comes to in the terms of the W3C's interface.
    struct ProofVerdict: Sendable {
        /// The verdict by the list in use.
        let verdict: Verdict
        /// What is said of the proof.
        let conformance: Conformance
    }

    /// Judges one award for somebody who asks about its proof.
    ///
    /// - Parameter question: what is asked of it, beyond that it is good.
    func proofVerdict(
        on submission: Submission, by edition: TrustDesk.Edition,
        answering question: ProofQuestion = .none
    ) async -> ProofVerdict {
        let own = await ownEvidence(of: submission)
        let verdict = await verdict(on: submission, by: edition, knowing: own)
        guard submission.claimedIssuer == institution.home.configuration.did,
            let itself = try? await institution.registrar.description().institution,
            let ownEdition = try? edition.naming(only: itself)
        else {
            return ProofVerdict(
                verdict: verdict,
                conformance: verdict.conformance(of: submission, answering: question))
        }
        let ownVerdict = await self.verdict(on: submission, by: ownEdition, knowing: own)
        return ProofVerdict(
            verdict: verdict,
            conformance: ownVerdict.conformance(of: submission, answering: question))
    }

    /// Judges each of several, all at once, in the order given.
    func proofVerdicts(
        on submissions: [Submission], by edition: TrustDesk.Edition
    ) async -> [ProofVerdict] {
        await inOrder(submissions) { await self.proofVerdict(on: $0, by: edition) }
    }

    /// The institution's keys, and what it would hand out to whoever has the whole signed award.
    /// Its status lists are read where they are needed.
    private func ownEvidence(of submission: Submission) async -> [Evidence] {
        let did = institution.home.configuration.did
        guard submission.claimedIssuer == did else { return [] }
        let folder = institution.home.publicFolder
        let document = try? await files.run { folder.read(".well-known/did.json") }
        let registrar = institution.registrar
        let presented = submission.presented
        let bundle: Bundle?
        if let token = try? CredentialToken(parsing: presented.bytes) {
            bundle = try? await registrar.bundle(forPresented: token)
        } else {
            bundle = try? await registrar.bundle(forPresented: presented.bytes)
        }
        var contents: [Evidence.Content] = []
        if let document = document ?? nil {
            contents.append(.didDocument(of: did, bytes: document))
        }
        if let bundle {
            contents += bundle.evidence
        } else if let keys = try? await registrar.keyReceipts() {
            // What was erased has no receipt; its status lists can still be judged.
            contents.append(.keys(keys))
        }
        let now = clock()
        return contents.map { Evidence($0, fetchedAt: now) }
    }
}
