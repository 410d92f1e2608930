import Credentials
import Records
import Signing
import TransparencyLog
import Trust

/// Whether a record is about the credential, and whether the institution made it.
extension Examination {
    /// Compares a record with the credential that it is said to be about.
    mutating func match(
        _ receipt: Receipt, with credential: Credential, of institution: Institution
    ) {
        let statement = receipt.record.statement
        guard statement.issuer == institution.did else {
            return note(.matchOtherIssuer, nil, [Check.Fact("issuer", statement.issuer)])
        }
        let opened = Commitment(form: .jcs, salt: receipt.salt, content: credential.digest)
        switch statement.body {
        case .issue(let issue):
            judge(issue.provenance, recordedAt: receipt.record.at, credential)
            guard issue.commitments.contains(where: { $0.form == .jcs }) else {
                return note(.matchOtherForm)
            }
        case .issueList(let list):
            judge(list.provenance, recordedAt: receipt.record.at, credential)
            guard receipt.membership != nil else { return note(.matchWholeList) }
        default:
            return note(.matchNotAnIssue, nil, [Check.Fact("kind", statement.body.kind.rawValue)])
        }
        guard statement.body.issues(opened, at: receipt.membership) else {
            return note(.matchOtherContent)
        }
        note(.matchGood)
    }

    private mutating func judge(
        _ provenance: Provenance, recordedAt instant: Instant, _ credential: Credential
    ) {
        if let list = provenance.list {
            note(.sealedNotCarried, nil, [Check.Fact("record", list)])
        } else {
            note(.sealedNone)
        }
        guard provenance.entry == .backfill else { return }
        let award = credential.awardedDate.map { " for an award of \($0.calendarDate.year)" } ?? ""
        findings.append(
            Verdict.Finding(
                "record.backfill",
                "Recorded in \(instant.calendarTime.year)\(award), from an older register."))
    }

    /// Judges the signatures on the record by the keys that were in force at its place.
    mutating func judgeAuthority(of record: Record, by chain: KeyChain) {
        var (reason, key) = authority(of: record, by: chain)
        if reason == .authorityKeyCompromised {
            switch confirmedAgain(record.index, by: chain) {
            case .no: break
            case .unseen: reason = .authorityConfirmationUnseen
            case .yes: reason = .authorityConfirmedAgain
            }
        }
        note(reason, nil, key.map { [Check.Fact("key", $0)] } ?? [])
    }

    /// What the signatures on a record are worth by the keys that were in force at its place, in
    /// the light of everything known now, and the key that decided it.
    ///
    /// Every signature by a kind of key known here must be good; one must be by a record key.
    func authority(
        of record: Record, by chain: KeyChain
    ) -> (reason: Reason, key: DIDURL?) {
        var key = CacheKey("record authority")
        key.add(chain.digest)
        key.add(record.leafHash)
        let digest = key.digest
        let isKnown = cache?.isKnown(digest) == true

        let message = record.signed.message
        let readable = record.signed.signatures.filter(\.isReadable)
        if readable.isEmpty { return (.authorityKindUnknown, nil) }
        var signers: [DIDURL] = []
        var isVoid = false
        for signature in readable {
            guard let entry = chain.history.entry(signature.key),
                entry.declared.use == .record || entry.declared.use == .officer
            else { return (.authorityUnknownKey, signature.key) }
            guard isKnown || signature.verifies(message, by: entry.declared.key) else {
                return (.authorityBadSignature, signature.key)
            }
            let use = entry.declared.use
            switch chain.history.judge(signature.key, for: use, at: record.index) {
            case .good: if use == .record { signers.append(signature.key) }
            case .void: isVoid = true
            case .unknown: return (.authorityUnknownKey, signature.key)
            case .notYet, .retired: return (.authorityKeyNotInForce, signature.key)
            }
        }
        if isVoid { return (.authorityKeyCompromised, nil) }
        guard let signer = signers.first else { return (.authorityUnknownKey, nil) }
        cache?.keep(digest)
        return (.authorityGood, signer)
    }
}
