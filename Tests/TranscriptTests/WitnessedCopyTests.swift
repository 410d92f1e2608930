import Foundation
import Testing

/// A home that was copied, and what becomes of it when a witness has seen more than the copy has.
@Suite("A copy of a home")
struct WitnessedCopyTests {
    @Test("is refused by every command that appends, and let go when the records were brought back")
    func refused() throws {
        guard let session = try Session.ifThereArePrograms() else { return }
        let text = try session.demand(
            Stage.witnessed + """
                cp -r testamur-home old; sure="--confirm North"
                id=$(grep -o 'urn:uuid:[0-9a-f-]*' zofia.testamur | head -1)
                testamur issue samples/amina.json samples/hirut.json --wait-witnesses 20s
                q=old/recovery; refused() { rm -f old/restored.json
                if "$@" --home old 2> said; then exit 9; fi
                grep 'has cosigned 4 records of this ledger' said || { cat said; exit 9; }
                test -e old/restored.json; }
                refused testamur issue samples/meera.json
                refused testamur revoke $id --category fraud $sure
                refused testamur suspend $id --category appeal
                refused testamur supersede $id --by samples/meera.json --because reprint $sure
                refused testamur erase $id --category holder_request $sure
                refused testamur prove $id --out again.testamur
                refused testamur key rotate record
                refused testamur key post-quantum
                refused testamur key recover record --quorum $q/quorum.json \
                --with $q/recovery-1.pem --with $q/recovery-2.pem --out next
                refused testamur reattest
                testamur audit old | head -n 1; testamur doctor --home old | grep -A 1 restored
                if testamur restore --arm --home old; then exit 9; fi
                testamur restore --arm --home old --mirror testamur-home
                testamur issue samples/meera.json --home old --wait-witnesses 20s
                # Now the first home is the older one.
                if testamur issue samples/oleksandra.json 2> said; then exit 9; fi; cat said
                """)
        #expect(text.contains("Nothing is issued: the witness south.example/witness has seen 4"))
        #expect(text.contains("This home has 2 records, and more were signed:"), "\(text)")
        #expect(text.contains("Brought back 2 records"), "\(text)")
        #expect(text.contains("has cosigned 5 records of this ledger"), "\(text)")
    }

    @Test("goes on without the records only by name, and is told what that means in both places")
    func accepted() throws {
        guard let session = try Session.ifThereArePrograms() else { return }
        let text = try session.demand(
            Stage.witnessed + """
                testamur backup b; testamur issue samples/amina.json --wait-witnesses 20s
                testamur restore b --home new
                arm() { testamur restore --arm --home new "$@" 2>&1; }
                echo "refused:"; if arm; then exit 9; fi
                echo "no name:"; if arm --accept-loss; then exit 9; fi
                echo "other name:"; if arm --accept-loss --confirm South; then exit 9; fi
                echo "accepted:"; arm --accept-loss --confirm North
                testamur issue samples/hirut.json samples/meera.json --home new
                testamur issue samples/oleksandra.json --home new
                test ! -e new/restored.json
                """)
        func after(_ heading: String) -> String {
            let rest = text.components(separatedBy: heading + ":\n").dropFirst().first ?? ""
            return rest.components(separatedBy: ":\n")[0] + rest
        }
        for heading in ["refused", "accepted"] {
            #expect(after(heading).contains("refuses the new ones for ever as another history"))
        }
        #expect(after("refused").contains("a partner's or the lost machine's"), "\(text)")
        #expect(after("no name").contains("If you mean it, add: --confirm North"), "\(text)")
        #expect(after("other name").contains("South is not the name of the institution"), "\(text)")
    }

    @Test("without a policy asks nobody, and with witnesses that are down goes on")
    func unasked() throws {
        guard let session = try Session.ifThereArePrograms() else { return }
        try session.demand(
            Stage.witnessed + """
                cp -r testamur-home alone; rm alone/witness-policy
                cp -r testamur-home deaf; sed -i "s#$at#http://127.0.0.1:1#" deaf/witness-policy
                testamur issue samples/amina.json --wait-witnesses 20s
                for h in alone deaf; do testamur issue samples/hirut.json --home $h; done
                """)
    }

    @Test("with some of the witnesses carries what these have cosigned, and names the others")
    func partly() throws {
        guard let session = try Session.ifThereArePrograms() else { return }
        let text = try session.demand(
            Stage.witnessed + """
                openssl genpkey -algorithm ed25519 -out k.pem 2> /dev/null
                testamur init --home west --name West --did did:web:west.example --witness
                testamur witness key --home west \
                | sed 's#https://west.example#http://127.0.0.1:1#' > more
                grep witness policy | grep -v quorum >> more
                echo "group both 2 south.example/witness west.example/witness" >> more
                echo "quorum both" >> more; cp more testamur-home/witness-policy
                testamur issue samples/amina.json --wait-witnesses 3s 2>&1
                testamur describe --out north.json; grep -v 'west\\|both' more > one
                echo "quorum south.example/witness" >> one
                testamur trust add north.json --list list.json --witness-policy one
                testamur verify amina.testamur --trust list.json | head -n 1
                """)
        #expect(text.contains("the files carry the cosignatures of 1 of 2."), "\(text)")
        #expect(text.contains("west.example/witness: It could not be asked"), "\(text)")
        #expect(!text.contains("south.example/witness: "), "\(text)")
        #expect(text.contains("Confirmed: North confirms this award."), "\(text)")
    }
}
