public import CanonicalJSON
import Credentials
import Signing

/// A verdict in the terms of the W3C's verifier interface.
///
/// `verified` there means: well-formed, every proof that can be judged is good, and one of them is
/// made with the issuer's own key. Who that is, and whether the award is still in force, is for
/// the verdict; here it is a warning.
///
/// Spec: 09-surfaces §3.9.
public struct Conformance: Sendable {
    /// What keeps it from being verified.
    public let errors: [ProblemDetail]
    /// What else deserves to be known.
    public let warnings: [ProblemDetail]
    /// What became of each proof.
    public let proofs: [JSONValue]

    /// Whether it is not even well-formed, so that no proof was looked at.
    public let isMalformed: Bool

    /// Whether nothing keeps it from being verified.
    public var isVerified: Bool { errors.isEmpty }
}

extension Verdict {
    /// The verdict in the terms of the W3C's verifier interface.
    public var conformance: Conformance { conformance(of: proofs) }

    /// The same for somebody who asks something of the proofs, on which the verdict itself does
    /// not depend.
    ///
    /// - Parameter submission: what was judged.
    public func conformance(
        of submission: Submission, answering question: ProofQuestion
    ) -> Conformance {
        conformance(
            of: proofs.map {
                question.answered(
                    by: $0, of: submission.secured.token, judgedFor: .assertionMethod)
            })
    }

    private func conformance(of proofs: ProofReport?) -> Conformance {
        var errors = formFindings.filter { !$0.problem.leavesOpen }.map { ProblemDetail($0) }
        var warnings = formFindings.filter(\.problem.leavesOpen).map { ProblemDetail($0) }
        let isMalformed = !errors.isEmpty || credential == nil
        if let credential {
            let found = ProofFindings(proofs, of: credential.issuer)
            errors += found.errors
            warnings += found.warnings
            if errors.isEmpty { errors += distrust }
        }
        warnings += checks.compactMap(\.warning)
        return Conformance(
            errors: errors, warnings: warnings, proofs: proofs?.results ?? [],
            isMalformed: isMalformed)
    }

    /// What the institution's own ledger says against a signature that is good by itself.
    private var distrust: [ProblemDetail] {
        checks.filter { check in
            switch check.reason {
            case .keyCompromised, .keyConfirmationUnseen, .keyRetired, .keyNotYet: true
            default: check.reason.effect == .decides(.altered)
            }
        }.map {
            ProblemDetail(
                $0, type: "https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR")
        }
    }
}

/// What proofs mean for whoever is said to have made them.
struct ProofFindings {
    private(set) var errors: [ProblemDetail] = []
    private(set) var warnings: [ProblemDetail] = []

    /// - Parameter maker: the issuer or holder; `nil` where anybody will do.
    init(_ report: ProofReport?, of maker: String?) {
        for item in report?.proofs ?? [] {
            switch item.outcome {
            case .pass: break
            case .fail(let failure): errors.append(ProblemDetail(failure, at: item.pointer))
            case .skipped(let gap): warnings.append(ProblemDetail(gap, at: item.pointer))
            }
        }
        guard errors.isEmpty else { return }
        let place = report?.proofs.first.map { $0.pointer.isEmpty ? "" : "/proof" } ?? "/proof"
        let signer = report?.signers.first?.description
        switch report?.conclusion(forIssuer: maker ?? signer ?? "") {
        case .pass: break
        case .fail(let failure): errors.append(ProblemDetail(failure, at: place))
        case .notJudged(let gap):
            warnings.removeAll { $0.code == gap.code }
            errors.append(ProblemDetail(gap, at: place))
        case nil: errors.append(ProblemDetail(ProofFailure.missing, at: "/proof"))
        }
    }
}

extension ProofReport {
    /// What became of each proof, for programs.
    var results: [JSONValue] {
        proofs.map { item in
            var json: JSONValue = ["pointer": .string(item.pointer)]
            switch item.outcome {
            case .pass(let method):
                json["verified"] = true
                json["verificationMethod"] = .string(method.id.description)
            case .fail(let failure):
                json["verified"] = false
                json["problemDetails"] = [ProblemDetail(failure, at: item.pointer).json]
            case .skipped(let gap):
                json["verified"] = false
                json["skipped"] = true
                json["problemDetails"] = [ProblemDetail(gap, at: item.pointer).json]
            }
            if let proof = item.proof { json["cryptosuite"] = .string(proof.suite.rawValue) }
            return json
        }
    }
}

extension Check {
    /// What a check on dates and standing tells whoever asks for the proof only.
    fileprivate var warning: ProblemDetail? {
        let own = "urn:testamur:error:" + code
        let list = "https://www.w3.org/ns/credentials/status-list#"
        switch reason {
        case .datesNotYet, .datesEnded, .datesAwardAhead, .standingWithdrawn, .standingOnHold,
            .standingReplaced, .standingReplacedOpen, .standingErased, .statusRevoked,
            .statusSuspended,
            .statusKindUnknown:
            return ProblemDetail(self, type: own)
        case .statusNotFetched, .statusHostNotListed:
            return ProblemDetail(self, type: list + "STATUS_RETRIEVAL_ERROR")
        case .statusNotSigned, .statusKeyNewer, .statusKeyNewerAgainst, .statusOtherIssuer,
            .statusOtherPurpose, .statusNotCurrent:
            return ProblemDetail(self, type: list + "STATUS_VERIFICATION_ERROR")
        case .statusMalformed:
            return ProblemDetail(self, type: list + "MALFORMED_VALUE_ERROR")
        case .statusOutOfRange: return ProblemDetail(self, type: list + "RANGE_ERROR")
        case .statusTooShort: return ProblemDetail(self, type: list + "STATUS_LIST_LENGTH_ERROR")
        default: return nil
        }
    }
}
