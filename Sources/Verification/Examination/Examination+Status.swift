import CanonicalJSON
import Credentials
import Records
import Signing
import Trust

/// Whether a status list of the institution speaks against the award.
///
/// Spec: 07-verify §5.3.
extension Examination {
    /// Judges every status list that the credential names and that was fetched.
    ///
    /// - Parameters:
    ///   - history: the ledger's keys as far as they are known; `nil` without a ledger.
    ///   - documents: the keys by which a list is judged.
    mutating func judgeStatusLists(
        of credential: Credential, by institution: Institution, knowing history: KeyHistory? = nil,
        documents: (SecuredCredential) -> KnownDocuments
    ) {
        if let type = otherStatusType(of: credential) {
            note(.statusKindUnknown, nil, [Check.Fact("type", type, from: .award)])
        } else if credential.statuses.isEmpty {
            note(.statusNone)
        }
        var worst: StatusFinding?
        for entry in credential.statuses {
            let finding = judge(
                entry, of: credential, by: institution, knowing: history, documents: documents)
            // Whatever the others lead to, this one may tell of a withdrawal.
            if [.statusNotFetched, .statusNotCurrent].contains(finding.reason) {
                lacksStatusList = true
            }
            if worst.map({ $0.weight < finding.weight }) ?? true { worst = finding }
        }
        guard let worst else { return }
        let facts = [Check.Fact("url", worst.entry.listURL, from: .award)]
        note(worst.reason, nil, facts, age: worst.age)
        if worst.reason == .statusClear { listAge = worst.age }
    }

    /// The kind of a status that cannot be judged, if there is one, in the credential or beside it.
    func otherStatusType(of credential: Credential) -> String? {
        credential.otherStatusTypes.first ?? submission.secured.token?.otherStatusType
    }

    /// What one entry of a credential's status leads to.
    private struct StatusFinding {
        var reason: Reason
        let entry: StatusEntry
        var age: Duration?

        /// Which of two findings is told: the worse.
        var weight: Int {
            switch reason {
            case .statusRevoked: 4
            case .statusSuspended: 3
            case .statusClear: 0
            default: reason.state == .fail ? 2 : 1
            }
        }
    }

    /// What an entry leads to by the list that was fetched last; where nobody here can judge whose
    /// that is, by those before it too, so that it hides nothing.
    private mutating func judge(
        _ entry: StatusEntry, of credential: Credential, by institution: Institution,
        knowing history: KeyHistory?, documents: (SecuredCredential) -> KnownDocuments
    ) -> StatusFinding {
        // Nothing is believed, and nothing asked for, at an address that a credential chose.
        guard institution.serves(entry.listURL) else {
            return StatusFinding(reason: .statusHostNotListed, entry: entry)
        }
        let lists = evidence.filter { item in
            if case .statusList(let url, _) = item.content {
                url.utf8.elementsEqual(entry.listURL.utf8)
            } else {
                false
            }
        }
        var worst: StatusFinding?
        for list in lists.reversed() {
            var finding = judge(entry, by: list, of: credential, documents: documents)
            if finding.reason == .statusNotSigned, let history,
                let newer = reason(of: list, thatMayBeNewerThan: history, at: entry)
            {
                finding.reason = newer
            }
            if worst.map({ $0.weight < finding.weight }) ?? true { worst = finding }
            let isOpen = [.statusKeyNewer, .statusKeyNewerAgainst].contains(finding.reason)
            if !isOpen { break }
        }
        return worst ?? StatusFinding(reason: .statusNotFetched, entry: entry)
    }

    /// What becomes of a list that is signed, by its own word, with keys of the institution that
    /// its key records do not have; `nil` if it says otherwise, or cannot be read.
    ///
    /// One that has nothing against the award shows nothing, as if it had not been fetched. One
    /// that has may be the institution's word.
    private func reason(
        of fetched: Evidence, thatMayBeNewerThan history: KeyHistory, at entry: StatusEntry
    ) -> Reason? {
        guard case .statusList(let url, let bytes) = fetched.content,
            let (list, secured) = Examination.statusList(bytes)
        else { return nil }
        let names = secured.namedKeys.map { DIDURL($0) }
        let areNewer = names.allSatisfy { name in
            name.map { $0.did == history.issuer && history.entry($0) == nil } ?? false
        }
        guard !names.isEmpty, areNewer, let status = entry.status(in: list, fetchedFrom: url)
        else { return nil }
        switch entry.purpose {
        case .revocation, .suspension: return status == 0 ? .statusKeyNewer : .statusKeyNewerAgainst
        case .refresh, .message, .other: return .statusKeyNewer
        }
    }

    /// What an entry leads to by one list.
    private mutating func judge(
        _ entry: StatusEntry, by fetched: Evidence, of credential: Credential,
        documents: (SecuredCredential) -> KnownDocuments
    ) -> StatusFinding {
        guard case .statusList(let url, let bytes) = fetched.content else {
            return StatusFinding(reason: .statusNotFetched, entry: entry)
        }
        let age = max(.zero, latest - fetched.fetchedAt)
        guard let (list, secured) = Examination.statusList(bytes) else {
            return StatusFinding(reason: .statusMalformed, entry: entry, age: age)
        }
        guard list.issuer.utf8.elementsEqual(credential.issuer.utf8) else {
            return StatusFinding(reason: .statusOtherIssuer, entry: entry, age: age)
        }
        let proofs = ProofReport(
            judging: secured, as: list, expecting: ProofExpectation(now: latest),
            resolver: documents(secured))
        guard case .pass = proofs.conclusion(forIssuer: list.issuer) else {
            return StatusFinding(reason: .statusNotSigned, entry: entry, age: age)
        }
        let read: StatusReading
        switch reading(of: entry, in: list, proofs, from: url) {
        case .status(let reading): read = reading
        case .notTold(let reason): return StatusFinding(reason: reason, entry: entry, age: age)
        }
        // A withdrawal is never taken back, so that an old list can tell of one; what a list of
        // later has says nothing of a day before it.
        if read.bit == .set, entry.purpose == .revocation {
            if isAboutThePast, let from = list.validFrom,
                from.isAfter(instant)
            {
                tellWhatFollowed(from)
                return StatusFinding(reason: .statusNotCurrent, entry: entry, age: age)
            }
            return StatusFinding(reason: .statusRevoked, entry: entry, age: age)
        }
        guard isOfNow(list, fetched) else {
            return StatusFinding(reason: .statusNotCurrent, entry: entry, age: age)
        }
        guard read.bit == .set else {
            return StatusFinding(reason: .statusClear, entry: entry, age: age)
        }
        switch entry.purpose {
        case .suspension: return StatusFinding(reason: .statusSuspended, entry: entry, age: age)
        case .revocation, .refresh, .message, .other:
            let said = read.message.map { ": \($0)" } ?? "."
            findings.append(
                Verdict.Finding(
                    "status.message",
                    "A status list has a note about this award (\(entry.purpose))\(said)"))
            return StatusFinding(reason: .statusClear, entry: entry, age: age)
        }
    }

    /// Tells of a withdrawal of which a list of later tells.
    private mutating func tellWhatFollowed(_ from: DateTimeStamp) {
        let moment = from.instant.map { Words.moment($0) } ?? from.description
        findings.append(
            Verdict.Finding(
                "status.changed-since",
                "A status list of \(moment), after the day asked about, says that the institution "
                    + "has withdrawn it."))
    }

    /// The credential of a list, as JSON or as a token.
    private static func statusList(_ bytes: [UInt8]) -> (Credential, SecuredCredential)? {
        let secured: SecuredCredential
        if CredentialToken.isBegun(by: bytes) {
            guard let token = try? CredentialToken(parsing: bytes) else { return nil }
            secured = .token(token)
        } else {
            let limits = JSONLimits(bytesMax: Credential.byteCountMax, numbers: .reported)
            guard let document = try? JSONDocument(parsing: bytes, limits: limits) else {
                return nil
            }
            secured = SecuredCredential(document.root)
        }
        let list = try? Credential(validating: secured.json, as: .verifying)
        return list.map { ($0, secured) }
    }

    /// What a list that the institution signed tells of an award.
    private enum ListReading {
        /// The status at its place.
        case status(StatusReading)
        /// Nothing, and why.
        case notTold(Reason)
    }

    /// The status at an entry's place, as of now or the nearest moment for which the list speaks.
    private func reading(
        of entry: StatusEntry, in list: Credential, _ proofs: ProofReport, from url: String
    ) -> ListReading {
        var moment = instant
        if let from = list.validFrom, from.isAfter(moment) {
            moment = (from.instant ?? .latest) + .milliseconds(1)
        }
        if let until = list.validUntil, until.isBefore(moment) {
            moment = until.instant ?? .earliest
        }
        do throws(StatusListError) {
            let published = try PublishedStatusList(list, proofs: proofs, fetchedFrom: url)
            guard published.purposes.contains(entry.purpose) else {
                return .notTold(.statusOtherPurpose)
            }
            return .status(try published.reading(of: entry, asOf: moment))
        } catch {
            switch error.problem {
            case .range: return .notTold(.statusOutOfRange)
            case .length: return .notTold(.statusTooShort)
            case .retrieval, .verification, .malformedValue: return .notTold(.statusMalformed)
            }
        }
    }

    /// Whether a list tells the truth as of now: its signed interval contains the instant, and it
    /// was fetched not too long ago.
    private func isOfNow(_ list: Credential, _ fetched: Evidence) -> Bool {
        if let from = list.validFrom, from.isAfter(instant + skew) { return false }
        if let until = list.validUntil, until.isBefore(instant) { return false }
        return isRecent(fetched)
    }
}
