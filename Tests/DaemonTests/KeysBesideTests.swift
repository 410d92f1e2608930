import AppendOnlyLedger
import CanonicalJSON
import FoundationEssentials
import HomeFolder
import Issuance
import Records
import SQLiteStorage
import Signing
import Testing
import TransparencyLog
import Trust
import Verification

@Suite("A daemon whose keys change while it runs")
struct KeysBesideTests {
    @Test("signs with the keys in force once a recovery has replaced all of them")
    func recovery() async throws {
        let test = try await TestHome()
        let daemon = try await test.daemon()
        let before = try await daemon.issued(1)
        #expect(try await daemon.verdict(on: before)["verdict"]?.string == "confirmed")

        let home = try Home(opening: test.path)
        let cut = try #require(try SQLiteLedgerStore(path: home.ledgerFile).head()).size
        let recovered = try await test.recover(
            ["record-1", "assertion-1", "status-1", "ledger-1"], stolenSince: cut)
        #expect(recovered.made.map(\.use) == [.record, .assertion, .status, .ledger])
        let open = try await test.open()
        try await open.registrar.publishProjections()

        let bytes = try await daemon.issued(2)
        try test.write(trusting: [try await open.registrar.description().institution])
        // The list is read again within a second.
        try await Task.sleep(for: .milliseconds(1_100))
        #expect(try await daemon.verdict(on: bytes)["verdict"]?.string == "confirmed")
        let bundle = try Bundle(parsing: bytes)
        let made = Set(recovered.made.map(\.name))
        #expect(
            bundle.receipts.flatMap(\.record.signed.signatures).allSatisfy {
                made.contains($0.key)
            })
        #expect(bundle.standings.allSatisfy { made.contains($0.signature.key) })
        let list = try await daemon.exchange("GET", "/status/1")
        let status = try #require(recovered.made.first { $0.use == .status })
        #expect(list.text.contains("\"\(status.name)\""))
        try await daemon.stop()
    }

    @Test("signs checkpoints in the second way too once there is such a key")
    func companion() async throws {
        let test = try await TestHome()
        let daemon = try await test.daemon()
        let before = try Bundle(parsing: try await daemon.issued(1))
        let key = try Home(opening: test.path).makeCompanion(passphrase: nil)
        let bytes = try await daemon.issued(2)
        let after = try Bundle(parsing: bytes)
        func lines(_ bundle: Bundle) -> [String] {
            let note = String(
                decoding: bundle.receipts[0].proof.checkpoint.bytes, as: UTF8.self)
            return note.split(separator: "\n").map(String.init)
                .filter { $0.hasPrefix("\u{2014} ") }
        }
        #expect(lines(before).count == 1 && lines(after).count == 2)
        #expect(after.receipts[0].proof.checkpoint.checkpoint.size >= key.from)

        let open = try await test.open()
        try test.write(trusting: [try await open.registrar.description().institution])
        try await Task.sleep(for: .milliseconds(1_100))
        for bytes in [bytes, before.bytes] {
            #expect(try await daemon.verdict(on: bytes)["verdict"]?.string == "confirmed")
        }
        let health = try await daemon.exchange("GET", "/readyz")
        #expect(health.status == 200, "\(health.text)")
        try await daemon.stop()
    }
}
