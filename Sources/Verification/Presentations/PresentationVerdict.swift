public import CanonicalJSON
import Credentials
public import Signing

/// What was found about a presentation itself; what the credentials in it are worth is said of
/// each by its own verdict.
///
/// Spec: 07-verify §11.
public struct PresentationVerdict: Sendable {
    /// One check.
    public struct Check: Hashable, Sendable {
        /// What is looked at.
        public enum ID: String, CaseIterable, Hashable, Sendable {
            /// It reads as a presentation.
            case wellFormed = "well_formed"
            /// It is unchanged since it was signed.
            case integrity
            /// Its holder signed it.
            case signedByHolder = "signed_by_holder"
            /// It was made for whoever asked.
            case answersQuestion = "answers_question"
        }

        /// What is looked at.
        public let id: ID
        /// What was found.
        public let reason: PresentationReason
    }

    /// The checks, in the order of ``Check/ID``; those not made are left out.
    public let checks: [Check]
    /// Who shows it, by its own word.
    public let holder: String?
    /// For which instant the answer is given.
    public let asOf: Instant
    /// The SHA-256 of what was handed in.
    public let inputDigest: Digest
    /// The verdicts on the credentials in it, in the order written.
    public let credentials: [Verdict]

    let formFindings: [CredentialFinding]
    let proofs: ProofReport?

    /// How it ended: the worst of the checks.
    public var state: Verification.Check.State {
        let states = checks.map(\.reason.state)
        return [.fail, .notChecked].first(where: states.contains) ?? .pass
    }

    /// The presentation in the terms of the W3C's verifier interface, without its credentials.
    public var conformance: Conformance {
        let found = ProofFindings(proofs, of: holder)
        let isReadable = formFindings.allSatisfy(\.problem.leavesOpen)
        return Conformance(
            errors: formFindings.filter { !$0.problem.leavesOpen }.map { ProblemDetail($0) }
                + (isReadable ? found.errors : []),
            warnings: formFindings.filter(\.problem.leavesOpen).map { ProblemDetail($0) }
                + found.warnings,
            proofs: proofs?.results ?? [], isMalformed: !isReadable)
    }

    /// The verdict as JSON; members are only ever added.
    public var json: JSONValue {
        var presentation: JSONValue = ["state": .string(state.rawValue)]
        if let holder { presentation["holder"] = .string(Words.foreign(holder, lengthMax: 600)) }
        presentation["checks"] = .array(
            checks.map { check in
                [
                    "id": .string(check.id.rawValue),
                    "state": .string(check.reason.state.rawValue),
                    "code": .string(check.reason.rawValue),
                    "sentence": .string(check.reason.sentence),
                ]
            })
        let conformance = conformance
        presentation["findings"] = .array(
            (conformance.errors + conformance.warnings).map(\.json))
        return [
            "type": "presentation", "lang": "en", "presentation": presentation,
            "credentials": .array(credentials.map(\.json)),
            "as_of": .string(asOf.description),
            "input_sha256": .string(inputDigest.description),
        ]
    }

    /// The verdict as plain text: what the presentation is worth, then each credential.
    public var text: String {
        var lines = checks.map { "\($0.reason.state.column) \($0.reason.sentence)" }
        for (index, verdict) in credentials.enumerated() {
            lines += ["", "Credential \(index + 1) of \(credentials.count)", verdict.text]
        }
        if credentials.isEmpty { lines += ["", "There is no credential in it."] }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The verdict in at most ``Verdict/shortTextMax`` units: how many credentials there are, and
    /// the words for them.
    public var shortText: String {
        let words = credentials.map(\.code.word).joined(separator: ", ")
        let count = Words.count(Int64(credentials.count), "credential")
        let text = "Presentation with \(count): \(words.isEmpty ? "-" : words)"
        return text.utf16.count > Verdict.shortTextMax ? Verdict.cut(text) : text
    }

    /// The code by which a program ends: that of the worst credential, or of the presentation
    /// itself where that is worse.
    public var worstCode: Verdict.Code {
        switch state {
        case .fail: return .altered
        case .notChecked, .pass, .notApplicable: break
        }
        return Verdict.Code.worst(
            of: credentials.map(\.code) + (state == .notChecked ? [.incomplete] : []))
    }
}

extension Verdict.Code {
    /// The answer that outweighs the others, as between the checks of one award; `incomplete` if
    /// there is none.
    public static func worst(of codes: [Verdict.Code]) -> Verdict.Code {
        guard !codes.isEmpty else { return .incomplete }
        return Verdict.precedence.first { codes.contains($0) } ?? .confirmed
    }
}

extension Verifier {
    /// Judges a presentation itself; the credentials in it were judged before.
    ///
    /// - Parameters:
    ///   - credentials: the verdicts on them, in order.
    ///   - question: what was asked of whoever shows it; it is for `authentication` unless that
    ///     says otherwise.
    ///   - evidence: what was fetched: documents of keys, for the holder's.
    public func verify(
        _ submission: PresentationSubmission, showing credentials: [Verdict],
        answering question: ProofQuestion = .none, at instant: Instant,
        with evidence: [Evidence] = []
    ) -> PresentationVerdict {
        let presentation = submission.presentation
        var reasons: [PresentationVerdict.Check] = []
        func note(_ id: PresentationVerdict.Check.ID, _ reason: PresentationReason) {
            reasons.append(PresentationVerdict.Check(id: id, reason: reason))
        }
        var proofs: ProofReport?
        if presentation.isWellFormed {
            note(.wellFormed, .wellFormed)
            let documents = evidence.compactMap { item -> DIDDocument? in
                guard case .didDocument(let did, let bytes) = item.content,
                    let document = try? DIDDocument(parsing: bytes), document.id == did
                else { return nil }
                return document
            }
            let expectation = question.expectation(now: instant)
            let found = presentation.proofs(
                expecting: expectation, resolver: KnownDocuments(documents, keyDIDs: .resolved))
            let report = question.answered(
                by: found, of: presentation.token, judgedFor: expectation.purpose)
            proofs = report
            for (id, reason) in report.reasons(holder: presentation.holder, question) {
                note(id, reason)
            }
        } else {
            note(.wellFormed, .malformed)
        }
        return PresentationVerdict(
            checks: reasons, holder: presentation.holder, asOf: instant,
            inputDigest: submission.digest, credentials: credentials,
            formFindings: presentation.findings, proofs: proofs)
    }
}

extension ProofReport {
    /// What the proofs of a presentation say, check by check.
    fileprivate func reasons(
        holder: String?, _ question: ProofQuestion
    ) -> [(PresentationVerdict.Check.ID, PresentationReason)] {
        let isAsked = question.challenge != nil || question.domain != nil
        let asked = isAsked ? PresentationReason.answers : .notAsked
        switch conclusion(forIssuer: holder ?? signers.first?.description ?? "") {
        case .pass:
            return [
                (.integrity, .intact),
                (.signedByHolder, holder == nil ? .holderNotNamed : .byHolder),
                (.answersQuestion, asked),
            ]
        case .fail(.notByIssuer):
            return [
                (.integrity, .intact), (.signedByHolder, .byOther), (.answersQuestion, asked),
            ]
        case .fail(.domain), .fail(.challenge):
            return [(.answersQuestion, .answersOther)]
        case .fail(.missing): return [(.integrity, .notSigned)]
        case .fail(.signature), .fail(.context), .fail(.previousProof), .fail(.claim):
            return [(.integrity, .changed)]
        case .fail: return [(.integrity, .proofRefused)]
        case .notJudged: return [(.integrity, .notJudged)]
        }
    }
}
