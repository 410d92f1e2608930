import Records
import Signing
import TransparencyLog
import Trust

/// Whether the institution confirmed a record again that a compromise made void.
///
/// Spec: 07-verify §5.1.
extension Examination {
    /// Whether any record in hand confirms one, by a key that counts.
    func isConfirmedAgain(_ index: LeafIndex, by chain: KeyChain) -> Bool {
        let confirmations = (carriedConfirmations(by: chain) + replayedConfirmations(by: chain))
            .filter { record in
                isOf(chain, record.statement)
                    && authority(of: record, by: chain).reason == .authorityGood
            }
        return Confirmations(confirmations, by: chain.history).cover(index)
    }

    /// Those that the submission carries, or that were fetched, and that are found to stand in the
    /// ledger.
    private func carriedConfirmations(by chain: KeyChain) -> [Record] {
        guard let ledger = institution?.ledger(chain.history.origin) else { return [] }
        let fetched = evidence.flatMap { item -> [KeyReceipt] in
            if case .confirmations(let records) = item.content { records } else { [] }
        }
        return ((submission.bundle?.confirmations ?? []) + fetched).filter { receipt in
            guard receipt.record.index == receipt.proof.index,
                let seen = try? SeenCheckpoint.checking(
                    receipt.proof.checkpoint, of: ledger, cache: cache),
                !isContradicted(seen.verified.checkpoint, of: ledger),
                isWitnessed(
                    seen.verified.checkpoint, holding: receipt.record.index, of: ledger)
            else { return false }
            return receipt.proof.proves(leaf: receipt.record.leafHash, in: seen.verified)
        }.map(\.record)
    }

    private func replayedConfirmations(by chain: KeyChain) -> [Record] {
        guard let ledger = institution?.ledger(chain.history.origin) else { return [] }
        return replays(of: chain.history.origin).filter {
            SeenCheckpoint.isSigned($0.newest, of: ledger, cache: cache)
                && isWitnessed($0, of: ledger)
        }.flatMap(\.confirmations)
    }
}
