import AppendOnlyLedger
import FoundationEssentials
import Records
import SQLiteStorage
import Signing
import Testing
import TransparencyLog

@Suite("What a ledger finds by its indexes")
struct StoredIndexTests {
    @Test("is not another record than the one that has the nonce")
    func otherPlace() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let ledger = try await founding.open()
        let statement = try founding.issue(1)
        _ = try await ledger.append(statement)
        _ = try await ledger.append(founding.issue(2))
        try Database(path: founding.file).execute(
            "DROP TRIGGER nonce_kept; UPDATE nonce SET idx = 2 WHERE idx = 1")
        await #expect(throws: (any Error).self) {
            try await founding.open().index(ofNonce: statement.signed.statement.nonce)
        }
    }

    @Test(
        "is told by a check of the file when it is filed under anything else than it says",
        arguments: [
            "target = 0 WHERE idx = 2", "kind = 'key' WHERE idx = 2", "at = at - 1 WHERE idx = 2",
            "leaf = zeroblob(32) WHERE idx = 2", "previous = zeroblob(32) WHERE idx = 2",
        ])
    func misfiled(_ alteration: String) async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let ledger = try await founding.open()
        _ = try await ledger.append(founding.issue(1))
        _ = try await ledger.append(founding.revoke(1))
        #expect(try founding.store().misfiledRecord() == nil)
        try Database(path: founding.file).alterRecords(alteration)
        #expect(try founding.store().misfiledRecord() == 2)
    }

    @Test("is told by a check of the file when its nonce was changed")
    func changedNonce() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        _ = try await founding.open().append(founding.issue(1))
        try Database(path: founding.file).execute(
            "DROP TRIGGER nonce_kept; UPDATE nonce SET nonce = randomblob(16) WHERE idx = 1")
        #expect(try founding.store().misfiledRecord() == 1)
    }

    @Test("is told by a check of the file when its nonce was lost")
    func lostNonce() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        _ = try await founding.open().append(founding.issue(1))
        try Database(path: founding.file).execute(
            "DROP TRIGGER nonce_stays; DELETE FROM nonce WHERE idx = 1")
        #expect(try founding.store().misfiledRecord() == 1)
    }

    @Test("a public folder is whole again after a file was filled with zeros")
    func zeroFilled() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let ledger = try await founding.open()
        for number in 0..<5 { _ = try await ledger.append(founding.issue(number)) }
        let folder = PublicFolder(path: founding.folder + "/public")
        let publisher = Publisher(store: try founding.store(), folder: folder)
        try await publisher.publish()
        for name in ["tile/0/000.p/6", "tile/entries/000.p/6", "checkpoint"] {
            let whole = try #require(folder.read(name))
            try Data(Array(repeating: UInt8(0), count: whole.count)).write(
                to: URL(filePath: "\(folder.path)/\(name)"))
            try await publisher.publish(.everything)
            #expect(folder.read(name) == whole, "\(name)")
        }
    }
}
