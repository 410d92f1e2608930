public import Credentials
import Records
public import Signing
public import TransparencyLog
public import Trust

/// The verifier's answer: a code, plain words, and every check behind it.
///
/// Names of institutions come from the trust list, everything about the award from the signed
/// file, nothing from anybody else.
///
/// Spec: 07-verify §1.
public struct Verdict: Sendable {
    /// The answer.
    public let code: Code
    /// The institution as the trust list names it; `nil` if it does not.
    public let institution: Institution?
    /// The instant for which the answer is given.
    public let asOf: Instant
    /// When it was judged.
    public let judgedAt: Instant
    /// How old the newest knowledge of the award's standing is.
    public let standingAge: Duration?
    /// Every check, in the order of ``Check/ID``.
    public let checks: [Check]
    /// Where the award is recorded; `nil` unless that was checked.
    public let ledger: RecordPlace?
    /// What deserves a look and decides nothing.
    public let findings: [Finding]
    /// What to do now.
    public let nextSteps: [String]
    /// The policy that was applied.
    public let policy: Policy
    /// The trust list that was applied.
    public let trustList: TrustListReference
    /// The SHA-256 of what was handed in.
    public let inputDigest: Digest

    /// What was judged, if it is well-formed: the words are taken from it when they are asked for.
    let credential: Credential?
    /// Whether the institution is known to have signed what the file says.
    let isVouchedFor: Bool
    /// What stands in the way of an answer that lets the award count.
    let obstacle: Check?
    /// From which day a withdrawal or a hold counts, where the ledger says so.
    let effectiveDay: Day?
    /// What could be fetched to learn more.
    let missing: [Need.Kind]
    /// Everything that was found wrong with the credential's form, or could not be judged.
    let formFindings: [CredentialFinding]
    /// What became of the credential's proofs, if they were judged.
    let proofs: ProofReport?

    /// What was awarded to whom; `nil` unless the institution is known to have signed it.
    public var award: Award? { isVouchedFor ? credential.map { Award($0) } : nil }

    /// What the file says was awarded, where nobody vouches for it.
    public var claimed: Award? { isVouchedFor ? nil : credential.map { Award($0) } }

    /// What the file calls its issuer; only where the list does not name it.
    public var claimedIssuer: String? {
        guard institution == nil, let credential else { return nil }
        let name = credential.issuerNames.first?.text ?? credential.issuer
        return Words.foreign(name, lengthMax: 120)
    }

    /// Something that deserves a look and decides nothing.
    public struct Finding: Hashable, Sendable {
        /// The stable code.
        public let code: String
        /// The finding in one sentence.
        public let text: String
        /// Where, as a JSON pointer into the credential; empty for the whole.
        public let pointer: String

        /// Sets down a finding; its texts may have come from anybody, and are made harmless.
        init(_ code: String, _ text: String, at pointer: String = "") {
            self.code = code
            self.text = Words.foreign(text, lengthMax: 400)
            self.pointer = Words.foreign(pointer, lengthMax: 400)
        }
    }

    /// Something that could be fetched to learn more.
    public struct Need: Hashable, Sendable {
        /// What.
        public enum Kind: String, Hashable, Sendable {
            /// A status list, by GET.
            case statusList = "status-list"
            /// A receipt and a standing, by POST of the signed credential.
            case receipt
            /// A controller's document of keys, by GET.
            case didDocument = "did-document"
            /// The newest checkpoint of a ledger, and those tiles that show that it only grew.
            case checkpoint
        }

        /// What.
        public let kind: Kind
        /// Where.
        public let url: String

        /// Names something to fetch.
        public init(kind: Kind, url: String) {
            self.kind = kind
            self.url = url
        }
    }
}

/// What was awarded, in the words of the file.
public struct Award: Hashable, Sendable {
    /// The title in each language in which it is given.
    public let titles: [LanguageTagged]
    /// The holder's name in each spelling that is given.
    public let holderNames: [String]
    /// The day of the award in the institution's place.
    public let awardDate: CalendarDate?
    /// Until when it counts; `nil` for good.
    public let validUntil: DateTimeStamp?
    /// The level of the European Qualifications Framework that the institution states.
    public let eqfLevel: Int?

    init(_ credential: Credential) {
        titles = credential.names.isEmpty ? credential.achievementNames : credential.names
        holderNames = credential.holderNames
        awardDate = credential.awardedDate?.calendarDate
        validUntil = credential.validUntil
        eqfLevel = credential.eqfLevel
    }

    /// The title in English, else the first; `nil` if there is none.
    public var title: String? {
        let english = titles.first { $0.language?.utf8.starts(with: "en".utf8) == true }
        return (english ?? titles.first)?.text
    }
}

/// Where an award is recorded, and who has seen it there.
public struct RecordPlace: Hashable, Sendable {
    /// The ledger and its state in the receipt.
    public let checkpoint: Checkpoint
    /// The record's place.
    public let index: LeafIndex
    /// When the institution's own clock says that it was recorded; proves nothing.
    public let recordedAt: Instant
    /// How many witnesses on the list have seen that state.
    public let witnessCount: Int
    /// Their names, in order.
    public let witnessNames: [String]
    /// By when enough of them had, by their own clocks; `nil` if not enough have.
    public let witnessedTime: Instant?
}

/// Which trust list was applied.
public struct TrustListReference: Hashable, Sendable {
    /// What its keeper calls it.
    public let name: String
    /// Which edition.
    public let sequence: Int64
    /// Until when it counts.
    public let expires: Instant
    /// Why it is believed.
    public let provenance: TrustList.Provenance

    /// Refers to a list.
    public init(_ list: TrustList) {
        name = list.name
        sequence = list.sequence
        expires = list.expires
        provenance = list.provenance
    }
}
