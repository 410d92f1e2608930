import Foundation
import Testing

/// Whom it makes a witness to look at a ledger, and who was only shown a copy.
@Suite("What counts as seen")
struct SeeingTests {
    /// A university whose daemon serves its ledger, at an address that `there.json` names and
    /// `list.json` does not; `$at` is that address.
    private static let stage =
        Stage.university + Stage.daemon + """
            cp -r uni thief
            says() {
                testamur verify amina.testamur --trust $1 --seen $2 2> /dev/null \\
                | head -n 1 | cut -c1-12
            }
            serve uni
            at="http://127.0.0.1:$port/ledger"
            sed "s#https://north.example/ledger#$at#" list.json > there.json

            """

    @Test("the ledger's own address and its home make a witness, and no other place does")
    func places() throws {
        guard let session = try Session.ifThereArePrograms() else { return }
        let text = try session.demand(
            Self.stage + """
                testamur mirror uni copy > /dev/null
                key=$(sed -n 's/.*"vkey": "\\(.*\\)".*/\\1/p' list.json | head -n 1)
                cp -r uni forged; rm forged/keys/ledger-1.pem
                testamur audit $at --trust list.json --seen a | head -n 1
                echo "audited elsewhere: $(says list.json a) $(ls a)"
                testamur monitor $at --once --trust list.json --seen b
                echo "watched elsewhere: $(says list.json b) $(ls b)"
                testamur audit $at --vkey "$key" --seen c > /dev/null
                testamur monitor $at --once --vkey "$key" --seen c
                echo "by key: $(says list.json c) $(ls c)"
                places="copy uni/public forged"
                testamur monitor $places --once --trust list.json --seen d > /dev/null
                echo "folders: $(says list.json d) $(ls d/at | wc -l)"
                testamur audit $at --trust there.json --seen e > /dev/null
                echo "audited there: $(says there.json e)"
                testamur monitor $at/ --once --trust there.json --seen f > /dev/null
                echo "watched there: $(says there.json f)"
                testamur monitor uni --once --trust list.json --seen g > /dev/null
                echo "at home: $(says list.json g)"
                echo "by another list: $(says list.json e) $(ls e)"
                sed "s#https://north.example#${at%/ledger}#" there.json > online.json
                testamur verify amina.testamur --trust online.json --online --seen h > /dev/null
                echo "verified by another list: $(says list.json h) $(says there.json h) $(ls h)"
                """)
        #expect(text.contains("Intact"), "\(text)")
        #expect(text.contains("does not count as seen by you"), "\(text)")
        for place in ["audited elsewhere", "watched elsewhere", "by key", "by another list"] {
            #expect(text.contains("\(place): Not finished at\n"), "\(place)\n\(text)")
        }
        let both = "verified by another list: Not finished Confirmed: N at\n"
        #expect(text.contains(both), "\(text)")
        #expect(text.contains("folders: Not finished 3"), "\(text)")
        for place in ["audited there", "watched there", "at home"] {
            #expect(text.contains("\(place): Confirmed"), "\(place)\n\(text)")
        }
    }

    @Test("a copy that is watched is compared with itself and with the ledger")
    func copies() throws {
        guard let session = try Session.ifThereArePrograms() else { return }
        let text = try session.demand(
            Self.stage + """
                look="--once --trust there.json --seen seen"
                watch() { testamur monitor $1 $look || echo "exit $?"; }
                testamur mirror uni copy > /dev/null; cp -r copy early
                testamur issue samples/hirut.json --home uni > /dev/null 2>&1
                testamur mirror uni copy > /dev/null
                watch $at > /dev/null
                echo "smaller:"; watch early
                echo "grown:"; rm -r early; cp -r copy early; watch early
                testamur issue samples/zofia.json --home uni > /dev/null 2>&1
                testamur mirror uni copy > /dev/null; rm -r early; cp -r copy early; watch early
                kill $daemon; wait $daemon || true
                testamur issue samples/meera.json --home thief > /dev/null 2>&1
                testamur issue samples/xiaorong.json --home thief > /dev/null 2>&1
                testamur mirror thief/public other > /dev/null
                echo "other:"; watch other
                ls seen | grep -c fork
                serve uni
                echo "forgotten:"; watch early; rm seen/*.fork
                echo "less:"; testamur issue samples/meera.json --home uni > /dev/null 2>&1
                sleep 1; watch $at > /dev/null; watch other | cut -d . -f 1-3
                testamur audit other --trust there.json --seen seen | head -n 1
                testamur audit other --trust there.json --seen seen > /dev/null || echo "exit $?"
                testamur audit early --trust there.json --seen seen | head -n 1
                """)
        func after(_ heading: String, to next: String) -> Substring {
            let start = text.range(of: heading + ":\n")?.upperBound ?? text.endIndex
            let end = text.range(of: next, range: start..<text.endIndex)?.lowerBound
            return text[start..<(end ?? text.endIndex)]
        }
        #expect(after("smaller", to: "grown").contains("  first "), "\(text)")
        #expect(!after("smaller", to: "grown").contains("exit"), "\(text)")
        #expect(after("grown", to: "other").contains("  grew "), "\(text)")
        #expect(after("other", to: "forgotten").contains("  fork "), "\(text)")
        #expect(after("other", to: "forgotten").contains("exit 4\n1\n"), "\(text)")
        #expect(after("forgotten", to: "less").contains("  fork "), "\(text)")
        let less = after("less", to: "no more")
        #expect(less.contains("  fork "), "\(text)")
        #expect(less.contains("It is not the history that was seen of north.example/"), "\(text)")
        #expect(less.contains("\nNot intact: it is not the history that was seen"), "\(text)")
        #expect(less.contains("\nexit 4\nIntact"), "\(text)")
    }

    @Test("an audit keeps the proof of a fork, and does not forget one")
    func forks() throws {
        guard let session = try Session.ifThereArePrograms() else { return }
        let text = try session.demand(
            Self.stage + """
                audit() { testamur audit --trust there.json --seen seen "$@" || echo "exit $?"; }
                testamur issue samples/hirut.json --home uni > /dev/null 2>&1
                testamur issue samples/meera.json samples/zofia.json --home thief > /dev/null 2>&1
                audit $at | head -n 1
                echo "other:"; audit thief/public | grep -e "^Not" -e "^fork" -e exit
                echo "again:"; audit $at; audit $at --json | grep -e verdict -e '"code"' -e exit
                echo "monitor:"; testamur monitor $at --once --trust there.json --seen seen || true
                echo "verify: $(says there.json seen)"
                """)
        func after(_ heading: String, to next: String) -> Substring {
            let start = text.range(of: heading + ":\n")?.upperBound ?? text.endIndex
            let end = text.range(of: next, range: start..<text.endIndex)?.lowerBound
            return text[start..<(end ?? text.endIndex)]
        }
        #expect(text.hasPrefix("Intact"), "\(text)")
        let other = after("other", to: "again")
        #expect(other.contains("Not intact") && other.contains("\nfork proof"), "\(text)")
        #expect(other.contains("exit 4"), "\(text)")
        let again = after("again", to: "monitor")
        #expect(
            again.hasPrefix(
                "Not intact: one fault, at proof of two histories, of 3 and 4 records."), "\(text)")
        #expect(again.contains("(audit.forked)") && again.contains("\nfork proof"), "\(text)")
        #expect(again.contains("\"verdict\": \"faulty\""), "\(text)")
        #expect(again.components(separatedBy: "exit 4").count == 3, "\(text)")
        #expect(after("monitor", to: "verify").contains("  fork "), "\(text)")
        #expect(text.contains("verify: Not finished"), "\(text)")
    }
}
