import CanonicalJSON
import HomeFolder
import Testing
import TestSupport

@Suite("A status list that is begun")
struct NewListTests {
    @Test("can be fetched as soon as an award that names it is answered")
    func fetched() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        _ = try await daemon.issued(1)
        #expect(try await daemon.exchange("GET", "/status/2").status == 404)
        // As if nearly all places of the first one were given out.
        let filled = RawDatabase(home.path + "/vault.sqlite").run(
            """
            WITH RECURSIVE place (number) AS (
                SELECT 0 UNION ALL SELECT number + 1 FROM place WHERE number < 131071
            ) INSERT OR IGNORE INTO status_bit (list, bit)
            SELECT 1, number FROM place WHERE number % 200 > 0
            """)
        try #require(filled)
        let bundle = try JSONDocument(parsing: try await daemon.issued(2)).root
        let entries = bundle["credential"]?["credentialStatus"]?.elements ?? []
        #expect(entries.count == 2)
        for entry in entries {
            let url = try #require(entry["statusListCredential"]?.string)
            #expect(url.hasSuffix("/2"))
            let path = String(url.dropFirst(home.url.count))
            #expect(try await daemon.exchange("GET", path).status == 200)
            #expect(try await daemon.exchange("GET", path + ".jwt").status == 200)
        }
        try await daemon.stop()
    }
}
