import AppendOnlyLedger
import HomeFolder
import Issuance
import Records
import Testing
import TransparencyLog
import Trust
import Verification

/// What becomes of honest awards whose checkpoints were signed by a ledger key that was stolen.
@Suite("After the theft of the ledger key")
struct VoidCheckpointTests {
    @Test("every honest award is handed out with a checkpoint by a key that counts for its size")
    func handedOut() async throws {
        let home = try await LongHome()
        defer { home.remove() }
        var ids: [CredentialID] = []
        for number in 1...3 {
            ids.append(try await home.issue(number))
            home.pass(1)
        }
        let next = home.home.path + "-next"
        defer { try? Files.remove(next) }
        _ = try await home.recover(
            from: [.compromised(home.key("ledger-1"), from: 2)],
            by: home.home.path + "/recovery", next: next)
        ids.append(try await home.issue(4))
        let institution = try await home.description()
        let keys = institution.ledgers[0].keys
        for id in ids {
            let file = try await home.file(id)
            let signed = try Bundle(parsing: file).receipts[0].proof.checkpoint
            let inForce = keys.filter { $0.signs(signed.checkpoint.size) }.map(\.key)
            #expect(throws: Never.self) { try signed.verified(byAnyOf: inForce) }
            #expect(try await home.verdict(file, listed: institution).code == .confirmed)
        }
        // What was signed within the cut-off stands, and is handed out as it was.
        let first = try Bundle(parsing: try await home.file(ids[0])).receipts[0].proof.checkpoint
        #expect(first.checkpoint.size == 2)
    }
}
