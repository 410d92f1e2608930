public import CanonicalJSON
public import Signing
public import TransparencyLog

/// An institution that a verifier listens to.
///
/// Spec: 07-verify §2.1.
public struct Institution: Hashable, Sendable {
    /// The most names of one institution.
    public static let namesMax = 32
    /// The most ledgers of one institution.
    static let ledgersMax = 32
    /// The most addresses of one institution.
    static let hostsMax = 32

    /// Whether what an institution issues counts.
    public enum Purpose: Hashable, Sendable {
        /// It does.
        case awards
        /// It is for trying things out, and worth nothing.
        case test
    }

    /// Who it is.
    public let did: DID
    /// What the list calls it, at least one name; the first is the one it prefers.
    public let names: [InstitutionName]
    /// Where it is: two capital letters (ISO 3166-1 alpha-2).
    public let country: String
    /// Whether what it issues counts.
    public let purpose: Purpose
    /// Its ledgers; empty for one that keeps none.
    public let ledgers: [PinnedLedger]
    /// The addresses from which status lists and the like may be fetched.
    public let hosts: [WebBase]
    /// The keys with which it signs awards, for one that keeps no ledger; where there are none, the
    /// document of its `did:web` says.
    public let keys: [AssertionKey]
    /// What else the list says of it.
    public let particulars: Particulars

    /// Describes an institution.
    ///
    /// - Throws: ``TrustError`` for a country that is none, no or too many names, ledgers or
    ///   addresses, and for what is there twice.
    public init(
        did: DID, names: [InstitutionName], country: String, purpose: Purpose = .awards,
        ledgers: [PinnedLedger], hosts: [WebBase], keys: [AssertionKey] = [],
        particulars: Particulars = .none
    ) throws(TrustError) {
        self.keys = keys
        self.did = did
        self.names = names
        self.country = country
        self.purpose = purpose
        self.ledgers = ledgers
        self.hosts = hosts
        self.particulars = particulars
        try check(at: "")
    }

    init(_ field: TrustField, of version: TrustVersion = .first) throws(TrustError) {
        var object = try TrustReader(field.json, at: field.pointer)
        did = try object.required("did").did()
        var names: [InstitutionName] = []
        for element in try object.required("names").elements(1...Institution.namesMax) {
            names.append(try InstitutionName(element))
        }
        self.names = names
        country = try object.required("country").text()
        if let test = object.optional("test") {
            try test.flag()
            purpose = .test
        } else {
            purpose = .awards
        }
        var ledgers: [PinnedLedger] = []
        for element in try object.required("ledgers").elements(0...Institution.ledgersMax) {
            ledgers.append(try PinnedLedger(element))
        }
        self.ledgers = ledgers
        var hosts: [WebBase] = []
        for element in try object.required("hosts").elements(0...Institution.hostsMax) {
            hosts.append(try element.base())
        }
        self.hosts = hosts
        keys = try Institution.keys(object.optional("keys"), of: version)
        switch version {
        case .first: particulars = .none
        case .scoped: particulars = try Particulars(&object, at: field.pointer)
        }
        try object.end()
        try check(at: field.pointer)
    }

    private func check(at pointer: String) throws(TrustError) {
        guard Institution.isCountry(country) else {
            throw TrustError(.badValue, at: "\(pointer)/country")
        }
        guard 1...Institution.namesMax ~= names.count else {
            throw TrustError(names.isEmpty ? .badValue : .tooMany, at: "\(pointer)/names")
        }
        guard ledgers.count <= Institution.ledgersMax else {
            throw TrustError(.tooMany, at: "\(pointer)/ledgers")
        }
        guard hosts.count <= Institution.hostsMax else {
            throw TrustError(.tooMany, at: "\(pointer)/hosts")
        }
        for (index, host) in hosts.enumerated() where hosts[..<index].contains(host) {
            throw TrustError(.duplicate, at: "\(pointer)/hosts/\(index)")
        }
        try checkKeys(at: "\(pointer)/keys")
        var seen = Seen()
        try seen.take(self, at: pointer)
    }

    /// The institution's ledger of that name.
    public func ledger(_ origin: Origin) -> PinnedLedger? {
        ledgers.first { $0.origin == origin }
    }

    /// Whether a URL lies under an address that the list names for this institution.
    public func serves(_ url: String) -> Bool {
        hosts.contains { $0.holds(url) } || ledgers.contains { $0.url.holds(url) }
    }

    /// The name in a language, else the one that the institution prefers.
    public func name(in language: String) -> InstitutionName { names.preferred(in: language) }

    /// Whether a name is one of the institution's, as people see it.
    public func isCalled(_ name: InstitutionName) -> Bool {
        let look = Skeleton.of(name.text)
        return names.contains { Skeleton.of($0.text) == look }
    }

    /// The institution as it stands in a list.
    public var json: JSONValue {
        var json: JSONValue = [
            "did": .string(did.description), "names": .array(names.map(\.json)),
            "country": .string(country),
        ]
        if purpose == .test { json["test"] = true }
        json["ledgers"] = .array(ledgers.map(\.json))
        json["hosts"] = .array(hosts.map { .string($0.description) })
        if !keys.isEmpty { json["keys"] = keysJSON }
        for member in particulars.members { json[member.name] = member.value }
        return json
    }
}

/// The institutions, ledgers and keys met so far: each may stand in a list once.
struct Seen {
    private var dids: Set<DID> = []
    private var origins: Set<Origin> = []
    private var keys: Set<[UInt8]> = []
    private var identifiers: [String: [TrustPeriod]] = [:]

    mutating func take(_ institution: Institution, at pointer: String) throws(TrustError) {
        guard dids.insert(institution.did).inserted else {
            throw TrustError(.duplicate, at: "\(pointer)/did")
        }
        // One identifier is one institution's at a time; after a merger it may be another's.
        for (index, identifier) in institution.particulars.identifiers.enumerated() {
            let periods = identifiers[identifier.name, default: []]
            guard !periods.contains(where: { $0.overlaps(identifier.period) }) else {
                throw TrustError(.duplicate, at: "\(pointer)/identifiers/\(index)")
            }
            identifiers[identifier.name] = periods + [identifier.period]
        }
        for (index, ledger) in institution.ledgers.enumerated() {
            let place = "\(pointer)/ledgers/\(index)"
            guard origins.insert(ledger.origin).inserted else {
                throw TrustError(.duplicate, at: "\(place)/origin")
            }
            for (number, key) in ledger.keys.enumerated() {
                guard keys.insert(key.key.publicKeyBytes).inserted else {
                    throw TrustError(.duplicate, at: "\(place)/keys/\(number)")
                }
            }
        }
    }
}
