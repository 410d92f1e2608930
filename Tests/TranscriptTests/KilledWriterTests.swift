import Foundation
import Testing

/// Commands that are killed while they write files of their own, as a power cut may do.
@Suite("A writer that is killed")
struct KilledWriterTests {
    private static let moments = [
        ("fdatasync,fsync", 1), ("fdatasync,fsync", 2), ("fdatasync,fsync", 4),
        ("link,linkat", 1), ("rename,renameat,renameat2", 1), ("rename,renameat,renameat2", 2),
        ("fchmod", 1), ("unlink,unlinkat", 2),
    ]

    private func session() throws -> Session? {
        guard let session = try Session.ifThereArePrograms() else { return nil }
        guard try session.type("strace -o /dev/null true").exitCode == 0 else {
            print("Skipped: strace is not here, or may not trace.")
            return nil
        }
        try session.demand(
            """
            testamur init --home base --name North --did did:web:north.example \
            && testamur init --home south --name South --did did:web:south.example \
            && testamur describe --home south > south.json && testamur demo --samples samples
            """)
        return session
    }

    /// Kills a command at a system call; whether it came so far.
    private func kill(
        _ command: String, at moment: (calls: String, number: Int), _ session: Session
    ) throws -> Bool {
        let ended = try session.type(
            """
            exec strace -f -qq -o log -e trace=\(moment.calls) \
            -e inject=\(moment.calls):signal=SIGKILL:when=\(moment.number) \(command)
            """)
        return ended.exitCode != 0
    }

    @Test("leaves a witness that the same command finishes")
    func witnessKey() throws {
        guard let session = try session() else { return }
        var kills = 0
        for moment in KilledWriterTests.moments {
            try session.demand("rm -rf home && cp -a base home")
            guard try kill("testamur witness key --home home", at: moment, session) else {
                continue
            }
            kills += 1
            // Nothing is said to be cosigned without a key that can.
            let added = try session.type("testamur witness add south.json --home home")
            if added.exitCode == 0 { try session.demand("test -s home/keys/witness-1.pem") }
            try session.demand("testamur witness key --home home")
            try session.demand("testamur witness add south.json --home home")
            let left = try session.demand("find home -name '*.part*'")
            #expect(left.isEmpty, "\(moment): \(left)")
        }
        #expect(kills > 3)
    }

    @Test("of an older version leaves a key and a memory that are made again")
    func older() throws {
        guard let session = try session() else { return }
        try session.demand(": > base/witness.sqlite && testamur witness key --home base")
        try session.demand(": > base/keys/witness-1.pem")
        let added = try session.demand("testamur witness add south.json --home base", ending: 74)
        #expect(added.contains("Make one with: testamur witness key"), "\(added)")
        let doctor = try session.demand("testamur doctor --home base", ending: 1)
        #expect(doctor.contains("witness-1.pem: is empty"), "\(doctor)")
        try session.demand("testamur witness key --home base")
        try session.demand("testamur witness add south.json --home base")
        // One whose memory is damaged is never put back from a backup.
        try session.demand("head -c 5000 /dev/urandom > base/witness.sqlite")
        let list = try session.demand("testamur witness list --home base", ending: 4)
        #expect(list.contains("Put no copy from a backup in its place"), "\(list)")
    }

    @Test("leaves a draft that the same command removes, and a doctor names")
    func drafts() throws {
        guard let session = try session() else { return }
        let moment = ("link,linkat", 1)
        let issue = "testamur issue samples/amina.json --home base --out o"
        #expect(try kill(issue, at: moment, session))
        let draft = "o/amina.testamur.draft.part"
        #expect(try session.demand("stat -c '%a %n' o/*") == "600 \(draft)")
        let told = try session.demand(issue)
        #expect(told.contains("already issued") && told.contains("o/amina.testamur"), "\(told)")
        #expect(try session.demand("umask 022; ls o") == "amina.testamur")

        let rename = ("rename,renameat,renameat2", 1)
        #expect(try kill("testamur token create one --home base --out one", at: rename, session))
        let doctor = try session.demand("testamur doctor --home base", ending: 1)
        #expect(doctor.contains("Remove: base/keys/tokens.draft.part"), "\(doctor)")
        try session.demand("testamur token create one --home base --out other")
        #expect(try session.demand("ls base/keys | grep -c part", ending: 1).hasPrefix("0"))

        #expect(try kill("testamur backup bk --home base", at: rename, session))
        try session.demand("mkdir bk.part bk.0123abcd.part.d && ls -d bk.????????.part")
        try session.demand("testamur backup bk --home base")
        #expect(try session.demand("ls -d bk*") == "bk\nbk.0123abcd.part.d\nbk.part")
    }
}
