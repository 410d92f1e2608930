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

    /// Whether the key has an end, which programs that know version 1 alone pass over.
    var isTimed: Bool { expires != nil || revoked != nil }

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
            let key = try object.required("publicKeyMultibase")
            var expires: Instant?
            var revoked: Instant?
            if version != .first {
                expires = try object.optional("expires")?.instant()
                revoked = try object.optional("revoked")?.instant()
            }
            try object.end()
            guard let url = try DIDURL(name.text()) else { throw name.bad }
            guard let publicKey = try? PublicKey(multikey: key.text()) else { throw key.bad }
            keys.append(
                AssertionKey(name: url, key: publicKey, expires: expires, revoked: revoked))
        }
        return keys
    }

    /// Checks that the pinned keys are the institution's own, and stand in no ledger's place.
    func checkKeys(at pointer: String) throws(TrustError) {
        guard keys.count <= Self.keysMax else { throw TrustError(.tooMany, at: pointer) }
        guard keys.isEmpty || ledgers.isEmpty else { throw TrustError(.badValue, at: pointer) }
        for (index, key) in keys.enumerated() {
            guard key.name.did == did, key.key.multikey != nil else {
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
                var json: JSONValue = [
                    "id": .string(key.name.description),
                    "publicKeyMultibase": .string(key.key.multikey ?? ""),
                ]
                if let expires = key.expires { json["expires"] = .string(expires.description) }
                if let revoked = key.revoked { json["revoked"] = .string(revoked.description) }
                return json
            })
    }
}
