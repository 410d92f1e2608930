import AppendOnlyLedger
import CanonicalJSON
import FoundationEssentials
import Records
import SQLiteStorage
import TransparencyLog

/// What happens in the demonstration, from two new universities to an auditor who finds a record
/// that somebody changed.
struct DemoStory {
    /// One party of the story.
    private struct Party {
        let home: String
        let name: String
        let english: String
        let language: String
        let country: String
        let port: UInt16

        var did: String { "did:web:\(home).example" }
        var url: String { "http://127.0.0.1:\(port)" }
    }

    private let stage: DemoStage
    private let krakow: Party
    private let dodoma: Party
    private let stranger: Party
    private let employer: Party

    /// The list that the employer keeps, which the auditor uses too.
    private var list: String { "\(employer.home)/trust/list.json" }

    /// Casts the story.
    ///
    /// - Throws: ``Failure`` if no ports are free.
    init(stage: DemoStage) throws(Failure) {
        self.stage = stage
        krakow = Party(
            home: "krakow", name: "Uniwersytet Wzorcowy w Krakowie",
            english: "Model University of Kraków", language: "pl", country: "PL",
            port: try LocalPort.free())
        dodoma = Party(
            home: "dodoma", name: "Chuo Kikuu cha Mfano, Dodoma",
            english: "Example University of Dodoma", language: "sw", country: "TZ",
            port: try LocalPort.free())
        stranger = Party(
            home: "unlisted", name: "दृष्टांत विद्यापीठ", english: "Parable University",
            language: "mr", country: "IN", port: try LocalPort.free())
        employer = Party(
            home: "harbour", name: "Havenwerken", english: "Harbour Works", language: "nl",
            country: "NL", port: try LocalPort.free())
    }

    /// Tells it.
    ///
    /// - Throws: ``Failure`` `demo.failed` at the first answer that is not the expected one.
    func tell() async throws {
        try Sample.write(Sample.all, into: "samples")
        stage.say("A demonstration, in \(stage.folder).")
        stage.say("The people are made up, and the universities and their keys are worthless.")
        try await found()
        let fingerprints = try await witness()
        try await issue()
        try await rely(on: fingerprints)
        try await change()
        try await withdraw()
        try await meetStranger()
        try await audit()
        try await tamper()
        stage.say("")
        stage.say("Done: every answer was the expected one.")
    }

    // MARK: Chapters

    private func found() async throws {
        stage.chapter("Two universities in two countries each make a home.")
        for party in [krakow, dodoma] {
            try await stage.type(
                initialising(party) + ["--witness", "--demonstration-keys", party.home],
                ["Made the home of \(party.name)"])
        }
    }

    /// - Returns: the fingerprint of each ledger's key, by home.
    private func witness() async throws -> [String: String] {
        var fingerprints: [String: String] = [:]
        stage.chapter("They agree to witness each other's ledgers, and open them to others.")
        for (party, partner) in [(krakow, dodoma), (dodoma, krakow)] {
            let told = try await stage.type(
                ["describe", "--home", partner.home, "--out", "\(partner.home).json"],
                ["Wrote", "ledger key"])
            let row = told.split(separator: "\n").first { $0.contains("ledger key") } ?? ""
            fingerprints[partner.home] = row.split(separator: " ").dropFirst(2)
                .joined(separator: " ")
            try await stage.type(
                ["witness", "add", "\(partner.home).json", "--home", party.home],
                ["is cosigned from now on"])
            let line = try await stage.type(
                ["witness", "key", "--home", partner.home], ["witness "])
            try writePolicy(of: party, asking: line)
        }
        for party in [krakow, dodoma] {
            try await stage.start(daemonOf: party.home, at: party.url)
        }
        return fingerprints
    }

    private func issue() async throws {
        stage.chapter("Each issues two awards. The graduates get a file each.")
        try await stage.type(
            issuing("krakow", ["zofia", "oleksandra"]), ["zofia.testamur", "oleksandra.testamur"])
        try await stage.type(
            issuing("dodoma", ["amina", "hirut"]), ["amina.testamur", "hirut.testamur"])
    }

    private func rely(on fingerprints: [String: String]) async throws {
        stage.chapter("An employer in a third country decides whom to listen to, and checks.")
        try await stage.type(initialising(employer), ["Made the home of \(employer.name)"])
        for party in [krakow, dodoma] {
            try await stage.type(
                [
                    "trust", "add", party.url, "--yes", "--fingerprint",
                    fingerprints[party.home] ?? "", "--witness-policy", policy(of: party),
                    "--home", employer.home,
                ], [party.name, "Added to"])
        }
        try await stage.start(daemonOf: employer.home, at: employer.url)
        let files = ["zofia", "oleksandra", "amina", "hirut"].map { "awards/\($0).testamur" }
        try await stage.type(
            ["verify"] + files + ["--at", employer.url],
            files.map { "\($0): Confirmed" })
        try await stage.type(
            ["verify", files[0], "--trust", list, "--witnesses", "1", "-v"],
            ["Confirmed", "had seen this state of the ledger by"], showing: 1)
    }

    private func change() async throws {
        stage.chapter("Somebody changes one letter of one file: Zofia becomes Zosia.")
        try changeOneByte(of: "awards/zofia.testamur", to: "awards/zosia.testamur")
        try await stage.type(
            ["verify", "awards/zosia.testamur", "--at", employer.url], expecting: .negative,
            ["Does not match"], showing: 2)
    }

    private func withdraw() async throws {
        stage.chapter("Dodoma withdraws an award. Whoever asks from now on learns it.")
        let id = try number(of: "awards/hirut.testamur")
        try await stage.type(
            ["revoke", id, "--category", "issued_in_error", "--home", dodoma.home],
            expecting: .refused, ["--confirm"])
        try await stage.type(
            [
                "revoke", id, "--category", "issued_in_error", "--confirm", dodoma.name,
                "--home", dodoma.home,
            ], ["withdrawn"])
        try await stage.type(
            ["verify", "awards/hirut.testamur", "--online", "--trust", list],
            expecting: .negative, ["Withdrawn"], showing: 3)
    }

    private func meetStranger() async throws {
        stage.chapter("A university that is on nobody's list issues an award too.")
        try await stage.type(
            initialising(stranger) + ["--demonstration-keys", stranger.home],
            ["Made the home of \(stranger.name)"], showing: 1)
        try await stage.type(
            issuing("unlisted", ["meera", "xiaorong"]), ["meera.testamur", "xiaorong.testamur"])
        try await stage.type(
            ["verify", "awards/meera.testamur", "--at", employer.url], expecting: .negative,
            ["Issuer not recognised", stranger.name], showing: 2)
    }

    private func audit() async throws {
        stage.chapter("An auditor replays both ledgers from their addresses, by the same list.")
        for party in [krakow, dodoma] {
            try await stage.type(
                ["audit", "\(party.url)/ledger", "--trust", list], ["Intact"], showing: 6)
        }
    }

    private func tamper() async throws {
        stage.chapter("At night somebody changes record 1 in Dodoma's database, past the program.")
        stage.stop(daemonOf: dodoma.home)
        try changeRecord(1, in: "\(dodoma.home)/ledger.sqlite")
        try await stage.type(
            ["audit", dodoma.home, "--trust", list], expecting: .integrity, ["record 1"],
            showing: 8)
    }

    // MARK: Commands

    private func initialising(_ party: Party) -> [String] {
        [
            "init", "--home", party.home, "--name", party.name, "--lang", party.language,
            "--name-in", "en=\(party.english)", "--did", party.did, "--country", party.country,
            "--url", party.url,
        ]
    }

    private func issuing(_ home: String, _ names: [String]) -> [String] {
        ["issue"] + names.map { "samples/\($0).json" } + ["--out", "awards", "--home", home]
            + (home == stranger.home ? [] : ["--wait-witnesses", "30s"])
    }

    // MARK: What no command does

    private func policy(of party: Party) -> String { "\(party.home)/witness-policy" }

    /// Writes a witness policy that asks for one witness.
    private func writePolicy(of party: Party, asking line: String) throws {
        let name = line.split(separator: " ").dropFirst().first ?? ""
        let quorum = "quorum \(name)"
        try OutputFile.create(Array("\(line)\(quorum)\n".utf8), at: policy(of: party))
        stage.say("")
        stage.say("   (\(policy(of: party)): that line, and another: \(quorum))")
    }

    /// The award's number, as it stands in a graduate's file.
    private func number(of file: String) throws -> String {
        let document = try InputFile(file).json(max: 1 << 20)
        guard let id = document.root["credential"]?["id"]?.string else {
            throw Failure("demo.failed", .bug, "\(file) holds no award.")
        }
        return id
    }

    /// Copies a file with one letter changed.
    private func changeOneByte(of file: String, to copy: String) throws {
        var bytes = try InputFile(file).bytes(max: 1 << 20)
        guard let place = bytes.firstRange(of: Array("Zofia".utf8))?.lowerBound else {
            throw Failure("demo.failed", .bug, "\(file) does not name Zofia.")
        }
        bytes[place + 2] = UInt8(ascii: "s")
        try OutputFile.create(bytes, at: copy)
        stage.say("")
        stage.say("   (byte \(place + 2) of \(file): f becomes s, in the copy \(copy))")
    }

    /// Changes one letter of a stored record in the database's file: no rule of the database can
    /// prevent that, and no program is asked.
    private func changeRecord(_ index: LeafIndex, in file: String) throws {
        let record: [UInt8]
        do {
            // Opening and closing moves what the daemon left in the journal into the file.
            let store = try SQLiteLedgerStore(path: file)
            record = try store.records(from: index, count: 1).first ?? []
        }
        _ = try SQLiteLedgerStore(path: file)
        var bytes = try InputFile(file).bytes(max: 1 << 30)
        let value = Array(#""value":""#.utf8)
        guard let start = bytes.firstRange(of: record)?.lowerBound,
            let inRecord = record.lastRange(of: value)?.upperBound
        else { throw Failure("demo.failed", .bug, "\(file) does not hold record \(index).") }
        let place = start + inRecord
        let old = bytes[place]
        bytes[place] = old == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        try OutputFile.replace(bytes, at: file)
        stage.say("")
        stage.say(
            "   (byte \(place) of \(file): \(Character(Unicode.Scalar(old))) becomes "
                + "\(Character(Unicode.Scalar(bytes[place]))))")
    }
}

extension [UInt8] {
    /// Where `part` stands first.
    fileprivate func firstRange(of part: [UInt8]) -> Range<Int>? {
        guard let first = part.first, count >= part.count else { return nil }
        var start = 0
        while let next = self[start...].firstIndex(of: first), next + part.count <= count {
            if self[next..<next + part.count].elementsEqual(part) {
                return next..<next + part.count
            }
            start = next + 1
        }
        return nil
    }

    /// Where `part` stands last.
    fileprivate func lastRange(of part: [UInt8]) -> Range<Int>? {
        guard count >= part.count else { return nil }
        return stride(from: count - part.count, through: 0, by: -1)
            .first { self[$0..<$0 + part.count].elementsEqual(part) }
            .map { $0..<$0 + part.count }
    }
}
