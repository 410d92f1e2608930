import Records
import Signing
import TransparencyLog
import Trust

/// Whether the institution confirmed a record again that a compromise made void.
///
/// Spec: 07-verify §5.1.
extension Examination {
    /// Whether the institution confirmed a record again, as far as is known.
    enum ConfirmedAgain {
        /// Nothing in hand says so.
        case no
        /// A record does that stands in the ledger, and too few have seen it there.
        case unseen
        /// One does that counts.
        case yes
    }

    /// A record that may confirm others.
    private struct Confirmation {
        let record: Record
        /// Whether as many have seen it as the policy asks for.
        let isSeen: Bool
    }

    /// Whether any record in hand confirms one, by a key that counts.
    func isConfirmedAgain(_ index: LeafIndex, by chain: KeyChain) -> Bool {
        confirmedAgain(index, by: chain) == .yes
    }

    /// The same, and whether it is only that too few have seen it.
    func confirmedAgain(_ index: LeafIndex, by chain: KeyChain) -> ConfirmedAgain {
        let found = carriedConfirmations(by: chain) + replayedConfirmations(by: chain)
        if found.isEmpty { return .no }
        func cover(_ confirmations: [Confirmation]) -> Bool {
            let records = confirmations.map(\.record).filter { record in
                isOf(chain, record.statement)
                    && authority(of: record, by: chain).reason == .authorityGood
            }
            return Confirmations(records, by: chain.history).cover(index)
        }
        if cover(found.filter(\.isSeen)) { return .yes }
        return cover(found.filter { !$0.isSeen }) ? .unseen : .no
    }

    /// Those that the submission carries, or that were fetched, and that are found to stand in the
    /// ledger.
    private func carriedConfirmations(by chain: KeyChain) -> [Confirmation] {
        guard let ledger = institution?.ledger(chain.history.origin) else { return [] }
        let fetched = evidence.flatMap { item -> [KeyReceipt] in
            if case .confirmations(let records) = item.content { records } else { [] }
        }
        return ((submission.bundle?.confirmations ?? []) + fetched).compactMap { receipt in
            let record = receipt.record
            guard record.index == receipt.proof.index,
                let seen = try? SeenCheckpoint.checking(
                    receipt.proof.checkpoint, of: ledger, cache: cache),
                !isContradicted(seen.verified.checkpoint, of: ledger),
                receipt.proof.proves(leaf: record.leafHash, in: seen.verified)
            else { return nil }
            let isSeen = isWitnessed(
                seen.verified.checkpoint, holding: record.index, of: ledger)
            return Confirmation(record: record, isSeen: isSeen)
        }
    }

    private func replayedConfirmations(by chain: KeyChain) -> [Confirmation] {
        guard let ledger = institution?.ledger(chain.history.origin) else { return [] }
        return replays(of: chain.history.origin).filter {
            SeenCheckpoint.isSigned($0.newest, of: ledger, cache: cache)
        }.flatMap { copy in
            let isSeen = isWitnessed(copy, of: ledger)
            return copy.confirmations.map { Confirmation(record: $0, isSeen: isSeen) }
        }
    }
}
