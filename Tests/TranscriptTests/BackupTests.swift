import Foundation
import Testing

/// Backups as a person at a terminal meets them before anything is restored.
@Suite("Backups")
struct BackupTests {
    /// A folder with a home of one award.
    private func session() throws -> Session? {
        guard let programs = Session.programs else {
            print("Skipped: the program testamur was not found beside the tests.")
            return nil
        }
        let session = try Session(programs: programs)
        try type(
            session,
            """
            testamur demo --samples samples && testamur init --name North \
            --did did:web:north.example && testamur issue samples/zofia.json
            """)
        return session
    }

    /// Types a command that must end in a certain way, and returns what was said.
    @discardableResult
    private func type(
        _ session: Session, _ command: String, ending code: Int32 = 0,
        _ location: SourceLocation = #_sourceLocation
    ) throws -> String {
        let answer = try session.type(command)
        let text = answer.lines.joined(separator: "\n")
        #expect(answer.exitCode == code, "\(command)\n\(text)", sourceLocation: location)
        return text
    }

    @Test("looking at a backup alters nothing in it, and it is no home to work in")
    func looking() throws {
        guard let session = try session() else { return }
        // A name that a database library could take for more than a name.
        try type(session, "testamur backup 'b?%41#&' && mv 'b?%41#&' x && cp -a x 'b?%41#&'")
        let backup = "'b?%41#&'"
        for place in [backup, "\"$PWD\"/\(backup)", "/\"$PWD\"/\(backup)"] {
            try type(session, "testamur audit \(place)")
        }
        try type(session, "testamur compare \(backup) testamur-home")
        try type(session, "testamur monitor \(backup) --once", ending: 0)
        for command in [
            "doctor", "describe", "key list", "issue samples/amina.json --dry-run",
            "issue samples/amina.json", "restore --arm", "witness key", "token list",
            "prove urn:uuid:3f2b6c1e-0000-4000-8000-000000000000", "backup y",
        ] {
            let answer = try type(session, "testamur \(command) --home \(backup)", ending: 2)
            #expect(answer.contains("is a backup"), "\(command): \(answer)")
        }
        let daemon = try type(session, "testamurd --home \(backup) --listen 127.0.0.1:0", ending: 2)
        #expect(daemon.contains("is a backup"), "\(daemon)")
        try type(session, "diff -r x \(backup) && testamur restore \(backup) --home new")
    }
}
