import Foundation
import Testing

/// Backups that are damaged, interrupted or too old, as a person at a terminal meets them.
@Suite("Restoring")
struct RestoringTests {
    /// A folder with a home of one award, its backup `b`, and another award after that.
    private func session() throws -> Session? {
        guard let session = try Session.ifThereArePrograms() else { return nil }
        let made = try session.type(
            """
            testamur demo --samples samples && testamur init --name North \
            --did did:web:north.example && testamur issue samples/zofia.json && testamur backup b \
            && testamur issue samples/amina.json
            """)
        try #require(made.exitCode == 0, "\(made.lines)")
        return session
    }

    @Test("names the file of a backup in which one bit is not as it was, and makes no home")
    func everyFile() throws {
        guard let session = try session() else { return }
        let folder = session.folder.appending(path: "b")
        let names = try session.demand("cd b && find . -type f").split(separator: "\n")
            .map { String($0.dropFirst(2)) }
        #expect(names.count == 10)
        for name in names {
            let file = folder.appending(path: name)
            let whole = try Data(contentsOf: file)
            var damages: [Data] = []
            if whole.isEmpty {
                damages = [Data([1])]
            } else {
                let places = name == "backup.json" ? 24 : 3
                for number in 0..<places {
                    var bytes = whole
                    bytes[whole.count * number / places] ^= 1 << UInt8(number % 8)
                    damages.append(bytes)
                }
                damages.append(whole.dropLast())
            }
            for damage in damages {
                try damage.write(to: file)
                let text = try session.demand("testamur restore b --home new", ending: 4)
                #expect(text.contains("b/\(name) is damaged"))
            }
            try FileManager.default.removeItem(at: file)
            let isManifest = name == "backup.json"
            try session.demand("testamur restore b --home new", ending: isManifest ? 2 : 4)
            try whole.write(to: file)
        }
        try session.demand("test -z \"$(ls -d new* 2> /dev/null)\"")
        // A link would lead out of the new home.
        try session.demand("mv b/vault.sqlite v; ln -s ../v b/vault.sqlite")
        try session.demand("testamur restore b --home new", ending: 4)
        try session.demand("mv v b/vault.sqlite && testamur restore b --home new")
    }

    @Test(
        "refuses a ledger, or a vault, that is not the one of the backup though its digest is",
        arguments: [("ledger", "The ledger of the backup"), ("vault", "The vault and the ledger")])
    func exchanged(_ database: String, _ words: String) throws {
        guard let session = try session() else { return }
        try session.demand("testamur backup later")
        func manifest(_ folder: String) throws -> String {
            try String(
                contentsOf: session.folder.appending(path: "\(folder)/backup.json"),
                encoding: .utf8)
        }
        func file(_ text: String) throws -> Substring {
            let start = try #require(text.range(of: "\"\(database).sqlite\"")).upperBound
            let end = try #require(text[start...].firstIndex(of: "}"))
            return text[start..<end]
        }
        let old = try manifest("b")
        let new = old.replacingOccurrences(of: try file(old), with: try file(manifest("later")))
        let parsed = try JSONSerialization.jsonObject(with: Data(new.utf8))
        var members = try #require(parsed as? [String: Any])
        let digest = try #require(members.removeValue(forKey: "sha256") as? String)
        try JSONSerialization.data(
            withJSONObject: members, options: [.sortedKeys, .withoutEscapingSlashes]
        ).write(to: session.folder.appending(path: "canonical"))
        let right = String(try session.demand("sha256sum < canonical").prefix(64))
        try Data(new.replacingOccurrences(of: digest, with: right).utf8)
            .write(to: session.folder.appending(path: "b/backup.json"))
        try session.demand("cp later/\(database).sqlite b/\(database).sqlite")
        let answer = try session.demand("testamur restore b --home new", ending: 4)
        #expect(answer.contains(words), "\(answer)")
        try session.demand("test ! -e new")
    }

    @Test("a disk without room leaves nothing behind")
    func noRoom() throws {
        guard let session = try session() else { return }
        // No file may grow beyond 40 KiB.
        let limit = "ulimit -f 80;"
        try session.demand("\(limit) testamur backup full", ending: 74)
        try session.demand("\(limit) testamur restore b --home full", ending: 74)
        try session.demand("test -z \"$(ls -d full* 2> /dev/null)\"")
    }

    @Test("a backup that is killed is there whole or not at all")
    func killedBackup() throws {
        guard let session = try session() else { return }
        for (number, delay) in [0, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1].enumerated() {
            try session.demand(
                """
                testamur backup k\(number) > /dev/null 2>&1 & p=$!; sleep \(delay)
                kill -9 $p 2> /dev/null; wait $p 2> /dev/null
                test ! -e k\(number) || testamur restore k\(number) --home h\(number)
                """)
        }
    }

    @Test("a restoration that is killed leaves a home that is whole and held back, or none")
    func killedRestoration() throws {
        guard let session = try session() else { return }
        for (number, delay) in [0, 0.005, 0.01, 0.02, 0.03, 0.04, 0.06, 0.1].enumerated() {
            try session.demand(
                """
                testamur restore b --home k\(number) > /dev/null 2>&1 & p=$!; sleep \(delay)
                kill -9 $p 2> /dev/null; wait $p 2> /dev/null
                test ! -e k\(number) || { testamur audit k\(number) \
                && test -e k\(number)/restored.json; }
                """)
        }
    }

    @Test("what was erased after the backup is destroyed again before the home goes on")
    func erasedSince() throws {
        guard let session = try session() else { return }
        try session.demand(
            """
            testamur erase zofia.testamur --category holder_request --confirm North \
            && testamur mirror testamur-home/public copy
            """)
        let number = try session.demand(
            "grep -o 'urn:uuid:[0-9a-f-]*\",\"issuer' zofia.testamur | cut -c 10-45")
        #expect(number.count == 36, "\(number)")
        try session.demand("grep -rqa \(number) b && ! grep -rqa \(number) testamur-home")
        let restored = try session.demand("testamur restore b --home new")
        #expect(restored.contains("erased after") && restored.contains("is to be removed by"))
        try session.demand("grep -rqa \(number) new")
        let armed = try session.demand("testamur restore --arm --mirror copy --home new")
        #expect(armed.contains("1 award of the backup had been erased, and was erased again."))
        try session.demand("! grep -rqa \(number) new && testamur audit new")
        // Without the copy nobody knows of it any more, and that is said.
        let lossy = try session.demand(
            "testamur restore b --home lossy --arm --accept-loss --confirm North")
        #expect(lossy.contains("Erasures among what was lost are not known here."))
    }

    @Test("an older backup is not gone on with when this machine has seen more")
    func seen() throws {
        guard let session = try session() else { return }
        try session.demand("testamur restore b --home new")
        let note = "testamur-home/public/ledger/checkpoint"
        try session.demand(
            """
            digest() { printf $1 | sha256sum | cut -d ' ' -f 1; }
            name=at/$(digest https://north.example/ledger); mkdir -p seen/$name
            name=$name/$(digest north.example/ledger)
            digest=$(sha256sum < \(note) | cut -d ' ' -f 1)
            (echo "testamur.seen.v1 $digest"; cat \(note)) > seen/$name.checkpoint
            """)
        let answer = try session.demand("testamur restore --arm --home new --seen seen", ending: 5)
        #expect(answer.contains("what this machine saw of it: 3 records"))
        // The backup has seen itself only, and so has what came out of it.
        for own in ["b", "new"] {
            let command = "testamur restore --arm --home new --mirror \(own)"
            let answer = try session.demand(command, ending: 2)
            #expect(answer.contains("came out of one"))
        }
        // Its own older state, seen elsewhere, says nothing of what came after.
        let refused = try session.demand("testamur mirror new old", ending: 5)
        #expect(refused.contains("came out of one"), "\(refused)")
        try session.demand("testamur mirror b old", ending: 5)
        try session.demand("mv new held; mv held/restored.json . ; testamur mirror held old")
        try session.demand("mv restored.json held; mv held new")
        try session.demand("testamur restore --arm --home new --seen seen --mirror old", ending: 5)
        try session.demand(
            "testamur restore --arm --home new --seen seen --mirror old --mirror testamur-home")
        try session.demand("testamur issue samples/hirut.json --home new && testamur audit new")
    }

    @Test("says that there is a fork, and never goes on, whatever is accepted")
    func fork() throws {
        guard let session = try session() else { return }
        try session.demand(
            """
            testamur restore b --home other && testamur restore --arm --home other --accept-loss \
            --confirm North && testamur issue samples/hirut.json --home other \
            && testamur restore b --home new
            """)
        // Two copies that have more, and not the same.
        let both = "--mirror other --mirror testamur-home --accept-loss --confirm North"
        let answer = try session.demand("testamur restore --arm --home new \(both)", ending: 4)
        #expect(answer.contains("Two histories"))
        try session.demand("testamur compare fork-*.proof", ending: 4)
        // One that is not the beginning of what was restored.
        try session.demand("testamur backup later && testamur restore later --home newer")
        let one = "--mirror other --accept-loss --confirm North"
        try session.demand("testamur restore --arm --home newer \(one)", ending: 4)
        try session.demand("testamur issue samples/zofia.json --home new", ending: 5)
        try session.demand("testamur issue samples/zofia.json --home newer", ending: 5)
    }

    @Test("follows a copy to the key that took the place of a stolen one, and no forger's")
    func replacedKey() throws {
        guard let session = try session() else { return }
        try session.demand(
            """
            testamur backup early && testamur issue samples/meera.json \
            && testamur key compromised ledger-1 --since 4 --confirm North --out next \
            --quorum testamur-home/recovery/quorum.json \
            --with testamur-home/recovery/recovery-1.pem \
            --with testamur-home/recovery/recovery-2.pem \
            && testamur issue samples/oleksandra.json && testamur describe --out north.json \
            && testamur trust add north.json --list list.json \
            && testamur mirror testamur-home/public m --trust list.json \
            && testamur restore early --home new
            """)
        let command = "testamur restore --arm --home new --mirror"
        // A ledger of the same name that somebody else makes leads to no key.
        try session.demand(
            """
            testamur init --home forged --name North --did did:web:north.example \
            && testamur issue samples/*.json --home forged --out o
            """)
        let forged = try session.demand("\(command) forged/public", ending: 2)
        #expect(forged.contains("signed by none of the keys of north.example"), "\(forged)")
        // Nor does the copy's checkpoint over other records, or without those that name the key.
        let file = session.folder.appending(path: "m/tile/entries/000.p/7")
        let bytes = try Data(contentsOf: file)
        for broken in [bytes.dropLast(), Data(bytes.map { $0 ^ 1 })] {
            try broken.write(to: file)
            try session.demand("\(command) m", ending: 2)
        }
        try bytes.write(to: file)
        let answer = try session.demand("\(command) m && testamur audit new")
        #expect(answer.contains("key in force for: ledger."), "\(answer)")
        try session.demand("testamur issue samples/zofia.json --home new", ending: 5)
        try session.demand(
            "cp testamur-home/keys/ledger-* new/keys; testamur issue samples/*.json --home new")
    }

    @Test("takes nothing from a copy that is damaged")
    func damagedMirror() throws {
        guard let session = try session() else { return }
        try session.demand("testamur mirror testamur-home m && testamur restore b --home new")
        let file = session.folder.appending(path: "m/tile/entries/000.p/3")
        var bytes = try Data(contentsOf: file)
        bytes[bytes.count - 40] ^= 1
        try bytes.write(to: file)
        let command = "testamur restore --arm --home new --mirror m"
        let answer = try session.demand(command, ending: 4)
        #expect(answer.contains("the copy m is not right"))
        try session.demand("testamur audit new | grep -w 2")
        bytes[bytes.count - 40] ^= 1
        try bytes.write(to: file)
        try session.demand(command)
    }

    @Test("asks the witnesses of the home's policy what they have seen")
    func witness() throws {
        guard let session = try session() else { return }
        // One command, which ends the daemon before it ends.
        let text = try session.demand(
            """
            set -e
            testamur init --home south --name South --did did:web:south.example --witness
            testamur describe --out north.json; testamur witness add north.json --home south
            testamurd --home south --listen 127.0.0.1:0 > log 2> errors &
            trap "kill $!" EXIT
            for i in $(seq 100); do if grep -q listening log; then break; fi; sleep 0.1; done
            testamur witness key --home south \
            | sed "s#https://south.example#http://127.0.0.1:$(sed 's/.*://' log)#" > policy
            echo "quorum south.example/witness" >> policy; cp policy testamur-home/witness-policy
            testamur issue samples/hirut.json --wait-witnesses 20s; testamur backup early
            testamur issue samples/meera.json samples/oleksandra.json --wait-witnesses 20s
            testamur restore early --home new
            if testamur restore --arm --home new; then exit 9; fi
            testamur restore --arm --home new --mirror testamur-home
            testamur issue samples/hirut.json --home new | grep 'already issued'
            testamur backup last --home new; testamur restore last --home third
            cp -r third unheard; sed -i 's#http://.*#http://127.0.0.1:1#' unheard/witness-policy
            if testamur restore --arm --home unheard; then exit 9; fi
            testamur mirror new last-look
            testamur restore --arm --home unheard --mirror last-look
            echo "quiet:"; testamur restore --arm --home third
            """)
        #expect(text.contains("They looked last on "), "\(text)")
        // Nothing was appended since the backup, and the witness says so now.
        let quiet = text.range(of: "quiet:").map { text[$0.upperBound...] } ?? ""
        #expect(quiet.contains("Issuing goes on: no more was seen by them."), "\(text)")
        #expect(text.contains("cosigned these records again on "), "\(text)")
        #expect(text.contains("the witness south.example/witness: 6 records"), "\(text)")
        #expect(text.contains("Brought back 2 records"), "\(text)")
    }

    @Test("a copy counts only if it looked at the ledger itself after the backup was made")
    func lastLook() throws {
        guard let session = try session() else { return }
        try session.demand(
            """
            testamur mirror testamur-home before && testamur backup night && sleep 0.01 \
            && testamur mirror before copied && testamur mirror testamur-home after \
            && testamur mirror after fromafter && cp -r after plain && rm plain/looked.json \
            && testamur mirror plain fromplain && testamur restore night --home new
            """)
        // All of them have exactly what was restored.
        for copy in ["before", "copied", "plain", "fromplain", "testamur-home"] {
            let command = "testamur restore --arm --home new --mirror \(copy)"
            let answer = try session.demand(command, ending: 5)
            #expect(answer.contains("nobody is known to have looked after"), "\(answer)")
        }
        // A note of another state than the copy's counts for nothing.
        try session.demand("sed 's/\"size\": \"./&9/' after/looked.json > plain/looked.json")
        try session.demand("testamur restore --arm --home new --mirror plain", ending: 5)
        let answer = try session.demand("testamur restore --arm --home new --mirror fromafter")
        #expect(answer.contains("no more was seen by them"), "\(answer)")
        #expect(answer.contains("They looked last on"), "\(answer)")
    }

    @Test("two who find out about one home at a time both end well, or one is told to wait")
    func together() throws {
        guard let session = try session() else { return }
        try session.demand("testamur mirror testamur-home m")
        for round in 0..<4 {
            let text = try session.demand(
                """
                testamur restore b --home h\(round) 2> /dev/null
                for i in 1 2 3 4; do (testamur restore --arm --home h\(round) --mirror m; \
                echo "ended $?") & done; wait
                testamur audit h\(round)
                """)
            #expect(!text.contains("not what was signed"), "\(text)")
            #expect(text.components(separatedBy: "ended 0").count == 2, "\(text)")
        }
    }

    @Test("a home that is held back makes no witness, and a name that is a link is in the way")
    func small() throws {
        guard let session = try session() else { return }
        try session.demand("testamur restore b --home new && cp -r new as-it-was")
        try session.demand("testamur witness key --home new", ending: 5)
        try session.demand("diff -r new as-it-was && ln -s nowhere link")
        let answer = try session.demand("testamur restore b --home link", ending: 5)
        #expect(answer.contains("link exists"), "\(answer)")
        for inside in [
            "testamur-home/../testamur-home/x", "testamur-home/./x/", "./testamur-home/keys/../x",
            "seen/x", "\"$PWD\"/seen/../x",
        ] {
            try session.demand("test -e seen || ln -s testamur-home/keys seen")
            try session.demand("testamur backup \(inside)", ending: 2)
        }
        // What a killed program left in a copy is gone after the next one.
        try session.demand(
            """
            testamur mirror testamur-home m && touch m/.dat.nosync1.a m/tile/0/.dat.nosync1.b \
            m/tile/entries/000.p/.dat.nosync1.c && testamur mirror testamur-home m \
            && test -z "$(find m -name '.dat*')"
            """)
    }

    @Test("an award that came back by its record is withdrawn with its holder's file, and no other")
    func adopted() throws {
        guard let session = try session() else { return }
        try session.demand(
            """
            testamur init --name South --did did:web:south.example --home south \
            && testamur issue samples/hirut.json --home south && testamur restore b --home new \
            && testamur restore --arm --home new --mirror testamur-home
            """)
        let rest = "--category issued_in_error --confirm North --home new"
        let file = try Data(contentsOf: session.folder.appending(path: "amina.testamur"))
        let root = try JSONSerialization.jsonObject(with: file) as? [String: Any]
        let id = try #require((root?["credential"] as? [String: Any])?["id"] as? String)
        let unknown = try session.demand("testamur revoke \(id) \(rest)", ending: 2)
        #expect(unknown.contains("name its holder's file"), "\(unknown)")
        try session.demand(
            """
            sed 's/Amina/Anina/' amina.testamur > altered.testamur
            ! cmp -s amina.testamur altered.testamur
            """)
        for file in ["hirut.testamur", "altered.testamur"] {
            let answer = try session.demand("testamur revoke \(file) \(rest)", ending: 2)
            #expect(answer.contains("no award that a record of this ledger issues"), "\(answer)")
        }
        try session.demand("testamur revoke amina.testamur \(rest)")
        let proved = try session.demand("testamur prove \(id) --home new --out again.testamur")
        #expect(!proved.contains("error"))
        try session.demand("grep -q withdrawn again.testamur && testamur audit new")
        // The file of an award that the vault has names it as well as its number.
        try session.demand("testamur revoke zofia.testamur \(rest)")
        try session.demand("testamur backup newer --home new && testamur restore newer --home last")
    }
}
