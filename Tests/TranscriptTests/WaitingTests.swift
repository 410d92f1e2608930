import Foundation
import Testing

/// Files that carry the cosignatures for which somebody waited.
@Suite("Waiting for witnesses")
struct WaitingTests {
    @Test("gives the file of a new award, and of one that replaces another, to offline readers")
    func offline() throws {
        guard let session = try Session.ifThereArePrograms() else { return }
        let text = try session.demand(
            Stage.witnessed + """
                testamur issue samples/hirut.json 2>&1
                testamur supersede zofia.testamur --by samples/amina.json --because regrade \
                    --confirm North --wait-witnesses 20s
                testamur trust add north.json --list list.json --witness-policy policy > /dev/null
                for file in amina hirut; do
                    testamur verify $file.testamur --trust list.json > said || true
                    echo "$file: $(head -n 1 said)"
                done
                """)
        #expect(text.contains("amina: Confirmed: North confirms this award."), "\(text)")
        #expect(text.contains("hirut: Not finished"), "\(text)")
        #expect(text.contains("carry no cosignatures yet"), "\(text)")
    }
}
