import Foundation
import Testing

/// Backups as a person at a terminal meets them before anything is restored.
@Suite("Backups")
struct BackupTests {
    /// A folder with a home of one award.
    private func session() throws -> Session? {
        guard let session = try Session.ifThereArePrograms() else { return nil }
        try session.demand(
            """
            testamur demo --samples samples && testamur init --name North \
            --did did:web:north.example && testamur issue samples/zofia.json
            """)
        return session
    }

    @Test("looking at a backup alters nothing in it, and it is no home to work in")
    func looking() throws {
        guard let session = try session() else { return }
        // A name that a database library could take for more than a name.
        try session.demand("testamur backup 'b?%41#&' && mv 'b?%41#&' x && cp -a x 'b?%41#&'")
        let backup = "'b?%41#&'"
        for place in [backup, "\"$PWD\"/\(backup)", "/\"$PWD\"/\(backup)"] {
            try session.demand("testamur audit \(place)")
        }
        try session.demand("testamur compare \(backup) testamur-home")
        try session.demand("testamur monitor \(backup) --once", ending: 0)
        for command in [
            "doctor", "describe", "key list", "issue samples/amina.json --dry-run",
            "issue samples/amina.json", "restore --arm", "witness key", "token list",
            "prove urn:uuid:3f2b6c1e-0000-4000-8000-000000000000", "backup y",
        ] {
            let answer = try session.demand("testamur \(command) --home \(backup)", ending: 2)
            #expect(answer.contains("is a backup"), "\(command): \(answer)")
        }
        let daemon = try session.demand(
            "testamurd --home \(backup) --listen 127.0.0.1:0", ending: 2)
        #expect(daemon.contains("is a backup"), "\(daemon)")
        try session.demand("diff -r x \(backup) && testamur restore \(backup) --home new")
    }

    @Test("is not made when a key would not be in it, whatever the reason")
    func withoutKeys() throws {
        guard let session = try session() else { return }
        func refused(_ words: String, ending code: Int32, _ line: SourceLocation) throws {
            let answer = try session.demand("testamur backup b", ending: code, line)
            #expect(answer.contains(words), "\(answer)", sourceLocation: line)
            try session.demand("test -z \"$(ls -d b* 2> /dev/null)\"", line)
        }
        let keys = "testamur-home/keys"
        try session.demand("mv \(keys)/status-1.pem s")
        try refused("for: status", ending: 5, #_sourceLocation)
        try session.demand("ln -s nowhere \(keys)/status-1.pem")
        try refused("status-1.pem: could not be read", ending: 74, #_sourceLocation)
        try session.demand("rm \(keys)/status-1.pem && mv \(keys) away")
        try refused("for: record, assertion, status, ledger", ending: 5, #_sourceLocation)
        try session.demand("ln -s nowhere \(keys)")
        try refused("keys: cannot be listed", ending: 74, #_sourceLocation)
        try session.demand("rm \(keys) && mv away \(keys) && mkfifo \(keys)/pipe")
        try refused("pipe: could not be read", ending: 74, #_sourceLocation)
        try session.demand("rm \(keys)/pipe; mv testamur-home/trust t; echo > testamur-home/trust")
        try refused("trust: cannot be listed", ending: 74, #_sourceLocation)
        try session.demand("rm testamur-home/trust && mv t testamur-home/trust")
        try session.demand("mv s \(keys)/status-1.pem && testamur key post-quantum")
        try session.demand("mv \(keys)/companion-1.pem .")
        try refused("for: post-quantum", ending: 5, #_sourceLocation)
        try session.demand("mv companion-1.pem \(keys)/ && mv \(keys)/status-1.pem s")
        // Whoever keeps a key elsewhere says so, and is told so again on the day it matters.
        let made = try session.demand("testamur backup b --without-keys")
        #expect(made.contains("in the backup for: status."), "\(made)")
        let restored = try session.demand("testamur restore b --home new")
        #expect(restored.contains("in the backup for: status."), "\(restored)")
    }

    @Test("a key that is a link is copied as a file that only its owner may read")
    func linkedKey() throws {
        guard let session = try session() else { return }
        try session.demand(
            """
            mkdir usb && chmod 700 usb && mv testamur-home/keys/record-1.pem usb/ \
            && ln -s ../../usb/record-1.pem testamur-home/keys/record-1.pem && umask 077 \
            && testamur token create office --out token > /dev/null
            """)
        let doctor = try session.demand("testamur doctor | grep -w files")
        #expect(doctor.hasPrefix("ok"), "\(doctor)")
        try session.demand("testamur backup b && cmp b/keys/record-1.pem usb/record-1.pem")
        let restored = try session.demand("testamur restore b --home new")
        #expect(restored.contains("takes 1 token again"), "\(restored)")
        try session.demand("test \"$(stat -c %a b/keys/* new/keys/* | sort -u)\" = 600")
        try session.demand("testamur restore --arm --home new --accept-loss --confirm North")
        try session.demand("testamur issue samples/amina.json --home new")
    }

    @Test(
        "tells that it cannot be restored as it is, and is kept, when a checkpoint is damaged",
        arguments: [(2, "!"), (2, "AB"), (3, "AB")])
    func damagedCheckpoint(_ size: Int, _ other: String) throws {
        guard let session = try session() else { return }
        // A backup has no journal beside it: its file is the whole ledger.
        let whole = try session.demand(
            """
            testamur issue samples/amina.json && testamur backup whole \
            && cp whole/ledger.sqlite testamur-home/ \
            && rm -f testamur-home/ledger.sqlite-wal testamur-home/ledger.sqlite-shm
            """)
        #expect(whole.contains("Backed up 3 records"), "\(whole)")
        let file = session.folder.appending(path: "testamur-home/ledger.sqlite")
        var bytes = Array(try Data(contentsOf: file))
        let text = Array("north.example/ledger\n\(size)\n".utf8)
        let place = try #require(bytes.firstRange(of: text)).upperBound + 3
        bytes[place] = try #require(other.utf8.first { $0 != bytes[place] })
        try Data(bytes).write(to: file)
        let made = try session.demand("testamur backup b", ending: 4)
        #expect(made.contains("Backed up 3 records"), "\(made)")
        #expect(made.contains("b cannot be restored as it is"), "\(made)")
        let json = try session.demand("testamur backup c --json", ending: 4)
        #expect(json.contains("\"ledger_fault\": \"Not intact"), "\(json)")
        try session.demand("testamur restore b --home new", ending: 4)
        if other == "!" {
            let doctor = try session.demand("testamur doctor", ending: 4)
            #expect(doctor.contains("checkpoint of \(size) records is damaged"), "\(doctor)")
        }
        if size == 3 {
            let issued = try session.demand("testamur issue samples/hirut.json", ending: 4)
            #expect(issued.contains("not what was signed"), "\(issued)")
        }
        try session.demand("testamur restore whole --home new")
    }
}
