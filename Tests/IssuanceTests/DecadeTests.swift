import AppendOnlyLedger
import Auditing
import CanonicalJSON
import HomeFolder
import Issuance
import Records
import SQLiteStorage
import Signing
import Testing
import TransparencyLog
import Trust
import Verification

/// Ten years of one institution, with a simulated clock.
@Suite("In ten years")
struct DecadeTests {
    @Test("keys are replaced each year, one is lost and one stolen, and every award stays good")
    func decade() async throws {
        let home = try await LongHome()
        defer { home.remove() }
        var quorum = home.home.path + "/recovery"
        var folders: [String] = []
        defer { for folder in folders { try? Files.remove(folder) } }
        func nextFolder() -> String {
            folders.append(home.home.path + "-quorum-\(folders.count)")
            return folders[folders.count - 1]
        }
        var awards: [CredentialID] = []
        var files: [[UInt8]] = []
        for year in 1...10 {
            let award = try await home.issue(year)
            awards.append(award)
            files.append(try await home.file(award))
            home.pass(180)
            switch year {
            case 4:
                // Nobody has the ledger's key and the record key any more.
                let history = try await home.open().ledger.keys()
                for use in [KeyUse.ledger, .record] {
                    let lost = try #require(history.activeKeys(for: use).last).name.fragment
                    try Files.remove("\(home.home.keysFolder)/\(lost).pem")
                }
                await #expect(throws: HomeError.self) { _ = try await home.open() }
                let next = nextFolder()
                _ = try await home.recover(
                    from: [.lost(.ledger), .lost(.record)], by: quorum, next: next)
                quorum = next
            case 7:
                let cut = try home.size()
                let stolen = try #require(
                    try await home.open().ledger.keys().activeKeys(for: .record).last)
                let late = try await home.issue(700)
                let next = nextFolder()
                _ = try await home.recover(
                    from: [.compromised(stolen.name, from: cut)], by: quorum, next: next)
                quorum = next
                #expect(try await home.verdict(home.file(late)).code == .incomplete)
                _ = try await home.open().registrar.confirmAgain(except: [])
                awards.append(late)
            default:
                for use in [KeyUse.record, .assertion, .status] {
                    try await rotate(use, of: home)
                }
            }
            home.pass(185)
        }
        // Every award ever issued is confirmed by a file made today,
        for award in awards {
            let verdict = try await home.verdict(home.file(award))
            #expect(verdict.code == .confirmed, "\(verdict.text)")
        }
        // and by the file of then with a copy of the ledger, where only the keys of then are known.
        let institution = try await home.open()
        try await institution.publisher.publish()
        let replayed = try await replay(institution.ledger, of: home)
        for file in files {
            let answer = try await verdict(file, replayed, home)
            #expect(answer.code == .confirmed, "\(answer.text)")
        }
        // An auditor finds nothing wrong with it.
        let report = try await Auditor(anchor: .none)
            .audit(LedgerDirectory(path: home.home.publicLedger.path))
        #expect(report.faults.isEmpty, "\(report.faults)")
        // The quorum of the beginning has nothing to say any more.
        await #expect(throws: HomeError.self) {
            _ = try await home.recover(
                from: [.lost(.record)], by: home.home.path + "/recovery", next: nextFolder())
        }
    }

    private func rotate(_ use: KeyUse, of home: LongHome) async throws {
        let institution = try await home.open()
        let old = try #require(try await institution.ledger.keys().activeKeys(for: use).last)
        let name = try home.key("\(use.rawValue)-at-\(home.now.seconds)")
        let key = try PrivateKey.generate(.ed25519)
        try KeyFolder(path: home.home.keysFolder, passphrase: nil)
            .write(key, named: name.fragment)
        _ = try await institution.registrar.rotateKey(use, to: key.publicKey, named: name)
        _ = try await institution.registrar.retireKey(old.name)
    }

    private func replay(_ ledger: Ledger, of home: LongHome) async throws -> ReplayedLedger {
        let newest = try await ledger.checkpoint()
        let size = newest.checkpoint.size.value
        let replay = LedgerReplay(
            to: newest, comparing: Set((1...size).map { TreeSize($0) }))
        let store = try SQLiteLedgerStore(path: home.home.ledgerFile)
        try replay.take(store.records(from: 0, count: Int(size)))
        return try replay.finish()
    }

    private func verdict(
        _ file: [UInt8], _ replayed: ReplayedLedger, _ home: LongHome
    ) async throws -> Verdict {
        let list = try TrustList(
            name: "Partners", issued: .earliest, expires: .latest,
            institutions: [try await home.description()])
        let patient = Policy(
            name: "patient", version: 1, standingAgeMax: .seconds(36_525 * 86_400),
            witnessesMin: 0)
        let verifier = Verifier(trusting: list, policy: patient)
        return verifier.verify(
            try verifier.submission(reading: file), at: home.now,
            with: [Evidence(.replayed(replayed), fetchedAt: home.now)])
    }
}
