package import CanonicalJSON
package import Signing

/// Tokens as other people's programs write them.
package enum ForeignToken {
    /// The text of a compact JWS with whatever header and payload.
    package static func signing(
        _ payload: JSONValue, header: JSONValue, with key: PrivateKey
    ) throws -> [UInt8] {
        let parts = [header, payload].map { Base64URL.encode($0.canonicalBytes()) }
        let input = Array(parts.joined(separator: ".").utf8)
        return input + Array(".\(Base64URL.encode(try key.signature(of: input)))".utf8)
    }

    /// The spellings of a key's name in a header that mean the same where there is one key: whole,
    /// a fragment with and without its mark, the controller alone, and none.
    package static func headers(naming name: DIDURL) -> [JSONValue] {
        let names = [
            name.description, "#\(name.fragment)", name.fragment, name.did.description,
        ]
        let headers: [JSONValue] = names.map { ["alg": "EdDSA", "kid": .string($0)] }
        return headers + [["alg": "EdDSA"]]
    }
}
