public import Credentials
public import Records
import Signing

extension KeyHistory {
    /// The keys of one use as a resolver of proofs wants them, the newest first; only those that
    /// may have signed something: a document has room for few, and a ledger may have declared many.
    ///
    /// - Parameter isTaken: which of them count.
    public func document(
        of use: KeyUse, for secured: SecuredCredential,
        where isTaken: (Entry) -> Bool = { _ in true }
    ) -> DIDDocument {
        let own = entries.reversed().filter { $0.declared.use == use && isTaken($0) }
        let methods = secured.keys(among: own.map(\.declared.name)).compactMap(entry).map { entry in
            VerificationMethod(
                id: entry.declared.name, key: entry.declared.key,
                relationships: [.assertionMethod])
        }
        return DIDDocument(id: issuer, methods: methods)
    }
}
