public import Credentials
public import Records
import Signing

extension KeyHistory {
    /// The keys of one use as a resolver of proofs wants them; only those among `names`, which
    /// proofs name: a document has room for few, and a ledger may have declared many.
    public func document(of use: KeyUse, among names: [String]) -> DIDDocument {
        let names = Set(names.prefix(ProofReport.proofCountMax).compactMap { DIDURL($0) })
        let methods = names.compactMap(entry).filter { $0.declared.use == use }.map { entry in
            VerificationMethod(
                id: entry.declared.name, key: entry.declared.key,
                relationships: [.assertionMethod])
        }
        return DIDDocument(id: issuer, methods: methods)
    }
}
