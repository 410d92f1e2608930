import Credentials
public import Records
public import Signing
public import Trust

/// The private keys with which an institution works: one for each use.
public struct KeyRing: Sendable {
    /// For statements.
    public let record: NamedPrivateKey
    /// For credentials: it makes the proofs in them.
    public let assertion: NamedPrivateKey
    /// For credentials as tokens, if the institution has an RSA key, which makes no proofs.
    public let token: NamedPrivateKey?
    /// Opens one that credentials were signed with before, if it is still here: few ask for it, and
    /// opening a key takes a while. Blocks.
    let earlierAssertion: @Sendable (DIDURL) throws -> NamedPrivateKey?
    /// For status lists and standings.
    public let status: NamedPrivateKey
    /// For checkpoints.
    public let ledger: NoteSigner

    /// Puts a ring together.
    public init(
        record: NamedPrivateKey, assertion: NamedPrivateKey, token: NamedPrivateKey? = nil,
        status: NamedPrivateKey, ledger: NoteSigner,
        earlierAssertion: @escaping @Sendable (DIDURL) throws -> NamedPrivateKey? = { _ in nil }
    ) {
        self.earlierAssertion = earlierAssertion
        self.record = record
        self.assertion = assertion
        self.token = token
        self.status = status
        self.ledger = ledger
    }
}

extension KeyHistory {
    /// The keys in force for a use, as far as work is done with them: of those for credentials the
    /// ones that make proofs.
    public func workingKeys(for use: KeyUse) -> [DeclaredKey] {
        activeKeys(for: use).filter { use != .assertion || $0.makesProofs }
    }
}

extension DeclaredKey {
    /// Whether proofs are made with it; an RSA key signs tokens only.
    public var makesProofs: Bool { Cryptosuite(for: key.algorithm) != nil }
}

/// What an institution says of itself.
public struct InstitutionProfile: Sendable {
    /// Who it is.
    public let did: DID
    /// Its names, at least one.
    public let names: [InstitutionName]
    /// Its country, two capital letters (ISO 3166-1); `ZZ` if it says none.
    public let country: String
    /// The address of its public folder, without a slash at the end.
    public let url: String
    /// For which purposes a new credential names a status list.
    public let statusPurposes: [StatusBits.Purpose]

    /// Notes what an institution says.
    public init(
        did: DID, names: [InstitutionName], country: String, url: String,
        statusPurposes: [StatusBits.Purpose] = StatusBits.Purpose.allCases
    ) {
        self.statusPurposes = statusPurposes
        self.did = did
        self.names = names
        self.country = country
        self.url = url
    }

    /// The address of a status list: one for each purpose, with the same places in both.
    func statusURL(list: Int64, _ purpose: StatusBits.Purpose) -> String {
        "\(url)/\(InstitutionProfile.statusName(list: list, purpose))"
    }
    /// The name of a status list below the public folder.
    public static func statusName(list: Int64, _ purpose: StatusBits.Purpose) -> String {
        switch purpose {
        case .revocation: "status/\(list)"
        case .suspension: "status/suspension/\(list)"
        }
    }
    /// The address of the ledger.
    public var ledgerURL: String { "\(url)/ledger" }
}
