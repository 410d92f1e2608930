public import CanonicalJSON
public import Signing
public import TransparencyLog

/// What an institution's ledger says of one credential now.
///
/// Spec: 01-record §6.
public enum StandingState: String, CaseIterable, Hashable, Sendable {
    /// Nothing stands against it.
    case inForce = "in-force"
    /// On hold.
    case onHold = "on-hold"
    /// Withdrawn for good.
    case withdrawn
    /// Replaced by a newer version.
    case replaced
    /// The institution no longer keeps what the record commits to.
    case erased
}

/// What follows for one credential from the statements about it.
///
/// Withdrawn outweighs on hold, which outweighs replaced; erasing clears none of these.
///
/// Spec: 01-record §6.1.
public struct StandingHistory: Hashable, Sendable {
    private var withdrawn: Day?
    private var onHold: StandingChange?
    private var replaced = false
    private var erased = false

    /// Begins with a credential in force.
    public init() {}

    /// Takes in the next statement about the credential; others change nothing.
    public mutating func apply(_ body: StatementBody) {
        switch body {
        case .revoke(let change): withdrawn = withdrawn ?? change.effective
        case .suspend(let change): onHold = change
        case .reinstate: onHold = nil
        case .supersede: replaced = true
        case .erase: erased = true
        case .genesis, .issue, .issueList, .seal, .key, .reattest, .trust, .custody: break
        }
    }

    /// Whether the statement may follow: withdrawing is final, a hold is lifted only where one
    /// is and by the bit that shows it, and nothing is said twice.
    public func allows(_ body: StatementBody) -> Bool {
        switch body {
        case .revoke: withdrawn == nil
        case .suspend: withdrawn == nil && onHold == nil
        case .reinstate(let change): withdrawn == nil && onHold?.status == change.status
        case .supersede: !replaced
        case .erase: !erased
        case .genesis, .issue, .issueList, .seal, .key, .reattest, .trust, .custody: true
        }
    }

    /// The state that outweighs all others.
    public var state: StandingState {
        if withdrawn != nil { return .withdrawn }
        if onHold != nil { return .onHold }
        if replaced { return .replaced }
        return erased ? .erased : .inForce
    }

    /// From which day the state counts, where the ledger says so.
    public var effective: Day? { withdrawn ?? onHold?.effective }
}

/// A signed answer about one credential: its state in a ledger of a given size and root, as of an
/// instant, good until another.
///
/// Spec: 01-record §6.2.
public struct Standing: Hashable, Sendable {
    /// The text and newline that the signature covers before the canonical JSON.
    public static let signaturePrefix = Array("testamur.standing.v1\n".utf8)

    /// The ledger that was read.
    public let origin: Origin
    /// Its size then.
    public let size: TreeSize
    /// Its root then.
    public let root: Digest
    /// The credential's record.
    public let target: Target
    /// The leaf hash of that record, by which it is told from what another history has there.
    public let record: Digest
    /// The state.
    public let state: StandingState
    /// From which day the state counts, where the ledger says so.
    public let effective: Day?
    /// The newest key record of the ledger.
    public let keys: LeafIndex
    /// When the ledger was read.
    public let asOf: Instant
    /// Until when the institution stands by this answer.
    public let validUntil: Instant

    /// States a standing.
    public init(
        origin: Origin, size: TreeSize, root: Digest, target: Target, record: Digest,
        state: StandingState, effective: Day?, keys: LeafIndex, asOf: Instant,
        validUntil: Instant
    ) {
        self.record = record
        self.origin = origin
        self.size = size
        self.root = root
        self.target = target
        self.state = state
        self.effective = effective
        self.keys = keys
        self.asOf = asOf
        self.validUntil = validUntil
    }

    init(_ field: Field) throws(RecordError) {
        var object = try field.object()
        let version = try object.required("version")
        guard version.json.integer == 1 else {
            throw RecordError(.unknownKind, at: version.pointer)
        }
        origin = try object.required("origin").origin()
        size = try object.required("size").treeSize()
        root = try object.required("root").digest()
        target = try Target(&object)
        record = try object.required("record").digest()
        state = try object.required("state").oneOf(StandingState.self)
        if let day = object.optional("effective") {
            guard let effective = Day(try day.text()) else { throw day.bad }
            self.effective = effective
        } else {
            effective = nil
        }
        keys = try object.required("keys").leafIndex()
        asOf = try object.required("asOf").instant()
        validUntil = try object.required("validUntil").instant()
        try object.end()
    }

    /// The standing as JSON.
    public var json: JSONValue {
        var json: JSONValue = [
            "asOf": .string(asOf.description), "keys": .integer(Int64(keys.value)),
            "origin": .string(origin.description), "record": .string(record.base64URL),
            "root": .string(root.base64URL),
            "size": .integer(Int64(size.value)), "state": .string(state.rawValue),
            "validUntil": .string(validUntil.description), "version": 1,
        ]
        target.write(to: &json)
        if let effective { json["effective"] = .string(effective.description) }
        return json
    }

    /// The standing with a signature.
    ///
    /// - Throws: ``SigningError`` if the key cannot sign.
    public func signed(by key: NamedPrivateKey) throws(SigningError) -> SignedStanding {
        let canonical = json.canonicalBytes()
        let message = Standing.signaturePrefix + canonical
        return SignedStanding(
            standing: self, canonical: canonical,
            signature: StatementSignature(
                algorithm: key.key.publicKey.algorithm.rawValue, key: key.name,
                value: try key.key.signature(of: message)))
    }
}

/// A standing with the signature that came with it. Nobody has checked it.
public struct SignedStanding: Hashable, Sendable {
    /// The standing, unchecked.
    public let standing: Standing
    /// The standing's canonical JSON.
    public let canonical: [UInt8]
    /// The signature, unchecked.
    public let signature: StatementSignature

    init(standing: Standing, canonical: [UInt8], signature: StatementSignature) {
        self.standing = standing
        self.canonical = canonical
        self.signature = signature
    }

    /// Reads a signed standing strictly.
    ///
    /// - Throws: ``RecordError`` that names the first fault, by its place in the whole document.
    public init(_ json: JSON) throws(RecordError) {
        var object = try ClosedObject(json)
        let field = try object.required("standing")
        standing = try Standing(field)
        canonical = field.json.canonicalBytes()
        signature = try StatementSignature(object.required("signature"))
        try object.end()
    }

    /// The signed standing as JSON.
    public var json: JSONValue {
        ["signature": signature.json, "standing": standing.json]
    }

    /// The standing, if `key` signed it; `nil` otherwise.
    public func verified(by key: PublicKey) -> Standing? {
        let message = Standing.signaturePrefix + canonical
        return signature.verifies(message, by: key) ? standing : nil
    }
}
