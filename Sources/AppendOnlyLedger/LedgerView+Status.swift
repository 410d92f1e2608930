public import Records
public import Signing
public import TransparencyLog

/// The bits of one status list at a size of the ledger, and for how long they stood so.
public struct StatusMoment: Hashable, Sendable {
    /// The places that are set.
    public let indexes: Set<Int64>
    /// The time of the last record before that may have changed the list; of the first one, if none
    /// did.
    public let from: Instant
    /// The time of the next record that may have changed it; `nil` if none has.
    public let until: Instant?
}

extension LedgerView {
    /// How many records the ledger had at an instant, by the times that they state.
    public func size(at instant: Instant) throws -> TreeSize {
        var (low, high) = (UInt64(0), try checkpoint().checkpoint.size.value)
        while low < high {
            let middle = low + (high - low) / 2
            guard let record = try record(at: LeafIndex(middle)) else {
                throw LedgerError.corrupt("record \(middle) is missing")
            }
            if record.at <= instant { low = middle + 1 } else { high = middle }
        }
        return TreeSize(low)
    }

    /// The numbers of the lists of which a bit was ever set.
    public func statusLists() throws -> Set<Int64> {
        var lists: Set<Int64> = []
        try forEachChange(from: 0, by: keys()) { record in
            if let bit = record.statement.body.statusBit { lists.insert(bit.list) }
        }
        return lists
    }

    /// One status list at a size of the ledger, at least one record, by what its records said
    /// then: neither what was declared void later nor what was confirmed again later is known.
    ///
    /// Where a key was declared compromised, or something was confirmed again, a list may have
    /// changed too: no interval reaches beyond such a record.
    public func status(
        of list: Int64, for purpose: StatusBits.Purpose, at size: TreeSize
    ) throws -> StatusMoment {
        guard let first = try record(at: 0), size > .zero else { throw LedgerError.noLedger }
        var bits = StatusBits()
        var (before, after): (Instant?, Instant?)
        func note(_ change: Record) {
            if change.index.value < size.value {
                before = max(before ?? change.at, change.at)
            } else {
                after = min(after ?? change.at, change.at)
            }
        }
        for record in try turningPoints() { note(record) }
        try forEachChange(from: 0, by: keys(at: size), before: size) { record in
            let body = record.statement.body
            guard body.statusBit?.list == list, body.statusPurpose == purpose else { return }
            if record.index.value < size.value { bits.apply(body) }
            note(record)
        }
        return StatusMoment(
            indexes: bits.indexes(in: list, for: purpose), from: before ?? first.at, until: after)
    }

    /// The records from which on others are void, or are not any more.
    private func turningPoints() throws -> [Record] {
        let keys = try keys()
        guard keys.hasCompromise else { return [] }
        let declared = try keys.keyRecords.compactMap { try record(at: $0) }.filter { record in
            guard case .key(let change) = record.statement.body else { return false }
            if case .compromised = change.action { return true }
            return false
        }
        return try declared + reattestations()
    }

    /// The keys as the key records before a size tell, without what was learned since.
    public func keys(at size: TreeSize) throws -> KeyHistory {
        let newest = try keys()
        let records = try newest.keyRecords.filter { $0.value < size.value }
            .compactMap { try record(at: $0) }
        return records.count == newest.keyRecords.count ? newest : try KeyHistory(records)
    }
}
