public import Signing

/// What listed institutions say of themselves, beside what a list says of them.
///
/// Spec: 07-verify §2.12.
extension TrustListRemark {
    /// Where an institution's own description shows other keys than the list has.
    public static func differences(
        of listed: Institution, from description: InstitutionDescription
    ) -> [TrustListRemark] {
        let own = description.institution
        guard own.did == listed.did else {
            return [
                TrustListRemark(
                    kind: .keysDiffer, who: listed.did.description,
                    words: "At the address of \(listed.did) is the description of \(own.did).")
            ]
        }
        return TrustListDifference.keys(from: listed, to: own).map { detail in
            let shown = detail.came.isEmpty ? "nothing" : detail.came.joined(separator: ", ")
            let had = detail.went.isEmpty ? "nothing" : detail.went.joined(separator: ", ")
            return TrustListRemark(
                kind: .keysDiffer, who: listed.did.description,
                words: "\(listed.did), \(detail.aspect): it shows \(shown); your list has \(had).")
        }
    }

    /// Where the document at an institution's web address does not show a key that the list pins.
    public static func differences(
        of listed: Institution, fromKeys shown: [AssertionKey]
    ) -> [TrustListRemark] {
        listed.keys.filter { !shown.contains($0) }.map { key in
            let same = shown.first { $0.name == key.name && $0.key == key.key }
            let words =
                same == nil
                ? "does not show the key \(key.name) that your list has."
                : "shows another end of the key \(key.name) than your list has."
            return TrustListRemark(
                kind: .keysDiffer, who: listed.did.description, words: "\(listed.did) \(words)")
        }
    }

    /// That an institution could not be asked, or did not say what it was asked.
    public static func notAnswered(by did: DID, because words: String) -> TrustListRemark {
        TrustListRemark(
            kind: .notAnswered, who: did.description, words: "\(did) could not be asked: \(words)")
    }

    /// Where a partner's published list names the keeper with a ledger that is not his.
    public static func listing(
        of keeper: Institution, by partner: DID, on list: SignedTrustList
    ) -> [TrustListRemark] {
        guard let entry = list.list.institution(keeper.did) else { return [] }
        return TrustListDifference.keys(from: keeper, to: entry)
            .filter { $0.aspect == TrustListDifference.firstRecord }
            .map { _ in
                TrustListRemark(
                    kind: .listedOtherwise, who: partner.description,
                    words: "\(partner) lists \(keeper.did) with another ledger than its own.")
            }
    }
}

extension Reciprocity {
    /// Whether a partner's published list names the keeper, with his own ledgers; `nil` for a list
    /// whose time is over or has not begun, which tells nothing.
    ///
    /// Nobody has checked who signed that list: it tells what stands at the partner's address.
    public init?(of keeper: Institution, on list: SignedTrustList, at instant: Instant) {
        guard list.list.freshness(at: instant) == .current,
            let day = TrustDay(instant.dateText)
        else { return nil }
        let ledgers = list.list.institution(keeper.did)?.ledgers
        let isSame = ledgers.map { found in
            found.count == keeper.ledgers.count
                && keeper.ledgers.allSatisfy { own in
                    found.contains { $0.origin == own.origin && $0.genesis == own.genesis }
                }
        }
        self.init(isSame == true ? .mutual : .oneWay, asOf: day)
    }
}
