import HTTPTypes
import ServiceAPI
import Signing
import TransparencyLog
import Witnessing

/// Witnessing the ledgers of partners.
///
/// Spec: 05-witness §2.
extension Daemon {
    /// Cosigns the checkpoint in the body, if it extends the last one.
    func addCheckpoint(_ exchange: Exchange) async throws -> Answer {
        guard let witnessDesk else { throw Problem.notFound }
        // Whatever type a client announces: the protocol names none.
        let body = try await exchange.body(bytesMax: Witness.requestBytesMax)
        switch try await witnessDesk.answer(to: body) {
        case .cosigned(let signatures):
            return Answer(.ok, .text, signatures.flatMap(\.line))
        case .otherSize(let size):
            return Answer(.conflict, .treeSize, AddCheckpointRequest.sizeAnswer(size))
        case .malformed(let error):
            return Answer(Problem.notAddCheckpoint(error))
        case .unknownLog: return Answer(Problem.unknownLog)
        case .notSigned: return Answer(Problem.notSignedByLog)
        case .inconsistent(let inconsistency):
            if inconsistency == .otherRoot, let request = try? AddCheckpointRequest(parsing: body) {
                // One of its keys signed it: the name is the ledger's own.
                let forked = request.checkpoint.checkpoint
                journal.failure(
                    "witness.inconsistent",
                    "\(forked.origin) showed two roots of size \(forked.size)")
            }
            return Answer(Problem.inconsistent(inconsistency))
        }
    }

    /// The last checkpoint that was cosigned of a ledger.
    func cosignedCheckpoint(_ hash: String, _ exchange: Exchange) async throws -> Answer {
        _ = try exchange.negotiated(among: [.text, .bytes])
        guard let witnessDesk, let digest = Daemon.digest(hash),
            let checkpoint = try await witnessDesk.latest(hash: digest)
        else { throw Problem.notFound }
        return Answer(.ok, .text, checkpoint.bytes)
            .with(.cacheControl, "public, max-age=2").with(.accessControlAllowOrigin, "*")
    }

    /// The digest of 64 digits in lower case.
    private static func digest(_ text: String) -> Digest? {
        guard text.utf8.count == 2 * Digest.byteCount, let bytes = Hex.decode(text) else {
            return nil
        }
        return Digest(bytes)
    }
}

extension Problem {
    fileprivate static func notAddCheckpoint(_ error: TransparencyLogError) -> Problem {
        Problem(
            error.code, status: 400, title: "No add-checkpoint request",
            detail: "The body is not what tlog-witness describes: \(error)")
    }

    fileprivate static let unknownLog = Problem(
        "witness.unknown-log", status: 404, title: "Unknown log",
        detail: "This log is not cosigned here. Ask the witness's keeper to add it.")

    fileprivate static let notSignedByLog = Problem(
        "witness.not-signed", status: 403, title: "Not signed by the log",
        detail: "No key that is trusted here for this log and size signed the checkpoint, or a "
            + "signature by one of them is wrong.")

    fileprivate static func inconsistent(
        _ inconsistency: WitnessAnswer.Inconsistency
    ) -> Problem {
        let detail =
            switch inconsistency {
            case .emptyRoot: "An empty log has the root of the empty tree, and no other."
            case .otherRoot: "Another root was cosigned at this size. The log has two histories."
            case .proof: "The proof does not lead from what was cosigned last to this checkpoint."
            }
        return Problem(
            "witness.inconsistent", status: 422, title: "Not an extension", detail: detail)
    }
}
