public import Signing

/// A checkpoint with signatures that nobody has checked.
///
/// Nothing that relies on a checkpoint takes this type; see ``VerifiedCheckpoint`` and
/// ``TrustedCheckpoint``.
public struct SignedCheckpoint: Hashable, Sendable {
    /// The note: the checkpoint's text with all its signatures.
    public let note: SignedNote

    /// What the text says; unchecked.
    public let checkpoint: Checkpoint

    /// Reads a note with a checkpoint as its text.
    ///
    /// - Throws: `note` or `checkpointMalformed`.
    public init(parsing bytes: [UInt8]) throws(TransparencyLogError) {
        do {
            note = try SignedNote(parsing: bytes)
        } catch {
            throw .note(error)
        }
        checkpoint = try Checkpoint(parsing: note.text)
    }

    /// Takes a note whose text is a checkpoint.
    ///
    /// - Throws: `checkpointMalformed`.
    public init(note: SignedNote) throws(TransparencyLogError) {
        self.note = note
        checkpoint = try Checkpoint(parsing: note.text)
    }

    fileprivate init(note: SignedNote, checkpoint: Checkpoint) {
        self.note = note
        self.checkpoint = checkpoint
    }

    /// The note as it is served.
    public var bytes: [UInt8] { note.bytes }

    /// The checkpoint with more signatures at the end; those that it has already are left out.
    ///
    /// - Throws: `note` if they become too many.
    public func adding(
        _ signatures: [NoteSignature]
    ) throws(TransparencyLogError) -> SignedCheckpoint {
        do {
            return SignedCheckpoint(note: try note.adding(signatures), checkpoint: checkpoint)
        } catch {
            throw .note(error)
        }
    }

    /// The checkpoint, found to be signed by the log's key.
    ///
    /// - Throws: `originMismatch` if the key has another name than the origin; `note` if the key
    ///   did not sign, or its signature is wrong.
    public func verified(by key: VerifierKey) throws(TransparencyLogError) -> VerifiedCheckpoint {
        try verified(byAnyOf: [key])
    }

    /// What is asked of the post-quantum keys among those that a reader knows.
    public enum Companions: Sendable {
        /// One of them must have signed too, if there are any: the keys are those for this size.
        case demanded
        /// They may have signed: the keys are those of any size.
        case welcome
    }

    /// The checkpoint, found to be signed by one of the keys that the log has had, and beside it by
    /// a post-quantum one if some are known and demanded.
    ///
    /// - Throws: `originMismatch` if no key has the origin as its name; `companionMissing`; `note`
    ///   if no key of Ed25519 signed, or a signature by any of the keys is wrong.
    public func verified(
        byAnyOf keys: [VerifierKey], companions: Companions = .demanded
    ) throws(TransparencyLogError) -> VerifiedCheckpoint {
        let own = Set(keys.filter { $0.name == checkpoint.origin.keyName })
        guard !own.isEmpty else { throw .originMismatch(checkpoint.origin) }
        let signers: [VerifierKey]
        do {
            let signatures = try note.verified(by: Array(own)).verifiedSignatures
            signers = signatures.compactMap { signature in
                own.first { $0.keyID == signature.keyID }
            }
        } catch {
            throw .note(error)
        }
        // Readers that do not know these keys rely on the others alone, and so must all.
        let usual = signers.filter { !$0.isPostQuantum }
        guard !usual.isEmpty else { throw .note(.noKnownSignature) }
        let beside = signers.filter(\.isPostQuantum)
        if companions == .demanded, beside.isEmpty, own.contains(where: \.isPostQuantum) {
            throw .companionMissing
        }
        return VerifiedCheckpoint(signed: self, keys: usual + beside)
    }
}

/// A checkpoint that the log's key has signed; no more is known of it.
///
/// Made by ``SignedCheckpoint/verified(by:)`` only.
public struct VerifiedCheckpoint: Hashable, Sendable {
    /// The note it was read from.
    public let signed: SignedCheckpoint

    /// The keys of the log that signed, at least one.
    public let keys: [VerifierKey]

    fileprivate init(signed: SignedCheckpoint, keys: [VerifierKey]) {
        self.signed = signed
        self.keys = keys
    }

    /// What the log stated.
    public var checkpoint: Checkpoint { signed.checkpoint }

    /// The checkpoint with one signature of each key of the log that signed, and no other line:
    /// what may be sent on or kept, where lines that nobody checked may not.
    public var signedByLogOnly: VerifiedCheckpoint {
        let lines = keys.compactMap { key in
            signed.note.signatures.first { $0.keyID == key.keyID && $0.name == key.name }
        }
        guard let note = try? SignedNote(text: signed.note.text, signatures: lines) else {
            preconditionFailure("Some lines of a note with the same text are a note.")
        }
        return VerifiedCheckpoint(
            signed: SignedCheckpoint(note: note, checkpoint: checkpoint), keys: keys)
    }

    /// The cosignatures by known witnesses, one for each, its earliest.
    ///
    /// Lines of unknown keys are passed over.
    /// - Throws: `cosignatureInvalid` if a line of a known witness does not verify.
    public func cosignatures(
        by witnesses: [CosignatureKey]
    ) throws(TransparencyLogError) -> [Cosignature] {
        try Cosignature.earliest(in: signed.note.signatures, on: signed.note.text, by: witnesses)
    }

    /// The cosignatures in a witness's answer, to be added to this checkpoint.
    ///
    /// The answer is signature lines only; whatever no given key made is dropped, so that nothing
    /// unchecked is ever stored.
    /// - Throws: `note` if the answer is not signature lines; `cosignatureInvalid` if a line of a
    ///   known witness does not verify.
    public func cosignatures(
        inAnswer answer: [UInt8], by witnesses: [CosignatureKey]
    ) throws(TransparencyLogError) -> [Cosignature] {
        let signatures: [NoteSignature]
        do {
            signatures = try NoteSignature.parse(lines: answer)
        } catch {
            throw .note(error)
        }
        return try Cosignature.earliest(in: signatures, on: signed.note.text, by: witnesses)
    }

    /// The checkpoint with cosignatures added to its note.
    ///
    /// - Throws: `note` if the signatures become too many.
    /// - Precondition: the cosignatures are of this checkpoint.
    public func adding(
        _ cosignatures: [Cosignature]
    ) throws(TransparencyLogError) -> VerifiedCheckpoint {
        precondition(
            cosignatures.allSatisfy { $0.text == signed.note.text },
            "A cosignature belongs to one checkpoint.")
        return VerifiedCheckpoint(
            signed: try signed.adding(cosignatures.map(\.signature)), keys: keys)
    }

    /// The checkpoint, found to be of one of a policy's logs and to meet its quorum.
    ///
    /// A policy without logs leaves to its user which log is meant.
    /// - Throws: `originMismatch` if the policy lists logs, and none of them signed;
    ///   `quorumNotMet`; or `cosignatureInvalid` as ``cosignatures(by:)`` does.
    public func trusted(
        under policy: WitnessPolicy
    ) throws(TransparencyLogError) -> TrustedCheckpoint {
        guard policy.logs.isEmpty || policy.logs.contains(where: { keys.contains($0.key) }) else {
            throw .originMismatch(checkpoint.origin)
        }
        let evaluation = try policy.evaluate(self)
        guard evaluation.isMet else { throw .quorumNotMet }
        return TrustedCheckpoint(verified: self, evaluation: evaluation)
    }
}

/// A checkpoint that the log's key has signed and that meets a witness policy.
///
/// Made by ``VerifiedCheckpoint/trusted(under:)`` only.
public struct TrustedCheckpoint: Hashable, Sendable {
    /// The checkpoint as the log signed it.
    public let verified: VerifiedCheckpoint

    /// The cosignatures by the policy's witnesses, and the time by which they met its quorum.
    public let evaluation: QuorumEvaluation

    fileprivate init(verified: VerifiedCheckpoint, evaluation: QuorumEvaluation) {
        self.verified = verified
        self.evaluation = evaluation
    }

    /// What the log stated.
    public var checkpoint: Checkpoint { verified.checkpoint }

    /// The instant by which the quorum had cosigned; `nil` if the policy asks for no witness.
    public var witnessedTime: Instant? { evaluation.witnessedTime }
}
