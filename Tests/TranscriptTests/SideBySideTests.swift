import Foundation
import Testing

/// Commands that change one file at the same time.
@Suite("Commands side by side")
struct SideBySideTests {
    @Test("lose no institution and no edition of a trust list")
    func trustList() throws {
        guard let session = try Session.ifThereArePrograms() else { return }
        try session.demand("testamur trust accreditor Zero --list list.json")
        let answer = try session.demand(
            "seq 8 | xargs -P 8 -I{} testamur trust accreditor 'Agency {}' --list list.json")
        #expect(answer.split(separator: "\n").count == 8, "\(answer)")
        let list = try session.demand("testamur trust show --list list.json")
        for number in 1...8 { #expect(list.contains("Agency \(number)"), "\(list)") }
        #expect(list.contains("edition 9"), "\(list)")
        #expect(try session.demand("ls -A | grep -c part", ending: 1) == "0\n[exit 1]")
    }

    @Test("bring no token back that was removed, and lose none that was made")
    func tokens() throws {
        guard let session = try Session.ifThereArePrograms() else { return }
        try session.demand(
            "testamur init --name North --did did:web:north.example")
        for round in 1...6 {
            let list = try session.demand(
                """
                testamur token create old --out old.\(round) > said 2>&1 || cat said
                printf '%s\\n' "remove old" "create a.\(round) --out a.\(round)" \
                "create b.\(round) --out b.\(round)" "create c.\(round) --out c.\(round)" \
                | xargs -P 4 -L 1 testamur token > said 2>&1 || cat said
                testamur token list
                """)
            let names = list.split(separator: "\n").map(String.init)
            #expect(!names.contains("old") && names.count == 3 * round, "\(list)")
        }
    }

    @Test("wait for who holds the list, and say so when he does not let go")
    func held() throws {
        guard let session = try Session.ifThereArePrograms() else { return }
        guard try session.type("flock --version").exitCode == 0 else {
            print("Skipped: flock is not here.")
            return
        }
        try session.demand("mkdir lists; testamur trust accreditor Agency --list lists/a.json")
        try session.demand(
            """
            flock lists sleep 1 & sleep 0.2; \
            testamur trust accreditor Other --list lists/a.json
            """)
        let busy = try session.demand(
            "flock lists testamur trust accreditor Third --list lists/a.json", ending: 75)
        #expect(busy.contains("Another program is writing in") && busy.contains("lists"), "\(busy)")
    }
}
