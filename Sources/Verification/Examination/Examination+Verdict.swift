import Credentials
import Records
import Signing
import TransparencyLog
import Trust

/// What all checks together come to.
///
/// Spec: 07-verify §1, §7.
extension Examination {
    /// Every check, those that were not made among them.
    private var allChecks: [Check] {
        Check.ID.allCases.map { id in position(of: id).map { checks[$0] } ?? Check(id.notMade) }
    }

    /// By what an award of this issuer is judged.
    private var ground: Policy.Ground {
        institution.map { $0.ledgers.isEmpty ? .signatureOnly : .ledger } ?? .ledger
    }

    /// The checks that stand in the way of an answer that lets the award count.
    private func obstacles(in all: [Check]) -> [Check] {
        let ground = ground
        return all.filter { check in
            switch check.reason.effect {
            case .preventsDeciding: true
            case .none, .leavesOpen:
                !check.isSettled && policy.demands(check.id, on: ground)
            case .decides: false
            }
        }
    }

    /// The answer.
    ///
    /// `confirmed` is what is left when nothing else applies: no check failed, and each that the
    /// policy demands has passed.
    private func code(from all: [Check], obstacles: [Check]) -> Verdict.Code {
        var found: [Verdict.Code] = obstacles.isEmpty ? [] : [.incomplete]
        for check in all {
            if case .decides(let code) = check.reason.effect { found.append(code) }
        }
        return Verdict.precedence.first { found.contains($0) } ?? .confirmed
    }

    /// The verdict on what was found.
    func verdict() -> Verdict {
        let all = allChecks
        let obstacles = obstacles(in: all)
        let code = code(from: all, obstacles: obstacles)
        // Whoever takes a replaced award for a yes needs all else to be good.
        let told = obstacles.isEmpty ? all : all.map(\.leftOpen)
        // A check that an earlier one did not allow is not the reason for anything.
        let obstacle = obstacles.first { $0.reason != $0.id.notMade } ?? obstacles.first
        let isSigned =
            reason(.fileIntact) == .intactGood
            && reason(.signedByInstitution) == .signerGood
        return Verdict(
            code: code, institution: institution, asOf: instant, judgedAt: now,
            standingAge: standingAge ?? listAge, checks: told, ledger: place,
            findings: findings + differences + leniency,
            nextSteps: nextSteps(code, all, obstacles), policy: policy,
            trustList: TrustListReference(trustList),
            inputDigest: submission.digest, credential: credential,
            isVouchedFor: code.vouchesForClaims && isSigned && institution != nil,
            obstacle: obstacle, effectiveDay: effectiveDay, missing: missing(isSigned: isSigned),
            formFindings: formFindings, proofs: proofs)
    }

    /// Where two of the institution's own words differ, so that the worse one counted.
    private var differences: [Verdict.Finding] {
        guard reason(.notWithdrawn) == .standingInForce,
            reason(.statusList) == .statusRevoked || reason(.statusList) == .statusSuspended
        else { return [] }
        return [
            Verdict.Finding(
                "status.differs",
                "The institution's status list speaks against the award and its standing does "
                    + "not; the worse of the two counts.")
        ]
    }

    /// That the policy asks for less than it could.
    private var leniency: [Verdict.Finding] {
        guard policy.witnessesMin == 0, ground == .ledger, institution != nil else { return [] }
        return [
            Verdict.Finding(
                "policy.no-witness",
                "The policy \(policy.name) asks for no witness: it takes the institution's word "
                    + "for its own ledger.")
        ]
    }

    private func nextSteps(
        _ code: Verdict.Code, _ all: [Check], _ obstacles: [Check]
    ) -> [String] {
        let telling: [Check]
        switch code {
        case .confirmed, .erased: telling = []
        case .incomplete: telling = obstacles
        default:
            telling = all.filter { check in
                if case .decides(code) = check.reason.effect { true } else { false }
            }
        }
        var steps: [String] = []
        for check in telling where check.reason != check.id.notMade {
            if let step = check.nextStep(naming: institution), !steps.contains(step) {
                steps.append(step)
            }
        }
        if code == .confirmed || code == .erased || code == .confirmedEnded {
            steps.append("Compare the name with the person's own papers.")
        }
        return steps
    }

    /// What could be fetched to learn more.
    private func missing(isSigned: Bool) -> [Verdict.Need.Kind] {
        var missing: [Verdict.Need.Kind] = []
        let isOpen =
            [Check.ID.recorded, .keyHistory, .notWithdrawn].contains { id in
                position(of: id).map { checks[$0].state == .notChecked } ?? true
            }
            // The ledger's own witnesses may have come after the file was made.
            || (policy.witnessesMin > 0 && reason(.witnessed) == .witnessTooFew)
            // The keys that these show may be newer than the file; they come with a receipt.
            || [.statusNotSigned, .statusKeyNewer, .statusKeyNewerAgainst]
                .contains(reason(.statusList))
            || reason(.keyOnDomain) == .domainOtherKeys
        if policy.witnessesMin > 0, place != nil,
            reason(.witnessed) == .witnessTooFew || reason(.witnessed) == .witnessNoneListed
                || reason(.keyHistory) == .keysNotWitnessed
                || reason(.recordSigned) == .authorityConfirmationUnseen
                || reason(.keyValidThen) == .keyConfirmationUnseen
        {
            missing.append(.checkpoint)
        }
        if isOpen { missing.append(.receipt) }
        if isSigned, lacksStatusList { missing.append(.statusList) }
        if reason(.keyOnDomain) == .domainNotFetched { missing.append(.didDocument) }
        return missing
    }
}

extension Check {
    /// Whether nothing is left to ask: it passed, or its issuer signed an award that names no
    /// status list, so that there never will be one to look at.
    fileprivate var isSettled: Bool { state == .pass || reason == .statusNone }
}

extension Verdict {
    /// The order in which answers outweigh each other; what is left open stands before all that
    /// would let an award count.
    static let precedence: [Verdict.Code] = [
        .altered, .issuerNotRecognised, .testOnly, .withdrawn, .onHold, .replaced, .noRecord,
        .incomplete, .confirmedEnded, .erased,
    ]
}
