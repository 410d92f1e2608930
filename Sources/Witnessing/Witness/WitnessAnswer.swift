public import Signing
public import TransparencyLog

/// What a witness answers to a checkpoint that was submitted to it.
///
/// Spec: 05-witness §2; C2SP tlog-witness, add-checkpoint.
public enum WitnessAnswer: Hashable, Sendable {
    /// It grew: the witness's signature lines.
    case cosigned([NoteSignature])
    /// The body is not a request.
    case malformed(TransparencyLogError)
    /// The log is none that is cosigned here.
    case unknownLog
    /// No key that is trusted for the log signed, or a signature by one of them is wrong.
    case notSigned
    /// Another size than the stated one was cosigned last: this one.
    case otherSize(TreeSize)
    /// It is not shown to extend what was cosigned last.
    case inconsistent(Inconsistency)

    /// What does not fit together.
    public enum Inconsistency: Hashable, Sendable {
        /// An empty tree with another root than the empty tree has.
        case emptyRoot
        /// The same size as cosigned last, and another root: the log shows two histories.
        case otherRoot
        /// The proof does not lead from the one root to the other.
        case proof
    }

    /// The status code of HTTP.
    public var status: Int {
        switch self {
        case .cosigned: 200
        case .malformed: 400
        case .notSigned: 403
        case .unknownLog: 404
        case .otherSize: 409
        case .inconsistent: 422
        }
    }
}
