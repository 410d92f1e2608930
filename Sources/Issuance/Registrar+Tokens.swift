import AppendOnlyLedger
import CanonicalJSON
public import Credentials
import Records
import Signing
import TransparencyLog
public import Verification

/// Credentials as compact JWS, for programs that read nothing else.
///
/// Spec: 02-sign §4.3.
extension Registrar {
    /// A credential as a token: the same as in its holder's file, signed by the same key, or by the
    /// RSA key that was in force at its record, so that its record speaks for both.
    ///
    /// - Throws: ``RegistrarError/unknownCredential(_:)``, ``RegistrarError/pending(_:)``,
    ///   ``RegistrarError/credentialDamaged(_:)`` or ``RegistrarError/keyGone(_:)``.
    public func token(for id: CredentialID) async throws -> [UInt8] {
        let issued = try await issuedCredential(id)
        try await requireWhole(issued.entry, at: issued.place.index)
        let credential = try JSONDocument(parsing: issued.entry.credential).root
        let proof = credential["proof"].flatMap { $0.elements.first ?? $0 }
        let name = proof?["verificationMethod"]?.string ?? ""
        let desk = try await desk()
        if let key = try await tokenKey(at: issued.place.index, of: desk) {
            return try CredentialToken.signing(credential, with: key.key, named: key.name)
        }
        guard let key = try await assertionKey(named: name, of: desk.ring) else {
            throw RegistrarError.keyGone(name)
        }
        return try CredentialToken.signing(credential, with: key.key, named: key.name)
    }

    /// The newest key for tokens that was in force at a record, if its file is still here.
    private func tokenKey(
        at index: LeafIndex, of desk: Desk
    ) async throws -> NamedPrivateKey? {
        let found = desk.history.entries.last { entry in
            guard entry.declared.use == .assertion, !entry.declared.makesProofs,
                desk.history.key(entry.declared.name, for: .assertion, at: index) != nil
            else { return false }
            return true
        }
        guard let name = found?.declared.name else { return nil }
        if let key = desk.ring.token, key.name == name { return key }
        let ring = desk.ring
        return try await queue.run { try ring.earlierAssertion(name) }
    }

    private func assertionKey(
        named name: String, of ring: KeyRing
    ) async throws -> NamedPrivateKey? {
        if ring.assertion.name.description == name { return ring.assertion }
        guard let url = DIDURL(name) else { return nil }
        return try await queue.run { try ring.earlierAssertion(url) }
    }

    /// The holder's file for whoever has the whole token of a credential; `nil` alike for one that
    /// was never issued, is held back or was erased.
    public func bundle(forPresented token: CredentialToken) async throws -> Bundle? {
        guard token.kind == .credential,
            let id = token.content["id"]?.string.flatMap({ CredentialID($0) }),
            let entry = try await inVault({ try $0.entry(named: id) }), entry.place != nil,
            try JSONDocument(parsing: entry.credential).root.canonicalBytes(omitting: ["proof"])
                == token.content.canonicalBytes(omitting: ["proof"])
        else { return nil }
        let history = try await desk().history
        let keys = history.document(of: .assertion, for: .token(token))
        let report = ProofReport(
            judging: token, expecting: ProofExpectation(now: clock()),
            resolver: KnownDocuments([keys]))
        guard case .pass = report.conclusion(forIssuer: profile.did.description) else {
            return nil
        }
        return try await bundle(for: id)
    }
}

extension NamedPrivateKey {
    /// The suite of the proofs that this key makes.
    var suite: Cryptosuite { Cryptosuite(for: key.publicKey.algorithm) ?? .eddsaJCS2022 }
}
