import AppendOnlyLedger
import Records
import Signing
import Trust
public import Verification

/// Receipts of what this institution verified, signed in its name.
///
/// Spec: 07-verify §12.3.
extension Registrar {
    /// Signs a receipt with the key for standings.
    ///
    /// What is signed is read back and judged again first, so that no receipt is handed out that
    /// does not lead to its own answer.
    ///
    /// - Parameter submission: the award that was judged.
    /// - Throws: ``VerificationReceiptError``.
    public func signed(
        _ receipt: VerificationReceipt, on submission: Submission
    ) async throws -> SignedVerificationReceipt {
        let keys = try await ledger.keyReceipts().map(\.record)
        let status = try await desk().ring.status
        let signed = try SignedVerificationReceipt(receipt, with: status, declaredIn: keys)
        let verdict = signed.examined(
            with: submission, trusting: receipt.trustList.list, at: clock(), own: keys)
        guard verdict.code == .reproduced else { throw VerificationReceiptError.notReproduced }
        return signed
    }
}
