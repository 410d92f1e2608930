import CanonicalJSON
import Credentials
import Signing
import Trust

/// Whether a status list of the institution speaks against the award.
///
/// Spec: 07-verify §5.3.
extension Examination {
    /// Judges every status list that the credential names and that was fetched.
    ///
    /// - Parameter documents: the keys by which a list is judged.
    mutating func judgeStatusLists(
        of credential: Credential, by institution: Institution,
        documents: (SecuredCredential) -> KnownDocuments
    ) {
        if let type = otherStatusType(of: credential) {
            note(.statusKindUnknown, nil, [Check.Fact("type", type, from: .award)])
        } else if credential.statuses.isEmpty {
            note(.statusNone)
        }
        var worst: StatusFinding?
        for entry in credential.statuses {
            let finding = judge(entry, of: credential, by: institution, documents: documents)
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
        let reason: Reason
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

    private mutating func judge(
        _ entry: StatusEntry, of credential: Credential, by institution: Institution,
        documents: (SecuredCredential) -> KnownDocuments
    ) -> StatusFinding {
        // Nothing is believed, and nothing asked for, at an address that a credential chose.
        guard institution.serves(entry.listURL) else {
            return StatusFinding(reason: .statusHostNotListed, entry: entry)
        }
        let fetched = evidence.last { item in
            if case .statusList(let url, _) = item.content {
                url.utf8.elementsEqual(entry.listURL.utf8)
            } else {
                false
            }
        }
        guard let fetched, case .statusList(let url, let bytes) = fetched.content else {
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
