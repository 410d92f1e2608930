public import CanonicalJSON
public import Signing

/// A trust list with the signatures that came with it. Nobody has checked them.
///
/// Spec: 07-verify §2.
public struct SignedTrustList: Sendable {
    /// The text and newline that a signature covers before the canonical JSON.
    public static let signaturePrefix = Array("testamur.trust.v1\n".utf8)
    /// The most signatures on one list.
    public static let signaturesMax = 64

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
        var signatures: [TrustSignature] = []
        if let field = object.optional("signatures") {
            for element in try field.elements(1...SignedTrustList.signaturesMax) {
                signatures.append(try TrustSignature(element))
            }
        }
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
    /// One of the keys must have signed; every signature that bears the name of one must verify,
    /// and must show no other key.
    ///
    /// - Throws: ``TrustError/Reason/notSigned``, ``TrustError/Reason/otherKey`` or
    ///   ``TrustError/Reason/badSignature``.
    public func verified(by keys: [TrustKey]) throws(TrustError) -> TrustList {
        guard !signatures.isEmpty else { throw TrustError(.notSigned) }
        var signers: [DIDURL] = []
        for (index, signature) in signatures.enumerated() {
            guard let key = keys.first(where: { $0.name == signature.key }) else { continue }
            guard signature.publicKey.map({ $0 == key.key.bytes }) ?? true else {
                throw TrustError(.otherKey, at: "/signatures/\(index)/public")
            }
            guard signature.verifies(message, by: key.key) else {
                throw TrustError(.badSignature, at: "/signatures/\(index)")
            }
            if !signers.contains(key.name) { signers.append(key.name) }
        }
        guard !signers.isEmpty else { throw TrustError(.otherKey, at: "/signatures") }
        return try list.signed(by: signers)
    }

    /// The file: the list's JSON and the signatures.
    public var json: JSONValue {
        var json = list.json
        if !signatures.isEmpty { json["signatures"] = .array(signatures.map(\.json)) }
        return json
    }
}

/// One signature under a trust list.
public struct TrustSignature: Hashable, Sendable {
    /// The longest signature or key that is read, in bytes.
    public static let bytesMax = 8_192

    /// The algorithm's name.
    public let algorithm: String
    /// The key that is said to have signed.
    public let key: DIDURL
    /// The bytes that the list gives for that key: nobody has checked them.
    public let publicKey: [UInt8]?
    /// The signature's bytes, in the algorithm's own form.
    public let value: [UInt8]

    init(algorithm: String, key: DIDURL, publicKey: [UInt8]?, value: [UInt8]) {
        self.algorithm = algorithm
        self.key = key
        self.publicKey = publicKey
        self.value = value
    }

    init(_ field: TrustField) throws(TrustError) {
        var object = try TrustReader(field.json, at: field.pointer)
        let algorithm = try object.required("alg")
        self.algorithm = try algorithm.text()
        guard 1...32 ~= self.algorithm.utf8.count,
            self.algorithm.utf8.allSatisfy(TrustSignature.isNameByte)
        else { throw algorithm.bad }
        let key = try object.required("key")
        guard let name = DIDURL(try key.text()) else { throw key.bad }
        self.key = name
        if let field = object.optional("public") {
            publicKey = try TrustSignature.bytes(field)
        } else {
            publicKey = nil
        }
        value = try TrustSignature.bytes(object.required("value"))
        try object.end()
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        0x61...0x7A ~= byte | 0x20 || 0x30...0x39 ~= byte || byte == UInt8(ascii: "-")
    }

    private static func bytes(_ field: TrustField) throws(TrustError) -> [UInt8] {
        guard let bytes = Base64URL.decode(try field.text()), 1...bytesMax ~= bytes.count else {
            throw field.bad
        }
        return bytes
    }

    /// The key that the list itself gives for this signature, for a person to compare; `nil` if
    /// it gives none, or one that cannot be pinned.
    public var claimedKey: TrustKey? {
        guard let publicKey, let key = try? PublicKey(.ed25519, bytes: publicKey),
            algorithm.utf8.elementsEqual(key.algorithm.rawValue.utf8)
        else { return nil }
        return TrustKey(name: self.key, key: key)
    }

    func verifies(_ message: [UInt8], by publicKey: PublicKey) -> Bool {
        algorithm.utf8.elementsEqual(publicKey.algorithm.rawValue.utf8)
            && publicKey.verifies(value, of: message)
    }

    var json: JSONValue {
        var json: JSONValue = ["alg": .string(algorithm), "key": .string(key.description)]
        if let publicKey { json["public"] = .string(Base64URL.encode(publicKey)) }
        json["value"] = .string(Base64URL.encode(value))
        return json
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
        let signature = TrustSignature(
            algorithm: key.publicKey.algorithm.rawValue, key: name,
            publicKey: key.publicKey.bytes, value: try key.signature(of: message))
        return SignedTrustList(
            list, signatures: signatures.filter { $0.key != name } + [signature])
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
