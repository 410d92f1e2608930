import AppendOnlyLedger
import SQLiteStorage
import Testing

import struct FoundationEssentials.Data
import class FoundationEssentials.FileManager

@Suite("The publishers' lock")
struct PublishersLockTests {
    enum Damage: CaseIterable { case missing, empty, junk, long }

    @Test("is made again when it is missing or junk", arguments: Damage.allCases)
    func mended(_ damage: Damage) async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let file = SQLiteLedgerStore.lockFile(of: founding.file)
        let files = FileManager.default
        try files.removeItem(atPath: file)
        let bytes: Data? =
            switch damage {
            case .missing: nil
            case .empty: Data()
            case .junk: Data("junk".utf8)
            case .long: Data(repeating: 7, count: 8_192)
            }
        if let bytes { #expect(files.createFile(atPath: file, contents: bytes)) }
        let (first, second) = (try founding.store(), try founding.store())
        #expect(try first.publishing { 1 } == 1)
        #expect(try second.publishing { 2 } == 2)
        _ = try await founding.open().append(founding.issue(1))
        #expect(files.fileExists(atPath: file))
    }
}
