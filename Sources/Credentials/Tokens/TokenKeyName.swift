import CanonicalJSON
import Signing

/// What a token says about the key that made it.
///
/// Spec: 02-sign §4.3.
enum TokenKeyName {
    /// One key, by its absolute name.
    case key(String)
    /// Whichever of a controller's keys it is.
    case keys(of: DID)
    /// Something that leads out of here.
    case elsewhere(String)
}

extension CredentialToken {
    /// The name of the key, as absolute as it can be made.
    var keyName: TokenKeyName {
        let maker = maker.flatMap { DID($0) }
        guard let kid = jws.header["kid"]?.string, !kid.isEmpty else {
            if let maker { return .keys(of: maker) }
            return .elsewhere(self.maker ?? "")
        }
        if kid.utf8.contains(UInt8(ascii: "#")), kid.utf8.first != UInt8(ascii: "#") {
            return kid.utf8.starts(with: "did:".utf8) ? .key(kid) : .elsewhere(kid)
        }
        if let did = DID(kid) { return .keys(of: did) }
        guard let maker else { return .elsewhere(kid) }
        if kid.utf8.contains(UInt8(ascii: ":")) { return .elsewhere(kid) }
        let isFragment = kid.utf8.first == UInt8(ascii: "#")
        return .key("\(maker)\(isFragment ? "" : "#")\(kid)")
    }

    /// Who the credential or the presentation says made it.
    private var maker: String? {
        let name = kind == .credential ? "issuer" : "holder"
        let said = content[name].flatMap { $0["id"] ?? $0 }
        return said?.string ?? jws.payload["iss"]?.string
    }
}
