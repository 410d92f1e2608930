import AppendOnlyLedger
import Signing
import TransparencyLog
import Witnessing

/// Where partners' ledgers are witnessed: the witness, on a queue on which it may wait for the
/// disk.
final class WitnessDesk: Sendable {
    private let witness: Witness
    private let queue = BlockingQueue(label: "testamurd.witness")

    /// Opens a desk for a witness.
    init(_ witness: Witness) {
        self.witness = witness
    }

    /// Answers a request to cosign.
    ///
    /// - Throws: ``WitnessError`` or ``SigningError``; nothing was cosigned then.
    func answer(to body: [UInt8]) async throws -> WitnessAnswer {
        let witness = witness
        return try await queue.run { try witness.answer(to: body) }
    }

    /// The last cosigned checkpoint of the ledger whose origin has this SHA-256.
    ///
    /// - Throws: ``WitnessError``.
    func latest(hash: Digest) async throws -> SignedCheckpoint? {
        let witness = witness
        return try await queue.run { try witness.latest(hash: hash) }
    }
}
