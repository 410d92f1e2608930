import AppendOnlyLedger
import Records
import SQLiteStorage
import Signing
import Testing
import TransparencyLog

@Suite("A ledger's file")
struct StoredDamageTests {
    @Test("with another text in one record is neither published nor read")
    func alteredRecord() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let ledger = try await founding.open()
        for number in 0..<5 { _ = try await ledger.append(founding.issue(number)) }
        try Database(path: founding.file).alterRecords(
            """
            bytes = CAST(replace(CAST(bytes AS TEXT), '"at":"2026', '"at":"2025') AS BLOB)
            WHERE idx = 3
            """)
        let folder = PublicFolder(path: founding.folder + "/public")
        await #expect(throws: LedgerError.corrupt("record 3 is not the one that was signed")) {
            try await Publisher(store: founding.store(), folder: folder).publish()
        }
        #expect(folder.read("checkpoint") == nil && folder.read("tile/entries/000.p/6") == nil)
        let again = try await founding.open()
        await #expect(throws: StoreError.self) { try await again.record(at: 3) }
        #expect(try await again.record(at: 2)?.index == 2)
    }

    @Test(
        "with another text in a record since the last full tile takes no more, and says which",
        arguments: [(5, 3), (5, 5), (255, 255), (256, 256)])
    func builtOn(issued count: Int, damaged index: Int) async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let statements = try (0..<count).map { try founding.issue($0) }
        _ = await (try founding.open()).append(statements)
        try Database(path: founding.file).alterRecords(
            """
            bytes = CAST(replace(CAST(bytes AS TEXT), '"at":"2026', '"at":"2025') AS BLOB)
            WHERE idx = \(index)
            """)
        let ledger = try await founding.open()
        let wrong = LedgerError.corrupt("record \(index) is not the one that was signed")
        await #expect(throws: wrong) { try await ledger.requireReady() }
        await #expect(throws: wrong) { try await ledger.append(founding.issue(count)) }
        #expect(try founding.store().head()?.size == TreeSize(UInt64(count) + 1))
        #expect(try await ledger.record(at: 1)?.index == 1)
    }

    @Test(
        "with a damaged checkpoint says that it is the ledger that is damaged",
        arguments: [
            // A control character, a line of no signature, a root that is none, another root.
            "substr(note, 1, 5) || X'01' || substr(note, 7)",
            "replace(CAST(note AS TEXT), '— ', '- ')",
            "substr(note, 1, 21) || '!!!!' || substr(note, 26)",
            "substr(note, 1, 21) || 'AAAA' || substr(note, 26)",
        ])
    func alteredCheckpoint(_ change: String) async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let ledger = try await founding.open()
        for number in 0..<2 { _ = try await ledger.append(founding.issue(number)) }
        #expect(try founding.store().damagedCheckpoint() == nil)
        func alter(_ size: Int) throws {
            try Database(path: founding.file).execute(
                """
                DROP TRIGGER IF EXISTS checkpoint_kept;
                UPDATE checkpoint SET note = CAST(\(change) AS BLOB) WHERE size = \(size)
                """)
        }
        try alter(2)
        let store = try founding.store()
        if !change.contains("AAAA") {
            #expect(try store.damagedCheckpoint() == 2)
            let wrong = LedgerError.corrupt(
                "a checkpoint of 2 or more records cannot be read as one")
            #expect(throws: wrong) { try store.checkpoint(atLeast: 2) }
        }
        _ = try await founding.open()
        try alter(3)
        let error = await #expect(throws: LedgerError.self) { try await founding.open() }
        #expect(error?.code == "ledger.corrupt", "\(String(describing: error))")
    }

    @Test("that failed is told of in words and not in a program's own form")
    func failureWords() {
        let words = "storage.full: could not add a record"
        #expect(
            "\(StoreError.failed(code: "storage.full", words: words))"
                == "the database could not add a record")
    }

    @Test("with a time that is none is refused", arguments: [-5, .min, .max])
    func alteredTime(_ time: Int64) async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        try Database(path: founding.file).alterRecords("at = \(time)")
        await #expect(throws: StoreError.self) { try await founding.open() }
    }

    @Test(
        "with one bit flipped is refused, or gives the records, proofs and files that it gave",
        arguments: [20, 300])
    func flippedBits(_ size: Int) async throws {
        let sample = try await FlipSample(issues: size)
        defer { sample.founding.remove() }
        var random = SeededRandom(seed: UInt64(size))
        for _ in 0..<(FlipSample.isSlow ? 5_000 : 60) {
            let byte = try #require(sample.occupied.randomElement(using: &random))
            let bit = UInt8.random(in: 0..<8, using: &random)
            for wrong in try await sample.wrongs(flipping: bit, of: byte) {
                Issue.record("seed \(size), byte \(byte), bit \(bit): \(wrong)")
            }
        }
    }
}
