public import Records
public import Signing

/// A signed statement whose signatures are known to be good: made here, or checked here.
public struct AuthorisedStatement: Sendable {
    /// The statement and its signatures.
    public let signed: SignedStatement
    /// The record keys that signed, as they were when their signatures were made or checked.
    let signers: [Signer]

    struct Signer: Sendable {
        let name: DIDURL
        let key: PublicKey
    }

    /// Signs a statement here.
    ///
    /// Whether the key may still sign is decided when the statement gets its place.
    ///
    /// - Throws: ``SigningError`` if the key cannot sign.
    public init(_ statement: Statement, signedBy key: NamedPrivateKey) throws(SigningError) {
        signed = try statement.signed(by: key.key, named: key.name)
        signers = [Signer(name: key.name, key: key.key.publicKey)]
    }

    /// Checks a statement that was signed elsewhere against a ledger's keys.
    ///
    /// Statements that take other keys than record keys are taken as they are: they are checked
    /// in full when they get their place.
    ///
    /// - Throws: ``LedgerError/notAuthorised(_:)`` if a signature is not by a record key in force.
    public init(checking signed: SignedStatement, against keys: KeyHistory) throws(LedgerError) {
        self.signed = signed
        switch signed.statement.body {
        case .issue, .issueList: break
        default:
            signers = []
            return
        }
        let message = signed.message
        let active = keys.activeKeys(for: .record)
        var signers: [Signer] = []
        for signature in signed.signatures where signature.isReadable {
            guard let key = active.first(where: { $0.name == signature.key }),
                signature.verifies(message, by: key.key)
            else { throw .notAuthorised(.notAuthorised) }
            signers.append(Signer(name: key.name, key: key.key))
        }
        guard !signers.isEmpty else { throw .notAuthorised(.notAuthorised) }
        self.signers = signers
    }
}
