import CanonicalJSON
public import Signing

/// A key with which an institution without a ledger signs awards, as a list pins it: with what the
/// institution's document said of its time.
///
/// Spec: 07-verify §2.1.
public struct AssertionKey: Hashable, Sendable {
    /// The key's name.
    public let name: DIDURL
    /// The key.
    public let key: PublicKey
    /// From when it is no longer used; what was signed before counts.
    public let expires: Instant?
    /// From when it must not be used any more: it may be in a stranger's hands.
    public let revoked: Instant?

    /// Names a key.
    public init(
        name: DIDURL, key: PublicKey, expires: Instant? = nil, revoked: Instant? = nil
    ) {
        self.name = name
        self.key = key
        self.expires = expires
        self.revoked = revoked
    }

    /// Whether version 1 of the format has no words for it: for the key's end, or for its kind.
    var isBeyondFirstVersion: Bool {
        expires != nil || revoked != nil || key.multikey == nil
    }

    /// The key in a line, for people to compare: a multikey, or the digest of an RSA key.
    var keyText: String {
        key.multikey ?? "RSA " + Base64URL.encode(Digest.sha256(key.bytes).bytes)
    }

    /// Its end in words, with a comma before it; empty for a key without one.
    public var endWords: String {
        (revoked.map { ", revoked \($0.dateText)" } ?? "")
            + (expires.map { ", until \($0.dateText)" } ?? "")
    }
}

/// Keys that a list pins for an institution without a ledger.
///
/// Spec: 07-verify §2.1.
extension Institution {
    /// The most keys of one institution that are pinned.
    static let keysMax = 32

    /// Reads the pinned keys of an institution; version 1 of the format knows no end of a key.
    static func keys(
        _ field: TrustField?, of version: TrustVersion
    ) throws(TrustError) -> [AssertionKey] {
        guard let field else { return [] }
        var keys: [AssertionKey] = []
        for element in try field.elements(1...keysMax) {
            var object = try TrustReader(element.json, at: element.pointer)
            let name = try object.required("id")
            let key = try key(in: &object, of: version)
            var expires: Instant?
            var revoked: Instant?
            if version != .first {
                expires = try object.optional("expires")?.instant()
                revoked = try object.optional("revoked")?.instant()
            }
            try object.end()
            guard let url = try DIDURL(name.text()) else { throw name.bad }
            keys.append(AssertionKey(name: url, key: key, expires: expires, revoked: revoked))
        }
        return keys
    }

    /// A key as a multikey, or in version 2 an RSA key as a JWK.
    private static func key(
        in object: inout TrustReader, of version: TrustVersion
    ) throws(TrustError) -> PublicKey {
        guard version != .first, let jwk = object.optional("publicKeyJwk") else {
            let multikey = try object.required("publicKeyMultibase")
            guard let key = try? PublicKey(multikey: multikey.text()) else { throw multikey.bad }
            return key
        }
        var members = try TrustReader(jwk.json, at: jwk.pointer)
        let kind = try members.required("kty")
        let modulus = try members.required("n")
        let exponent = try members.required("e")
        try members.end()
        guard try kind.text() == "RSA" else { throw kind.bad }
        guard let n = try Base64URL.decode(modulus.text()),
            let e = try Base64URL.decode(exponent.text()),
            let key = try? PublicKey(RSAPublicKey(modulus: n, exponent: e))
        else { throw jwk.bad }
        return key
    }

    /// Checks that the pinned keys are the institution's own, and stand in no ledger's place.
    func checkKeys(at pointer: String) throws(TrustError) {
        guard keys.count <= Self.keysMax else { throw TrustError(.tooMany, at: pointer) }
        guard keys.isEmpty || ledgers.isEmpty else { throw TrustError(.badValue, at: pointer) }
        for (index, key) in keys.enumerated() {
            guard key.name.did == did else {
                throw TrustError(.badValue, at: "\(pointer)/\(index)")
            }
            guard !keys[..<index].contains(where: { $0.name == key.name }) else {
                throw TrustError(.duplicate, at: "\(pointer)/\(index)")
            }
        }
    }

    /// The pinned keys as they stand in a list.
    var keysJSON: JSONValue {
        .array(
            keys.map { key in
                var json: JSONValue = ["id": .string(key.name.description)]
                if let numbers = key.key.rsa {
                    json["publicKeyJwk"] = [
                        "kty": "RSA", "n": .string(Base64URL.encode(numbers.modulus)),
                        "e": .string(Base64URL.encode(numbers.exponent)),
                    ]
                } else if let multikey = key.key.multikey {
                    json["publicKeyMultibase"] = .string(multikey)
                }
                if let expires = key.expires { json["expires"] = .string(expires.description) }
                if let revoked = key.revoked { json["revoked"] = .string(revoked.description) }
                return json
            })
    }
}
