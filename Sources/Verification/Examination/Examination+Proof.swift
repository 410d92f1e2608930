import CanonicalJSON
import Credentials
import Records
import Signing
import TransparencyLog
import Trust

/// Whether the file is what somebody signed, and who that was.
extension Examination {
    /// Judges the proofs of a credential by the keys of its issuer's ledger, and returns the key
    /// that made a good one.
    ///
    /// - Parameters:
    ///   - chain: the ledger's keys; `nil` if they are not known.
    ///   - record: the place of the credential's record; `nil` if it is not known.
    mutating func judgeProof(
        on credential: Credential, by chain: KeyChain?, at record: LeafIndex?
    ) -> VerificationMethod? {
        guard let chain else {
            note(.intactKeyUnknown)
            note(.signerUnknown)
            note(.keyTimeUnknown)
            // By the keys that its web address shows, which decide nothing where a ledger does.
            proofs = ProofReport(
                judging: submission.secured, as: credential,
                expecting: ProofExpectation(now: latest),
                resolver: KnownDocuments(fetchedDocuments(), keyDIDs: .resolved))
            return nil
        }
        let document = chain.history.document(of: .assertion, for: submission.secured)
        let found = judgeProofs(on: credential, by: KnownDocuments([document])) { method in
            guard let record,
                case .good = chain.history.judge(method.id, for: .assertion, at: record)
            else { return false }
            return true
        }
        guard let method = found else { return nil }
        guard let record else {
            // Whoever stole a key can date what he signs; only a record tells then from now.
            let next = LeafIndex(chain.history.head.value + 1)
            if case .void(let cut) = chain.history.judge(method.id, for: .assertion, at: next) {
                note(
                    .keyCompromised,
                    "The key that signed the file was reported stolen, and it is not known whether "
                        + "it signed this before.",
                    [Check.Fact("key", method.id), Check.Fact("void_from", cut)])
            } else {
                note(.keyTimeUnknown)
            }
            return method
        }
        let facts = [Check.Fact("key", method.id), Check.Fact("record", record)]
        switch chain.history.judge(method.id, for: .assertion, at: record) {
        case .good: note(.keyGood, nil, facts)
        // The resolver knows only such keys, so that this is the same as another's signature.
        case .unknown: note(.signerOther, nil, facts)
        case .notYet: note(.keyNotYet, nil, facts)
        case .retired: note(.keyRetired, nil, facts)
        case .void(let cut):
            let reason: Reason =
                switch confirmedAgain(record, by: chain) {
                case .no: .keyCompromised
                case .unseen: .keyConfirmationUnseen
                case .yes: .keyConfirmedAgain
                }
            note(reason, nil, facts + [Check.Fact("void_from", cut)])
        }
        return method
    }

    /// Judges the proofs of a credential by documents of keys, and returns the issuer's key that
    /// made a good one; of several one that counts.
    mutating func judgeProofs(
        on credential: Credential, by documents: KnownDocuments,
        counting: (VerificationMethod) -> Bool = { $0.revoked == nil }
    ) -> VerificationMethod? {
        let report = ProofReport(
            judging: submission.secured, as: credential,
            expecting: ProofExpectation(now: latest), resolver: documents)
        proofs = report
        for item in report.proofs {
            guard case .skipped(let gap) = item.outcome else { continue }
            findings.append(
                Verdict.Finding(gap.code, gap.description, at: item.pointer))
        }
        switch report.conclusion(forIssuer: credential.issuer) {
        case .pass(let first):
            let method = report.methods(of: credential.issuer).first(where: counting) ?? first
            note(.intactGood, nil, [Check.Fact("key", method.id)])
            note(.signerGood, "The key \(method.id) signed the file.")
            return method
        case .fail(let failure): noteFailure(failure)
        case .notJudged(.suiteNotKnown(let name)):
            note(.intactKindUnknown, nil, [Check.Fact("kind", name, from: .award)])
            note(.signerUnknown)
        case .notJudged(.keyTimeUnknown(let name)) where name.did == credential.issuerDID:
            note(.intactGood, nil, [Check.Fact("key", name)])
            note(.signerGood, "The key \(name) signed the file.")
            note(
                .keyTimeUnknown,
                "The key that signed the file has ended, and the file does not say when it was "
                    + "signed.", [Check.Fact("key", name)])
        case .notJudged(.keysUnavailable(let did)) where did.description != credential.issuer:
            noteSigner(did)
        case .notJudged(.keyTimeUnknown(let name)): noteSigner(name.did)
        case .notJudged:
            note(.intactKeyUnknown)
            note(.signerUnknown)
        }
        return nil
    }

    /// Sets down that nothing in the file is signed in the issuer's name.
    private mutating func noteSigner(_ other: DID) {
        note(.intactKeyUnknown)
        note(.signerOther, nil, [Check.Fact("signer", other, from: .award)])
    }

    private mutating func noteFailure(_ failure: ProofFailure) {
        let facts = [Check.Fact("problem", failure.code)]
        switch failure {
        case .missing: note(.intactNoProof, nil, facts)
        case .signature, .context, .previousProof: note(.intactChanged, nil, facts)
        case .tooMany, .malformed, .keyDoesNotFit, .header, .algorithm, .claim:
            note(.intactProofMalformed, nil, facts)
        case .purpose, .domain, .challenge: note(.intactOtherPurpose, nil, facts)
        case .expired(let time):
            note(
                .intactProofExpired,
                "The signature on the file counted until \(Words.day(time.calendarDate)).", facts)
        case .notYet(let time):
            note(
                .intactProofExpired,
                "The signature on the file counts from \(Words.day(time.calendarDate)).", facts)
        case .notByIssuer: note(.signerOther, nil, facts)
        case .method(let error): noteFailure(error)
        }
    }

    private mutating func noteFailure(_ error: VerificationMethodError) {
        let facts = [Check.Fact("problem", error.code)]
        note(.intactKeyUnknown)
        switch error {
        case .documentUnavailable, .documentMalformed, .documentOfOther:
            note(.signerUnknown, nil, facts)
        case .notFound where hasOtherKeys:
            note(
                .signerUnknown,
                institution?.keys.isEmpty == false
                    ? "Your list does not have the key that signed the file; it may be older than "
                        + "the institution's keys."
                    : "The institution's web address does not show the key that signed the file.",
                facts)
        case .keyUnusable:
            note(.signerUnknown, "The key that signed the file is of a kind not known here.", facts)
        case .notURL, .notFound, .otherID, .otherController, .relationship:
            note(.signerOther, nil, facts)
        case .notYetValid: note(.keyNotYet, nil, facts)
        case .expired: note(.keyRetired, nil, facts)
        case .revoked: note(.keyCompromised, nil, facts)
        }
    }

    /// Whether the institution may have keys that nobody showed: without a ledger nothing lists
    /// them all.
    private var hasOtherKeys: Bool {
        institution.map { $0.ledgers.isEmpty && $0.did.method == "web" } ?? false
    }

    /// Judges the proofs of a credential whose issuer is not on the list, as far as its keys can
    /// be had: that a file is damaged is worth knowing of anybody's.
    mutating func judgeProofOfStranger(on credential: Credential) {
        let documents = KnownDocuments(fetchedDocuments(), keyDIDs: .resolved)
        _ = judgeProofs(on: credential, by: documents)
    }

    /// Judges a credential of an institution that keeps no ledger: by its document of keys, and
    /// by its status lists.
    mutating func judgeWithoutLedger(_ credential: Credential, by institution: Institution) {
        for reason in [
            Reason.recordNoLedger, .matchNoLedger, .keysNoLedger, .authorityNoLedger,
            .witnessNoLedger, .standingNoLedger, .sealedNone,
        ] {
            note(reason)
        }
        let fetched = fetchedDocuments()
        let pinned = institution.keys.isEmpty ? [] : [DIDDocument(pinnedFor: institution)]
        let documents = KnownDocuments(fetched + pinned, keyDIDs: .resolved)
        let isWeb = institution.did.method == "web"
        if let method = judgeProofs(on: credential, by: documents) {
            let shown = fetched.last { $0.id == institution.did }?.method(named: method.id)
            // What the web address shows of a pinned key is what became of it since.
            let revoked = [shown?.revoked, method.revoked].compactMap(\.self).min()
            // Whoever stole a key can date what he signs before that became known.
            if let revoked, revoked <= instant {
                note(.keyCompromised, nil, [Check.Fact("revoked", revoked)])
            } else {
                note(.keyGood, nil, [Check.Fact("key", method.id)])
            }
            if !isWeb {
                note(.domainNone)
            } else if pinned.isEmpty || shown?.publicKey == method.publicKey {
                let age = fetchedDocument(of: institution.did)
                    .map { max(.zero, latest - $0.fetchedAt) }
                note(.domainGood, nil, [Check.Fact("key", method.id)], age: age)
            } else {
                let isKnown = fetched.contains { $0.id == institution.did }
                note(isKnown ? .domainOtherKeys : .domainNotFetched)
            }
        } else {
            note(isWeb ? .domainNotFetched : .domainNone)
        }
        judgeStatusLists(of: credential, by: institution) { _ in documents }
    }

    /// The documents of keys that were fetched not too long ago.
    private func fetchedDocuments() -> [DIDDocument] {
        evidence.compactMap { item in
            guard case .didDocument(let did, let bytes) = item.content, isRecent(item),
                let document = try? DIDDocument(parsing: bytes), document.id == did
            else { return nil }
            return document
        }
    }

    /// The document of keys that was fetched last from an institution's address.
    private func fetchedDocument(of institution: DID) -> Evidence? {
        evidence.last { item in
            if case .didDocument(let did, _) = item.content { did == institution } else { false }
        }
    }

    /// Whether something was fetched not too long ago, and not later than now.
    func isRecent(_ item: Evidence) -> Bool {
        item.fetchedAt <= latest + policy.clockSkew
            && latest - item.fetchedAt <= policy.standingAgeMax
    }

    /// Compares the keys at the institution's web address with those of its ledger.
    ///
    /// A key that is out of use need not be shown any more. What was fetched before the record was
    /// made may not know its key yet, and says nothing.
    mutating func judgeDomain(
        of institution: Institution, method: VerificationMethod?, by chain: KeyChain?,
        recordedAt: Instant?
    ) {
        guard institution.did.method == "web" else { return note(.domainNone) }
        guard let fetched = fetchedDocument(of: institution.did),
            case .didDocument(_, let bytes) = fetched.content, let method,
            isRecent(fetched), recordedAt.map({ $0 <= fetched.fetchedAt }) ?? true
        else { return note(.domainNotFetched) }
        let age = max(.zero, latest - fetched.fetchedAt)
        let facts = [Check.Fact("key", method.id)]
        let document = (try? DIDDocument(parsing: bytes)).flatMap { document in
            document.id == institution.did ? document : nil
        }
        let shown = document?.method(named: method.id)
        if let shown, shown.publicKey == method.publicKey, shown.controller == institution.did,
            shown.relationships.contains(.assertionMethod)
        {
            return note(.domainGood, nil, facts, age: age)
        }
        let isRetired = chain?.history.entry(method.id)?.retired != nil
        if document != nil, isRetired, shown.map({ $0.publicKey == method.publicKey }) ?? true {
            return note(.domainKeyRetired, nil, facts, age: age)
        }
        note(.domainOtherKeys, nil, facts, age: age)
    }
}

extension DIDDocument {
    /// The document that a list's pinned keys stand for.
    fileprivate init(pinnedFor institution: Institution) {
        self.init(
            id: institution.did,
            methods: institution.keys.map { key in
                VerificationMethod(
                    id: key.name, key: key.key, relationships: [.assertionMethod],
                    expires: key.expires, revoked: key.revoked)
            })
    }
}
