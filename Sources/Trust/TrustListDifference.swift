import CanonicalJSON
import Signing

/// What changed from one trust list to another: who came and went, and what of those who stayed.
///
/// Spec: 07-verify §2.11.
public struct TrustListDifference: Hashable, Sendable {
    /// What happened to an entry.
    public enum Kind: String, Hashable, Sendable {
        /// The newer list has it, and the older one has not.
        case came
        /// The older list has it, and the newer one has not.
        case went
        /// Both have it, and differ.
        case changed
    }

    /// What of an entry changed: what is there now and was not, and the other way about.
    public struct Detail: Hashable, Sendable {
        /// What it is about, such as `ledger-key` or `scope`; `other` where the entries differ in
        /// what no other aspect shows, such as the order of names.
        public let aspect: String
        /// What is there now.
        public let came: [String]
        /// What was there before.
        public let went: [String]
    }

    /// What happened to one entry.
    public struct Change: Hashable, Sendable {
        /// What happened.
        public let kind: Kind
        /// Who it is: an institution's DID, or an accreditor's name or DID.
        public let who: String
        /// What it is called in the newest list that names it.
        public let name: String
        /// What of it changed; empty for one that came or went.
        public let details: [Detail]
    }

    /// The institutions, in the order of their DIDs.
    public let institutions: [Change]
    /// The accreditors and the statements about each institution, in the order of their names.
    public let accreditation: [Change]

    /// Compares two lists; their editions and times are not looked at.
    public init(from old: TrustList, to new: TrustList) {
        institutions = TrustListDifference.changes(
            from: old.institutions.map(Entry.init), to: new.institutions.map(Entry.init))
        accreditation =
            TrustListDifference.changes(
                from: Entry.accreditors(old.register), to: Entry.accreditors(new.register))
            + TrustListDifference.changes(
                from: Entry.statements(old.register), to: Entry.statements(new.register))
    }

    /// What changed from one entry of an institution to another; `nil` if they say the same.
    public static func change(from old: Institution, to new: Institution) -> Change? {
        precondition(old.did == new.did, "both are of one institution")
        return changes(from: [Entry(old)], to: [Entry(new)]).first
    }

    /// What an entry says that no description brings back: whose cosignatures count, for which
    /// awards the list vouches, what became of it and the like, each as gone.
    public static func keepersWords(on institution: Institution) -> [Detail] {
        Entry(institution).aspects
            .filter { keepersAspects.contains($0.name) && !$0.texts.isEmpty }
            .map { Detail(aspect: $0.name, came: [], went: $0.texts) }
    }

    private static let keepersAspects = ["witnesses", "scope", "identifier", "became", "listing"]

    /// Whether nothing changed.
    public var isEmpty: Bool { institutions.isEmpty && accreditation.isEmpty }

    private static func changes(from old: [Entry], to new: [Entry]) -> [Change] {
        let before = Dictionary(old.map { ($0.who, $0) }) { first, _ in first }
        let after = Dictionary(new.map { ($0.who, $0) }) { first, _ in first }
        return Set(before.keys).union(after.keys).sorted().compactMap { who in
            switch (before[who], after[who]) {
            case (nil, let entry?):
                return Change(kind: .came, who: who, name: entry.name, details: [])
            case (let entry?, nil):
                return Change(kind: .went, who: who, name: entry.name, details: [])
            case (let old?, let new?):
                // What is the same is told by the entries themselves, never by their words.
                if old.bytes == new.bytes { return nil }
                let details = details(from: old.aspects, to: new.aspects)
                return Change(
                    kind: .changed, who: who, name: new.name,
                    details: details.isEmpty ? [.unseen] : details)
            case (nil, nil): return nil
            }
        }
    }

    /// The aspect that tells a ledger begun anew.
    static let firstRecord = "first-record"
    fileprivate static let keyAspects = [firstRecord, "ledger-key", "key", "ledger-address"]

    /// What of an institution's keys and ledgers differs.
    static func keys(from old: Institution, to new: Institution) -> [Detail] {
        details(from: Entry(old).aspects, to: Entry(new).aspects)
            .filter { keyAspects.contains($0.aspect) }
    }

    private static func details(from old: [Aspect], to new: [Aspect]) -> [Detail] {
        zip(old, new).compactMap { old, new in
            let (before, after) = (
                Set(old.texts.map(Spelling.init)), Set(new.texts.map(Spelling.init))
            )
            let came = new.texts.filter { !before.contains(Spelling($0)) }
            let went = old.texts.filter { !after.contains(Spelling($0)) }
            return came.isEmpty && went.isEmpty
                ? nil : Detail(aspect: new.name, came: came, went: went)
        }
    }
}

extension TrustListDifference.Change {
    /// Whether another key, ledger or address of a ledger would be believed.
    public var isOfKeys: Bool {
        details.contains { TrustListDifference.keyAspects.contains($0.aspect) }
    }
}

extension TrustListDifference.Detail {
    /// That two entries differ in what is not shown.
    fileprivate static let unseen = TrustListDifference.Detail(
        aspect: "other", came: ["another order or spelling, or what is not shown here"], went: [])
}

/// A text by its bytes: two that look the same may be written differently.
private struct Spelling: Hashable {
    let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }
}

private struct Aspect {
    let name: String
    let texts: [String]

    init(_ name: String, _ texts: [String]) {
        self.name = name
        self.texts = texts
    }
}

/// An entry of a list as texts that can be compared and shown: always the same aspects in the
/// same order.
private struct Entry {
    let who: String
    let name: String
    let aspects: [Aspect]
    /// Everything that the list says here.
    let bytes: [UInt8]

    /// What an attacker would change comes first.
    init(_ institution: Institution) {
        who = institution.did.description
        name = institution.names[0].text
        bytes = institution.json.canonicalBytes()
        let ledgers = institution.ledgers
        let more = institution.particulars
        aspects = [
            Aspect(
                TrustListDifference.firstRecord,
                ledgers.map { "\($0.origin) \($0.genesis.base64URL)" }),
            Aspect("ledger-key", ledgers.flatMap { ledger in ledger.keys.map(\.words) }),
            Aspect(
                "key",
                institution.keys.map { "\($0.name) \($0.keyText)\($0.endWords)" }),
            Aspect("ledger-address", ledgers.map { "\($0.origin) \($0.url)" }),
            Aspect(
                "witnesses",
                ledgers.compactMap { ledger in
                    ledger.policyDigest.map { "\(ledger.origin) policy \($0)" }
                }),
            Aspect("host", institution.hosts.map(\.description)),
            Aspect("purpose", institution.purpose == .test ? ["test"] : []),
            Aspect("scope", more.scopes.map(\.words)),
            Aspect("name", institution.names.map { "\($0.text) (\($0.language))" }),
            Aspect("country", [institution.country]),
            Aspect(
                "identifier",
                more.identifiers.map(\.dated)),
            Aspect(
                "became",
                more.successions.map { succession in
                    let who = succession.did.map { ", \($0)" } ?? ""
                    return "\(succession.words) (\(succession.since)\(who))"
                }),
            Aspect("listing", more.reciprocity.map { [$0.words] } ?? []),
        ]
    }

    private init(who: String, name: String, _ json: JSONValue, aspects: [Aspect]) {
        self.who = who
        self.name = name
        self.aspects = aspects
        bytes = json.canonicalBytes()
    }

    static func accreditors(_ register: AccreditationRegister) -> [Entry] {
        register.accreditors.map { accreditor in
            Entry(
                who: accreditor.id, name: accreditor.names[0].text, accreditor.json,
                aspects: [
                    Aspect("key", [accreditor.key?.verifierKey?.description].compactMap(\.self)),
                    Aspect("scope", accreditor.scopes.map(\.words)),
                    Aspect("name", accreditor.names.map { "\($0.text) (\($0.language))" }),
                ])
        }
    }

    /// One entry for each institution about which something is stated.
    static func statements(_ register: AccreditationRegister) -> [Entry] {
        Dictionary(grouping: register.statements) { $0.institution }.map { institution, all in
            let texts = all.map { statement in
                let source = statement.source.map { "; \($0)" } ?? ""
                return "by \(statement.accreditor), \(statement.scope.words)\(source)"
            }
            return Entry(
                who: institution.description, name: "its accreditation",
                .array(all.map(\.json)),
                aspects: [Aspect("accreditation", texts)])
        }
    }
}

extension LedgerKey {
    fileprivate var words: String {
        "\(key) from \(from)" + (until.map { " until \($0)" } ?? "")
    }
}

extension TrustPeriod {
    /// The period in a few words, as in `from 2001-10-01 until 2019-12-31`.
    public var words: String {
        [from.map { "from \($0)" }, until.map { "until \($0)" }].compactMap(\.self)
            .joined(separator: " ")
    }
}

extension Scope {
    /// The limits in a few words, as in `types MasterDegree, levels EQF 7, until 2019-12-31`.
    public var words: String {
        let parts = [
            types.isEmpty ? nil : "types \(types.joined(separator: " "))",
            levels.isEmpty ? nil : "levels \(levels.map(\.description).joined(separator: " "))",
            fields.isEmpty ? nil : "fields \(fields.joined(separator: " "))",
            countries.isEmpty ? nil : "countries \(countries.joined(separator: " "))",
            period.isAlways ? nil : period.words,
        ].compactMap(\.self)
        return parts.isEmpty ? "every award" : parts.joined(separator: ", ")
    }
}
