import ArgumentParser
import CanonicalJSON
import Signing
import Trust

/// Checks that a list can be relied on, and tells what in it deserves a look.
struct TrustCheckCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check that a trust list may be believed, and relied on today.",
        discussion: """
            Ends with 0 if it may, and with 3 if its time is over or has not begun. What deserves \
            a look is told, and changes nothing of that: names that are easily taken for others, \
            keys that two have, statements that count for nothing, an end that is near.

            With --online the institutions are asked, at the addresses that the list names: \
            whether their keys are still those of the list, and whether they list you in turn.
            """)

    static let examples = """
        testamur trust check
        testamur trust check --list partners.json
        testamur trust check --online                 ask the institutions too
        """

    @OptionGroup var home: HomeOptions
    @OptionGroup var list: TrustListOptions
    @OptionGroup var publisher: PublisherOptions

    @Flag(help: "Ask the institutions, at the addresses that the list names.")
    var online = false

    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let list = try list.read(home, publisher)
        let now = Machine.now()
        let freshness = list.freshness(at: now)
        let signers = list.provenance.signers.map(\.description)
        let answers = try await answers(of: list, at: now)
        let remarks =
            TrustListRemark.all(about: list, at: now)
            + TrustListRemark.unusable(on: list) { $0.whyUnusable } + answers.flatMap(\.remarks)
        if output.json {
            var report = report(list, signers, freshness, remarks)
            if online { report["listing"] = .array(answers.compactMap(\.listingJSON)) }
            Console.output.json(report)
        } else {
            Console.output.line("\(list.name), edition \(list.sequence): \(freshness.words(list)).")
            Console.output.line("  institutions  \(list.institutions.count)")
            Console.output.line("  digest        \(list.digest)")
            Console.output.line(
                "  signatures    "
                    + (signers.isEmpty
                        ? "none: kept here, by you"
                        : "good: \(signers.joined(separator: ", "))"))
            tell(answers, remarks)
        }
        return freshness == .current ? .success : .incomplete
    }

    private func answers(of list: TrustList, at now: Instant) async throws -> [PartnerAnswer] {
        guard online else { return [] }
        let home = try? home.open()
        return try await PartnerLook.answers(of: list, to: home, at: now)
    }

    private func tell(_ answers: [PartnerAnswer], _ remarks: [TrustListRemark]) {
        if online { Console.output.line("  asked         \(answers.count.of("institution"))") }
        for answer in answers {
            guard let reciprocity = answer.reciprocity else { continue }
            Console.output.line("  listing       \(answer.did) \(reciprocity.words)".harmless)
        }
        for remark in remarks {
            Console.output.line("  look          \(remark.words)".harmless)
        }
        var steps: [TrustListRemark.Kind] = []
        for remark in remarks where !steps.contains(remark.kind) { steps.append(remark.kind) }
        for step in steps { Console.messages.line(step.nextStep) }
    }

    private func report(
        _ list: TrustList, _ signers: [String], _ freshness: TrustList.Freshness,
        _ remarks: [TrustListRemark]
    ) -> JSONValue {
        [
            "name": .string(list.name), "sequence": .integer(list.sequence),
            "freshness": .string(freshness.name), "expires": .string(list.expires.description),
            "institutions": .integer(Int64(list.institutions.count)),
            "digest": .string(list.digest.base64URL),
            "signed_by": .array(signers.map { .string($0) }),
            "remarks": .array(remarks.map(\.json)),
        ]
    }
}

extension TrustListRemark {
    fileprivate var json: JSONValue {
        var json: JSONValue = ["code": .string(kind.rawValue)]
        if let who { json["who"] = .string(who) }
        json["text"] = .string(words)
        return json
    }
}

extension PartnerAnswer {
    fileprivate var listingJSON: JSONValue? {
        guard let reciprocity else { return nil }
        return [
            "who": .string(did.description), "state": .string(reciprocity.state.rawValue),
            "as_of": .string(reciprocity.asOf.description),
        ]
    }
}

extension TrustList.Provenance {
    /// Whose signature was good; nobody's under a list that is kept locally.
    fileprivate var signers: [DIDURL] {
        switch self {
        case .signed(let signers): signers
        case .localUnsigned: []
        }
    }
}

extension TrustList.Freshness {
    fileprivate var name: String {
        switch self {
        case .current: "current"
        case .notYetIssued: "not_yet_issued"
        case .expired: "expired"
        }
    }

    /// Until when the list is good, or why it is not.
    func words(_ list: TrustList) -> String {
        switch self {
        case .current: "good until \(list.expires.dateText)"
        case .notYetIssued: "not valid before \(list.issued.dateText); check this machine's clock"
        case .expired:
            "ended on \(list.expires.dateText); get a newer edition, or renew your own"
        }
    }
}
