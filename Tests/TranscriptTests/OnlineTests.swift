import Foundation
import Testing

/// What becomes of an answer when the institution's word of now cannot be had, or says more.
@Suite("Verifying online")
struct OnlineTests {
    /// A university of two awards whose daemon answers at the address that `list.json` names.
    private static let stage =
        Stage.university + Stage.daemon + """
            mv uni/recovery away
            testamur issue samples/hirut.json --home uni > /dev/null 2>&1
            says() {
                testamur verify $1 --trust list.json --policy unwitnessed $2 --seen seen --json \\
                > said || true
                sed -n 's/.*"verdict":"\\([a-z_]*\\)".*/\\1/p' said
            }
            serve uni
            sed -i "s#https://north.example#http://127.0.0.1:$port#" list.json

            """

    private func text(_ script: String) throws -> String? {
        guard let session = try Session.ifThereArePrograms() else { return nil }
        return try session.demand(Self.stage + script)
    }

    @Test("an institution that does not answer leaves open whether an award is in force")
    func silent() throws {
        guard
            let text = try text(
                """
                echo "served: $(says amina.testamur --online)"
                rest
                echo "alone: $(says amina.testamur)"
                echo "asked: $(says amina.testamur --online)"
                grep -c '"standing.no-answer"' said
                """)
        else { return }
        for line in ["served: confirmed\n", "alone: confirmed\n", "asked: incomplete\n1\n"] {
            #expect(text.contains(line), "\(text)")
        }
    }

    @Test("a ledger that shows less than before has no word of now")
    func rolledBack() throws {
        guard
            let text = try text(
                """
                rest; cp -r uni old; serve uni
                testamur revoke amina.testamur --home uni --category issued_in_error \\
                    --confirm North > /dev/null 2>&1
                sleep 1
                echo "then: $(says amina.testamur --online)"
                rest; serve old
                echo "after: $(says amina.testamur --online) $(says hirut.testamur --online)"
                """)
        else { return }
        #expect(text.contains("then: withdrawn\n"), "\(text)")
        #expect(text.contains("after: incomplete incomplete\n"), "\(text)")
    }

    @Test("a withdrawn award stays withdrawn once it was erased, in whichever form it is shown")
    func erased() throws {
        guard
            let text = try text(
                """
                rest
                url=http://127.0.0.1:$port
                testamur init --home own --name South --did did:web:south.example --url $url \\
                    > /dev/null
                testamur issue samples/hirut.json --home own --out out --form both \\
                    > /dev/null 2>&1
                testamur describe --home own --out own.json > /dev/null
                testamur trust add own.json --list list.json > /dev/null
                serve own
                sed 's/^{"credential"://; s/,"keys":\\[.*//' out/hirut.testamur > bare.json
                for file in out/hirut.testamur bare.json out/hirut.jwt; do
                    echo "$file: $(says $file --online)"
                done
                for action in "revoke --category fraud" "erase --category legal_order"; do
                    set -- $action
                    testamur $1 out/hirut.testamur --home own $2 $3 --confirm South \\
                        > /dev/null 2>&1
                done
                sleep 1
                for file in out/hirut.testamur bare.json out/hirut.jwt; do
                    echo "then $file: $(says $file --online)"
                done
                """)
        else { return }
        for file in ["out/hirut.testamur", "bare.json", "out/hirut.jwt"] {
            #expect(text.contains("\(file): confirmed\n"), "\(text)")
            #expect(text.contains("\nthen \(file): withdrawn\n"), "\(text)")
        }
    }

    @Test("what a stolen key signed is told, and so is that it was confirmed again")
    func stolen() throws {
        guard
            let text = try text(
                """
                rest
                testamur key compromised record-1 --since 2 --home uni --out next \\
                    --quorum away/quorum.json --with away/recovery-1.pem \\
                    --with away/recovery-3.pem --confirm North > /dev/null 2>&1
                serve uni
                echo "before: $(says amina.testamur --online) $(says hirut.testamur --online)"
                testamur reattest --home uni > /dev/null 2>&1
                sleep 1
                echo "again: $(says hirut.testamur --online)"
                """)
        else { return }
        #expect(text.contains("before: confirmed incomplete\n"), "\(text)")
        #expect(text.contains("again: confirmed\n"), "\(text)")
    }
}
