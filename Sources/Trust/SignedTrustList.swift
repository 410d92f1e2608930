public import CanonicalJSON
public import Signing

/// A trust list with the signatures that came with it. Nobody has checked them.
///
/// Spec: 07-verify §2.
public struct SignedTrustList: Sendable {
    /// The text and newline that a signature covers before the canonical JSON.
    public static let signaturePrefix = Array("testamur.trust.v1\n".utf8)

    /// The signatures, unchecked.
    public let signatures: [TrustSignature]
    let list: TrustList
    private let message: [UInt8]

    /// Reads a list strictly: closed schema, strict JSON, every limit.
    ///
    /// - Throws: ``TrustError`` that names the first fault.
    public init(parsing bytes: [UInt8]) throws(TrustError) {
        let document = try JSONDocument.trust(bytes, bytesMax: TrustList.bytesMax)
        var object = try TrustReader(document.root, at: "")
        let version = try object.requireFormat("TestamurTrustList", upTo: .scoped)
        let name = try object.required("name").words(bytesMax: TrustList.nameBytesMax)
        let sequence = try object.required("sequence").positive()
        let issued = try object.required("issued").instant()
        let expires = try object.required("expires").instant()
        var institutions: [Institution] = []
        let entries = try object.required("institutions")
        for element in try entries.elements(0...TrustList.institutionsMax) {
            institutions.append(try Institution(element, of: version))
        }
        let register =
            version == .first ? .empty : try AccreditationRegister(&object)
        let signatures = try [TrustSignature](&object)
        try object.end()
        list = try TrustList(
            name: name, sequence: sequence, issued: issued, expires: expires,
            institutions: institutions, register: register, atLeast: version,
            provenance: .localUnsigned)
        self.signatures = signatures
        message =
            SignedTrustList.signaturePrefix
            + document.root.canonicalBytes(omitting: ["signatures"])
    }

    init(_ list: TrustList, signatures: [TrustSignature]) {
        self.list = list
        self.signatures = signatures
        message = SignedTrustList.signaturePrefix + list.json.canonicalBytes()
    }

    /// What the file says of itself; nobody has checked it, so it is for showing only.
    public var claimed: JSONValue { list.json }

    /// What changed from another list to this one; nobody has checked either, so it is for
    /// showing only.
    public func difference(from older: SignedTrustList) -> TrustListDifference {
        TrustListDifference(from: older.list, to: list)
    }

    /// The list, kept here by the verifier himself: nobody has signed it.
    ///
    /// - Throws: ``TrustError/Reason/notPinned`` for a list that somebody signed: whether the
    ///   signature is his can only be said by whoever knows his key.
    public func keptLocally() throws(TrustError) -> TrustList {
        guard signatures.isEmpty else { throw TrustError(.notPinned, at: "/signatures") }
        return list
    }

    /// The list, found to be signed by keys that the verifier knows.
    ///
    /// - Throws: ``TrustError/Reason/notSigned``, ``TrustError/Reason/otherKey`` or
    ///   ``TrustError/Reason/badSignature``.
    public func verified(by keys: [TrustKey]) throws(TrustError) -> TrustList {
        try list.signed(by: signatures.signers(of: message, among: keys))
    }

    /// The file: the list's JSON and the signatures.
    public var json: JSONValue {
        list.json.signed(signatures)
    }
}

extension TrustList {
    /// The list with a signature, to be published.
    ///
    /// - Throws: ``SigningError`` if the key cannot sign.
    public func signed(
        by key: PrivateKey, named name: DIDURL
    ) throws(SigningError) -> SignedTrustList {
        try SignedTrustList(self, signatures: []).signed(by: key, named: name)
    }
}

extension SignedTrustList {
    /// The list with one more signature, in place of an earlier one by a key of the same name.
    ///
    /// - Throws: ``SigningError`` if the key cannot sign.
    public func signed(
        by key: PrivateKey, named name: DIDURL
    ) throws(SigningError) -> SignedTrustList {
        SignedTrustList(
            list, signatures: try signatures.adding(key, named: name, over: message))
    }
}

extension TrustReader {
    /// Reads the members that say which format and version it is.
    @discardableResult
    mutating func requireFormat(
        _ type: String, upTo newest: TrustVersion
    ) throws(TrustError) -> TrustVersion {
        guard let found = optional("type"), found.json.equals(type),
            let number = optional("version")?.json.integer,
            let version = TrustVersion(rawValue: number), number <= newest.rawValue
        else { throw TrustError(.otherFormat) }
        return version
    }
}
