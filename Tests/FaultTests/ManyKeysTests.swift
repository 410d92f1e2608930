import AppendOnlyLedger
import Foundation
import HomeFolder
import Issuance
import Records
import Signing
import TestSupport
import Testing

/// A ledger that declares so many keys is its writer's fault, and the auditor's never.
@Suite("An audit of a ledger with more keys than a document has room for")
struct ManyKeysTests {
    @Test("ends, and finds its status lists to be signed by one of them")
    func audited() async throws {
        guard let programs = Programs.found else { return }
        let base = try await BrokenHome.base(of: 1)
        defer { base.remove() }
        let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
        let open = try await Home(opening: base.path).open(
            passphrase: nil, clock: { now }, entropy: { Entropy.bytes($0) })
        let folder = KeyFolder(path: open.home.keysFolder, passphrase: nil)
        let signer = try await folder.ring(for: open.ledger.keys()).record
        try await open.ledger.declare(300, for: .status, signedBy: signer, at: now)
        try await open.publisher.publish()
        try await open.registrar.publishProjections()
        #expect(try programs.audit(base.path) == 0)
        #expect(try programs.audit("\(base.path)/public") == 0)
    }
}
