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

    private static let type = "TestamurAccreditations"

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
    /// Which file it is: the SHA-256 of everything in it.
    public let digest: Digest
    private let message: [UInt8]
    private let institutions: Set<DID>

    /// Whether a text says that it is such a file, well or badly.
    public static func isMeant(by bytes: [UInt8]) -> Bool {
        let document = try? JSONDocument.trust(bytes, bytesMax: bytesMax)
        return document?.root["type"]?.equals(type) ?? false
    }

    /// Reads a file strictly: closed schema, strict JSON, every limit.
    ///
    /// - Throws: ``TrustError`` that names the first fault.
    public init(parsing bytes: [UInt8]) throws(TrustError) {
        let document = try JSONDocument.trust(bytes, bytesMax: SignedAccreditations.bytesMax)
        var object = try TrustReader(document.root, at: "")
        try object.requireFormat(SignedAccreditations.type, upTo: .first)
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
        let signatures = try [TrustSignature](&object)
        try object.end()
        self.accreditor = accreditor
        self.statements = statements
        self.signatures = signatures
        message =
            SignedAccreditations.signaturePrefix
            + document.root.canonicalBytes(omitting: ["signatures"])
        digest = .sha256(document.root.canonicalBytes())
        institutions = Set(statements.map(\.institution))
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
        digest = .sha256(json.signed(signatures).canonicalBytes())
        institutions = Set(statements.map(\.institution))
    }

    /// Whether anything is stated about an institution; nobody has checked by whom.
    public func mentions(_ institution: DID) -> Bool { institutions.contains(institution) }

    /// The file, found to be signed by the accreditor's key on a list.
    ///
    /// - Throws: ``TrustError/Reason/notListed`` where the list names no such accreditor or no
    ///   key of his, ``TrustError/Reason/notSigned``, ``TrustError/Reason/otherKey`` or
    ///   ``TrustError/Reason/badSignature``.
    public func verified(
        by register: AccreditationRegister
    ) throws(TrustError) -> VerifiedAccreditations {
        guard let key = register.accreditor(accreditor)?.key else {
            throw TrustError(.notListed, at: "/by")
        }
        _ = try signatures.signers(of: message, among: [key])
        return VerifiedAccreditations(self)
    }

    /// The file with one more signature, in place of an earlier one by a key of the same name.
    ///
    /// - Throws: ``SigningError`` if the key cannot sign.
    public func signed(
        by key: PrivateKey, named name: DIDURL
    ) throws(SigningError) -> SignedAccreditations {
        SignedAccreditations(
            accreditor, issued, expires, statements,
            try signatures.adding(key, named: name, over: message))
    }

    /// The file: the statements and the signatures.
    public var json: JSONValue {
        SignedAccreditations.json(accreditor, issued, expires, statements).signed(signatures)
    }

    private static func json(
        _ accreditor: String, _ issued: Instant, _ expires: Instant,
        _ statements: [Accreditation]
    ) -> JSONValue {
        [
            "type": .string(type), "version": 1, "by": .string(accreditor),
            "issued": .string(issued.description), "expires": .string(expires.description),
            "accreditations": .array(statements.map(\.ownJSON)),
        ]
    }
}

/// An accreditor's own statements, found to be signed by the key that a list names for it.
///
/// Spec: 07-verify §2.9.
public struct VerifiedAccreditations: Sendable {
    private let issued: Instant
    private let expires: Instant
    private let byInstitution: [DID: [Accreditation]]
    /// How many statements there are.
    public let statementCount: Int

    fileprivate init(_ file: SignedAccreditations) {
        issued = file.issued
        expires = file.expires
        byInstitution = Dictionary(grouping: file.statements, by: \.institution)
        statementCount = file.statements.count
    }

    /// The statements about an institution, if the file may be relied upon at an instant.
    ///
    /// - Throws: ``TrustError/Reason/notCurrent``.
    public func statements(
        about institution: DID, at instant: Instant
    ) throws(TrustError) -> [Accreditation] {
        guard issued <= instant, instant < expires else { throw TrustError(.notCurrent) }
        return byInstitution[institution] ?? []
    }
}
