import CanonicalJSON
import HomeFolder
import Issuance
import Records
import SQLiteStorage
import Signing
import TestSupport
import Testing
import Verification

/// Vaults that are too large to be written anew for each erasure.
@Suite("Erasing from a large vault")
struct LargeVaultTests {
    private func input(_ name: String) throws -> JSONDocument {
        let text = String(decoding: try OpenDesk.input(7).root.canonicalBytes(), as: UTF8.self)
        return try JSONDocument(parsing: Array(text.replacing("Student 7", with: name).utf8))
    }

    private func file(_ desk: OpenDesk) throws -> [UInt8] {
        try #require(Files.read(desk.home.vaultFile))
    }

    /// Leaves a gap in the file in which some text stands.
    private func leaveGap(_ text: String, in desk: OpenDesk) -> Bool {
        RawDatabase(desk.home.vaultFile).run(
            """
            PRAGMA secure_delete = OFF; CREATE TABLE gap (x TEXT);
            INSERT INTO gap VALUES (hex(zeroblob(100000)) || '\(text)');
            DROP TABLE gap; PRAGMA wal_checkpoint(TRUNCATE)
            """)
    }

    @Test("writes it anew if something is left in it, or if nobody knows what to look for")
    func rewriting() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        let ids = try await registrar.issue(try (1...4).map(OpenDesk.input)).compactMap(\.issuedID)
        let vault = try SQLiteVault(path: desk.home.vaultFile, rewriteMax: 0)
        #expect(leaveGap("nothing of anybody", in: desk))
        let size = try file(desk).count
        // Nothing is left: the file stays as it is, gap and all.
        try vault.scrub(vault.erase(ids[0], details: []).traces)
        #expect(try file(desk).count == size)
        // A copy of something is left, as text or as bytes.
        let entry = try #require(try vault.entry(named: ids[1]))
        #expect(leaveGap(ids[1].uuid, in: desk))
        #expect(Files.find(ids[1].uuid, in: try file(desk)))
        try vault.scrub(vault.erase(ids[1], details: []).traces)
        #expect(try file(desk).count < size)
        #expect(!Files.find(ids[1].uuid, in: try file(desk)))
        #expect(!Files.find(entry.salt, in: try file(desk)))
        // After an interruption nobody knows.
        #expect(leaveGap(ids[2].uuid, in: desk))
        _ = try vault.erase(ids[2], details: [])
        try vault.scrub(nil)
        #expect(!Files.find(ids[2].uuid, in: try file(desk)))
        #expect(try await registrar.bundle(for: ids[3]).standings.count == 1)
    }

    @Test("leaves neither name nor number of anybody, however its pages were rearranged")
    func rearranged() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        let names = (0..<120).map { _ in "Person " + Hex.encode(Entropy.bytes(12)) }
        var ids: [CredentialID] = []
        for start in stride(from: 0, to: names.count, by: 8) {
            ids += try await registrar.issue(names[start..<start + 8].map(input))
                .compactMap(\.issuedID)
        }
        let vault = try SQLiteVault(path: desk.home.vaultFile, rewriteMax: 0)
        for place in stride(from: 0, to: ids.count, by: 5) {
            let traces = try vault.erase(ids[place], details: []).traces
            #expect(traces.count >= 4)
            try vault.scrub(traces)
            let bytes = try file(desk)
            #expect(!Files.find(ids[place].uuid, in: bytes), "number \(place)")
            #expect(!Files.find(names[place], in: bytes), "name \(place)")
            #expect(Files.find(names[place + 1], in: bytes), "neighbour \(place)")
        }
    }
}
