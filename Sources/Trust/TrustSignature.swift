import CanonicalJSON
public import Signing

/// One signature under a trust list, or under an accreditor's statements. Nobody has checked it.
///
/// Spec: 07-verify §2.5.
public struct TrustSignature: Hashable, Sendable {
    /// The longest signature or key that is read, in bytes.
    static let bytesMax = 8_192

    /// The algorithm's name.
    public let algorithm: String
    /// The key that is said to have signed.
    public let key: DIDURL
    /// The bytes that the file gives for that key: nobody has checked them.
    public let publicKey: [UInt8]?
    /// The signature's bytes, in the algorithm's own form.
    public let value: [UInt8]

    fileprivate init(algorithm: String, key: DIDURL, publicKey: [UInt8]?, value: [UInt8]) {
        self.algorithm = algorithm
        self.key = key
        self.publicKey = publicKey
        self.value = value
    }

    fileprivate init(_ field: TrustField) throws(TrustError) {
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

    /// The key that the file itself gives for this signature, for a person to compare; `nil` if
    /// it gives none, or one that cannot be pinned.
    public var claimedKey: TrustKey? {
        guard let publicKey, let key = try? PublicKey(.ed25519, bytes: publicKey),
            algorithm.utf8.elementsEqual(key.algorithm.rawValue.utf8)
        else { return nil }
        return TrustKey(name: self.key, key: key)
    }

    fileprivate func verifies(_ message: [UInt8], by publicKey: PublicKey) -> Bool {
        algorithm.utf8.elementsEqual(publicKey.algorithm.rawValue.utf8)
            && publicKey.verifies(value, of: message)
    }

    fileprivate var json: JSONValue {
        var json: JSONValue = ["alg": .string(algorithm), "key": .string(key.description)]
        if let publicKey { json["public"] = .string(Base64URL.encode(publicKey)) }
        json["value"] = .string(Base64URL.encode(value))
        return json
    }
}

extension [TrustSignature] {
    /// The most signatures on one file.
    static let countMax = 64

    /// Reads the signatures among the members of a file; none where nobody signed.
    init(_ object: inout TrustReader) throws(TrustError) {
        self = []
        for element in try object.several("signatures", Self.countMax) {
            append(try TrustSignature(element))
        }
    }

    /// The keys that signed a message, of those that a reader knows.
    ///
    /// One of them must have signed; every signature that bears the name of one must verify, and
    /// must show no other key.
    ///
    /// - Throws: ``TrustError/Reason/notSigned``, ``TrustError/Reason/otherKey`` or
    ///   ``TrustError/Reason/badSignature``.
    func signers(
        of message: [UInt8], among keys: [TrustKey]
    ) throws(TrustError) -> [DIDURL] {
        guard !isEmpty else { throw TrustError(.notSigned) }
        var signers: [DIDURL] = []
        for (index, signature) in enumerated() {
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
        return signers
    }

    /// The signatures with one more, in place of an earlier one by a key of the same name.
    ///
    /// - Throws: ``SigningError`` if the key cannot sign.
    func adding(
        _ key: PrivateKey, named name: DIDURL, over message: [UInt8]
    ) throws(SigningError) -> [TrustSignature] {
        let signature = TrustSignature(
            algorithm: key.publicKey.algorithm.rawValue, key: name,
            publicKey: key.publicKey.bytes, value: try key.signature(of: message))
        return filter { $0.key != name } + [signature]
    }
}

extension JSONValue {
    /// A file with the signatures that are under it.
    func signed(_ signatures: [TrustSignature]) -> JSONValue {
        guard !signatures.isEmpty else { return self }
        var json = self
        json["signatures"] = .array(signatures.map(\.json))
        return json
    }
}
