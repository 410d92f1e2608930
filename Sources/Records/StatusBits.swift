/// Which bits of an institution's status lists its ledger has set.
///
/// Spec: 01-record §6.3.
public struct StatusBits: Hashable, Sendable {
    /// What a list tells.
    public enum Purpose: String, CaseIterable, Hashable, Sendable {
        /// Withdrawn for good.
        case revocation
        /// On hold.
        case suspension
    }

    private var bits: [Purpose: [Int64: Set<Int64>]] = [:]

    /// Begins with no bit set.
    public init() {}

    /// Takes in the next statement of the ledger; those that set no bit change nothing.
    public mutating func apply(_ body: StatementBody) {
        switch body {
        case .revoke(let change):
            bits[.revocation, default: [:]][change.status.list, default: []]
                .insert(change.status.index)
        case .suspend(let change):
            bits[.suspension, default: [:]][change.status.list, default: []]
                .insert(change.status.index)
        case .reinstate(let change):
            bits[.suspension]?[change.status.list]?.remove(change.status.index)
        case .genesis, .issue, .issueList, .seal, .supersede, .erase, .key, .reattest, .trust,
            .custody:
            break
        }
    }

    /// Sets a bit by itself.
    public mutating func insert(_ bit: StatusBit, for purpose: Purpose) {
        bits[purpose, default: [:]][bit.list, default: []].insert(bit.index)
    }

    /// Whether a bit is set in any list.
    public var isAnySet: Bool { bits.values.contains { $0.values.contains { !$0.isEmpty } } }

    /// The numbers of the lists that had a bit set.
    public var lists: Set<Int64> { Set(bits.values.flatMap(\.keys)) }

    /// The indexes that are set in a list for a purpose.
    public func indexes(in list: Int64, for purpose: Purpose) -> Set<Int64> {
        bits[purpose]?[list] ?? []
    }
}
