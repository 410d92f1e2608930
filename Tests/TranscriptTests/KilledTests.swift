import Foundation
import Testing

/// Commands that are killed at one of their flushes or renames, as a power cut may do.
@Suite("A command that is killed")
struct KilledTests {
    /// At which call.
    private static let moments =
        [1, 2, 4].map { ("fdatasync,fsync", $0) }
        + [1, 2, 5].map { ("rename,renameat,renameat2", $0) }

    /// A folder with a home of three awards, one of them on hold, and its recovery keys in `keys`.
    private func session() throws -> Session? {
        guard let session = try Session.ifThereArePrograms() else { return nil }
        guard try session.type("strace -o /dev/null true").exitCode == 0 else {
            print("Skipped: strace is not here, or may not trace.")
            return nil
        }
        let number = "sed -n 's/.*\"id\":\"\\(urn:uuid:[^\"]*\\)\",\"issuer\".*/\\1/p'"
        try session.demand(
            """
            testamur demo --samples samples && testamur init --home base --name North \
            --did did:web:north.example && mv base/recovery keys && testamur issue --home base \
            samples/amina.json samples/hirut.json samples/zofia.json --out out \
            && testamur suspend out/hirut.testamur --home base --category appeal \
            && sed s/Zofia/Zofija/ samples/zofia.json > fixed.json
            """)
        for name in ["amina", "hirut", "zofia"] {
            let id = try session.demand("\(number) out/\(name).testamur")
            #expect(id.hasPrefix("urn:uuid:") && id.count == 45, "\(id)")
            session.know([name.uppercased(): id])
        }
        return session
    }

    /// Kills a command in a copy of the home; whether it came so far.
    private func kill(
        _ command: String, at moment: (calls: String, number: Int), _ session: Session
    ) throws -> Bool {
        try session.demand("rm -rf home next after again log; cp -a base home")
        let ended = try session.type(
            """
            exec strace -f -qq -o log -e trace=\(moment.calls) \
            -e inject=\(moment.calls):signal=SIGKILL:when=\(moment.number) \(command)
            """)
        return ended.exitCode != 0
    }

    @Test(
        "is finished by the same again, or stands and is shown",
        arguments: [
            "revoke $AMINA --category fraud --confirm North",
            "reinstate $HIRUT --category cleared",
            "supersede $ZOFIA --by fixed.json --because correction --out again --confirm North",
            "erase $AMINA --category holder_request --confirm North",
            "issue fixed.json --out again", "issue --as-list fixed.json --out again",
            "key rotate record",
        ])
    func standing(_ words: String) throws {
        guard let session = try session() else { return }
        let command = "testamur \(words) --home home"
        var kills = 0
        for moment in KilledTests.moments where try kill(command, at: moment, session) {
            kills += 1
            let label = "\(words), at \(moment)"
            let again = try session.type(command)
            let told = again.lines.joined(separator: "\n")
            let stood = told.contains("cannot follow") || told.contains("was issued here")
            #expect(again.exitCode == 0 || stood, "\(label): \(told)")
            // What one command could not show any more, the same one shows when it is said again.
            let audit = try session.demand("testamur audit home")
            #expect(audit.contains("2 lists beside it, as the records say"), "\(label): \(audit)")
            try session.demand("testamur issue samples/zofia.json --home home --out again")
            try session.demand("testamur audit home/public && testamur compare base home")
            if words.hasPrefix("erase") {
                try session.demand("! grep -rqa \"${AMINA#urn:uuid:}\" home")
            }
        }
        #expect(kills > 2, "\(words)")
    }

    @Test(
        "leaves one quorum that can act, and the keys of every use",
        arguments: ["compromised record-1 --since 3 --confirm North", "recover ledger record"])
    func ceremony(_ words: String) throws {
        guard let session = try session() else { return }
        func quorum(_ folder: String) -> String {
            """
            --quorum \(folder)/quorum.json $(ls \(folder)/recovery-*.pem | head -n 2 \
            | sed 's/^/--with /')
            """
        }
        let command = "testamur key \(words) --home home \(quorum("keys")) --out next"
        var kills = 0
        for moment in KilledTests.moments where try kill(command, at: moment, session) {
            kills += 1
            let label = "\(words), at \(moment)"
            let list = try session.demand("testamur key list --home home")
            let stands = list.contains("void from") || list.contains("retired")
            let again = try session.type(command).lines.joined(separator: "\n")
            if stands { #expect(again.contains("stands in the ledger"), "\(label): \(again)") }
            // A folder of keys to which the ledger did not commit is in the way of the same one.
            var able: [String] = []
            for folder in ["keys", "next"] {
                try session.demand("rm -rf copy after; cp -a home copy")
                let acted = try session.type(
                    "testamur key recover status --home copy \(quorum(folder)) --out after")
                if acted.exitCode == 0 { able.append(folder) }
            }
            #expect(able.count == 1 && (!stands || able == ["next"]), "\(label): \(able)")
            try session.demand("testamur issue fixed.json --home home --out again")
            let audit = try session.demand("testamur audit home")
            #expect(audit.contains("2 lists beside it, as the records say"), "\(label): \(audit)")
        }
        #expect(kills > 2, "\(words)")
    }
}
