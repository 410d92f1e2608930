/// The paths of the daemon.
///
/// Spec: 09-surfaces §3.2.
public enum ServicePath {
    /// The page that says what this is.
    public static let root = "/"
    /// Bundles and credentials are verified here.
    public static let verifications = "/v1/verifications"
    /// Credentials are issued here; below it are those that were.
    public static let credentials = "/v1/credentials"
    /// The W3C's interface: a credential is issued here.
    public static let issueCredential = "/credentials/issue"
    /// The W3C's interface: a credential is verified here.
    public static let verifyCredential = "/credentials/verify"
    /// The W3C's interface: a credential's standing is changed here.
    public static let credentialStatus = "/credentials/status"
    /// The W3C's interface: a presentation is verified here.
    public static let verifyPresentation = "/presentations/verify"
    /// Below it are the records, by index.
    public static let records = "/v1/records"
    /// The whole signed credential is given here for its bundle.
    public static let receipts = "/v1/receipts"
    /// The ledger: checkpoints and tiles.
    public static let ledger = "/ledger"
    /// The newest checkpoint that met the ledger's witness policy.
    public static let checkpoint = "/ledger/checkpoint"
    /// The newest checkpoint.
    public static let latestCheckpoint = "/ledger/checkpoint.latest"
    /// Below it are the status lists, by number.
    public static let status = "/status"
    /// Below it are the status lists for what is on hold, by number.
    public static let suspensions = "/status/suspension"
    /// Partners' ledgers are witnessed below it; for their software the submission and the
    /// monitoring prefix.
    public static let witness = "/witness"
    /// A partner's ledger submits its checkpoints here.
    public static let addCheckpoint = "/witness/add-checkpoint"
    /// The last component of where the last cosigned checkpoint of a ledger is.
    public static let cosignedCheckpoint = "checkpoint"
    /// The institution's DID document.
    public static let didDocument = "/.well-known/did.json"
    /// What a partner needs in order to list the institution.
    public static let description = "/.well-known/testamur"
    /// The trust list that the institution publishes, signed.
    public static let trustList = "/.well-known/testamur-trust"
    /// Whether the process runs.
    public static let liveness = "/livez"
    /// Whether it does its work.
    public static let readiness = "/readyz"

    /// Where the standing of the credential of that UUID is changed, by the verb at the end:
    /// `revoke`, `suspend`, `reinstate`, `supersede` or `erase`.
    public static func standing(ofCredential uuid: String, verb: String) -> String {
        "\(credentials)/\(uuid)/\(verb)"
    }

    /// The last component of where the standing of what a record issued is.
    public static let standing = "standing"

    /// Where the standing of what a record issued is, below an institution's address: the leaf is
    /// named where the record is a list.
    public static func standing(ofRecord index: UInt64, leaf: UInt64?) -> String {
        let leaf = leaf.map { "?leaf=\($0)" } ?? ""
        return "\(record(index))/\(standing)\(leaf)"
    }

    /// Where the record of that index is.
    public static func record(_ index: UInt64) -> String { "\(records)/\(index)" }
}
