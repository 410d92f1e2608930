public import CanonicalJSON
public import TransparencyLog

/// The kinds of statement, by their names in the ledger.
///
/// Spec: 01-record §3.
public enum StatementKind: String, CaseIterable, Hashable, Sendable {
    /// The first record: who, where, with which keys.
    case genesis
    /// A credential was issued.
    case issue
    /// A whole list of credentials was issued in one record.
    case issueList = "issue-list"
    /// An exam board's list before issuing.
    case seal
    /// A credential was withdrawn for good.
    case revoke
    /// A credential was put on hold.
    case suspend
    /// A hold was lifted.
    case reinstate
    /// A credential was replaced by another.
    case supersede
    /// The institution no longer keeps what a record commits to.
    case erase
    /// A key was introduced, retired or declared compromised.
    case key
    /// Records made void by a compromise were confirmed again.
    case reattest
    /// A trust list was published, a partner joined or left.
    case trust
    /// Somebody else answers for this ledger from now on.
    case custody
}

/// What is stated: one closed schema a kind, none with a free string.
///
/// Spec: 01-record §3.
public enum StatementBody: Hashable, Sendable {
    /// See ``StatementKind/genesis``.
    case genesis(Genesis)
    /// See ``StatementKind/issue``.
    case issue(Issue)
    /// See ``StatementKind/issueList``.
    case issueList(IssueList)
    /// See ``StatementKind/seal``.
    case seal(Seal)
    /// See ``StatementKind/revoke``.
    case revoke(StandingChange)
    /// See ``StatementKind/suspend``.
    case suspend(StandingChange)
    /// See ``StatementKind/reinstate``.
    case reinstate(StandingChange)
    /// See ``StatementKind/supersede``.
    case supersede(FinalChange)
    /// See ``StatementKind/erase``.
    case erase(FinalChange)
    /// See ``StatementKind/key``.
    case key(KeyChange)
    /// See ``StatementKind/reattest``.
    case reattest(Reattestation)
    /// See ``StatementKind/trust``.
    case trust(TrustNotice)
    /// See ``StatementKind/custody``.
    case custody(Custody)

    /// The kind's name.
    public var kind: StatementKind {
        switch self {
        case .genesis: .genesis
        case .issue: .issue
        case .issueList: .issueList
        case .seal: .seal
        case .revoke: .revoke
        case .suspend: .suspend
        case .reinstate: .reinstate
        case .supersede: .supersede
        case .erase: .erase
        case .key: .key
        case .reattest: .reattest
        case .trust: .trust
        case .custody: .custody
        }
    }

    /// The body as JSON.
    public var json: JSONValue {
        switch self {
        case .genesis(let body): body.json
        case .issue(let body): body.json
        case .issueList(let body): body.json
        case .seal(let body): body.json
        case .revoke(let body), .suspend(let body), .reinstate(let body): body.json
        case .supersede(let body), .erase(let body): body.json
        case .key(let body): body.json
        case .reattest(let body): body.json
        case .trust(let body): body.json
        case .custody(let body): body.json
        }
    }

    /// The record whose standing the statement changes, if it changes one.
    public var target: Target? {
        switch self {
        case .revoke(let body), .suspend(let body), .reinstate(let body): body.target
        case .supersede(let body), .erase(let body): body.target
        case .genesis, .issue, .issueList, .seal, .key, .reattest, .trust, .custody: nil
        }
    }

    /// Whether this is about the credential at `leaf` of its list, or about its one credential
    /// where `leaf` is `nil`.
    public func isAbout(_ leaf: LeafIndex?) -> Bool {
        switch (self, leaf) {
        case (.issue, nil): true
        case (.issueList(let list), let leaf?): leaf.value < list.count.value
        default: false
        }
    }

    init(_ field: Field, kind: StatementKind) throws(RecordError) {
        switch kind {
        case .genesis: self = .genesis(try Genesis(field))
        case .issue: self = .issue(try Issue(field))
        case .issueList: self = .issueList(try IssueList(field))
        case .seal: self = .seal(try Seal(field))
        case .revoke: self = .revoke(try StandingChange(field))
        case .suspend: self = .suspend(try StandingChange(field))
        case .reinstate: self = .reinstate(try StandingChange(field))
        case .supersede: self = .supersede(try FinalChange(field))
        case .erase: self = .erase(try FinalChange(field))
        case .key: self = .key(try KeyChange(field))
        case .reattest: self = .reattest(try Reattestation(field))
        case .trust: self = .trust(try TrustNotice(field))
        case .custody: self = .custody(try Custody(field))
        }
    }
}
