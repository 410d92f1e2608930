import CanonicalJSON
import Credentials
import Records
import Signing
import TransparencyLog
import Trust

/// One submission being judged: what was found so far.
struct Examination {
    let submission: Submission
    let trustList: TrustList
    let policy: Policy
    let cache: VerifierCache?
    /// As of when the award is judged.
    let instant: Instant
    /// When it is judged.
    let now: Instant
    let evidence: [Evidence]
    /// The ledger whose receipt is judged; `nil` for that of the first on the list.
    let judged: Origin?

    /// The checks made so far, each once.
    private(set) var checks: [Check] = []
    /// What deserves a look.
    var findings: [Verdict.Finding] = []
    /// The credential, once it was found to be well-formed.
    var credential: Credential?
    /// Everything that was found wrong with the credential's form, or could not be judged.
    var formFindings: [CredentialFinding] = []
    /// What became of the credential's proofs, once they were judged.
    var proofs: ProofReport?
    /// The institution, once it was found on the list.
    var institution: Institution?
    /// The key records of the ledger that enough have seen, set by set, once they were followed.
    var witnessedKeys: [KeyChain] = []
    /// Where the award is recorded, once that was found.
    var place: RecordPlace?
    /// From which day a withdrawal or a hold counts, where the ledger says so.
    var effectiveDay: Day?
    /// How old the newest knowledge of the award's standing is.
    var standingAge: Duration?
    /// Whether a status list that the award names was not fetched, or is not of now.
    var lacksStatusList = false
    /// How old the status list is that says nothing against the award.
    var listAge: Duration?

    init(
        _ submission: Submission, verifier: Verifier, at now: Instant, asOf instant: Instant,
        with evidence: [Evidence], byReceiptOf judged: Origin? = nil
    ) {
        self.judged = judged
        self.submission = submission
        self.evidence = evidence
        self.instant = instant
        self.now = now
        trustList = verifier.trustList
        policy = verifier.policy
        cache = verifier.cache
        checks.reserveCapacity(Check.ID.allCases.count)
    }

    /// Until when something can be known: now, unless the question is about what is to come.
    var latest: Instant { max(instant, now) }

    /// Whether the question is about the past.
    var isAboutThePast: Bool { instant < now }

    /// How far an instant may lie behind the one that is asked about and count as no later: clocks
    /// differ, and a day that somebody names does not.
    var skew: Duration { isAboutThePast ? .zero : policy.clockSkew }

    /// Makes every check whose ground has been laid by those before it.
    mutating func run() {
        judgeList()
        note(.nameNotAsked)
        judgeForm()
        guard let credential else { return }
        judgeDates(of: credential)
        judgeIssuer(of: credential)
        guard let institution else { return judgeProofOfStranger(on: credential) }
        if institution.ledgers.isEmpty {
            judgeWithoutLedger(credential, by: institution)
        } else {
            judgeByLedger(credential, by: institution)
        }
        // What nobody signed is compared with nothing.
        if position(of: .fileIntact).map({ checks[$0].state }) == .fail { return }
        judgeScope(of: credential, by: institution)
        judgeEntitlement(to: credential, of: institution)
    }

    /// Sets down how a check ended; a worse ending of the same check outweighs a better one.
    mutating func note(
        _ reason: Reason, _ sentence: String? = nil, _ evidence: [Check.Fact] = [],
        age: Duration? = nil
    ) {
        let check = Check(reason, sentence: sentence, evidence: evidence, age: age)
        guard let place = position(of: check.id) else { return checks.append(check) }
        if checks[place].state.weight < check.state.weight { checks[place] = check }
    }

    /// How a check ended; `nil` if it was not made.
    func reason(_ id: Check.ID) -> Reason? {
        position(of: id).map { checks[$0].reason }
    }

    /// Where a check stands among those made. Looks at each in its place, without a copy of it.
    func position(of id: Check.ID) -> Int? {
        checks.indices.first { checks[$0].id == id }
    }
}

extension Check.State {
    /// Which of two endings of one check outweighs the other.
    fileprivate var weight: Int {
        switch self {
        case .fail: 3
        case .notChecked: 2
        case .pass: 1
        case .notApplicable: 0
        }
    }
}

// MARK: - What can be said of every submission

extension Examination {
    private mutating func judgeList() {
        let end = Words.moment(trustList.expires)
        let facts: [Check.Fact] = [
            Check.Fact("list", trustList.name), Check.Fact("sequence", trustList.sequence),
            Check.Fact("expires", trustList.expires),
        ]
        switch trustList.freshness(at: latest) {
        case .current: note(.listCurrent, "Your list is current until \(end).", facts)
        case .notYetIssued: note(.listNotYetIssued, nil, facts)
        case .expired(let age):
            note(.listExpired, "Your list ran out \(Words.age(age)) ago, on \(end).", facts)
        }
        if trustList.provenance == .localUnsigned {
            findings.append(
                Verdict.Finding(
                    "list.local-unsigned",
                    "Your list is kept on this machine, and nobody has signed it."))
        }
    }

    private mutating func judgeForm() {
        for number in submission.numberFindings {
            findings.append(
                Verdict.Finding(
                    CredentialProblem.numberNotInterchangeable.code,
                    "Other readers may take the number \(number.literal) for another."))
        }
        if case .unreadable(_, let error) = submission.secured {
            add([CredentialFinding(.parsing, at: "", "A token cannot be read: \(error).")])
            return note(.formatMalformed)
        }
        do {
            let credential = try Credential(validating: submission.credential, as: .verifying)
            add(credential.findings)
            if let finding = credential.statusListFinding {
                add([finding])
                return note(.formatMalformed)
            }
            self.credential = credential
            note(.formatGood)
            if credential.carriesOthers {
                findings.append(
                    Verdict.Finding(
                        "credential.others-not-judged",
                        "The file carries other credentials, which were not checked. Hand them in "
                            + "by themselves."))
            }
        } catch {
            add(error.findings)
            note(.formatMalformed)
        }
    }

    private mutating func add(_ found: [CredentialFinding]) {
        formFindings += found
        for finding in found {
            findings.append(
                Verdict.Finding(
                    finding.problem.code, finding.text, at: finding.pointer))
        }
    }

    private mutating func judgeIssuer(of credential: Credential) {
        guard let did = credential.issuerDID, let institution = trustList.institution(did) else {
            return note(
                .issuerNotListed, nil,
                [Check.Fact("issuer", credential.issuer, from: .award)])
        }
        self.institution = institution
        let name = institution.name(in: "en", by: instant.trustDay)
        let facts = [
            Check.Fact("did", institution.did), Check.Fact("name", name),
            Check.Fact("country", institution.country), Check.Fact("list", trustList.name),
        ]
        switch institution.purpose {
        case .awards:
            note(
                .issuerListed, "Your list names \(did) as \(name) (\(institution.country)).", facts)
        case .test: note(.issuerTest, nil, facts)
        }
    }

    private mutating func judgeDates(of credential: Credential) {
        if let from = credential.validFrom, from.isAfter(instant + skew) {
            note(
                .datesNotYet, "The award counts from \(Words.day(from.calendarDate)).",
                [Check.Fact("valid_from", from, from: .award)])
        }
        if let day = credential.awardedDate, day.isAfter(instant + skew) {
            note(
                .datesAwardAhead, "The award date is \(Words.day(day.calendarDate)).",
                [Check.Fact("awarded", day, from: .award)])
        }
        guard let until = credential.validUntil else { return note(.datesGood) }
        // A day that is asked about is its end, and many a validity ends with its last second.
        if until.isBefore(isAboutThePast ? instant.wholeSecond : instant - skew) {
            note(
                .datesEnded, "The award counted until \(Words.day(until.calendarDate)).",
                [Check.Fact("valid_until", until, from: .award)])
        } else {
            note(
                .datesGood, "The award counts until \(Words.day(until.calendarDate)).",
                [Check.Fact("valid_until", until, from: .award)])
        }
    }
}
