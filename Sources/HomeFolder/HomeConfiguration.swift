public import CanonicalJSON
import Credentials
public import Records
public import Signing
public import TransparencyLog
public import Trust

/// What `testamur.json` says of a home. Secrets are files, never values.
///
/// Spec: 09-surfaces §1.
public struct HomeConfiguration: Sendable {
    /// What a daemon does for others.
    public enum Role: String, CaseIterable, Hashable, Sendable {
        /// Issue credentials and change their standing, for callers with a token.
        case issue
        /// Serve the ledger, the keys and the status lists.
        case publish
        /// Verify what anybody submits.
        case verify
        /// Cosign the ledgers of partners. Needs a key: ``Home/makeWitness(passphrase:)``.
        case witness

        /// What a daemon does unless something else is said: all but witnessing, which has a key
        /// and a memory of its own.
        public static let standard: Set<Role> = [.issue, .publish, .verify]
    }

    /// The largest file that is read, in bytes.
    public static let bytesMax = 65_536

    /// Who the institution is.
    public var did: DID
    /// Its names, at least one.
    public var names: [InstitutionName]
    /// Its country, two capital letters (ISO 3166-1). Default `ZZ`: not said.
    public var country: String
    /// The ledger's name.
    public var origin: Origin
    /// The address under which others reach the daemon or a copy of `public/`; no slash at the
    /// end.
    public var url: String
    /// Where the daemon listens: an address and a port. Default `127.0.0.1:8460`.
    public var listen: String
    /// What the daemon does. Default: ``Role/standard``.
    public var roles: Set<Role>
    /// Whether the home belongs to a demonstration; only then are demonstration keys taken.
    public var purpose: Purpose

    /// The post-quantum key that signs checkpoints beside the ledger's, and from which size on;
    /// default none. See ``Home/makeCompanion(passphrase:)``.
    public var companion: LedgerKey?
    /// Whether checkpoints are served with lines by nobody, in a random order, so that readers that
    /// stumble over such lines are found; only in a demonstration. Default: as they are.
    public var grease = Grease.none

    /// What is done to served checkpoints.
    public enum Grease: Hashable, Sendable {
        /// Nothing.
        case none
        /// Lines by keys that do not exist, and all lines in a random order.
        case unknownLines
    }

    /// How the W3C's interface answers for a credential that was not verified. Default 400, which
    /// its test suites expect.
    public var unverifiedAnswer = UnverifiedAnswer.badRequest

    /// The HTTP status for a credential that was not verified.
    public enum UnverifiedAnswer: Int64, Hashable, Sendable {
        /// The caller is told that what was sent cannot count.
        case badRequest = 400
        /// The answer says it.
        case ok = 200
    }

    /// Which status lists a new credential names. Default both.
    public var statusEntries = StatusEntries.both

    /// Which status lists a credential names.
    public enum StatusEntries: Int64, Hashable, Sendable {
        /// That of withdrawals, as one object: the published schema of Open Badges 3.0 has no
        /// place for a second. A hold shows in the institution's word and in the ledger only.
        case withdrawals = 1
        /// Those of withdrawals and of holds.
        case both = 2

        /// The purposes of the lists.
        public var purposes: [StatusBits.Purpose] {
            self == .both ? StatusBits.Purpose.allCases : [.revocation]
        }
    }

    /// What a home is for.
    public enum Purpose: Hashable, Sendable {
        /// Real credentials.
        case production
        /// A demonstration: worthless keys, made-up people.
        case demonstration
    }

    /// For how many days backups are kept, 1 to 3,650: what is erased is in older ones for so long.
    /// Default: ``backupDaysDefault``.
    public var backupDays = HomeConfiguration.backupDaysDefault

    /// The default of ``backupDays``.
    public static let backupDaysDefault: Int64 = 35

    /// The default of ``country``.
    public static let countryDefault = "ZZ"

    /// The default of ``listen``.
    public static let listenDefault = "127.0.0.1:8460"

    /// Makes a configuration; the origin is the host of the address with `/ledger`.
    ///
    /// - Throws: ``HomeError/badConfiguration(_:)``.
    public init(
        did: DID, names: [InstitutionName], country: String = HomeConfiguration.countryDefault,
        url: String? = nil,
        listen: String = HomeConfiguration.listenDefault, purpose: Purpose = .production
    ) throws(HomeError) {
        self.did = did
        self.names = names
        self.country = country
        self.listen = listen
        self.purpose = purpose
        roles = Role.standard
        if let url {
            self.url = url
        } else {
            self.url = try HomeConfiguration.url(of: did)
        }
        let host = self.url.split(separator: "/", maxSplits: 1).last.map {
            $0.drop { $0 == "/" }
        }
        guard let host, let origin = Origin("\(host)/ledger") else {
            throw .badConfiguration("url")
        }
        self.origin = origin
        try check()
    }

    /// Reads the file strictly: a member that is not known is refused, so that a slip of the pen
    /// is never silently ignored.
    ///
    /// - Throws: ``HomeError/badConfiguration(_:)`` that names the member.
    public init(parsing bytes: [UInt8]) throws(HomeError) {
        guard bytes.count <= HomeConfiguration.bytesMax,
            let document = try? JSONDocument(parsing: bytes), document.root.kind == .object
        else { throw .badConfiguration("the file is not a JSON object") }
        let json = document.root
        let known = [
            "version", "did", "names", "country", "origin", "url", "listen", "roles", "demo",
            "companion", "grease", "unverified_status", "backup_days", "status_entries",
        ]
        for member in json.members where !known.contains(where: member.isNamed) {
            throw .badConfiguration(member.name)
        }
        guard json["version"]?.integer == 1 else { throw .badConfiguration("version") }
        guard let did = json["did"]?.string.flatMap({ DID($0) }) else {
            throw .badConfiguration("did")
        }
        guard let origin = json["origin"]?.string.flatMap({ Origin($0) }) else {
            throw .badConfiguration("origin")
        }
        guard let url = json["url"]?.string else { throw .badConfiguration("url") }
        self.did = did
        self.origin = origin
        self.url = url
        country = try HomeConfiguration.text(json, "country") ?? HomeConfiguration.countryDefault
        listen = try HomeConfiguration.text(json, "listen") ?? HomeConfiguration.listenDefault
        switch json["demo"]?.boolean {
        case true?: purpose = .demonstration
        case nil where json["demo"] == nil: purpose = .production
        default: throw .badConfiguration("demo")
        }
        switch json["grease"]?.boolean {
        case true? where purpose == .demonstration: grease = .unknownLines
        case nil where json["grease"] == nil: grease = .none
        default: throw .badConfiguration("grease")
        }
        if let status = json["unverified_status"] {
            guard let answer = status.integer.flatMap({ UnverifiedAnswer(rawValue: $0) }) else {
                throw .badConfiguration("unverified_status")
            }
            unverifiedAnswer = answer
        }
        if let count = json["status_entries"] {
            guard let entries = count.integer.flatMap({ StatusEntries(rawValue: $0) }) else {
                throw .badConfiguration("status_entries")
            }
            statusEntries = entries
        }
        if let days = json["backup_days"] {
            guard let number = days.integer, 1...3_650 ~= number else {
                throw .badConfiguration("backup_days")
            }
            backupDays = number
        }
        companion = try HomeConfiguration.companion(json["companion"])
        names = try HomeConfiguration.names(json["names"])
        roles = try HomeConfiguration.roles(json["roles"])
        try check()
    }

    /// The configuration as it is written.
    public var json: JSONValue {
        var json: JSONValue = [
            "version": 1, "did": .string(did.description),
            "names": .array(
                names.map { ["language": .string($0.language), "text": .string($0.text)] }),
            "country": .string(country),
            "origin": .string(origin.description), "url": .string(url),
            "listen": .string(listen),
            "roles": .array(
                Role.allCases.filter(roles.contains).map { .string($0.rawValue) }),
        ]
        if purpose == .demonstration { json["demo"] = true }
        if grease == .unknownLines { json["grease"] = true }
        if unverifiedAnswer == .ok { json["unverified_status"] = 200 }
        if statusEntries == .withdrawals { json["status_entries"] = 1 }
        if backupDays != HomeConfiguration.backupDaysDefault {
            json["backup_days"] = .integer(backupDays)
        }
        if let companion {
            json["companion"] = [
                "vkey": .string(companion.key.description),
                "from": .integer(Int64(companion.from.value)),
            ]
        }
        return json
    }

    private static func companion(_ json: JSON?) throws(HomeError) -> LedgerKey? {
        guard let json else { return nil }
        guard json.members.count == 2, let text = json["vkey"]?.string,
            let key = try? VerifierKey(parsing: text), key.isPostQuantum,
            let size = json["from"]?.integer, size >= 0,
            let companion = LedgerKey(key, from: TreeSize(UInt64(size)))
        else { throw .badConfiguration("companion") }
        return companion
    }

    private static func names(_ json: JSON?) throws(HomeError) -> [InstitutionName] {
        var names: [InstitutionName] = []
        for element in json?.elements ?? [] {
            guard let text = element["text"]?.string,
                let name = InstitutionName(
                    text, language: element["language"]?.string ?? "und")
            else { throw .badConfiguration("names") }
            names.append(name)
        }
        return names
    }

    private static func text(_ json: JSON, _ name: String) throws(HomeError) -> String? {
        guard let member = json[name] else { return nil }
        guard let text = member.string else { throw .badConfiguration(name) }
        return text
    }

    private static func roles(_ json: JSON?) throws(HomeError) -> Set<Role> {
        guard let json else { return Role.standard }
        var roles: Set<Role> = []
        for element in json.elements {
            guard let role = element.string.flatMap({ Role(rawValue: $0) }) else {
                throw .badConfiguration("roles")
            }
            roles.insert(role)
        }
        return roles
    }

    private func check() throws(HomeError) {
        if let companion, companion.key.name != origin.keyName {
            throw .badConfiguration("companion")
        }
        guard !names.isEmpty else { throw .badConfiguration("names") }
        guard country.utf8.count == 2, country.utf8.allSatisfy({ (65...90).contains($0) })
        else { throw .badConfiguration("country") }
        guard WebBase(url) != nil, !url.hasSuffix("/") else { throw .badConfiguration("url") }
        guard let colon = listen.lastIndex(of: ":"),
            UInt16(listen[listen.index(after: colon)...]) != nil
        else { throw .badConfiguration("listen") }
    }

    /// The https address of a `did:web`; homes on loopback must say theirs.
    private static func url(of did: DID) throws(HomeError) -> String {
        guard let location = try? did.webLocation() else { throw .badConfiguration("did") }
        var url = "https://\(location.host)"
        if let port = location.port { url += ":\(port)" }
        for component in location.path { url += "/\(component)" }
        return url
    }
}
