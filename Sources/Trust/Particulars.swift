import CanonicalJSON

/// What a list says of an institution beyond who it is and which keys it has: for which awards it
/// vouches, under which numbers registers know it, what became of it, and whether it lists the
/// list's keeper in turn.
///
/// Spec: 07-verify §2.7, §2.8.
public struct Particulars: Hashable, Sendable {
    /// The most scopes of one institution.
    static let scopesMax = 64
    /// The most identifiers of one institution.
    static let identifiersMax = 64
    /// The most that can have become of one institution.
    static let successionsMax = 16

    /// For which awards the list vouches; empty for all.
    public let scopes: [Scope]
    /// The identifiers.
    public let identifiers: [InstitutionIdentifier]
    /// What became of it, the earliest first.
    public let successions: [Succession]
    /// Whether it lists the keeper in turn; `nil` if nobody looked.
    public let reciprocity: Reciprocity?

    /// Nothing more than who it is.
    public static let none = Particulars(unchecked: ())

    private init(unchecked: Void) {
        scopes = []
        identifiers = []
        successions = []
        reciprocity = nil
    }

    /// Sets down what is known.
    ///
    /// - Throws: ``TrustError`` for too many of anything, a scope without limits, an identifier
    ///   twice at one time, or successions out of order.
    public init(
        scopes: [Scope] = [], identifiers: [InstitutionIdentifier] = [],
        successions: [Succession] = [], reciprocity: Reciprocity? = nil
    ) throws(TrustError) {
        self.scopes = scopes
        self.identifiers = identifiers
        self.successions = successions
        self.reciprocity = reciprocity
        try check(at: "")
    }

    init(_ object: inout TrustReader, at pointer: String) throws(TrustError) {
        var scopes: [Scope] = []
        for element in try object.several("scope", Particulars.scopesMax) {
            scopes.append(try Scope(element))
        }
        var identifiers: [InstitutionIdentifier] = []
        for element in try object.several("identifiers", Particulars.identifiersMax) {
            identifiers.append(try InstitutionIdentifier(element))
        }
        var successions: [Succession] = []
        for element in try object.several("became", Particulars.successionsMax) {
            successions.append(try Succession(element))
        }
        if let field = object.optional("listing") {
            reciprocity = try Reciprocity(field)
        } else {
            reciprocity = nil
        }
        self.scopes = scopes
        self.identifiers = identifiers
        self.successions = successions
        try check(at: pointer)
    }

    private func check(at pointer: String) throws(TrustError) {
        guard scopes.count <= Particulars.scopesMax else {
            throw TrustError(.tooMany, at: "\(pointer)/scope")
        }
        if let place = scopes.firstIndex(of: .everything) {
            throw TrustError(.badValue, at: "\(pointer)/scope/\(place)")
        }
        guard identifiers.count <= Particulars.identifiersMax else {
            throw TrustError(.tooMany, at: "\(pointer)/identifiers")
        }
        for (index, identifier) in identifiers.enumerated() {
            let isTwice = identifiers[..<index].contains {
                $0.name == identifier.name && $0.period.overlaps(identifier.period)
            }
            guard !isTwice else {
                throw TrustError(.duplicate, at: "\(pointer)/identifiers/\(index)")
            }
        }
        guard successions.count <= Particulars.successionsMax else {
            throw TrustError(.tooMany, at: "\(pointer)/became")
        }
        for index in successions.indices.dropFirst()
        where successions[index].since < successions[index - 1].since {
            throw TrustError(.badValue, at: "\(pointer)/became/\(index)")
        }
    }

    /// For which awards the list vouches, in the light of what became of the institution: one that
    /// closed, and did not go on since, makes no more. Empty for all.
    public var vouched: [Scope] {
        guard let last = successions.last, last.kind == .closed else { return scopes }
        return (scopes.isEmpty ? [.everything] : scopes).map { $0.ending(by: last.since) }
    }

    /// Whether nothing is said.
    public var isEmpty: Bool { self == .none }

    var members: [JSONMember] {
        var members: [JSONMember] = []
        func add(_ name: String, _ values: [JSONValue]) {
            if !values.isEmpty { members.append(JSONMember(name, .array(values))) }
        }
        add("scope", scopes.map(\.json))
        add("identifiers", identifiers.map(\.json))
        add("became", successions.map(\.json))
        if let reciprocity { members.append(JSONMember("listing", reciprocity.json)) }
        return members
    }
}

extension Institution {
    /// The name in a language, and in brackets what became of the institution by a day.
    public func name(in language: String, by day: TrustDay?) -> String {
        let name = name(in: language).text
        let last = particulars.successions.last { succession in
            day.map { succession.since <= $0 } ?? true
        }
        return last.map { "\(name) (\($0.words))" } ?? name
    }

    /// The institution with other particulars.
    ///
    /// - Throws: ``TrustError``; what was checked before gives no reason for one.
    public func with(_ particulars: Particulars) throws(TrustError) -> Institution {
        try Institution(
            did: did, names: names, country: country, purpose: purpose, ledgers: ledgers,
            hosts: hosts, keys: keys, particulars: particulars)
    }

    /// Whether a text is two capital letters, as countries are written.
    public static func isCountry(_ text: String) -> Bool {
        text.utf8.count == 2 && text.utf8.allSatisfy { 0x41...0x5A ~= $0 }
    }
}

extension TrustReader {
    /// The elements of an array that may be absent, and is not empty.
    mutating func several(_ name: String, _ most: Int) throws(TrustError) -> [TrustField] {
        try optional(name)?.elements(1...most) ?? []
    }

    /// The period among the members of an object.
    mutating func period(at pointer: String) throws(TrustError) -> TrustPeriod {
        let from = try optional("from")?.day()
        let until = try optional("until")?.day()
        guard let period = TrustPeriod(from: from, until: until) else {
            throw TrustError(.badValue, at: "\(pointer)/until")
        }
        return period
    }
}

extension TrustField {
    func day() throws(TrustError) -> TrustDay {
        guard let text = json.string, let day = TrustDay(text) else { throw bad }
        return day
    }
}
