import CanonicalJSON
public import Records
import Signing

/// Why a credential's standing changes. Kept in the vault; the ledger holds a commitment to it.
///
/// Spec: 03-append §9.
public struct StandingReason: Hashable, Sendable {
    /// The kinds of reason.
    public enum Category: String, CaseIterable, Hashable, Sendable {
        /// The award was withdrawn.
        case awardWithdrawn = "award_withdrawn"
        /// It should not have been issued.
        case issuedInError = "issued_in_error"
        /// It was obtained by deceit.
        case fraud
        /// Somebody is looking into it.
        case underReview = "under_review"
        /// An appeal is being heard.
        case appeal
        /// What was looked into has come out well.
        case cleared
        /// The hold was a mistake.
        case holdInError = "hold_in_error"
        /// A mistake was put right.
        case correction
        /// The person has another name.
        case nameChange = "name_change"
        /// The same again.
        case reprint
        /// It was marked anew.
        case regrade
        /// The person asked for it.
        case holderRequest = "holder_request"
        /// It was kept as long as it had to be.
        case retentionEnded = "retention_ended"
        /// A court or an authority ordered it.
        case legalOrder = "legal_order"
    }

    /// The kind.
    public let category: Category
    /// Words for the institution's own file.
    public let words: String?
    /// From which day it counts.
    public let effective: Day
    /// The credential that takes the place of this one, where one does.
    public let successor: CredentialID?

    /// Notes a reason.
    public init(
        category: Category, words: String? = nil, effective: Day, successor: CredentialID? = nil
    ) {
        self.category = category
        self.words = words
        self.effective = effective
        self.successor = successor
    }

    /// Reads back what was kept; `nil` if it is none.
    init?(content: [UInt8]) {
        guard let json = try? JSONDocument(parsing: content).root,
            let category = json["category"]?.string.flatMap({ Category(rawValue: $0) }),
            let effective = json["effective"]?.string.flatMap({ Day($0) })
        else { return nil }
        self.init(
            category: category, words: json["reason"]?.string, effective: effective,
            successor: json["successor"]?.string.flatMap { CredentialID($0) })
    }

    /// What is kept, and committed to.
    var content: [UInt8] {
        var json: JSONValue = [
            "category": .string(category.rawValue),
            "effective": .string(effective.description),
        ]
        if let words { json["reason"] = .string(words) }
        if let successor { json["successor"] = .string(successor.description) }
        return json.canonicalBytes()
    }
}

extension StandingAction {
    /// The kinds of reason that there are for it.
    public var categories: [StandingReason.Category] {
        switch self {
        case .revoke: [.awardWithdrawn, .issuedInError, .fraud]
        case .suspend: [.underReview, .appeal, .holderRequest]
        case .reinstate: [.cleared, .holdInError, .holderRequest]
        case .supersede: [.correction, .nameChange, .reprint, .regrade]
        case .erase: [.holderRequest, .retentionEnded, .legalOrder]
        }
    }
}
