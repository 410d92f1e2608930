import Foundation
import Testing

/// Copies of ledgers as a person at a terminal makes them.
@Suite("Mirrors")
struct MirroringTests {
    @Test("a ledger with more bundles than are fetched at once is copied whole, and brought on")
    func manyBundles() throws {
        guard let session = try Session.ifThereArePrograms() else { return }
        func issue(_ numbers: ClosedRange<Int>) throws {
            try session.demand(
                """
                awk -v n=\(numbers.lowerBound) -v last=\(numbers.upperBound) 'BEGIN {
                    while ((getline line < "samples/zofia.json") > 0) text = text line "\\n"
                    for (; n <= last; n++) {
                        award = text; sub(/Zofia/, "Zofia " n, award)
                        print award > ("in/" n ".json"); close("in/" n ".json")
                    }
                }' && testamur issue in/*.json --out out > issued && rm -r in/* out
                """)
        }
        try session.demand("testamur demo --samples samples && mkdir in")
        try session.demand("testamur init --name North --did did:web:north.example")
        try issue(1...2_500)
        try session.demand("testamur mirror testamur-home copy")
        try issue(2_501...3_000)
        try session.demand("testamur mirror testamur-home copy && testamur audit copy")
        try session.demand("testamur compare testamur-home copy")
        try session.demand("test $(sed -n 2p copy/checkpoint) = 3001")
    }
}
