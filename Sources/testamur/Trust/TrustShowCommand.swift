import ArgumentParser
import CanonicalJSON
import Signing
import Trust

/// Shows the list.
struct TrustShowCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show whom the list names.")

    static let examples = """
        testamur trust show
        testamur trust show --list partners.json --json
        """

    @OptionGroup var home: HomeOptions
    @OptionGroup var list: TrustListOptions
    @OptionGroup var publisher: PublisherOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let list = try list.read(home, publisher)
        if output.json {
            Console.output.json(list.json)
            return .success
        }
        Console.output.line(
            "\(list.name): edition \(list.sequence), "
                + "\(list.freshness(at: Machine.now()).words(list)), "
                + list.institutions.count.of("institution"))
        for institution in list.institutions {
            let name = institution.names[0]
            Console.output.line()
            Console.output.line("\(name.text), \(institution.country)")
            Console.output.line("  \("who".padded(to: 14))\(institution.did)")
            for row in Fingerprint.rows(of: institution) { Console.output.line("  \(row)") }
            for row in rows(of: institution, list) { Console.output.line("  \(row)".harmless) }
        }
        showAccreditors(of: list)
        return .success
    }
}

extension TrustShowCommand {
    /// What the list says of an institution beyond its keys.
    private func rows(of institution: Institution, _ list: TrustList) -> [String] {
        let more = institution.particulars
        var rows = more.scopes.map { ("only", $0.words) }
        rows += more.successions.map { ("today", "\($0.words) (\($0.since))") }
        rows += more.identifiers.map { ("known as", $0.dated) }
        if let reciprocity = more.reciprocity { rows.append(("listing", reciprocity.words)) }
        rows += list.register.statements(about: institution.did).map { statement in
            let counts = list.register.accreditor(statement.accreditor) != nil
            let note = counts ? "" : "; not on your list, so it does not count"
            return ("accredited", "by \(statement.accreditor): \(statement.scope.words)\(note)")
        }
        return rows.map { $0.0.padded(to: 14) + $0.1 }
    }

    private func showAccreditors(of list: TrustList) {
        guard !list.register.accreditors.isEmpty else { return }
        Console.output.line()
        Console.output.line("Whose word on accreditation counts")
        for accreditor in list.register.accreditors {
            let did = accreditor.did.map { ", \($0)" } ?? ""
            Console.output.line(
                "  \(accreditor.names[0].text)\(did): \(accreditor.limits)".harmless)
        }
    }
}
