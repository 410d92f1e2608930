public import CanonicalJSON
public import Signing
public import TransparencyLog

/// What a verifier knows of a ledger beforehand, so that nobody else can start its history anew.
///
/// Spec: 07-verify §2.2.
public struct PinnedLedger: Hashable, Sendable {
    /// The most keys that a ledger may have had.
    static let keysMax = 64
    /// The longest witness policy, in bytes.
    public static let policyBytesMax = 32_768

    /// The ledger's name.
    public let origin: Origin
    /// The leaf hash of the ledger's first record.
    public let genesis: Digest
    /// The keys that sign its checkpoints, each with the sizes that it signs.
    public let keys: [LedgerKey]
    /// The address that carries `checkpoint` and `tile/…`.
    public let url: WebBase
    /// Whose cosignatures count, and how many of them make a quorum; `nil` if nobody's.
    public let policy: WitnessPolicy?
    /// The SHA-256 of everything that is pinned: which pins a check was made against.
    public let digest: Digest
    /// The policy as written: signatures under a list cover its comments too.
    private let policyText: String?

    /// Pins a ledger.
    ///
    /// - Throws: ``TrustError`` if a key is another log's, is there twice or cannot sign
    ///   checkpoints, if there is none or too many, or if the policy names another log.
    public init(
        origin: Origin, genesis: Digest, keys: [LedgerKey], url: WebBase,
        policy: WitnessPolicy? = nil
    ) throws(TrustError) {
        self.origin = origin
        self.genesis = genesis
        self.keys = keys
        self.url = url
        self.policy = policy
        policyText = policy.map { String(decoding: $0.text, as: UTF8.self) }
        digest = PinnedLedger.digest(origin, genesis, keys, url, policyText)
        try check(at: "")
    }

    init(_ field: TrustField) throws(TrustError) {
        var object = try TrustReader(field.json, at: field.pointer)
        let origin = try object.required("origin")
        guard let name = Origin(try origin.text()) else { throw origin.bad }
        self.origin = name
        let genesis = try object.required("genesis")
        guard let digest = Digest(base64URL: try genesis.text()) else { throw genesis.bad }
        self.genesis = digest
        var keys: [LedgerKey] = []
        for element in try object.required("keys").elements(1...PinnedLedger.keysMax) {
            keys.append(try LedgerKey(element))
        }
        self.keys = keys
        url = try object.required("url").base()
        if let policy = object.optional("policy") {
            self.policy = try PinnedLedger.policy(policy)
            policyText = try policy.text()
        } else {
            policy = nil
            policyText = nil
        }
        try object.end()
        self.digest = PinnedLedger.digest(name, self.genesis, keys, url, policyText)
        try check(at: field.pointer)
    }

    private static func policy(_ field: TrustField) throws(TrustError) -> WitnessPolicy {
        let text = Array(try field.text().utf8)
        guard text.count <= policyBytesMax, let policy = try? WitnessPolicy(parsing: text) else {
            throw field.bad
        }
        return policy
    }

    private func check(at pointer: String) throws(TrustError) {
        guard 1...PinnedLedger.keysMax ~= keys.count else {
            throw TrustError(keys.isEmpty ? .badValue : .tooMany, at: "\(pointer)/keys")
        }
        // Shown to people who are about to believe it.
        guard InstitutionName.isDisplayable(origin.description, bytesMax: Origin.bytesMax) else {
            throw TrustError(.badValue, at: "\(pointer)/origin")
        }
        for (index, key) in keys.enumerated() {
            let place = "\(pointer)/keys/\(index)"
            guard key.key.name == origin.keyName else { throw TrustError(.badValue, at: place) }
            let isKnown = keys[..<index].contains {
                $0.key.publicKeyBytes == key.key.publicKeyBytes
            }
            guard !isKnown else {
                throw TrustError(.duplicate, at: place)
            }
        }
        // A policy that names other logs would say something about a ledger that is not meant.
        guard policy?.logs.allSatisfy({ log in keys.contains { $0.key == log.key } }) ?? true,
            policyText.map({ $0.utf8.count <= PinnedLedger.policyBytesMax }) ?? true
        else { throw TrustError(.badValue, at: "\(pointer)/policy") }
    }

    /// The SHA-256 of the policy as written.
    var policyDigest: Digest? { policyText.map { .sha256(Array($0.utf8)) } }

    /// The keys that may have signed a checkpoint of that size.
    public func keys(signing size: TreeSize) -> [VerifierKey] {
        keys.filter { $0.signs(size) }.map(\.key)
    }

    /// The ledger as it stands in a list.
    public var json: JSONValue {
        PinnedLedger.json(origin, genesis, keys, url, policyText)
    }

    private static func json(
        _ origin: Origin, _ genesis: Digest, _ keys: [LedgerKey], _ url: WebBase,
        _ policyText: String?
    ) -> JSONValue {
        var json: JSONValue = [
            "origin": .string(origin.description), "genesis": .string(genesis.base64URL),
            "keys": .array(keys.map(\.json)), "url": .string(url.description),
        ]
        if let policyText { json["policy"] = .string(policyText) }
        return json
    }

    private static func digest(
        _ origin: Origin, _ genesis: Digest, _ keys: [LedgerKey], _ url: WebBase,
        _ policyText: String?
    ) -> Digest {
        .sha256(json(origin, genesis, keys, url, policyText).canonicalBytes())
    }
}

/// A key that signs a ledger's checkpoints, and the sizes of the trees that it signs.
public struct LedgerKey: Hashable, Sendable {
    /// The key, named as its ledger.
    public let key: VerifierKey
    /// The smallest tree that it signs.
    public let from: TreeSize
    /// The largest tree that it signs; `nil` if there is no end yet.
    public let until: TreeSize?

    /// Names a key and its sizes; `nil` if the key signs no checkpoints or the sizes are none.
    public init?(_ key: VerifierKey, from: TreeSize = .zero, until: TreeSize? = nil) {
        guard LedgerKey.isUsable(key, from, until) else { return nil }
        self.key = key
        self.from = from
        self.until = until
    }

    init(_ field: TrustField) throws(TrustError) {
        var object = try TrustReader(field.json, at: field.pointer)
        let vkey = try object.required("vkey")
        let text = try vkey.text()
        guard let key = try? VerifierKey(parsing: text) else { throw vkey.bad }
        self.key = key
        from = try object.required("from").treeSize()
        until = try object.optional("until")?.treeSize()
        try object.end()
        guard LedgerKey.isUsable(key, from, until) else { throw field.bad }
    }

    private static func isUsable(_ key: VerifierKey, _ from: TreeSize, _ until: TreeSize?) -> Bool {
        (key.isPostQuantum || key.type == VerifierKey.ed25519Type && key.publicKey != nil)
            && until.map { from <= $0 } ?? true
    }

    /// Whether the key signs trees of that size.
    public func signs(_ size: TreeSize) -> Bool {
        from <= size && until.map { size <= $0 } ?? true
    }

    var json: JSONValue {
        var json: JSONValue = [
            "vkey": .string(key.description), "from": .integer(Int64(from.value)),
        ]
        if let until { json["until"] = .integer(Int64(until.value)) }
        return json
    }
}
