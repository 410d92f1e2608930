import CanonicalJSON

extension Scope {
    /// Why an award of a day does not lie within the scope; empty if it does.
    ///
    /// Where an award states several levels of a framework that the scope names, or several
    /// fields, each of them has to lie within it.
    public func misses(_ award: AwardProfile, on day: TrustDay?) -> [ScopeMiss] {
        var misses: [ScopeMiss] = isOfContent && award.mayBeOneOfSeveral ? [.severalAwards] : []
        if !types.isEmpty {
            if award.types.isEmpty { misses.append(.typeUnstated) }
            misses += award.types.filter { type in
                !types.contains { $0.utf8.elementsEqual(type.utf8) }
            }.map { .type($0) }
        }
        if !levels.isEmpty { misses += missedLevels(award) }
        if !fields.isEmpty {
            if award.fields.isEmpty || award.hasMoreFields { misses.append(.fieldUnstated) }
            misses += award.fields.filter { field in
                !fields.contains { field.utf8.starts(with: $0.utf8) }
            }.map { .field($0) }
        }
        if !countries.isEmpty {
            if let country = award.country {
                if !countries.contains(country) { misses.append(.country(country)) }
            } else {
                misses.append(.countryUnknown)
            }
        }
        return misses + period.misses(day)
    }

    private func missedLevels(_ award: AwardProfile) -> [ScopeMiss] {
        let (stated, others) = award.levels.divided { level in
            levels.contains { $0.name.key == level.name.key }
        }
        // What cannot be read may be another level than those that can.
        let doubtful = award.unreadNames + others.map(\.name)
        let isUnread =
            award.hasMoreLevels
            || doubtful.contains { name in levels.contains { $0.name.isLike(name) } }
        let outside = stated.filter { level in
            !levels.contains { $0.name.key == level.name.key && $0.level == level.level }
        }
        return (stated.isEmpty || isUnread ? [.levelUnstated] : []) + outside.map { .level($0) }
    }
}

extension [AwardLevel] {
    /// Those of which something is true, and the others.
    fileprivate func divided(
        _ isFirst: (AwardLevel) -> Bool
    ) -> (first: [AwardLevel], others: [AwardLevel]) {
        reduce(into: ([], [])) { parts, level in
            if isFirst(level) { parts.0.append(level) } else { parts.1.append(level) }
        }
    }
}

extension TrustPeriod {
    fileprivate func misses(_ day: TrustDay?) -> [ScopeMiss] {
        if isAlways { return [] }
        guard let day else { return [.dayUnstated] }
        if let from, day < from { return [.before(from)] }
        if let until, until < day { return [.after(until)] }
        return []
    }

    /// The period as members of an object.
    var members: [JSONMember] {
        [
            from.map { JSONMember("from", .string($0.description)) },
            until.map { JSONMember("until", .string($0.description)) },
        ].compactMap(\.self)
    }
}

extension [ScopeMiss] {
    /// Whether an award of a day misses less here: fewer limits, or else fewer days.
    func isNearer(than other: [ScopeMiss], to day: TrustDay?) -> Bool {
        guard count == other.count, let day else { return count < other.count }
        return distance(to: day) < other.distance(to: day)
    }

    private func distance(to day: TrustDay) -> Int {
        reduce(0) { sum, miss in
            switch miss {
            case .before(let bound), .after(let bound):
                sum + abs(bound.position - day.position)
            default: sum
            }
        }
    }
}

/// Whether an award lies within any of several scopes.
public enum ScopeJudgement: Hashable, Sendable {
    /// It does.
    case inside
    /// It may: the award does not say what would tell.
    case open([ScopeMiss])
    /// It does not; why not in the one that it misses least.
    case outside([ScopeMiss])

    /// Judges an award by scopes of which one suffices; none at all limit nothing.
    public init(_ award: AwardProfile, on day: TrustDay?, by scopes: [Scope]) {
        let all = scopes.map { $0.misses(award, on: day) }
        if all.isEmpty || all.contains(where: \.isEmpty) {
            self = .inside
        } else if let open = all.first(where: { $0.allSatisfy(\.isUnstated) }) {
            self = .open(open)
        } else {
            self = .outside(all.min { $0.isNearer(than: $1, to: day) } ?? [])
        }
    }
}
