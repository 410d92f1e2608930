public import CanonicalJSON
import Credentials
public import Signing
public import Trust

/// What a verifier answered about one award, and all that it answered by: whoever has it and the
/// award can have the same answer given again, years later and without a network.
///
/// It says nothing of the person: not what the award says, only which bytes were judged.
///
/// Spec: 07-verify §12.
public struct VerificationReceipt: Sendable {
    /// The media type of a signed receipt.
    public static let mediaType = "application/vnd.testamur.verification-receipt+jwt"
    /// The ending of a receipt's file name, without its point.
    public static let fileExtension = "receipt"
    /// The longest signed receipt, in bytes.
    public static let bytesMax = 16_777_216
    /// The most pieces of evidence in one.
    public static let evidenceMax = 256

    /// Whether the award itself stands in the receipt.
    public enum Enclosure: Hashable, Sendable {
        /// It does: whoever has the receipt has the award, with the personal data in it.
        case award([UInt8])
        /// It does not, and has to be kept beside it.
        case none
    }

    /// When it was judged.
    public let judgedAt: Instant
    /// As of when the answer was given; `nil` for when it was judged.
    public let asOf: Instant?
    /// The SHA-256 of what was handed in.
    public let inputDigest: Digest
    /// Whether the award itself is here.
    public let enclosure: Enclosure
    /// The policy that was applied.
    public let policy: Policy
    /// What was taken of the trust list.
    public let trustList: TrustListExcerpt
    /// What was fetched or remembered, and led to the answer.
    public let evidence: [Evidence]
    /// What was answered.
    public let conclusion: Conclusion

    /// Judges an award, and keeps what it takes to judge it again.
    ///
    /// - Parameters:
    ///   - now: when it is judged.
    ///   - instant: as of when; without it, now.
    ///   - evidence: what is in hand; what is about others is left out.
    /// - Throws: ``VerificationReceiptError/notKept`` for evidence that fits into no receipt.
    public init(
        on submission: Submission, _ enclosure: Enclosure, by verifier: Verifier,
        at now: Instant, asOf instant: Instant? = nil, with evidence: [Evidence]
    ) throws(VerificationReceiptError) {
        let relevant = evidence.filter { $0.concerns(submission, by: verifier.trustList) }
        guard relevant.count <= VerificationReceipt.evidenceMax,
            relevant.allSatisfy({ $0.json != nil }),
            let trustList = try? TrustListExcerpt(
                of: verifier.trustList, about: submission.claimedIssuer)
        else { throw .notKept }
        judgedAt = now
        asOf = instant
        inputDigest = submission.digest
        self.enclosure = enclosure
        policy = verifier.policy
        self.trustList = trustList
        self.evidence = relevant
        let verdict = Verifier(
            trusting: trustList.list, policy: verifier.policy, cache: verifier.cache
        ).verify(submission, at: now, asOf: instant, with: relevant)
        conclusion = Conclusion(verdict)
    }

    /// The answer once more, by all that the receipt holds and nothing else.
    ///
    /// - Parameter submission: what was handed in, of the digest that the receipt names.
    public func verdict(on submission: Submission) -> Verdict {
        Verifier(trusting: trustList.list, policy: policy)
            .verify(submission, at: judgedAt, asOf: asOf, with: evidence)
    }
}

/// What was answered about an award, without anything that the award says of a person.
///
/// Spec: 07-verify §12.1.
public struct Conclusion: Sendable {
    /// The answer.
    public let code: Verdict.Code
    /// The answer, every check and the ledger's state, as they stand in a receipt.
    public let json: JSONValue

    /// Takes what may be kept out of a verdict.
    init(_ verdict: Verdict) {
        code = verdict.code
        var json: JSONValue = [
            "verdict": .string(verdict.code.rawValue),
            "as_of": .string(verdict.asOf.description),
            "checks": .array(verdict.checks.map(\.concluded)),
        ]
        if let age = verdict.standingAge {
            json["status_age_seconds"] = .integer(age.components.seconds)
        }
        if let ledger = verdict.ledger { json["log"] = ledger.json }
        self.json = json
    }

    init(_ json: JSON) throws(VerificationReceiptError) {
        guard let code = json["verdict"]?.string.flatMap({ Verdict.Code(rawValue: $0) }),
            json["checks"]?.kind == .array
        else { throw .malformed(json.pointer) }
        self.code = code
        self.json = json.value
    }

    /// The checks that ended otherwise in another answer: their names. A check that one of the two
    /// does not have is passed over, so that what is checked besides in years to come does not
    /// make an old answer wrong.
    func differences(from other: Conclusion) -> [String] {
        let others = other.checks
        return checks.compactMap { check in
            guard let id = check["id"], let same = others.first(where: { $0["id"] == id }) else {
                return nil
            }
            guard check != same, case .string(let name) = id else { return nil }
            return name
        }
    }

    private var checks: [JSONValue] {
        guard case .array(let checks) = json["checks"] else { return [] }
        return checks
    }
}

extension Check {
    /// The check as it stands in a receipt.
    fileprivate var concluded: JSONValue {
        var json: JSONValue = [
            "id": .string(id.rawValue), "state": .string(state.rawValue), "code": .string(code),
        ]
        let facts = evidence.filter { $0.source == .found }
        if !facts.isEmpty {
            json["evidence"] = .object(facts.map { JSONMember($0.name, .string($0.value)) })
        }
        if let age { json["age_seconds"] = .integer(age.components.seconds) }
        return json
    }
}

/// Why there is no receipt, or none that can be read.
public enum VerificationReceiptError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is longer than a receipt may be.
    case tooLong
    /// It is no signed receipt of a known version; where, as a JSON pointer, as far as is known.
    case malformed(String)
    /// What was judged by fits into no receipt.
    case notKept
    /// What is in the receipt does not lead to the answer that was given.
    case notReproduced

    /// The stable code of `spec/errors.md`.
    public var code: String {
        switch self {
        case .tooLong: "verification-receipt.too-long"
        case .malformed: "verification-receipt.malformed"
        case .notKept: "verification-receipt.not-kept"
        case .notReproduced: "verification-receipt.not-reproduced"
        }
    }

    /// The error in plain words, without a full stop.
    public var description: String {
        switch self {
        case .tooLong: "it is longer than \(VerificationReceipt.bytesMax) bytes"
        case .malformed(let pointer):
            "it is not a signed receipt" + (pointer.isEmpty ? "" : " (at \(pointer))")
        case .notKept: "what the answer rests on fits into no receipt"
        case .notReproduced: "what is in it does not lead to the answer that was given"
        }
    }
}
