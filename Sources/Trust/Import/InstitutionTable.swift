public import Signing

/// Institutions out of a table: one row each, or several for one that has several scopes or
/// identifiers of different times.
///
/// Spec: 07-verify §2.10.
public struct InstitutionTable: Sendable {
    private static let identifierColumns = [
        "ror", "eter", "deqar", "schac", "national", "register", "identifiers_from",
        "identifiers_until",
    ]
    private static let successionColumns = [
        "became", "became_name", "became_since", "became_did",
    ]
    private static let listingColumns = ["lists_us", "lists_us_as_of"]

    /// The names of all columns.
    public static let columns =
        ["did", "name", "language", "country", "hosts"] + TableRow.scopeColumns
        + identifierColumns + successionColumns + listingColumns

    /// The institutions, in the order in which they first appear.
    public let institutions: [Institution]
    private let tellsScope: Bool
    private let tellsIdentifiers: Bool
    private let tellsSuccession: Bool
    private let tellsListing: Bool

    /// Reads a table whole.
    ///
    /// - Parameter isUsable: whether keys can be had by a DID.
    /// - Throws: ``ImportError`` with everything that is wrong.
    public init(
        parsing bytes: [UInt8], where isUsable: (DID) -> Bool = { _ in true }
    ) throws(ImportError) {
        let table = try DelimitedText(parsing: bytes)
        try table.requireColumns(InstitutionTable.columns, among: ["did", "name", "country"])
        try table.requireRows()
        tellsScope = table.columns.contains(where: TableRow.scopeColumns.contains)
        tellsIdentifiers = table.columns.contains(
            where: InstitutionTable.identifierColumns.contains)
        tellsSuccession = table.columns.contains(where: InstitutionTable.successionColumns.contains)
        tellsListing = table.columns.contains(where: InstitutionTable.listingColumns.contains)
        var faults: [ImportFault] = []
        var drafts: [Draft] = []
        var places: [DID: Int] = [:]
        for row in table.rows {
            var row = TableRow(row, table.columns)
            if let draft = Draft(&row, where: isUsable) {
                if let place = places[draft.did] {
                    drafts[place].take(draft, &row)
                } else {
                    places[draft.did] = drafts.count
                    drafts.append(draft)
                }
            }
            faults += row.faults
        }
        var institutions: [Institution] = []
        var seen = Seen()
        for draft in drafts where faults.isEmpty {
            do {
                let institution = try draft.institution()
                try seen.take(institution, at: "")
                institutions.append(institution)
            } catch {
                let isIdentifier = error.pointer.contains("identifiers")
                faults.append(
                    ImportFault(
                        isIdentifier ? .duplicate : .badValue, row: draft.row,
                        column: isIdentifier ? nil : "did", value: error.description))
            }
        }
        guard faults.isEmpty else { throw ImportError(faults) }
        self.institutions = institutions
    }

    /// A list with the table's institutions: new ones at its end, and in those that it names
    /// already what the table has columns for. Names, ledgers and addresses of these stay.
    ///
    /// - Throws: ``TrustError`` for a list that is full, or an identifier that is another's.
    public func added(to list: TrustList) throws(TrustError) -> TrustList {
        var all = list.institutions
        var places: [DID: Int] = [:]
        for (place, institution) in all.enumerated() { places[institution.did] = place }
        for institution in institutions {
            if let place = places[institution.did] {
                all[place] = try all[place].with(merged(all[place], institution))
            } else {
                all.append(institution)
            }
        }
        return try list.replacing(institutions: all)
    }

    private func merged(
        _ old: Institution, _ new: Institution
    ) throws(TrustError) -> Particulars {
        let (old, new) = (old.particulars, new.particulars)
        return try Particulars(
            scopes: tellsScope ? new.scopes : old.scopes,
            identifiers: tellsIdentifiers ? new.identifiers : old.identifiers,
            successions: tellsSuccession ? new.successions : old.successions,
            reciprocity: tellsListing ? new.reciprocity : old.reciprocity)
    }
}

/// What the rows about one institution say.
private struct Draft {
    let row: Int
    let did: DID
    let name: InstitutionName
    let country: String
    let hosts: [WebBase]
    var scopes: [Scope?]
    var identifiers: [InstitutionIdentifier]
    var successions: [Succession]
    var reciprocity: Reciprocity?

    /// Reads a row; `nil` if it lacks what every institution has.
    init?(_ row: inout TableRow, where isUsable: (DID) -> Bool) {
        self.row = row.number
        let name = row.required("name")
        let language = row.text("language") ?? "und"
        let country = row.required("country")
        if row.text("did") == nil { row.fault(.noDID, "did") }
        let did = row.value("did") { DID($0) }
        if let did, !isUsable(did) { row.fault(.didUnusable, "did") }
        let shown = name.flatMap { InstitutionName($0, language: language) }
        if name != nil, shown == nil { row.fault(.badValue, "name") }
        if let country, !Institution.isCountry(country) { row.fault(.badValue, "country") }
        var hosts: [WebBase] = []
        for word in row.words("hosts") {
            if let base = WebBase(word) {
                hosts.append(base)
            } else {
                row.fault(.badValue, "hosts")
            }
        }
        scopes = [row.scope()]
        identifiers = Draft.identifiers(&row)
        successions = Draft.succession(&row).map { [$0] } ?? []
        reciprocity = Draft.reciprocity(&row)
        guard row.faults.isEmpty, let did, let shown, let country else { return nil }
        self.did = did
        self.name = shown
        self.country = country
        self.hosts = hosts.isEmpty ? Draft.ownHost(did) : hosts
    }

    /// The address that a `did:web` itself names.
    private static func ownHost(_ did: DID) -> [WebBase] {
        guard did.method == "web" else { return [] }
        let host = did.methodSpecificIdentifier.prefix { $0 != ":" }
        return [WebBase("https://\(host)")].compactMap(\.self)
    }

    private static func identifiers(_ row: inout TableRow) -> [InstitutionIdentifier] {
        let period = row.period("identifiers_from", "identifiers_until")
        var found: [InstitutionIdentifier] = []
        for scheme in InstitutionIdentifier.Scheme.allCases where scheme != .national {
            for word in row.words(scheme.rawValue) {
                if let identifier = InstitutionIdentifier(scheme, word, period: period) {
                    found.append(identifier)
                } else {
                    let hasForm = scheme == .ror && InstitutionIdentifier.hasFormOfROR(word)
                    row.fault(hasForm ? .checkDigits : .badValue, scheme.rawValue)
                }
            }
        }
        let register = row.text("register")
        if let value = row.text("national") {
            if register == nil {
                row.fault(.valueMissing, "register")
            } else if let identifier = InstitutionIdentifier(
                .national, value, register: register, period: period)
            {
                found.append(identifier)
            } else {
                row.fault(.badValue, "national")
            }
        } else if register != nil {
            row.fault(.valueMissing, "national")
        }
        return found
    }

    private static func succession(_ row: inout TableRow) -> Succession? {
        guard let kind = row.value("became", { Succession.Kind(rawValue: $0) }) else {
            for column in ["became_name", "became_since", "became_did"]
            where row.text("became") == nil && row.text(column) != nil {
                row.fault(.valueMissing, "became")
            }
            return nil
        }
        _ = row.required("became_since")
        let since = row.day("became_since")
        let language = row.text("language") ?? "und"
        let name = row.value("became_name") { InstitutionName($0, language: language) }
        let did = row.value("became_did") { DID($0) }
        guard let since else { return nil }
        guard let succession = Succession(kind, since: since, name: name, did: did) else {
            row.fault(kind == .closed ? .badValue : .valueMissing, "became_name")
            return nil
        }
        return succession
    }

    private static func reciprocity(_ row: inout TableRow) -> Reciprocity? {
        let answers = ["yes": Reciprocity.State.mutual, "no": .oneWay]
        let state = row.value("lists_us") { answers[$0.lowercased()] }
        let day = row.day("lists_us_as_of")
        switch (state, day) {
        case (let state?, let day?): return Reciprocity(state, asOf: day)
        case (nil, nil): return nil
        default:
            if row.text("lists_us") == nil { row.fault(.valueMissing, "lists_us") }
            if row.text("lists_us_as_of") == nil { row.fault(.valueMissing, "lists_us_as_of") }
            return nil
        }
    }

    /// Takes another row of the same institution.
    mutating func take(_ other: Draft, _ row: inout TableRow) {
        if other.name != name { row.fault(.contradiction, "name") }
        if other.country != country { row.fault(.contradiction, "country") }
        if other.hosts != hosts { row.fault(.contradiction, "hosts") }
        if let told = other.reciprocity {
            if let reciprocity, reciprocity != told { row.fault(.contradiction, "lists_us") }
            reciprocity = told
        }
        scopes += other.scopes
        identifiers += other.identifiers
        successions += other.successions
    }

    func institution() throws(TrustError) -> Institution {
        // A row without limits says nothing about scope where another row has some.
        let limits = scopes.compactMap(\.self).unique
        return try Institution(
            did: did, names: [name], country: country, ledgers: [], hosts: hosts,
            particulars: Particulars(
                scopes: limits, identifiers: identifiers.unique,
                successions: successions.unique.sorted { $0.since < $1.since },
                reciprocity: reciprocity))
    }
}
