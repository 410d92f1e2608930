import Credentials
import Signing
import Trust

/// Whether the list vouches for awards like this one, and whether anybody whose word counts says
/// that the institution was entitled to make it.
///
/// Spec: 07-verify §5.4, §5.5.
extension Examination {
    /// Judges an award by the limits within which the list vouches for its institution.
    mutating func judgeScope(of credential: Credential, by institution: Institution) {
        let scopes = institution.particulars.vouched
        guard !scopes.isEmpty, institution.purpose == .awards else { return }
        let name = institution.name(in: "en", by: instant.trustDay)
        let profile = AwardProfile(credential, of: institution)
        let day = credential.awardDay
        switch ScopeJudgement(profile, on: day, by: scopes) {
        case .inside: return noteLateRecord(scopes, profile, name)
        case .open(let misses):
            note(
                .issuerScopeOpen,
                "Your list vouches for some awards of \(name) only: \(misses.words).",
                [Check.Fact("list", trustList.name)])
        case .outside(let misses):
            note(
                .issuerOutOfScope,
                "Your list names \(name), but does not vouch for this award: \(misses.words).",
                [Check.Fact("list", trustList.name)])
        }
    }

    /// The award date is the institution's word; when it was recorded may tell another story.
    private mutating func noteLateRecord(
        _ scopes: [Scope], _ profile: AwardProfile, _ name: String
    ) {
        guard let recorded = place?.recordedAt.trustDay ?? latest.trustDay,
            case .outside(let misses) = ScopeJudgement(profile, on: recorded, by: scopes),
            misses.contains(where: { if case .after = $0 { true } else { false } })
        else { return }
        guard place != nil else {
            return findings.append(
                Verdict.Finding(
                    "issuer.date-own-word",
                    "Your list vouches for \(name) for a time that is over, and only the file "
                        + "itself says that the award was made in it."))
        }
        findings.append(
            Verdict.Finding(
                "issuer.recorded-later",
                "It was recorded on \(Words.day(recorded)), after the time for which your list "
                    + "vouches for \(name); the award date lies within it."))
    }

    /// Looks for somebody whose word counts, for the award date and for the instant.
    mutating func judgeEntitlement(to credential: Credential, of institution: Institution) {
        let register = trustList.register
        let statements = register.statements(about: institution.did) + handedIn(institution.did)
        guard !statements.isEmpty else { return note(.entitledNoStatement) }
        let profile = AwardProfile(credential, of: institution)
        func found(on day: TrustDay?) -> Entitlement {
            Entitlement(of: profile, on: day, statements, by: register)
        }
        let day = credential.awardDay
        let then = found(on: day)
        let today = latest.trustDay
        var sentences = [then.words(onAwardDate: day)]
        var facts = [day.map { Check.Fact("award_date", $0, from: .award) }].compactMap(\.self)
        facts += then.facts("then")
        if let asked = instant.trustDay, asked != today {
            sentences.append(found(on: asked).words(asOf: asked))
            facts += found(on: asked).facts("as_of")
        }
        sentences.append(found(on: today).words(asOf: today))
        facts += found(on: today).facts("now")
        switch then {
        case .accredited:
            note(.entitledGood, sentences.joined(separator: " "), facts)
            noteLateRecord(found)
        case .notCovered:
            note(.entitledNotCovered, sentences.joined(separator: " "), facts)
        case .noInformation: note(.entitledNoStatement)
        }
    }

    /// The award date is the institution's word, for its accreditation too.
    private mutating func noteLateRecord(_ found: (TrustDay?) -> Entitlement) {
        guard let recorded = place?.recordedAt.trustDay else {
            guard case .notCovered = found(latest.trustDay) else { return }
            return findings.append(
                Verdict.Finding(
                    "entitled.date-own-word",
                    "Only the file itself says on which day the award was made, and no "
                        + "accreditation known here covers today."))
        }
        guard case .notCovered = found(recorded) else { return }
        findings.append(
            Verdict.Finding(
                "entitled.recorded-later",
                "The award was recorded on \(Words.day(recorded)), a day that no accreditation "
                    + "known here covers; the award date lies within one."))
    }

    /// What accreditors on the list say of an institution in files of their own: each in the newest
    /// of those that speak of it, since that takes back what it does not repeat.
    private mutating func handedIn(_ institution: DID) -> [Accreditation] {
        var newest: [String: (issued: Instant, statements: [Accreditation])] = [:]
        for piece in evidence {
            guard case .accreditations(let signed) = piece.content, signed.mentions(institution)
            else { continue }
            do {
                // Like the list, a file counts by when it is asked, whatever day is asked about.
                let statements = try verified(signed).statements(about: institution, at: latest)
                let known = newest[signed.accreditor]
                if let known, known.issued > signed.issued { continue }
                let others = known?.issued == signed.issued ? known?.statements ?? [] : []
                newest[signed.accreditor] = (signed.issued, others + statements)
            } catch {
                findings.append(
                    Verdict.Finding(
                        "entitled.file-not-used",
                        "The statements of \(signed.accreditor) were not used: "
                            + error.reason.whyNotUsed))
            }
        }
        return newest.keys.sorted().flatMap { newest[$0]?.statements ?? [] }
    }

    private func verified(
        _ signed: SignedAccreditations
    ) throws(TrustError) -> VerifiedAccreditations {
        let register = trustList.register
        guard let cache, let key = register.accreditor(signed.accreditor)?.key else {
            return try signed.verified(by: register)
        }
        var parts = CacheKey("accreditations")
        parts.add(signed.digest)
        parts.add(Array(key.name.description.utf8))
        parts.add(key.key.bytes)
        let digest = parts.digest
        if let known = cache.accreditations(digest) { return known }
        let verified = try signed.verified(by: register)
        cache.keep(verified, for: digest)
        return verified
    }
}

extension TrustError.Reason {
    /// Why an accreditor's own statements do not count, in one sentence.
    fileprivate var whyNotUsed: String {
        switch self {
        case .notListed: "your list names no such accreditor, or no key of its."
        case .notSigned: "nobody has signed them."
        case .otherKey: "they are signed with another key than the one on your list."
        case .badSignature: "they are not what the accreditor signed."
        default: "their time is over, or has not begun."
        }
    }
}

extension AwardProfile {
    /// What a credential says of itself that a scope can be about.
    init(_ credential: Credential, of institution: Institution) {
        var levels: [AwardLevel] = []
        var unread: [String] = []
        for alignment in credential.alignments {
            let stated = StatedLevels(
                address: alignment.targetURL, eqfLevel: alignment.eqfLevel,
                frameworks: alignment.frameworkNames.map(\.text), code: alignment.levelCode)
            for level in stated.levels where !levels.contains(level) { levels.append(level) }
            unread += stated.unreadFrameworks
        }
        self.init(
            types: credential.achievementType.map { [$0] } ?? [], levels: levels,
            unreadFrameworks: unread, fields: credential.alignments.compactMap(\.iscedField),
            country: institution.country == Institution.countryUnknown
                ? nil : institution.country,
            mayBeOneOfSeveral: credential.mayHoldSeveralAwards)
    }
}

extension Alignment {
    fileprivate var levelCode: StatedLevels.Code {
        if let targetCode { return .text(targetCode) }
        return hasUnreadCode ? .unread : .none
    }
}

extension Credential {
    /// The day of the award as written; where there is none, that from which it counts.
    fileprivate var awardDay: TrustDay? {
        (awardedDate ?? validFrom).flatMap { TrustDay($0.calendarDate.description) }
    }
}

extension Instant {
    /// The day in UTC.
    var trustDay: TrustDay? { TrustDay(dateText) }
}
