import ArgumentParser
import CanonicalJSON
import HomeFolder
import Signing
import Trust

/// Takes institutions, or statements of accreditors, out of a table.
struct TrustImportCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take many institutions, or accreditors' statements, out of a table (CSV).",
        discussion: """
            UTF-8, with commas, semicolons or tabs, the columns' names in the first row. Nothing \
            is changed unless every row is good.

            Institutions: did, name, country; perhaps language, hosts; for which awards you vouch: \
            types, eqf, isced, framework and levels, fields, countries, from, until; identifiers: \
            ror, eter, deqar, schac, national and register, identifiers_from, identifiers_until; \
            became (part-of, renamed, succeeded, closed), became_name, became_since, became_did; \
            lists_us (yes, no), lists_us_as_of. Several values in a cell have blanks between \
            them; several rows of one DID add up.

            Statements: did, accreditor; perhaps the columns of awards and dates, and source.

            An institution that is listed already keeps its names, ledgers and addresses, and \
            gets what the table has columns for. A new one is listed by its DID without a ledger: \
            its awards are judged by their signature and status lists alone, until you have \
            its description and use testamur trust add.
            """)

    static let examples = """
        testamur trust import partners.csv --dry-run
        testamur trust import accreditations.csv --list list.json
        """

    private static let tableBytesMax = 8_388_608

    @OptionGroup var home: HomeOptions
    @OptionGroup var list: TrustListOptions

    @Argument(help: "The table, or - for stdin.")
    var table: String

    @Flag(name: [.customShort("n"), .long], help: "Read and check everything, and change nothing.")
    var dryRun = false

    @Flag(
        help:
            "Take in those too that look like others, are named otherwise or lose their limits."
    )
    var yes = false

    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let now = Machine.now()
        let bytes = try InputFile(table).bytes(max: TrustImportCommand.tableBytesMax)
        // Who only looks waits for nobody.
        let (old, next, count) =
            try dryRun ? taking(bytes, at: now) : list.holding(home) { try taking(bytes, at: now) }
        try tell(old, next, count)
        return .success
    }

    /// Takes the table in: the list before, the list after, and of how many the table speaks.
    private func taking(
        _ bytes: [UInt8], at now: Instant
    ) throws -> (old: TrustList, next: TrustList, count: Int) {
        let edited = try list.editable(home, at: now)
        let old = try edited ?? .first(at: now)
        let taken: TrustList
        let count: Int
        if AccreditationTable.isMeant(by: bytes) {
            let statements = try AccreditationTable(parsing: bytes, for: old.register)
            taken = try statements.added(to: old)
            count = statements.statements.count
        } else {
            let institutions = try InstitutionTable(parsing: bytes) { did in
                // Of one that has a ledger the keys are the ledger's.
                old.institution(did)?.ledgers.isEmpty == false || did.whyUnusable == nil
            }
            taken = try institutions.added(to: old)
            try warn(of: institutions, beside: old, becoming: taken)
            count = institutions.institutions.count
        }
        let next = try edited == nil ? taken : taken.next(at: now)
        if !dryRun { try list.write(next, home) }
        return (old, next, count)
    }

    private func warn(
        of table: InstitutionTable, beside old: TrustList, becoming taken: TrustList
    ) throws(Failure) {
        let new = table.institutions.filter { old.institution($0.did) == nil }
        let warnings =
            LookAlike.warnings(about: new, beside: old.institutions).map(\.words)
            + table.institutions.compactMap { differentName(of: $0, on: old) }
            + old.institutions.compactMap { lostLimits(of: $0, on: taken) }
        for warning in warnings { Console.messages.line("warning: \(warning.harmless)") }
        guard warnings.isEmpty || yes || dryRun else {
            throw Failure(
                "use.not-confirmed", .refused,
                "What is told above is not taken in without your yes.",
                next: "Look at these rows again; if they are right, add: --yes")
        }
    }

    /// That a table has another name or country beside the DID of somebody who is listed: it may
    /// have been sorted by one column alone.
    private func differentName(of row: Trust.Institution, on list: TrustList) -> String? {
        guard let known = list.institution(row.did),
            known.country != row.country || !row.names.allSatisfy(known.isCalled)
        else { return nil }
        return "\(row.did) is \(known.names[0].text), \(known.country), on your list, and "
            + "\(row.names[0].text), \(row.country), in the table."
    }

    /// That the list would vouch for every award of somebody for whose awards it set limits: empty
    /// cells are easily left.
    private func lostLimits(of known: Trust.Institution, on taken: TrustList) -> String? {
        guard !known.particulars.scopes.isEmpty,
            taken.institution(known.did)?.particulars.scopes.isEmpty == true
        else { return nil }
        return "Your list vouches for some awards of \(known.names[0].text) only, and would vouch "
            + "for all."
    }

    private func added(_ institutions: Int, _ statements: Int, of count: Int) -> String {
        if statements > 0 { return "\(statements.of("statement")) added" }
        let changed = count - institutions
        let known = changed > 0 ? ", \(changed) brought up to date" : ""
        return "\(institutions.of("institution")) added\(known)"
    }

    private func tell(_ old: TrustList, _ next: TrustList, _ count: Int) throws {
        let path = try list.path(home)
        let came = next.institutions.count - old.institutions.count
        let statements = next.register.statements.count - old.register.statements.count
        let withoutLedger = next.institutions.suffix(came).filter(\.ledgers.isEmpty).count
        if output.json {
            Console.output.json([
                "rows_for": .integer(Int64(count)), "added": .integer(Int64(came)),
                "statements_added": .integer(Int64(statements)),
                "without_ledger": .integer(Int64(withoutLedger)),
                "written": .boolean(!dryRun), "list": .string(path),
                "sequence": .integer(next.sequence),
            ])
            return
        }
        let rows = dryRun ? "Nothing was written. It would be: " : ""
        Console.output.line(
            rows + "\(added(came, statements, of: count)); "
                + "edition \(next.sequence) of \(path.harmless), good until "
                + "\(next.expires.dateText).")
        if withoutLedger > 0 {
            Console.output.line(
                "\(withoutLedger.of("institution")) listed by DID, without a ledger: what is "
                    + "issued is judged by its signature and status lists alone.")
            Console.output.line(
                "Where one keeps a ledger, give its entry the description: "
                    + "testamur trust add FILE|URL")
        }
    }
}
