public import TransparencyLog

/// Which records count although a compromised key signed them: those that the institution looked at
/// and confirmed again.
///
/// Key records are not among them: what a thief may have done to keys is undone by new ones.
///
/// Spec: 01-record §5.4.
public struct Confirmations: Hashable, Sendable {
    private var ranges: [Range<LeafIndex>] = []

    /// Nothing is confirmed.
    public init() {}

    /// What `reattest` records confirm.
    ///
    /// - Parameters:
    ///   - records: the ledger's `reattest` records; others change nothing. Whoever gives them has
    ///     checked that they are signed as they must be.
    ///   - keys: the ledger's keys, in the light of everything known now.
    public init(_ records: [Record], by keys: KeyHistory) {
        for record in records where !keys.isVoid(record) {
            guard case .reattest(.ranges(let ranges)) = record.statement.body else { continue }
            // A record says nothing of what comes after it.
            self.ranges += ranges.filter { $0.upperBound <= record.index }
        }
    }

    /// Whether a record was confirmed.
    public func cover(_ index: LeafIndex) -> Bool {
        ranges.contains { $0.contains(index) }
    }
}

extension KeyHistory {
    /// Whether a record counts for nothing, in the light of what was confirmed again.
    public func isVoid(_ record: Record, unless confirmations: Confirmations) -> Bool {
        isVoid(record) && !confirmations.cover(record.index)
    }

    /// Whether any key was ever declared compromised.
    public var hasCompromise: Bool { entries.contains { $0.voidFrom != nil } }
}
