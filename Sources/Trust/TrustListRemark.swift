import CanonicalJSON
public import Signing

/// Something in a list that deserves a look. It says nothing of whether the list may be believed.
///
/// Spec: 07-verify §2.12.
public struct TrustListRemark: Hashable, Sendable {
    /// What, as a stable code of `spec/errors.md`.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// The list's time is over soon.
        case endsSoon = "list.ends-soon"
        /// An entry is easily taken for another, or for something that it is not.
        case lookAlike = "list.look-alike"
        /// No key can be had by an institution's DID.
        case didUnusable = "list.did-unusable"
        /// Two institutions have the same key.
        case keyShared = "list.key-shared"
        /// A successor was succeeded by whom it succeeded.
        case successionCircle = "list.succession-circle"
        /// Statements on accreditation are by somebody whose word the list does not count.
        case statementNotCounted = "list.statement-not-counted"
        /// Statements on accreditation are about an institution that is not listed.
        case statementOfNobody = "list.statement-of-nobody"
        /// An institution shows other keys at its address than the list has.
        case keysDiffer = "list.keys-differ"
        /// An institution could not be asked, or did not say what it was asked.
        case notAnswered = "list.not-answered"
        /// An institution lists its partner under another ledger than the partner's.
        case listedOtherwise = "list.listed-otherwise"
    }

    /// How long before its end a list is said to end soon.
    public static let noticeBefore: Duration = .seconds(30 * 86_400)

    /// What.
    public let kind: Kind
    /// About whom: a DID, or an accreditor's name in statements; `nil` for the whole list.
    public let who: String?
    /// The remark in one sentence.
    public let words: String

    /// Everything that deserves a look at an instant.
    public static func all(about list: TrustList, at instant: Instant) -> [TrustListRemark] {
        ending(of: list, at: instant) + lookAlikes(on: list) + sharedKeys(on: list)
            + circles(on: list) + statements(on: list.register, about: list)
    }

    /// Those without a ledger by whose DID no key can be had.
    ///
    /// - Parameter reason: why not, in a sentence; `nil` for a DID that is good.
    public static func unusable(
        on list: TrustList, because reason: (DID) -> String?
    ) -> [TrustListRemark] {
        list.institutions.compactMap { institution in
            guard institution.ledgers.isEmpty, let words = reason(institution.did) else {
                return nil
            }
            return TrustListRemark(
                kind: .didUnusable, who: institution.did.description, words: words)
        }
    }

    private static func ending(of list: TrustList, at instant: Instant) -> [TrustListRemark] {
        guard list.freshness(at: instant) == .current,
            list.freshness(at: instant + noticeBefore) != .current
        else { return [] }
        return [
            TrustListRemark(
                kind: .endsSoon, who: nil,
                words: "The list ends on \(list.expires.dateText), in less than 30 days.")
        ]
    }

    private static func lookAlikes(on list: TrustList) -> [TrustListRemark] {
        LookAlike.warnings(about: list.institutions).map {
            TrustListRemark(kind: .lookAlike, who: nil, words: $0.words)
        }
    }

    private static func sharedKeys(on list: TrustList) -> [TrustListRemark] {
        // Ledger keys that stand twice are refused with the list.
        var owners: [PublicKey: DID] = [:]
        var remarks: [TrustListRemark] = []
        for institution in list.institutions {
            for key in institution.keys {
                let owner = owners[key.key] ?? institution.did
                owners[key.key] = owner
                guard owner != institution.did else { continue }
                remarks.append(
                    TrustListRemark(
                        kind: .keyShared, who: institution.did.description,
                        words: "\(institution.did) has the same key as \(owner): whoever holds it "
                            + "can sign for both."))
            }
        }
        return remarks
    }

    private static func circles(on list: TrustList) -> [TrustListRemark] {
        list.institutions.compactMap { institution in
            var seen: Set<DID> = []
            var next = institution.successor
            while let did = next, did != institution.did, seen.insert(did).inserted {
                next = list.institution(did)?.successor
            }
            guard next == institution.did else { return nil }
            return TrustListRemark(
                kind: .successionCircle, who: institution.did.description,
                words: "\(institution.did) is said to have become another, which is said to have "
                    + "become \(institution.did) again.")
        }
    }

    private static func statements(
        on register: AccreditationRegister, about list: TrustList
    ) -> [TrustListRemark] {
        let strangers = register.statements.map(\.accreditor).unique.filter {
            register.accreditor($0) == nil
        }
        let unlisted = register.statements.map(\.institution).unique.filter {
            list.institution($0) == nil
        }
        return strangers.map { name in
            TrustListRemark(
                kind: .statementNotCounted, who: name,
                words: "The list does not count the word of \(name), and has statements by it.")
        }
            + unlisted.map { did in
                TrustListRemark(
                    kind: .statementOfNobody, who: did.description,
                    words: "The list has statements about \(did), and does not name it.")
            }
    }
}

extension Institution {
    /// Who it became last, if that was somebody else.
    fileprivate var successor: DID? {
        particulars.successions.last { $0.kind != .renamed && $0.did != nil }?.did
    }
}

extension TrustListRemark.Kind {
    /// What it means, in one sentence.
    public var cause: String {
        switch self {
        case .endsSoon: "The list's time is over soon."
        case .lookAlike: "Something on the list is easily taken for another, or looks odd."
        case .didUnusable: "No key can be had by the DID of an institution on the list."
        case .keyShared: "Two institutions have the same key."
        case .successionCircle: "Each of two institutions is said to have become the other."
        case .statementNotCounted:
            "Statements on the list are by somebody whose word it does not count."
        case .statementOfNobody: "Statements on the list are about an institution not on it."
        case .keysDiffer: "An institution shows other keys at its address than the list has."
        case .notAnswered: "An institution could not be asked, or did not say what it was asked."
        case .listedOtherwise: "A partner lists another ledger under your name than yours."
        }
    }

    /// What to do about it, in one sentence.
    public var nextStep: String {
        switch self {
        case .endsSoon: "Get its newest edition, or renew your own with: testamur trust renew"
        case .lookAlike: "Compare both with what the institutions tell you by telephone."
        case .didUnusable:
            "Look at the DID again: what it issues can never be confirmed by this entry."
        case .keyShared: "Ask both institutions for their keys again, by telephone."
        case .successionCircle: "Ask which of the two goes on, and correct the other."
        case .statementNotCounted:
            "If its word counts for you, name it with: testamur trust accreditor"
        case .keysDiffer:
            "Ask it by telephone. If its keys are new, take it off the list and add it again."
        case .notAnswered: "Try again; what the list says of it stays as it is."
        case .listedOtherwise: "Tell your partner at once, by telephone."
        case .statementOfNobody: "Look at the DID again: one letter less, and it counts for nobody."
        }
    }
}
