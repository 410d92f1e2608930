import Foundation
import Testing

/// Ledgers that show two histories: in their two files, in two places, or one after the other.
@Suite("Two faces")
struct TwoFacedTests {
    /// Copies `a` of 3 records and `b` of 4, forks of one ledger from record 2 on, and `less`, a
    /// beginning of `b` of 3; all with the list `list.json`.
    private static let stage =
        Stage.university + """
            testamur backup early --home uni > /dev/null 2>&1
            cp -r uni other
            testamur issue samples/zofia.json --home uni > /dev/null 2>&1
            testamur issue samples/hirut.json --home other > /dev/null 2>&1
            testamur mirror uni/public a > /dev/null
            testamur mirror other/public less > /dev/null
            testamur issue samples/meera.json --home other > /dev/null 2>&1
            testamur mirror other/public b > /dev/null
            trust="--trust list.json --seen seen"
            run() { "$@" 2>&1 || echo "exit $?"; }

            """

    @Test("of the two files of a place are found by all who read a ledger")
    func files() throws {
        guard let session = try Session.ifThereArePrograms() else { return }
        let text = try session.demand(
            Self.stage + """
                cp -r a two; cp less/checkpoint two/checkpoint
                echo "audit:"; run testamur audit two $trust
                echo "compare:"; run testamur compare a two --trust list.json
                echo "mirror:"; run testamur mirror two copy --trust list.json
                test ! -e copy/checkpoint
                echo "monitor:"; run testamur monitor two --once --trust list.json --seen more
                cp -r a empty; : > empty/checkpoint
                echo "empty:"; run testamur audit empty --trust list.json --seen none
                run testamur mirror empty copy --trust list.json
                run testamur monitor empty --once --trust list.json --seen none
                cp -r a one; rm one/checkpoint; cp -r a old; rm old/checkpoint.latest
                echo "one:"; for place in one old; do
                testamur audit $place --trust list.json --seen none | head -n 1
                testamur monitor $place --once --trust list.json --seen none; done
                """)
        let audit = Self.after("audit", to: "compare", in: text)
        #expect(audit.contains("audit.root-wrong") && audit.contains("exit 4"), "\(text)")
        #expect(audit.contains("\nfork proof"), "\(text)")
        let compare = Self.after("compare", to: "mirror", in: text)
        #expect(compare.contains("Fork: ") && compare.contains("exit 4"), "\(text)")
        let mirror = Self.after("mirror", to: "monitor", in: text)
        #expect(mirror.contains("two histories") && mirror.contains("exit 4"), "\(text)")
        let monitor = Self.after("monitor", to: "empty", in: text)
        #expect(monitor.contains("  fork ") && monitor.contains("exit 4"), "\(text)")
        let empty = Self.after("empty", to: "one", in: text)
        #expect(empty.contains("at cosigned checkpoint"), "\(text)")
        #expect(empty.contains("Its file checkpoint is none."), "\(text)")
        #expect(empty.contains("  damaged "), "\(text)")
        #expect(empty.components(separatedBy: "exit 4").count == 4, "\(text)")
        let one = Self.after("one", to: "no more", in: text)
        #expect(one.components(separatedBy: "Intact").count == 3, "\(text)")
        #expect(one.components(separatedBy: "  first ").count == 3, "\(text)")
    }

    @Test("one after the other are proven when the larger one is there again")
    func smaller() throws {
        guard let session = try Session.ifThereArePrograms() else { return }
        let text = try session.demand(
            Self.stage + """
                put() { rm -rf place; cp -r $1 place; }
                watch() { run testamur monitor place --once $trust; }
                put b; watch
                echo "rollback:"; put a; watch
                ls -R seen | grep -c smaller
                echo "fork:"; put b; watch
                testamur compare fork-*.proof --trust list.json | head -n 1
                echo "copy:"; rm -r seen; watch; put less; watch
                put b; watch; ls -R seen | grep smaller || echo forgotten
                """)
        let rollback = Self.after("rollback", to: "fork", in: text)
        #expect(rollback.contains("  rollback ") && rollback.hasSuffix("exit 4\n1"), "\(text)")
        let fork = Self.after("fork", to: "copy", in: text)
        #expect(fork.contains("  fork ") && fork.contains("exit 4\nFork"), "\(text)")
        let copy = Self.after("copy", to: "no more", in: text)
        #expect(copy.contains("  rollback ") && !copy.contains("  fork "), "\(text)")
        #expect(copy.contains("\nforgotten"), "\(text)")
    }

    @Test("in two places are found by the first look at both, whichever is larger")
    func places() throws {
        guard let session = try Session.ifThereArePrograms() else { return }
        let text = try session.demand(
            Self.stage + """
                for places in "a b" "b a" "a less"; do
                rm -rf seen; run testamur monitor $places --once $trust; done
                rm -rf seen; echo "alike:"; run testamur monitor less b other --once $trust
                """)
        #expect(text.components(separatedBy: "  fork ").count == 4, "\(text)")
        #expect(text.components(separatedBy: "exit 4").count == 4, "\(text)")
        let alike = Self.after("alike", to: "no more", in: text)
        #expect(!alike.contains("exit") && !alike.contains("  fork "), "\(text)")
    }

    @Test("keep a restored home from being gone on with, whoever is asked next")
    func restored() throws {
        guard let session = try Session.ifThereArePrograms() else { return }
        let text = try session.demand(
            Self.stage + """
                cp -r uni lost; testamur backup safe --home lost > /dev/null 2>&1
                testamur restore safe --home new > /dev/null 2>&1
                arm() { run testamur restore --arm --home new --seen seen --mirror $1; }
                echo "other:"; arm b
                rm fork-*.proof; echo "own:"; arm a
                testamur restore early --home new2 > /dev/null 2>&1
                testamur monitor b --once --trust list.json --seen more > /dev/null
                echo "beyond:"
                run testamur restore --arm --home new2 --seen more --mirror a
                run testamur audit new2 --seen none
                """)
        let other = Self.after("other", to: "own", in: text)
        #expect(other.contains("Two histories") && other.contains("exit 4"), "\(text)")
        let own = Self.after("own", to: "beyond", in: text)
        #expect(own.contains("proven before") && own.contains("exit 4"), "\(text)")
        let beyond = Self.after("beyond", to: "no more", in: text)
        #expect(beyond.contains("This home has 2 records") && beyond.contains("exit 5"), "\(text)")
        #expect(beyond.contains("Intact") && beyond.contains("\nrecords        2\n"), "\(text)")
    }

    private static func after(
        _ heading: String, to next: String, in text: String
    ) -> Substring {
        let start = text.range(of: heading + ":\n")?.upperBound ?? text.endIndex
        let end = text.range(of: "\n" + next, range: start..<text.endIndex)?.lowerBound
        return text[start..<(end ?? text.endIndex)]
    }
}
