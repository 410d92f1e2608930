import Foundation
import Testing

/// Copies of ledgers as a person at a terminal makes them.
@Suite("Mirrors")
struct MirroringTests {
    @Test("a ledger with more bundles than are fetched at once is copied whole, and brought on")
    func manyBundles() throws {
        guard let programs = Session.programs else {
            print("Skipped: the program testamur was not found beside the tests.")
            return
        }
        let session = try Session(programs: programs)
        /// Types a command that must succeed.
        func type(_ command: String) throws {
            let answer = try session.type(command)
            #expect(answer.exitCode == 0, "\(command)\n\(answer.lines.suffix(20))")
        }
        func issue(_ numbers: ClosedRange<Int>) throws {
            try type(
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
        try type("testamur demo --samples samples && mkdir in")
        try type("testamur init --name North --did did:web:north.example")
        try issue(1...2_500)
        try type("testamur mirror testamur-home copy")
        try issue(2_501...3_000)
        try type("testamur mirror testamur-home copy && testamur audit copy")
        try type("testamur compare testamur-home copy")
        try type("test $(sed -n 2p copy/checkpoint) = 3001")
    }
}
