import ArgumentParser
import CanonicalJSON
import HomeFolder
import Signing
import Trust

/// Names an accreditor whose word counts.
struct TrustAccreditorCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "accreditor",
        abstract: "Say whose word counts on who may award what.",
        discussion: """
            Statements of others are passed over, whoever hands them in. Take the statements in \
            with testamur trust import, or hand the accreditor's own signed file to testamur \
            verify --accreditations.
            """)

    static let examples = """
        testamur trust accreditor "Agency for Quality" --countries PL
        testamur trust accreditor "Agency" --did did:web:agency.example --key agency.vkey
        testamur trust accreditor "Agency for Quality" --remove
        """

    @OptionGroup var home: HomeOptions
    @OptionGroup var list: TrustListOptions

    @Argument(help: "What it is called.")
    var name: String

    @Option(help: ArgumentHelp("The language of the name.", valueName: "tag"))
    var lang = "en"

    @Option(help: ArgumentHelp("Its DID, by which statements name it.", valueName: "did"))
    var did: String?

    @Option(
        help: ArgumentHelp(
            "The key with which it signs statements: its text, or a file with it.",
            valueName: "key"))
    var key: String?

    @Option(
        help: ArgumentHelp(
            "The countries in which it accredits, with commas between.", valueName: "codes"))
    var countries: String?

    @Option(
        help: ArgumentHelp(
            "The levels of the European Qualifications Framework that it accredits, with commas "
                + "between.", valueName: "levels"))
    var eqf: String?

    @Option(
        help: ArgumentHelp(
            "The types of award that it accredits, with commas between.",
            valueName: "types"))
    var types: String?

    @Option(help: ArgumentHelp("From which day its word counts.", valueName: "YYYY-MM-DD"))
    var from: String?

    @Option(help: ArgumentHelp("Until which day its word counts.", valueName: "YYYY-MM-DD"))
    var until: String?

    @Flag(help: "Take it off the list; its statements stay and count no more.")
    var remove = false

    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let now = Machine.now()
        let accreditor = try accreditor()
        let next = try list.holding(home) { try write(accreditor, at: now) }
        if output.json {
            Console.output.json([
                (remove ? "removed" : "accreditor"): .string(accreditor.id),
                "sequence": .integer(next.sequence),
            ])
            return .success
        }
        Console.output.line(
            remove
                ? "The word of \(accreditor.id.harmless) counts no more."
                : "The word of \(accreditor.id.harmless) counts: \(accreditor.limits.harmless).")
        return .success
    }

    private func write(_ accreditor: Accreditor, at now: Instant) throws -> TrustList {
        let edited = try list.editable(home, at: now)
        let old = try edited ?? .first(at: now)
        var rest = old.register.accreditors
        rest.removeAll { $0.id == accreditor.id }
        if remove, rest.count == old.register.accreditors.count {
            throw TrustError(.notListed)
        }
        if !remove { rest.append(accreditor) }
        let register = try AccreditationRegister(rest, old.register.statements)
        let taken = try old.replacing(register: register)
        let next = try edited == nil ? taken : taken.next(at: now)
        try list.write(next, home)
        return next
    }

    private func accreditor() throws -> Accreditor {
        guard let shown = InstitutionName(name, language: lang) else {
            throw Failure.wrongUse("\(name.quoted) cannot be shown as a name.")
        }
        let who = try did.map { text in
            guard let did = DID(text) else {
                throw Failure.wrongUse("\(text.quoted) is not an identifier.")
            }
            return did
        }
        return try Accreditor(
            names: [shown], did: who, key: key.map(PublisherOptions.key), scopes: scopes())
    }

    private func scopes() throws(Failure) -> [Scope] {
        let levels = words(eqf).map { AwardLevel("EQF", $0) }
        try require(words(countries), "countries", Trust.Institution.isCountry)
        try require(words(eqf), "eqf") { AwardLevel("EQF", $0) != nil }
        try require(words(types), "types", Scope.canBeType)
        try require([from].compactMap(\.self), "from") { TrustDay($0) != nil }
        try require([until].compactMap(\.self), "until") { TrustDay($0) != nil }
        let days = [from, until].map { $0.flatMap { TrustDay($0) } }
        guard let period = TrustPeriod(from: days[0], until: days[1]) else {
            throw .wrongUse("Its word would end before it begins.", next: "Correct one day.")
        }
        guard
            let scope = Scope(
                types: words(types), levels: levels.compactMap(\.self),
                countries: words(countries), period: period)
        else { throw .wrongUse("These are more values than one limit has.") }
        return scope == .everything ? [] : [scope]
    }

    /// Names the first value of an option that is none.
    private func require(
        _ values: [String], _ option: String, _ isGood: (String) -> Bool
    ) throws(Failure) {
        guard let wrong = values.first(where: { !isGood($0) }) else { return }
        throw .wrongUse(
            "--\(option): \(wrong.quoted) is none.",
            next: Scope.form(of: option).map { "Write \($0)." })
    }

    private func words(_ text: String?) -> [String] {
        text?.split(separator: ",").compactMap { part in
            let words = part.split(separator: " ")
            return words.isEmpty ? nil : words.joined(separator: " ")
        } ?? []
    }
}

extension Accreditor {
    /// What it may accredit, in a few words.
    var limits: String {
        scopes.isEmpty ? Scope.everything.words : scopes.map(\.words).joined(separator: "; or ")
    }
}
