public import CanonicalJSON
public import Signing
public import TransparencyLog

/// What an institution states: one event, bound to one ledger. Nothing in it is personal data.
///
/// Spec: 01-record §2.
public struct Statement: Hashable, Sendable {
    /// The bytes in a nonce.
    public static let nonceBytes = 16
    /// The text and newline that a signature covers before the canonical JSON.
    public static let signaturePrefix = Array("testamur.statement.v1\n".utf8)

    /// Who states it.
    public let issuer: DID
    /// The only ledger in which it means anything.
    public let ledger: Origin
    /// 16 bytes, unique in the ledger, so that a statement cannot be appended twice.
    public let nonce: [UInt8]
    /// What is stated.
    public let body: StatementBody

    /// Makes a statement.
    public init(issuer: DID, ledger: Origin, nonce: [UInt8], body: StatementBody) {
        precondition(nonce.count == Statement.nonceBytes, "a nonce is 16 bytes")
        self.issuer = issuer
        self.ledger = ledger
        self.nonce = nonce
        self.body = body
    }

    /// A nonce for a statement drawn up at `instant`: its milliseconds in six bytes, then ten
    /// random bytes.
    ///
    /// An index of such nonces grows at its end. Statements drawn up together share the instant, so
    /// that a nonce tells nothing of their order.
    ///
    /// - Parameter entropy: gives so many random bytes.
    ///
    /// Spec: 01-record §2.
    public static func nonce(at instant: Instant, entropy: (Int) -> [UInt8]) -> [UInt8] {
        let time = (0..<6).map { UInt8(truncatingIfNeeded: instant.milliseconds >> (40 - 8 * $0)) }
        return time + entropy(nonceBytes - time.count)
    }

    init(_ field: Field) throws(RecordError) {
        var object = try field.object()
        let version = try object.required("version")
        guard version.json.integer == 1 else {
            throw RecordError(.unknownKind, at: version.pointer)
        }
        let kindField = try object.required("kind")
        guard let name = kindField.json.string, let kind = StatementKind(rawValue: name) else {
            throw RecordError(.unknownKind, at: kindField.pointer)
        }
        issuer = try object.required("issuer").did()
        ledger = try object.required("ledger").origin()
        nonce = try object.required("nonce").bytes(Statement.nonceBytes)
        body = try StatementBody(object.required("body"), kind: kind)
        try object.end()
    }

    /// The statement as JSON.
    public var json: JSONValue {
        [
            "body": body.json,
            "issuer": .string(issuer.description),
            "kind": .string(body.kind.rawValue),
            "ledger": .string(ledger.description),
            "nonce": .string(Base64URL.encode(nonce)),
            "version": 1,
        ]
    }

    /// The statement with one signature over it.
    ///
    /// - Throws: ``SigningError`` if the key cannot sign.
    public func signed(by key: PrivateKey, named name: DIDURL) throws(SigningError)
        -> SignedStatement
    {
        try signed(by: [NamedPrivateKey(name: name, key: key)])
    }

    /// The statement with a signature of each key, in the order given.
    ///
    /// - Throws: ``SigningError`` if a key cannot sign.
    /// - Precondition: one to sixteen keys, all of different names.
    public func signed(by keys: [NamedPrivateKey]) throws(SigningError) -> SignedStatement {
        precondition(
            (1...StatementSignature.countMax).contains(keys.count)
                && Set(keys.map(\.name)).count == keys.count, "each key signs once")
        let canonical = json.canonicalBytes()
        let message = Statement.signaturePrefix + canonical
        var signatures: [StatementSignature] = []
        for key in keys {
            signatures.append(
                StatementSignature(
                    algorithm: key.key.publicKey.algorithm.rawValue, key: key.name,
                    value: try key.key.signature(of: message)))
        }
        return SignedStatement(statement: self, canonical: canonical, signatures: signatures)
    }
}

/// A private key and the name under which its ledger knows it.
public struct NamedPrivateKey: Sendable {
    /// The name of the key.
    public let name: DIDURL
    /// The key.
    public let key: PrivateKey

    /// Pairs a name with its key.
    public init(name: DIDURL, key: PrivateKey) {
        self.name = name
        self.key = key
    }
}

/// One signature over a statement.
public struct StatementSignature: Hashable, Sendable {
    /// The most signatures that one record may carry.
    static let countMax = 16
    /// The longest signature that is read, in bytes: room for post-quantum schemes.
    static let bytesMax = 8_192

    /// The algorithm's name. Readers skip algorithms that they do not know.
    public let algorithm: String
    /// The key that is said to have signed.
    public let key: DIDURL
    /// The signature's bytes, in the algorithm's own form.
    public let value: [UInt8]

    init(algorithm: String, key: DIDURL, value: [UInt8]) {
        self.algorithm = algorithm
        self.key = key
        self.value = value
    }

    init(_ field: Field) throws(RecordError) {
        var object = try field.object()
        let name = try object.required("alg")
        algorithm = try name.text()
        guard algorithm.utf8.count <= 32, !algorithm.isEmpty,
            algorithm.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || $0.isASCIILetterOrDigit })
        else { throw name.bad }
        key = try object.required("key").keyName()
        value = try object.required("value").bytes(max: StatementSignature.bytesMax)
        try object.end()
    }

    /// The signature as JSON.
    public var json: JSONValue {
        [
            "alg": .string(algorithm), "key": .string(key.description),
            "value": .string(Base64URL.encode(value)),
        ]
    }

    /// Whether readers of records know the algorithm; signatures in others are passed over.
    public var isReadable: Bool { SignatureAlgorithm(recorded: algorithm) != nil }

    /// Whether `publicKey` made this signature over `message`; `false` for another algorithm.
    public func verifies(_ message: [UInt8], by publicKey: PublicKey) -> Bool {
        algorithm == publicKey.algorithm.rawValue && publicKey.verifies(value, of: message)
    }
}

/// A statement with the signatures that came with it. Nobody has checked them.
public struct SignedStatement: Hashable, Sendable {
    /// What is stated.
    public let statement: Statement
    /// The statement's canonical JSON.
    public let canonical: [UInt8]
    /// The signatures, unchecked.
    public let signatures: [StatementSignature]
    /// The signatures' canonical JSON, made with them and not while others wait for their place.
    let canonicalSignatures: [UInt8]

    init(statement: Statement, canonical: [UInt8], signatures: [StatementSignature]) {
        self.statement = statement
        self.canonical = canonical
        self.signatures = signatures
        canonicalSignatures = JSONValue.array(signatures.map(\.json)).canonicalBytes()
    }

    /// The bytes that each signature covers.
    public var message: [UInt8] { Statement.signaturePrefix + canonical }

    /// The statement and its signatures as the canonical JSON in which a vault keeps them.
    public var bytes: [UInt8] {
        var bytes = Array("{\"signatures\":".utf8)
        bytes += canonicalSignatures
        bytes += Array(",\"statement\":".utf8)
        bytes += canonical
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    /// Reads what ``bytes`` wrote.
    ///
    /// - Throws: ``RecordError`` if the bytes are anything else.
    public init(parsing bytes: [UInt8]) throws(RecordError) {
        var object = try Field(parsing: bytes).object()
        try self.init(members: &object)
        try object.end()
    }

    /// Reads the members `signatures` and `statement` of a larger object.
    init(members object: inout ClosedObject) throws(RecordError) {
        let list = try object.required("signatures")
        var signatures: [StatementSignature] = []
        for element in try list.elements(max: StatementSignature.countMax) {
            let signature = try StatementSignature(element)
            guard !signatures.contains(where: { $0.key == signature.key }) else {
                throw element.bad
            }
            signatures.append(signature)
        }
        self.signatures = signatures
        canonicalSignatures = list.json.canonicalBytes()
        let field = try object.required("statement")
        statement = try Statement(field)
        canonical = field.json.canonicalBytes()
    }
}

extension UInt8 {
    var isASCIILetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
