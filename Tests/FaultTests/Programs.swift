import Foundation
import TestSupport
import Testing

/// The program under test, and the one that makes its system calls fail.
struct Programs: Sendable {
    private let testamur: URL
    private let strace: URL

    /// Both, where they are there and allowed to work; else a word on why nothing is tested.
    static let found: Programs? = {
        var candidates: [URL] = []
        if let path = ProcessInfo.processInfo.environment["TESTAMUR_PROGRAMS"] {
            candidates.append(URL(filePath: path))
        }
        for program in [CommandLine.arguments.first, "/proc/self/exe"].compactMap(\.self) {
            var folder = URL(filePath: program).resolvingSymlinksInPath()
            for _ in 0..<3 {
                folder.deleteLastPathComponent()
                candidates.append(folder)
            }
        }
        let testamur = candidates.map { $0.appending(path: "testamur") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
        let strace = URL(filePath: "/usr/bin/strace")
        guard let testamur, FileManager.default.isExecutableFile(atPath: strace.path) else {
            print("Skipped: the program testamur, or strace, was not found.")
            return nil
        }
        let programs = Programs(testamur: testamur, strace: strace)
        guard (try? programs.run(strace, ["-o", "/dev/null", "/bin/true"])) == 0 else {
            print("Skipped: strace may not trace here.")
            return nil
        }
        return programs
    }()

    /// What an append said.
    struct Outcome {
        var wasInjected: Bool
        var wasAcknowledged: Bool
    }

    /// Issues the award of that number into a home, with a fault if there is one.
    func issue(_ number: Int, in home: String, failing injection: Injection?) throws -> Outcome {
        let input = "\(home)/../award-\(number).json"
        try Data(Programs.award(number).utf8).write(to: URL(filePath: input))
        let words = ["issue", input, "--home", home, "--out", "\(home)-out"]
        guard let injection else {
            return Outcome(wasInjected: false, wasAcknowledged: try run(testamur, words) == 0)
        }
        let log = "\(home)-log"
        let code = try run(strace, injection.words(log: log) + [testamur.path] + words)
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        return Outcome(
            wasInjected: text.contains("INJECTED") || text.contains("SIGKILL"),
            wasAcknowledged: code == 0)
    }

    /// Whether a home on which something failed goes on as it must.
    func check(
        _ home: String, against base: BrokenHome, size: Int, _ outcome: Outcome, _ what: String
    ) throws {
        if outcome.wasAcknowledged {
            let bundle = "\(home)-out/award-1.testamur"
            #expect(FileManager.default.fileExists(atPath: bundle), "\(what): the file in hand")
        }
        #expect(try issue(2, in: home, failing: nil).wasAcknowledged, "\(what): another append")
        #expect(try issue(1, in: home, failing: nil).wasAcknowledged, "\(what): the same again")
        // One record for each of the two, however often they were tried.
        #expect(try records(of: home) == size + 2, "\(what): each once")
        #expect(try run(testamur, ["audit", "\(home)/public"]) == 0, "\(what): what is published")
        #expect(try run(testamur, ["compare", base.path, home]) == 0, "\(what): one history")
        try? FileManager.default.removeItem(atPath: "\(home)-out")
    }

    /// How an audit of a home or a copy ends.
    func audit(_ path: String) throws -> Int32? { try run(testamur, ["audit", path]) }

    /// How many records an audit of the whole home counts; `nil` if it is not intact.
    private func records(of home: String) throws -> Int? {
        let output = "\(home)-audit"
        guard try run(testamur, ["audit", home, "--json"], output: output) == 0,
            let data = FileManager.default.contents(atPath: output),
            let json = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        else { return nil }
        return json["records"] as? Int
    }

    private func run(
        _ program: URL, _ arguments: [String], output: String = "/dev/null"
    ) throws -> Int32? {
        try SpawnedProcess.run(program.path, arguments, output: output)
    }

    private static func award(_ number: Int) -> String {
        """
        {"@context":["https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "type":["VerifiableCredential","OpenBadgeCredential"],"name":"Bachelor of Science",
        "issuer":{"id":"did:web:REPLACE.example","type":["Profile"],"name":"Example"},
        "validFrom":"2026-07-01T00:00:00Z","awardedDate":"2026-07-01T00:00:00Z",
        "credentialSubject":{"type":["AchievementSubject"],"identifier":[
        {"type":"IdentityObject","hashed":false,"identityType":"name",
        "identityHash":"Student \(number)"}],
        "achievement":{"id":"urn:uuid:7b1de6a0-5d0a-4d3e-9c0b-0a4b7d3f2c11",
        "type":["Achievement"],"name":"Bachelor of Science","description":"Three years.",
        "criteria":{"narrative":"180 credits."}}}}
        """
    }
}
