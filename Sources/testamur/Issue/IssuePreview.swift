import CanonicalJSON
import Credentials
import HomeFolder

/// What issuing would do with one credential: what becomes public, what stays private, and what
/// the graduate will see.
struct IssuePreview {
    private let credential: Credential
    private let home: Home
    private let names: [String]

    /// Looks at a credential that is complete but for its proof.
    ///
    /// - Throws: ``CredentialError`` or ``JSONError``.
    init(_ unsigned: UnsignedCredential, by home: Home) throws {
        let document = try JSONDocument(parsing: unsigned.json.canonicalBytes())
        credential = try Credential(validating: document, as: .issuing)
        names = document.root["credentialSubject"]?.members.map(\.name) ?? []
        self.home = home
    }

    /// For a person.
    var text: String {
        var lines = ["The graduate will see"]
        lines += rows.map { "  \($0.title.padded(to: 13))\($0.words)" }
        lines += [
            "", "Public, in the ledger for ever",
            "  One record: when it was issued, who signed it, and a commitment of 32 bytes",
            "  that says nothing to anyone without the graduate's file. No name, no title.",
            "", "Private, in your vault",
            "  The whole credential (\(names.joined(separator: ", "))) and the secret",
            "  that ties it to the record. You can erase both.",
        ]
        return lines.joined(separator: "\n")
    }

    /// For programs.
    var json: JSONValue {
        [
            "graduate_sees": .object(rows.map { JSONMember($0.member, .string($0.words)) }),
            "public": ["record", "time", "signature", "commitment"],
            "private": .array((["credential", "salt"] + names).map { .string($0) }),
        ]
    }

    /// One thing that the graduate will see.
    private struct Row {
        let member: String
        let title: String
        let words: String
    }

    private var rows: [Row] {
        let titles = credential.names.isEmpty ? credential.achievementNames : credential.names
        var rows = [
            Row(member: "award", title: "Award", words: Self.list(titles.map(\.shown))),
            Row(member: "person", title: "Person", words: Self.list(credential.holderNames)),
            Row(
                member: "institution", title: "Institution",
                words: "\(home.name), \(home.configuration.did)"),
        ]
        if let day = credential.awardedDate?.calendarDate {
            rows.append(Row(member: "awarded", title: "Awarded", words: "\(day)"))
        }
        if let day = credential.validUntil?.calendarDate {
            rows.append(Row(member: "valid_until", title: "Valid until", words: "\(day)"))
        }
        if let level = credential.eqfLevel {
            rows.append(Row(member: "eqf", title: "EQF level", words: "\(level)"))
        }
        return rows
    }

    private static func list(_ texts: [String]) -> String { texts.joined(separator: " · ") }
}

extension LanguageTagged {
    /// The text with its language, if it has one.
    var shown: String { language.map { "\(text) (\($0))" } ?? text }
}

extension String {
    /// The text with spaces behind it up to a width.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(1, width - count))
    }
}

extension Int {
    /// So many of a thing, as in `1 award` and `2 awards`.
    func of(_ thing: String) -> String {
        self == 1 ? "1 \(thing)" : "\(self) \(thing)s"
    }
}
