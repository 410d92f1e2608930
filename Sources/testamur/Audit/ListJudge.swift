import Auditing
import CanonicalJSON
import Credentials
import Issuance
import Records
import Signing

/// Reads lists as their readers do, and believes only those that a status key signed.
struct ListJudge: Sendable {
    private let issuer: DID
    /// The names of the keys, the newest first.
    private let names: [DIDURL]
    private let keys: [DIDURL: PublicKey]

    init(_ report: AuditReport, of did: DID) {
        issuer = did
        let found = report.keys.filter { $0.use == .status && $0.voidFrom == nil }
        names = found.reversed().map(\.name)
        keys = Dictionary(found.map { ($0.name, $0.key) }) { first, _ in first }
    }

    /// The keys that may have signed a list: a ledger may declare any number.
    private func documents(for secured: SecuredCredential) -> KnownDocuments {
        let methods = secured.keys(among: names).compactMap { name in
            keys[name].map {
                VerificationMethod(id: name, key: $0, relationships: [.assertionMethod])
            }
        }
        return KnownDocuments([DIDDocument(id: issuer, methods: methods)])
    }

    /// The bits of a list.
    ///
    /// - Throws: ``CredentialError``, ``TokenError`` or ``StatusListError``.
    func bits(
        of form: PublishedForms.Form, _ name: String, _ purpose: StatusBits.Purpose
    ) throws -> BitString {
        let secured = try secured(form)
        let credential = try Credential(validating: secured.json, as: .verifying)
        guard credential.issuer.utf8.elementsEqual(issuer.description.utf8) else {
            throw StatusListError(.verification, "It is another issuer's.")
        }
        let proofs = ProofReport(
            judging: secured, as: credential, expecting: ProofExpectation(now: Machine.now()),
            resolver: documents(for: secured))
        if case .fail(.notYet(let time)) = proofs.conclusion(forIssuer: credential.issuer) {
            throw DatedAhead(time: time)
        }
        let list = try PublishedStatusList(credential, proofs: proofs)
        guard list.url.hasSuffix("/" + name),
            list.purposes == [StatusPurpose(purpose.rawValue)]
        else { throw StatusListError(.verification, "It says that it is another list.") }
        guard list.bits.count >= BitString.entryCountMin else {
            throw StatusListError(.length, "It is too short.")
        }
        return list.bits
    }

    /// What was read, as what it is published.
    private func secured(_ form: PublishedForms.Form) throws -> SecuredCredential {
        switch form {
        case .token(let text): return .token(try CredentialToken(parsing: text))
        case .json(let bytes):
            let limits = JSONLimits(bytesMax: Credential.byteCountMax, numbers: .reported)
            return .document(try JSONDocument(parsing: bytes, limits: limits).root)
        }
    }
}

/// A list that is dated ahead of this machine's clock, which may be wrong.
struct DatedAhead: Error {
    let time: DateTimeStamp
}
