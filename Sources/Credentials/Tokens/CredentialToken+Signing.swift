public import CanonicalJSON
public import Signing

extension CredentialToken {
    /// Writes a credential as a compact JWS that VC-JOSE-COSE and Open Badges 3.0 both take.
    ///
    /// The payload is the credential without proofs, with `iss`, `sub`, `jti`, `nbf` and `exp` as
    /// far as it has what they repeat. Ed25519, P-256 and RSA keys serve.
    ///
    /// - Parameters:
    ///   - credential: an object; what proofs it has are left out.
    ///   - name: the name of the key, which must be one of the issuer's.
    /// - Returns: the text of the token, ASCII.
    /// - Throws: `keyOfOther`, `notSigned`, or `refused` for what is no credential.
    public static func signing(
        _ credential: JSON, with key: PrivateKey, named name: DIDURL
    ) throws(CredentialError) -> [UInt8] {
        let checked = try Credential(validating: credential, as: .verifying)
        guard checked.issuerDID == name.did else { throw .keyOfOther(name) }
        var payload = credential.value.removing(name: "proof")
        payload["iss"] = .string(checked.issuer)
        let subjects = credential["credentialSubject"]?.asList ?? []
        if subjects.count == 1, let id = subjects[0]["id"]?.string { payload["sub"] = .string(id) }
        if let id = checked.id { payload["jti"] = .string(id) }
        if let from = checked.validFrom { payload["nbf"] = .integer(from.seconds) }
        if let until = checked.validUntil { payload["exp"] = .integer(until.seconds) }
        do {
            return try CompactJWS.signing(payload, as: "vc+jwt", with: key, named: name)
        } catch {
            throw .notSigned(error)
        }
    }
}
