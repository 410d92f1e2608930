import CanonicalJSON
import Signing

/// Keys that a list pins for an institution without a ledger.
///
/// Spec: 07-verify §2.1.
extension Institution {
    /// The most keys of one institution that are pinned.
    public static let keysMax = 32

    /// Reads the pinned keys of an institution.
    static func keys(_ field: TrustField?) throws(TrustError) -> [TrustKey] {
        guard let field else { return [] }
        var keys: [TrustKey] = []
        for element in try field.elements(1...keysMax) {
            var object = try TrustReader(element.json, at: element.pointer)
            let name = try object.required("id")
            let key = try object.required("publicKeyMultibase")
            try object.end()
            guard let url = try DIDURL(name.text()) else { throw name.bad }
            guard let publicKey = try? PublicKey(multikey: key.text()) else { throw key.bad }
            keys.append(TrustKey(name: url, key: publicKey))
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
                [
                    "id": .string(key.name.description),
                    "publicKeyMultibase": .string(key.key.multikey ?? ""),
                ]
            })
    }
}
