import AppendOnlyLedger
import TransparencyLog

/// Proofs that carry the cosignatures of witnesses.
///
/// Spec: 06-prove §2.
extension Registrar {
    /// The proof to hand out for a record: up to the earliest checkpoint that met the ledger's
    /// witness policy, else the one that was made when the record was appended.
    func proof(of place: VaultPlace) async throws -> LogProof {
        guard let cosigned else { return place.proof }
        let cosignedProof = try await ledger.read { view -> LogProof? in
            guard let earliest = try cosigned.earliest(covering: place.index) else { return nil }
            return try view.proof(of: place.index, at: earliest.verified.signed)
        }
        return cosignedProof ?? place.proof
    }
}
