import Foundation
import Testing

/// What is there already is not taken for what is meant.
@Suite("Beside what is there already,")
struct OtherPlaceTests {
    private func session() throws -> Session? {
        guard let session = try Session.ifThereArePrograms() else { return nil }
        try session.demand(
            """
            testamur init --home base --name North --did did:web:north.example \
            && testamur init --home south --name South --did did:web:south.example \
            && testamur describe --home south > south.json
            """)
        return session
    }

    @Test("a copy is written into no folder that has something else")
    func mirror() throws {
        guard let session = try session() else { return }
        try session.demand("mkdir notes empty && echo note > notes/file && mkdir empty/lost+found")
        for folder in ["notes", "base", "base/public", "base/public/ledger", "base/keys"] {
            let refused = try session.demand("testamur mirror south \(folder)", ending: 5)
            #expect(refused.contains("Nothing was written"), "\(folder): \(refused)")
        }
        for folder in ["empty", "new", "new"] {
            try session.demand("testamur mirror south \(folder)")
        }
        try session.demand("rm new/checkpoint* && testamur mirror south new && testamur audit new")
    }

    @Test("another key for a ledger that is known is told of")
    func otherKey() throws {
        guard let session = try session() else { return }
        try session.demand(
            """
            testamur witness key --home base && testamur witness add south.json --home base \
            && testamur init --home false --name South --did did:web:south.example \
            && testamur key post-quantum --home false && testamur describe --home false > false.json
            """)
        let again = try session.demand("testamur witness add south.json --home base")
        #expect(!again.contains("another key"), "\(again)")
        let other = try session.demand("testamur witness add false.json --home base")
        #expect(other.contains("warning: south.example/ledger had another key before"), "\(other)")
        #expect(other.contains("post-quantum key is not checked"), "\(other)")
    }
}
