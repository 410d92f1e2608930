import ArgumentParser
import CanonicalJSON
import HomeFolder
import Signing
import TransparencyLog
import Trust

/// Everything about trust lists.
struct TrustCommand: CommandFamily {
    static let configuration = CommandConfiguration(
        commandName: "trust",
        abstract: "Say whom you listen to: a trust list of institutions and their ledgers.",
        subcommands: [
            TrustAddCommand.self, TrustRemoveCommand.self, TrustImportCommand.self,
            TrustAccreditorCommand.self, TrustShowCommand.self, TrustCheckCommand.self,
            TrustDiffCommand.self, TrustRenewCommand.self, TrustSignCommand.self,
            TrustPinCommand.self,
        ])

    static let examples = """
        testamur trust add university.json            from a file that a partner gave you
        testamur trust add https://uni.example        from the institution's own address
        testamur trust import partners.csv            many at once, with scopes and dates
        testamur trust show                           who is listed
        testamur trust diff old.json new.json         what a new edition changes
        testamur trust remove did:web:uni.example
        testamur trust pin publisher.vkey             rely on a list that somebody publishes
        """
}

/// Which trust list.
struct TrustListOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The trust list. Without it: trust/list.json in the home.", valueName: "file"))
    var list: String?

    /// For how long a list that is kept here may be relied on after each change.
    static let validity: Duration = .seconds(365 * 86_400)

    /// The list's path.
    func path(_ home: HomeOptions) throws -> String {
        try list ?? home.open().trustListFile
    }

    /// The list, believed.
    ///
    /// - Throws: ``Failure`` or ``TrustError``.
    func read(_ home: HomeOptions, _ publisher: PublisherOptions) throws -> TrustList {
        let path = try path(home)
        guard InputFile.exists(path) else { throw TrustListOptions.none(at: path) }
        return try publisher.list(at: path)
    }

    /// The list to be changed: one that is kept here, unsigned; `nil` if there is none yet.
    ///
    /// - Throws: ``Failure`` for a list that somebody signed: changing it would break that.
    ///
    /// - Parameter isTold: whether a person was told already that the list ran out.
    func editable(
        _ home: HomeOptions, at now: Instant, isTold: Bool = false
    ) throws -> TrustList? {
        let path = try path(home)
        guard InputFile.exists(path) else {
            // A list of one's own where a publisher's is awaited would never be believed.
            if try TrustListFile(path: path).pin() != nil { throw TrustError(.notSigned) }
            return nil
        }
        let bytes = try InputFile(path).bytes(max: TrustList.bytesMax)
        guard let signer = try SignedTrustList(parsing: bytes).signatures.first else {
            let list = try TrustListFile(path: path).believed(bytes)
            if !isTold, case .expired = list.freshness(at: now) {
                // Whoever is on it counts again with the next edition.
                Console.messages.line(
                    "The list ran out on \(list.expires.dateText), and its next edition counts "
                        + "again: look over who is on it, with: testamur trust show")
            }
            return list
        }
        throw Failure(
            "trust.signed-by-other", .refused,
            "\(path) is signed by \(signer.key), and a change would break the signature.",
            next: "Keep your own list beside it, with: --list FILE")
    }

    /// There is no list.
    static func none(at path: String) -> Failure {
        Failure(
            "trust.none", .usage, "There is no trust list at \(path).",
            next: "Begin one with: testamur trust add FILE|URL")
    }

    /// Runs `body` while nobody else changes the list: what it reads is what it changes.
    ///
    /// - Throws: ``Failure`` if somebody else does not end; or what `body` throws.
    func holding<Value>(_ home: HomeOptions, _ body: () throws -> Value) throws -> Value {
        let held = try OutputFile.hold(path(home))
        defer { held.release() }
        return try body()
    }

    /// Changes the list that is there.
    ///
    /// - Throws: as ``holding(_:_:)`` does; also if there is none.
    func changing(
        _ home: HomeOptions, at now: Instant, _ body: (TrustList) throws -> TrustList
    ) throws -> TrustList {
        let path = try path(home)
        // No folder is made for a list that is not there.
        guard InputFile.exists(DurableFile.parent(of: path)) else {
            throw TrustListOptions.none(at: path)
        }
        return try holding(home) {
            guard let current = try editable(home, at: now) else {
                throw TrustListOptions.none(at: path)
            }
            let next = try body(current)
            try write(next, home)
            return next
        }
    }

    /// Writes the next edition of a list.
    func write(_ list: TrustList, _ home: HomeOptions) throws {
        try OutputFile.replace(Array(list.json.prettyText().utf8), at: path(home))
    }
}

extension TrustList {
    /// A new list with one institution, or with none yet.
    static func first(
        _ institution: Institution? = nil, at now: Instant
    ) throws(TrustError) -> TrustList {
        try TrustList(
            name: "our trust list", issued: now, expires: now + TrustListOptions.validity,
            institutions: institution.map { [$0] } ?? [])
    }

    /// The next edition of the list.
    func next(
        at now: Instant, for validity: Duration = TrustListOptions.validity
    ) throws(TrustError) -> TrustList {
        try reissued(at: max(now, issued), until: now + validity)
    }
}
