public import CanonicalJSON
import Trust

/// One thing that was looked at, and what was found.
///
/// Spec: 07-verify §5.
public struct Check: Sendable {
    /// What is looked at; in the order in which a reader is told.
    public enum ID: String, CaseIterable, Hashable, Sendable {
        /// The file reads as a credential.
        case wellFormed = "well_formed"
        /// The reader's list names the institution.
        case issuerListed = "issuer_listed"
        /// The reader's list has not run out.
        case listCurrent = "list_current"
        /// The ledger holds the award's record.
        case recorded
        /// That record is about this very file, and by this very institution.
        case recordMatches = "record_matches"
        /// The institution's keys are known from its first record on.
        case keyHistory = "key_history"
        /// One of those keys signed the record.
        case recordSigned = "record_signed"
        /// The file is unchanged since it was signed.
        case fileIntact = "integrity"
        /// The institution's key signed it.
        case signedByInstitution = "signed_by_institution"
        /// That key was good when it signed.
        case keyValidThen = "key_valid_then"
        /// The institution's web address shows the same key.
        case keyOnDomain = "key_on_domain"
        /// The institution was entitled to make this award on the award date.
        case entitled = "accredited_on_award_date"
        /// Others have seen the ledger that holds the record.
        case witnessed
        /// The award stands on an exam board's sealed list.
        case sealedList = "sealed_list"
        /// The institution has not withdrawn it, as far as is known.
        case notWithdrawn = "status"
        /// No status list of the institution speaks against it.
        case statusList = "status_list"
        /// The dates make sense, and today lies within them.
        case datesInOrder = "dates"
        /// The name in the file is the one that the reader expects.
        case nameCompared = "name_compared"
    }

    /// How a check ended.
    public enum State: String, CaseIterable, Hashable, Sendable {
        /// Good.
        case pass
        /// Not good.
        case fail
        /// It could not be made; never the same as good.
        case notChecked = "not_checked"
        /// There is nothing to check.
        case notApplicable = "not_applicable"
    }

    /// A fact that the check rests on.
    public struct Fact: Sendable {
        /// What it is, in `snake_case`.
        public let name: String
        private let fact: any CustomStringConvertible & Sendable
        /// Who says it.
        let source: Source

        /// Who says a fact.
        enum Source {
            /// A list, a ledger that it names, or the verifier.
            case found
            /// The file, which is about a person.
            case award
        }

        /// Sets down a fact.
        init(
            _ name: String, _ fact: any CustomStringConvertible & Sendable,
            from source: Source = .found
        ) {
            self.name = name
            self.fact = fact
            self.source = source
        }

        /// The fact; its text may have come from anybody, and is made harmless.
        public var value: String { Words.foreign(fact.description, lengthMax: 600) }
    }

    /// What was looked at.
    public let id: ID
    /// How it ended.
    public let state: State
    /// Why, as a stable code.
    public let reason: Reason
    /// The facts that it rests on.
    public let evidence: [Fact]
    /// How old the newest of them is, where that matters.
    public let age: Duration?
    /// What is said of this very award; `nil` if the code says it all.
    private let ownSentence: String?

    init(_ reason: Reason, sentence: String? = nil, evidence: [Fact] = [], age: Duration? = nil) {
        id = reason.check
        state = reason.state
        self.reason = reason
        ownSentence = sentence
        self.evidence = evidence
        self.age = age
    }

    /// The same where something else is open.
    var leftOpen: Check {
        guard reason == .standingReplaced else { return self }
        return Check(.standingReplacedOpen, sentence: ownSentence, evidence: evidence, age: age)
    }

    /// Whether it failed by no more than a key that the reader's list does not have.
    var mayBeOfOldList: Bool {
        reason == .recordCheckpointNotSigned || reason == .keysCheckpointNotSigned
    }

    /// What to do about it; `nil` if there is nothing to do.
    ///
    /// - Parameter institution: the issuer as the list names it.
    func nextStep(naming institution: Institution?) -> String? {
        switch reason {
        case .keysCheckpointNotSigned: Reason.recordCheckpointNotSigned.nextStep
        case .intactKeyUnknown where institution?.ledgers.isEmpty == true,
            .signerUnknown where institution?.ledgers.isEmpty == true:
            "Get the newest edition of your list from its publisher, or ask the institution, by an "
                + "address that you know already."
        default: reason.nextStep
        }
    }

    /// The same in one sentence for people.
    public var sentence: String { ownSentence ?? reason.cause }

    /// The stable code of ``reason``.
    public var code: String { reason.rawValue }

    /// The check as it stands in a verdict.
    public var json: JSONValue {
        var json: JSONValue = [
            "id": .string(id.rawValue), "state": .string(state.rawValue), "code": .string(code),
            "sentence": .string(sentence),
        ]
        json["evidence"] = evidence.json
        if let age { json["age_seconds"] = .integer(age.components.seconds) }
        return json
    }
}

extension [Check.Fact] {
    /// The facts as members of one object, of several of one name the first; `nil` if there are
    /// none.
    var json: JSONValue? {
        var names: Set<String> = []
        let members = filter { names.insert($0.name).inserted }
            .map { JSONMember($0.name, .string($0.value)) }
        return members.isEmpty ? nil : .object(members)
    }
}
