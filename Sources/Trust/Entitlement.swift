/// What is known of whether an institution was entitled to make an award on a day.
///
/// Spec: 07-verify §5.4.
public enum Entitlement: Hashable, Sendable {
    /// Somebody whose word counts has stated it.
    case accredited(by: String, Accreditation)
    /// Statements that count are known, and none of them covers the award on that day; what the
    /// nearest one misses.
    case notCovered([ScopeMiss])
    /// No statement that counts is known: this says nothing about the institution.
    case noInformation

    /// Looks among the statements about an institution.
    ///
    /// A statement counts if the list names its accreditor, and only as far as the list lets
    /// that accreditor accredit.
    public init(
        of award: AwardProfile, on day: TrustDay?, _ statements: [Accreditation],
        by register: AccreditationRegister
    ) {
        var nearest: [ScopeMiss]?
        for statement in statements {
            guard let accreditor = register.accreditor(statement.accreditor) else { continue }
            var misses = statement.scope.misses(award, on: day)
            switch ScopeJudgement(award, on: day, by: accreditor.scopes) {
            case .inside: break
            case .open(let more), .outside(let more): misses += more
            }
            if misses.isEmpty {
                self = .accredited(by: accreditor.name(in: "en"), statement)
                return
            }
            if nearest.map({ misses.isNearer(than: $0, to: day) }) ?? true { nearest = misses }
        }
        self = nearest.map { .notCovered($0) } ?? .noInformation
    }
}
