/// What a reason means and what to do about it, in English.
struct ReasonWords {
    /// Half a sentence without capital and full stop, for use after a colon.
    let clause: String
    /// A whole sentence; empty if there is nothing to do.
    let nextStep: String

    init(_ clause: String, _ nextStep: String = "") {
        self.clause = clause
        self.nextStep = nextStep
    }

    static func of(_ reason: Reason) -> ReasonWords {
        if reason == reason.check.notMade, reason.rawValue.hasSuffix(".not-made") {
            return ReasonWords("an earlier check left open whether \(reason.check.topic)")
        }
        for table in [file, list, record, keys, signature, surroundings, standing, status] {
            if let words = table[reason] { return words }
        }
        preconditionFailure("every code has its words")
    }
}

extension Reason {
    /// What it means, in half a sentence without capital and full stop.
    public var clause: String { ReasonWords.of(self).clause }

    /// What it means, in one sentence.
    public var cause: String {
        let clause = ReasonWords.of(self).clause
        return clause.prefix(1).uppercased() + clause.dropFirst() + "."
    }

    /// What to do about it, in one sentence; `nil` if there is nothing to do.
    public var nextStep: String? {
        let step = ReasonWords.of(self).nextStep
        return step.isEmpty ? nil : step
    }
}

extension Check.ID {
    /// What is good if the check is, as half a sentence after "whether".
    fileprivate var topic: String {
        let good: Reason
        switch self {
        case .wellFormed: good = .formatGood
        case .issuerListed: good = .issuerListed
        case .listCurrent: good = .listCurrent
        case .recorded: good = .recordPresent
        case .recordMatches: good = .matchGood
        case .keyHistory: good = .keysComplete
        case .recordSigned: good = .authorityGood
        case .fileIntact: good = .intactGood
        case .signedByInstitution: good = .signerGood
        case .keyValidThen: good = .keyGood
        case .keyOnDomain: good = .domainGood
        case .witnessed: good = .witnessSeen
        case .notWithdrawn: good = .standingInForce
        case .statusList: good = .statusClear
        case .datesInOrder: good = .datesGood
        case .sealedList: return "the award is on a sealed graduation list"
        case .entitled: good = .entitledGood
        // This is always made.
        case .nameCompared: good = .nameNotAsked
        }
        return ReasonWords.of(good).clause
    }
}

private let askForOriginal = "Ask for the original file."
private let askForBundle = "Ask the holder for the whole .testamur file, or check online."
private let checkOnline = "Check online, or ask the holder for a newer copy of the file."
private let askInstitution = "Ask the institution, by an address that you know already."
private let tellInstitution =
    "Keep the file and tell the institution, by an address that you know already."
private let newerFile =
    "Ask the holder for a file that the institution made since, or the institution itself."
private let updateList = "Get the newest edition of your list from its publisher."

extension ReasonWords {
    fileprivate static let file: [Reason: ReasonWords] = [
        .formatGood: ReasonWords("the file reads as an award"),
        .formatMalformed: ReasonWords(
            "the file is not a well-formed award", askForOriginal),
        .datesGood: ReasonWords("the dates are in order"),
        .datesNotYet: ReasonWords(
            "the award does not count yet", "Check again when the date has come."),
        .datesEnded: ReasonWords(
            "the award was for a limited time, and that time is over",
            "Ask the holder whether there is a newer one."),
        .datesAwardAhead: ReasonWords(
            "the award date lies ahead", "Check again when the date has come."),
        .nameNotAsked: ReasonWords(
            "you gave no name to compare", "Compare the name with the person's own papers."),
    ]

    fileprivate static let list: [Reason: ReasonWords] = [
        .issuerListed: ReasonWords("your list names the institution"),
        .issuerTest: ReasonWords(
            "your list names this party for tests only", "Ask for a real award."),
        .issuerNotListed: ReasonWords(
            "nobody on your list vouches for this party",
            "If you know the institution, get its description from it and add it to your list."),
        .issuerOutOfScope: ReasonWords(
            "your list names the institution, and does not vouch for awards like this one",
            "Ask your list's publisher, or the institution, by an address that you know already."),
        .issuerScopeOpen: ReasonWords(
            "the award does not say whether it is one of those for which your list vouches",
            "Ask your list's publisher, or the institution, by an address that you know already."),
        .listCurrent: ReasonWords("your list is current"),
        .listExpired: ReasonWords("your list has run out", updateList),
        .listNotYetIssued: ReasonWords(
            "your list is dated later than now", "Compare this machine's clock."),
        .entitledGood: ReasonWords(
            "the institution was accredited for this award on the award date"),
        .entitledNotCovered: ReasonWords(
            "what is known here of the institution's accreditation does not cover this award on "
                + "its date",
            "Ask the accreditor, or your recognition authority, if that matters."),
        .entitledNoStatement: ReasonWords(
            "nothing is known here about who accredited the institution for this award",
            "Ask your recognition authority if that matters."),
    ]

    fileprivate static let record: [Reason: ReasonWords] = [
        .recordPresent: ReasonWords("the institution's ledger holds the award's record"),
        .recordNoReceipt: ReasonWords(
            "the file carries no receipt of the institution's ledger", askForBundle),
        .recordUnknown: ReasonWords(
            "the institution's ledger has nothing to say about this award", askInstitution),
        .recordLedgerNotListed: ReasonWords(
            "the receipt is of a ledger that your list does not name for this institution",
            updateList),
        .recordOtherOrigin: ReasonWords(
            "the parts of the receipt name different ledgers", askForOriginal),
        .recordOtherIndex: ReasonWords(
            "the parts of the receipt name different places", askForOriginal),
        .recordNotIncluded: ReasonWords(
            "the record is not where the receipt says that it is", askForOriginal),
        .recordCheckpointNotSigned: ReasonWords(
            "your list knows no key that signed the ledger's state in the receipt; it may be older "
                + "than the institution's keys",
            "Get the newest edition of your list from its publisher; if it is still so, ask for "
                + "the original file."),
        .recordCheckpointOutsideSizes: ReasonWords(
            "the ledger's state in the receipt is signed by a key that your list takes for other "
                + "sizes of the ledger only: it was replaced, perhaps because it was stolen",
            newerFile),
        .recordRepeated: ReasonWords(
            "the ledger holds the award's statement twice, which its institution never does",
            tellInstitution),
        .recordContradiction: ReasonWords(
            "two signed states of the institution's ledger contradict each other",
            tellInstitution),
        .recordNoLedger: ReasonWords("the institution keeps no ledger"),
        .matchGood: ReasonWords("the record is about this very file"),
        .matchOtherIssuer: ReasonWords("the record was made by somebody else", askForOriginal),
        .matchNotAnIssue: ReasonWords(
            "the record in the receipt is not that of an award", askForOriginal),
        .matchOtherContent: ReasonWords(
            "the record in the receipt is about another file", askForOriginal),
        .matchOtherForm: ReasonWords(
            "the record is about other forms of this award",
            "Ask the holder for the award in another form."),
        .matchWholeList: ReasonWords(
            "the record stands for a whole list, which is not read here yet",
            "Use a newer version of this program."),
        .matchNoLedger: ReasonWords("the institution keeps no ledger"),
    ]

    fileprivate static let keys: [Reason: ReasonWords] = [
        .keysComplete: ReasonWords("the institution's keys are known from its first record on"),
        .keysMissing: ReasonWords(
            "the file does not carry the institution's key records", askForBundle),
        .keysOtherGenesis: ReasonWords(
            "the key records do not begin where your list says that the ledger begins",
            askForOriginal),
        .keysBrokenChain: ReasonWords(
            "the key records do not follow from each other", askForOriginal),
        .keysNotAuthorised: ReasonWords(
            "a key record is not signed by a key that may do so", askForOriginal),
        .keysNotIncluded: ReasonWords(
            "a key record is not where its proof says that it is", askForOriginal),
        .keysSeveralCheckpoints: ReasonWords(
            "the key records were not read from one state of the ledger", askForOriginal),
        .keysCheckpointNotSigned: ReasonWords(
            "the ledger's state in the key records is not signed by a key on your list",
            askForOriginal),
        .keysNotWitnessed: ReasonWords(
            "too few witnesses have seen the ledger with the newest of the institution's keys",
            checkOnline),
        .keysCheckpointOutsideSizes: ReasonWords(
            "the ledger's state in the key records is signed by a key that your list takes for "
                + "other sizes of the ledger only",
            newerFile),
        .keysContradiction: ReasonWords(
            "two sets of the institution's key records contradict each other", tellInstitution),
        .keysBehindStanding: ReasonWords(
            "the institution has newer key records than the file carries", checkOnline),
        .keysNoLedger: ReasonWords("the institution keeps no ledger"),
        .authorityGood: ReasonWords("a key of the institution signed the record"),
        .authorityConfirmedAgain: ReasonWords(
            "the key that signed the record was reported stolen later, and the institution has "
                + "confirmed this award again"),
        .authorityConfirmationUnseen: ReasonWords(
            "the key that signed the record was reported stolen; the institution has confirmed "
                + "this award again, and too few witnesses have seen that yet", checkOnline),
        .authorityUnknownKey: ReasonWords(
            "no key of the institution signed the record", askForOriginal),
        .authorityKindUnknown: ReasonWords(
            "the record is signed in ways that are not known here",
            "Use a newer version of this program."),
        .authorityBadSignature: ReasonWords(
            "a signature on the record does not belong to it", askForOriginal),
        .authorityKeyNotInForce: ReasonWords(
            "the key that signed the record was not in force then", askInstitution),
        .authorityKeyCompromised: ReasonWords(
            "the key that signed the record was reported stolen, and the institution has not "
                + "confirmed this award again", askInstitution),
        .authorityNoLedger: ReasonWords("the institution keeps no ledger"),
    ]

    fileprivate static let signature: [Reason: ReasonWords] = [
        .intactGood: ReasonWords("the file is unchanged since it was signed"),
        .intactChanged: ReasonWords("the file was changed after it was signed", askForOriginal),
        .intactNoProof: ReasonWords("the file is not signed", askForOriginal),
        .intactProofMalformed: ReasonWords(
            "the signature on the file is damaged", askForOriginal),
        .intactOtherPurpose: ReasonWords(
            "the signature on the file was made for another purpose", askForOriginal),
        .intactProofExpired: ReasonWords(
            "by its own dates the signature on the file does not count yet, or no more",
            "Compare this machine's clock; if it is right, ask the institution, by an address "
                + "that you know already."),
        .intactKindUnknown: ReasonWords(
            "the file is signed in a way that is not known here",
            "Ask the holder for the award in another form."),
        .intactKeyUnknown: ReasonWords(
            "the key that signed the file is not known here", askForBundle),
        .signerGood: ReasonWords("the institution's key signed the file"),
        .signerOther: ReasonWords(
            "the file is not signed by a key with which the institution signs awards",
            askForOriginal),
        .signerUnknown: ReasonWords("the institution's keys are not known here", askForBundle),
        .keyGood: ReasonWords("the key was good when it signed"),
        .keyConfirmedAgain: ReasonWords(
            "the key that signed the file was reported stolen later, and the institution has "
                + "confirmed this award again"),
        .keyConfirmationUnseen: ReasonWords(
            "the key that signed the file was reported stolen; the institution has confirmed "
                + "this award again, and too few witnesses have seen that yet", checkOnline),
        .keyNotYet: ReasonWords("the key was not in force yet when it signed", askInstitution),
        .keyRetired: ReasonWords("the key was out of use when it signed", askInstitution),
        .keyCompromised: ReasonWords(
            "the key that signed the file was reported stolen, and the institution has not "
                + "confirmed this award again", askInstitution),
        .keyTimeUnknown: ReasonWords("it is not known when the key signed", askForBundle),
    ]

    fileprivate static let surroundings: [Reason: ReasonWords] = [
        .domainGood: ReasonWords("the institution's web address shows the same key"),
        .domainNotFetched: ReasonWords("the institution's web address was not asked"),
        .domainKeyRetired: ReasonWords(
            "the institution's web address shows the key no more, which is out of use"),
        .domainOtherKeys: ReasonWords(
            "the institution's web address shows other keys than its ledger", tellInstitution),
        .domainNone: ReasonWords("the institution's identifier is no web address"),
        .witnessSeen: ReasonWords("independent witnesses have seen the ledger"),
        .witnessNoneListed: ReasonWords(
            "your list names no witness for this ledger, and it was never looked at from here",
            "Check online, so that this verifier sees the ledger itself and remembers it; or "
                + "name a witness in your list."),
        .witnessTooFew: ReasonWords(
            "too few witnesses have seen this state of the ledger",
            "Check online, or ask the holder for a newer copy of the file."),
        .witnessFromFuture: ReasonWords(
            "a witness dates its signature later than now", "Compare this machine's clock."),
        .witnessBadSignature: ReasonWords(
            "a witness's signature does not belong to the receipt", askForOriginal),
        .witnessNoLedger: ReasonWords("the institution keeps no ledger"),
        .sealedNone: ReasonWords("the award is not on a sealed graduation list"),
        .sealedNotCarried: ReasonWords(
            "the award is said to stand on a sealed graduation list, which is not in the file"),
    ]

    fileprivate static let standing: [Reason: ReasonWords] = [
        .standingInForce: ReasonWords("the institution has not withdrawn it"),
        .standingErased: ReasonWords(
            "the institution no longer keeps the award's record"),
        .standingWithdrawn: ReasonWords(
            "the institution withdrew it", "Ask the institution if you need to know more."),
        .standingOnHold: ReasonWords(
            "the institution has put it on hold", askInstitution),
        .standingReplaced: ReasonWords(
            "the institution has replaced it", "Ask the holder for the newer version."),
        .standingReplacedOpen: ReasonWords(
            "the institution had replaced it; what became of it since is not known",
            "Ask the holder for the newer version."),
        .standingLater: ReasonWords(
            "what is known of the award was said after the day that is asked about",
            "Ask again with a copy of the institution's ledger (testamur verify --mirror)."),
        .standingMissing: ReasonWords(
            "nothing in the file says whether the award is still in force", checkOnline),
        .standingTooOld: ReasonWords(
            "the newest word on whether the award is still in force is too old", checkOnline),
        .standingNoAnswer: ReasonWords(
            "the institution was asked whether the award is still in force, and gave no answer "
                + "that counts",
            "Ask again later, or ask the institution. Where it serves its ledger and nothing "
                + "else: testamur verify --mirror URL."),
        .standingExpired: ReasonWords(
            "the newest word on whether the award is still in force has run out", checkOnline),
        .standingFromFuture: ReasonWords(
            "the word on whether the award is still in force is dated later than now",
            "Compare this machine's clock."),
        .standingNotSigned: ReasonWords(
            "the word on whether the award is still in force is not the institution's",
            checkOnline),
        .standingKeyNotInForce: ReasonWords(
            "the word on whether the award is still in force is signed by a key not in force",
            checkOnline),
        .standingOtherRecord: ReasonWords(
            "the word on whether the award is still in force is about another record",
            checkOnline),
        .standingLedgerTooSmall: ReasonWords(
            "the word on whether the award is still in force is older than the award",
            checkOnline),
        .standingContradiction: ReasonWords(
            "two signed states of the institution's ledger contradict each other",
            tellInstitution),
        .standingShrank: ReasonWords(
            "the word on whether the award is still in force was said of a ledger with fewer "
                + "records than had been seen of it",
            tellInstitution),
        .standingKindUnknown: ReasonWords(
            "the institution's ledger holds a change to the award that is signed by a kind of key "
                + "not known here",
            "Use a newer version of this program."),
        .standingKeysOlder: ReasonWords(
            "the word on whether the award is still in force is older than the newest key record",
            checkOnline),
        .standingNoLedger: ReasonWords("the institution keeps no ledger"),
    ]

    fileprivate static let status: [Reason: ReasonWords] = [
        .statusClear: ReasonWords("the institution's status lists say nothing against it"),
        .statusRevoked: ReasonWords(
            "a status list of the institution says that it was withdrawn",
            "Ask the institution if you need to know more."),
        .statusSuspended: ReasonWords(
            "a status list of the institution says that it is on hold", askInstitution),
        .statusNone: ReasonWords("the award names no status list", askInstitution),
        .statusNotFetched: ReasonWords(
            "the institution's status lists were not fetched", "Check online."),
        .statusHostNotListed: ReasonWords(
            "the award's status list lies at an address that your list does not name",
            updateList),
        .statusKindUnknown: ReasonWords(
            "the award's status is published in a way that is not known here", askInstitution),
        .statusNotSigned: ReasonWords(
            "the status list that was fetched is not signed by the institution", checkOnline),
        .statusKeyNewer: ReasonWords(
            "the status list that was fetched names a key that may be newer than the key records "
                + "in hand", checkOnline),
        .statusKeyNewerAgainst: ReasonWords(
            "a status list speaks against the award, and names a key that may be newer than the "
                + "key records in hand", checkOnline),
        .statusOtherIssuer: ReasonWords(
            "the status list that was fetched is somebody else's", "Check again."),
        .statusMalformed: ReasonWords(
            "the status list that was fetched is damaged", "Check again."),
        .statusOutOfRange: ReasonWords(
            "the status list that was fetched has no place of the number that the award names",
            askInstitution),
        .statusTooShort: ReasonWords(
            "the status list that was fetched is shorter than it must be", askInstitution),
        .statusOtherPurpose: ReasonWords(
            "the status list that was fetched is about something else than the award names",
            askInstitution),
        .statusNotCurrent: ReasonWords(
            "the status list that was fetched is not of now", "Check again."),
    ]
}
