import AppendOnlyLedger
import CanonicalJSON
import Credentials
import HTTPTypes
import HomeFolder
import Issuance
import ServiceAPI
import Signing
import Verification

/// The W3C's interface for verifying, beside our own: what is verified there is the proof, and the
/// answer carries our verdict too.
///
/// Spec: 09-surfaces §3.9.
extension Daemon {
    /// Verifies the credential in the body.
    func verifyCredential(_ exchange: Exchange) async throws -> Answer {
        _ = try exchange.negotiated(among: [.json, .problem])
        let body = try await exchange.jsonBody()
        let request = try VerificationRequest(wrapped(body).root, for: .credential)
        // What is read as a presentation elsewhere is nothing else here.
        guard !Presentation.isOne(request.subject) else {
            throw Problem.malformedRequest(
                "/verifiableCredential", "This is a presentation, and no credential.")
        }
        let edition = await trustDesk.current()
        let submission = Submission(
            SecuredCredential(request.subject), partOf: Digest.sha256(body))
        let found = await proofVerdict(
            on: submission, by: edition, answering: ProofQuestion(request))
        let conformance = found.conformance
        var json = conformance.json
        if request.repetition == .wanted { json["credential"] = request.subject.value }
        json["verdict"] = found.verdict.json
        if conformance.isVerified { return Answer(.ok, json) }
        switch institution.home.configuration.unverifiedAnswer {
        case .ok: return Answer(.ok, json)
        case .badRequest: return refusal(json, conformance)
        }
    }

    /// Verifies the presentation in the body; a bad signature is an answer, no error.
    func verifyPresentation(_ exchange: Exchange) async throws -> Answer {
        _ = try exchange.negotiated(among: [.json, .problem])
        let body = try await exchange.jsonBody()
        let request = try VerificationRequest(wrapped(body).root, for: .presentation)
        let edition = await trustDesk.current()
        let submission = try presentation(request.subject, partOf: Digest.sha256(body))
        let found = await proofVerdicts(on: submission.credentials, by: edition)
        let verdict = edition.verifier.verify(
            submission, showing: found.map(\.verdict),
            answering: ProofQuestion(request), at: clock(), with: evidenceDesk.fresh())
        let own = verdict.conformance
        let credentials = found.map(\.conformance)
        let isVerified = own.isVerified && credentials.allSatisfy(\.isVerified)
        var json = own.json
        json["verified"] = .boolean(isVerified)
        let places = submission.presentation.credentials.map(\.pointer)
        let details = zip(credentials, places).flatMap { found, place in
            (found.errors + found.warnings).map { $0.json(below: place) }
        }
        json["problemDetails"] = .array((own.errors + own.warnings).map(\.json) + details)
        json["presentationResult"] = own.json
        json["credentialResults"] = .array(credentials.map(\.json))
        if request.repetition == .wanted { json["presentation"] = request.subject.value }
        json["verdict"] = verdict.json
        let parts = [own] + credentials
        if let malformed = parts.first(where: \.isMalformed) { return refusal(json, malformed) }
        return Answer(.ok, json)
    }

    private func presentation(
        _ json: JSON, partOf digest: Digest
    ) throws(Problem) -> PresentationSubmission {
        do throws(SubmissionError) {
            guard let text = json.utf8 else {
                return try PresentationSubmission(json, digest: digest)
            }
            return try PresentationSubmission(reading: text, digest: digest)
        } catch {
            throw Problem(
                error.code, status: 400, title: "Malformed request", detail: error.description,
                type: CredentialProblem.parsing.type)
        }
    }

    /// What was not verified, as a problem document that holds everything that was found.
    private func refusal(_ found: JSONValue, _ conformance: Conformance) -> Answer {
        var json = found
        let first = conformance.errors.first
        json["type"] = .string(first?.type ?? "about:blank")
        json["title"] = "Not verified"
        json["status"] = 400
        json["detail"] = .string(first?.detail ?? "")
        json["code"] = .string(first?.code ?? "")
        return Answer(.badRequest, json, as: .problem)
    }

    /// A body that has what is verified in a member: the same may be handed in by itself.
    private func wrapped(_ bytes: [UInt8]) throws(Problem) -> JSONDocument {
        try readable(bytes, depthMax: JSONLimits.standard.depthMax + 1)
    }

    /// Strict JSON of a request's body, numbers of any kind included.
    ///
    /// - Throws: a ``Problem`` of status 400 that names the byte.
    func readable(
        _ bytes: [UInt8], depthMax: Int = JSONLimits.standard.depthMax
    ) throws(Problem) -> JSONDocument {
        do {
            return try JSONDocument(
                parsing: bytes,
                limits: JSONLimits(
                    bytesMax: limits.bodyBytesMax, depthMax: depthMax, numbers: .reported))
        } catch {
            throw Problem(
                error.reason.code, status: 400, title: "Malformed request",
                detail: "The body is not JSON: \(error).", type: CredentialProblem.parsing.type)
        }
    }
}

extension ProofQuestion {
    /// What a request asks of the proofs of what it hands in.
    fileprivate init(_ request: VerificationRequest) {
        self.init(
            purpose: request.purpose, domain: request.domain, challenge: request.challenge)
    }
}

extension Conformance {
    /// The members that the W3C's interface has for what was found.
    fileprivate var json: JSONValue {
        [
            "verified": .boolean(isVerified),
            "problemDetails": .array((errors + warnings).map(\.json)),
            "results": ["proof": .array(proofs)],
        ]
    }
}
