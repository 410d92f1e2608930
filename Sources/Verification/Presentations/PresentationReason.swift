/// Why a check on a presentation ended as it did.
///
/// Spec: 07-verify §11; errors.
public enum PresentationReason: String, CaseIterable, Hashable, Sendable {
    /// It reads as a presentation.
    case wellFormed = "presentation.well-formed"
    /// It does not.
    case malformed = "presentation.malformed"
    /// The signature belongs to it.
    case intact = "presentation.intact"
    /// The signature does not belong to it.
    case changed = "presentation.changed"
    /// It is not signed.
    case notSigned = "presentation.not-signed"
    /// The signature is malformed, has run out, or was made for something else.
    case proofRefused = "presentation.proof-refused"
    /// The signature is of a kind not known here, or the key is not.
    case notJudged = "presentation.not-judged"
    /// Whoever it names as its holder signed it.
    case byHolder = "presentation.by-holder"
    /// Somebody else signed it.
    case byOther = "presentation.by-other"
    /// It does not say who shows it.
    case holderNotNamed = "presentation.holder-not-named"
    /// It answers what was asked.
    case answers = "presentation.answers"
    /// It was made for somebody else, or answers something else.
    case answersOther = "presentation.answers-other"
    /// Nothing was asked that it could answer.
    case notAsked = "presentation.not-asked"

    /// How the check ended.
    public var state: Check.State {
        switch self {
        case .wellFormed, .intact, .byHolder, .answers: .pass
        case .malformed, .changed, .notSigned, .proofRefused, .byOther, .answersOther: .fail
        case .notJudged: .notChecked
        case .holderNotNamed, .notAsked: .notApplicable
        }
    }

    /// The reason in one sentence.
    public var sentence: String {
        switch self {
        case .wellFormed: "The file reads as a presentation."
        case .malformed: "The file is not a well-formed presentation."
        case .intact: "The presentation is unchanged since it was signed."
        case .changed: "The signature does not belong to this presentation."
        case .notSigned: "Nobody signed the presentation."
        case .proofRefused: "The signature on the presentation cannot count."
        case .notJudged: "The signature on the presentation could not be checked."
        case .byHolder: "Whoever it names as its holder signed it."
        case .byOther: "Somebody else than the holder that it names signed it."
        case .holderNotNamed: "The presentation does not say who shows it."
        case .answers: "It was made for this question."
        case .answersOther: "It was made for somebody else, or answers another question."
        case .notAsked: "Nothing was asked that it could answer."
        }
    }
}
