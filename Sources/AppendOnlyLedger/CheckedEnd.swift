import Signing
import Synchronization
import TransparencyLog

/// That the records at the end of a ledger, on which the next is built, are those that were signed:
/// looked at once, before the first append.
///
/// Spec: 03-append §5.
final class CheckedEnd: Sendable {
    private let isChecked = Mutex(false)

    /// Compares the records since the last full tile, and at least the last one, with the root that
    /// was signed. Blocks.
    ///
    /// - Throws: ``LedgerError/corrupt(_:)``, or what the store throws.
    func require(_ head: StoredHead, in store: any LedgerStore) throws {
        if isChecked.withLock(\.self) { return }
        let edge = try RightEdge(size: head.size, tiles: store)
        guard edge.root == head.checkpoint.checkpoint.root else {
            throw LedgerError.corrupt("the records do not give the root of the last checkpoint")
        }
        var hashes = edge.partialTiles.first ?? []
        if hashes.isEmpty { hashes = [head.lastLeaf] }
        let first = LeafIndex(head.size.value - UInt64(hashes.count))
        let records = try store.records(from: first, count: hashes.count)
        for (number, hash) in hashes.enumerated() {
            guard records.indices.contains(number), hash == .leaf(records[number]) else {
                throw LedgerError.corrupt(
                    "record \(first.value + UInt64(number)) is not the one that was signed")
            }
        }
        guard hashes.last == head.lastLeaf else {
            throw LedgerError.corrupt("the last record is not the one that was signed")
        }
        isChecked.withLock { $0 = true }
    }
}
