import Foundation
import Testing

/// What `trust check --online` learns of partners at their own addresses.
@Suite("Partners who are asked")
struct PartnerTests {
    @Test("say whether their keys are still those of the list, and whether they list you in turn")
    func answers() throws {
        guard let session = try Session.ifThereArePrograms() else { return }
        // One command, which ends the daemon before it ends.
        let text = try session.demand(
            """
            set -e
            testamur init --home north --name North --did did:web:north.example > /dev/null
            testamur init --home south --name South --did did:web:south.example > /dev/null
            testamur describe --home north --out north.json > /dev/null
            testamur describe --home south --out south.json > /dev/null
            testamur trust add south.json --list list.json > /dev/null
            testamur trust add north.json --list theirs.json > /dev/null
            openssl genpkey -algorithm ed25519 -out key.pem
            testamurd --home south --listen 127.0.0.1:0 > log 2> errors &
            trap "kill $!" EXIT
            for i in $(seq 100); do if grep -q listening log; then break; fi; sleep 0.1; done
            at="http://127.0.0.1:$(sed 's/.*://' log)"
            sed -i "/hosts/,/]/s#https://south.example#$at#" list.json
            check() { testamur trust check --online --home north --list $1 2> /dev/null; }
            echo "no list:"; check list.json
            publish="testamur trust sign --key key.pem --publish --home south --out signed.json"
            $publish theirs.json > /dev/null
            echo "mutual:"; check list.json
            testamur trust check --online --home north --list list.json --json
            testamur trust remove did:web:north.example --list theirs.json > /dev/null
            $publish theirs.json > /dev/null
            echo "one-way:"; check list.json
            sed 's/"genesis": "A/"genesis": "_/; t; s/"genesis": "./"genesis": "A/' north.json \
            > other.json
            testamur trust add other.json --list theirs.json > /dev/null
            $publish theirs.json > /dev/null
            echo "otherwise:"; check list.json
            sed 's/"from": 0/"from": 1/' list.json > older.json
            echo "other keys:"; check older.json
            sed "s#$at#http://127.0.0.1:1#" list.json > away.json
            echo "away:"; check away.json
            """)
        func after(_ heading: String) -> Substring {
            let start = text.range(of: heading + ":\n")?.upperBound ?? text.endIndex
            let end = text.range(of: ":\nour trust list", range: start..<text.endIndex)
            return text[start..<(end?.lowerBound ?? text.endIndex)]
        }
        #expect(!after("no list").contains("listing"), "\(text)")
        #expect(!after("no list").contains("look "), "\(text)")
        #expect(after("mutual").contains("did:web:south.example mutual: it lists you too"))
        #expect(after("mutual").contains("\"state\": \"mutual\""))
        #expect(after("one-way").contains("one-way: it did not list you on"))
        #expect(after("otherwise").contains("one-way: it did not list you on"))
        #expect(after("otherwise").contains("lists did:web:north.example with another ledger"))
        #expect(after("other keys").contains("did:web:south.example, ledger-key: it shows "))
        #expect(after("away").contains("did:web:south.example could not be asked: "))
    }
}
