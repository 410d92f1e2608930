public import CanonicalJSON
public import Signing

/// An accreditor's own statements, with the signatures that came with them. Nobody has checked
/// them.
///
/// Spec: 07-verify §2.9.
public struct SignedAccreditations: Sendable {
    /// The longest file, in bytes.
    public static let bytesMax = 8_388_608
    /// The text and newline that a signature covers before the canonical JSON.
    public static let signaturePrefix = Array("testamur.accreditations.v1\n".utf8)

    /// By whom the statements are said to be: an ``Accreditor/id``.
    public let accreditor: String
    /// When the file was issued.
    public let issued: Instant
    /// From when on it says nothing any more.
    public let expires: Instant
    /// The statements, unchecked.
    public let statements: [Accreditation]
    /// The signatures, unchecked.
    public let signatures: [TrustSignature]
    private let message: [UInt8]

    /// Reads a file strictly: closed schema, strict JSON, every limit.
    ///
    /// - Throws: ``TrustError`` that names the first fault.
    public init(parsing bytes: [UInt8]) throws(TrustError) {
        let document = try JSONDocument.trust(bytes, bytesMax: SignedAccreditations.bytesMax)
        var object = try TrustReader(document.root, at: "")
        try object.requireFormat("TestamurAccreditations", upTo: .first)
        let accreditor = try object.required("by").words(bytesMax: 2_048)
        issued = try object.required("issued").instant()
        let end = try object.required("expires")
        expires = try end.instant()
        guard issued < expires else { throw end.bad }
        var statements: [Accreditation] = []
        let elements = try object.required("accreditations")
        for element in try elements.elements(0...AccreditationRegister.statementsMax) {
            statements.append(try Accreditation(element, by: accreditor))
        }
        var signatures: [TrustSignature] = []
        for element in try object.several("signatures", SignedTrustList.signaturesMax) {
            signatures.append(try TrustSignature(element))
        }
        try object.end()
        self.accreditor = accreditor
        self.statements = statements
        self.signatures = signatures
        message =
            SignedAccreditations.signaturePrefix
            + document.root.canonicalBytes(omitting: ["signatures"])
    }

    /// Makes a file that nobody has signed yet.
    ///
    /// - Throws: ``TrustError`` for statements that are somebody else's, and for an end before
    ///   the beginning.
    public init(
        by accreditor: String, issued: Instant, expires: Instant, _ statements: [Accreditation]
    ) throws(TrustError) {
        guard issued < expires else { throw TrustError(.badValue, at: "/expires") }
        for (index, statement) in statements.enumerated()
        where !statement.accreditor.utf8.elementsEqual(accreditor.utf8) {
            throw TrustError(.badValue, at: "/accreditations/\(index)")
        }
        self.init(accreditor, issued, expires, statements, [])
    }

    private init(
        _ accreditor: String, _ issued: Instant, _ expires: Instant,
        _ statements: [Accreditation], _ signatures: [TrustSignature]
    ) {
        self.accreditor = accreditor
        self.issued = issued
        self.expires = expires
        self.statements = statements
        self.signatures = signatures
        let json = SignedAccreditations.json(accreditor, issued, expires, statements)
        message = SignedAccreditations.signaturePrefix + json.canonicalBytes()
    }

    /// The statements, found to be signed by the accreditor's key on a list and in force.
    ///
    /// - Throws: ``TrustError/Reason/notListed`` where the list names no such accreditor or no
    ///   key of his, ``TrustError/Reason/notSigned``, ``TrustError/Reason/otherKey``,
    ///   ``TrustError/Reason/badSignature`` or ``TrustError/Reason/notCurrent``.
    public func verified(
        by register: AccreditationRegister, at instant: Instant
    ) throws(TrustError) -> [Accreditation] {
        guard let key = register.accreditor(accreditor)?.key else {
            throw TrustError(.notListed, at: "/by")
        }
        guard !signatures.isEmpty else { throw TrustError(.notSigned) }
        let own = signatures.filter { $0.key == key.name }
        guard !own.isEmpty else { throw TrustError(.otherKey, at: "/signatures") }
        guard own.allSatisfy({ $0.verifies(message, by: key.key) }) else {
            throw TrustError(.badSignature, at: "/signatures")
        }
        guard issued <= instant, instant < expires else { throw TrustError(.notCurrent) }
        return statements
    }

    /// The file with one more signature, in place of an earlier one by a key of the same name.
    ///
    /// - Throws: ``SigningError`` if the key cannot sign.
    public func signed(
        by key: PrivateKey, named name: DIDURL
    ) throws(SigningError) -> SignedAccreditations {
        let signature = TrustSignature(
            algorithm: key.publicKey.algorithm.rawValue, key: name,
            publicKey: key.publicKey.bytes, value: try key.signature(of: message))
        return SignedAccreditations(
            accreditor, issued, expires, statements,
            signatures.filter { $0.key != name } + [signature])
    }

    /// The file: the statements and the signatures.
    public var json: JSONValue {
        var json = SignedAccreditations.json(accreditor, issued, expires, statements)
        if !signatures.isEmpty { json["signatures"] = .array(signatures.map(\.json)) }
        return json
    }

    private static func json(
        _ accreditor: String, _ issued: Instant, _ expires: Instant,
        _ statements: [Accreditation]
    ) -> JSONValue {
        [
            "type": "TestamurAccreditations", "version": 1, "by": .string(accreditor),
            "issued": .string(issued.description), "expires": .string(expires.description),
            "accreditations": .array(statements.map(\.ownJSON)),
        ]
    }
}
