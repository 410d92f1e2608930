public import Signing

/// The key with which a witness cosigns checkpoints: Ed25519, note signature type 4.
///
/// Spec: C2SP tlog-cosignature, Format.
public struct CosignatureKey: Hashable, Sendable, CustomStringConvertible {
    /// The key as signed notes name it.
    public let verifierKey: VerifierKey

    private let publicKey: PublicKey

    /// Takes a note key of type 4.
    ///
    /// - Throws: `keyType` if it is of another type. A plain note key is never taken for a
    ///   witness's: the same bytes have another id there.
    public init(_ verifierKey: VerifierKey) throws(TransparencyLogError) {
        guard verifierKey.type == VerifierKey.cosignatureType,
            let publicKey = verifierKey.publicKey
        else { throw .keyType(verifierKey.type) }
        self.verifierKey = verifierKey
        self.publicKey = publicKey
    }

    /// Makes the key of a witness.
    ///
    /// - Throws: `note` if the public key is not an Ed25519 key.
    public init(name: KeyName, publicKey: PublicKey) throws(TransparencyLogError) {
        guard publicKey.algorithm == .ed25519 else { throw .note(.notAnEd25519Key) }
        verifierKey = VerifierKey(
            name: name, publicKey: publicKey, type: VerifierKey.cosignatureType)
        self.publicKey = publicKey
    }

    /// The key in the `name+id+base64` form.
    public var description: String { verifierKey.description }
}

extension CosignatureKey: NoteVerifier {
    /// The witness's name.
    public var name: KeyName { verifierKey.name }

    /// The key's id, which covers its type.
    public var keyID: UInt32 { verifierKey.keyID }

    /// Whether a signature line's payload is this witness's cosignature of the text.
    public func verifies(_ payload: [UInt8], text: [UInt8]) -> Bool {
        time(of: payload, text: text) != nil
    }

    /// When this witness says it cosigned the text; `nil` if the payload is not its cosignature.
    ///
    /// A time of zero, or past the year 9999, is not taken for one.
    func time(of payload: [UInt8], text: [UInt8]) -> Instant? {
        guard payload.count == 8 + 64 else { return nil }
        let seconds = payload[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard seconds > 0, let time = Instant(exactlySeconds: seconds) else { return nil }
        let message = Cosignature.message(time: time, text: text)
        return publicKey.verifies(Array(payload[8...]), of: message) ? time : nil
    }
}

/// A witness's checked word that, at a time, this was the largest consistent tree it had seen.
public struct Cosignature: Hashable, Sendable {
    /// Who cosigned.
    public let witness: CosignatureKey

    /// When, to the second, by the witness's clock.
    public let time: Instant

    /// The line of the note.
    public let signature: NoteSignature

    /// The text that it is of.
    let text: [UInt8]

    fileprivate init(
        witness: CosignatureKey, time: Instant, signature: NoteSignature, text: [UInt8]
    ) {
        self.witness = witness
        self.time = time
        self.signature = signature
        self.text = text
    }

    /// Checks all lines by known witnesses and keeps the earliest of each.
    static func earliest(
        in signatures: [NoteSignature], on text: [UInt8], by witnesses: [CosignatureKey]
    ) throws(TransparencyLogError) -> [Cosignature] {
        var found: [Cosignature] = []
        for witness in witnesses {
            var earliest: Cosignature?
            for signature in signatures
            where signature.keyID == witness.keyID && signature.name == witness.name {
                guard let time = witness.time(of: signature.payload, text: text) else {
                    throw .cosignatureInvalid(witness.name)
                }
                if let earliest, earliest.time <= time { continue }
                earliest = Cosignature(
                    witness: witness, time: time, signature: signature, text: text)
            }
            if let earliest { found.append(earliest) }
        }
        return found
    }

    /// The bytes that a witness signs.
    ///
    /// Spec: C2SP tlog-cosignature, Ed25519 signed message.
    static func message(time: Instant, text: [UInt8]) -> [UInt8] {
        Array("cosignature/v1\ntime \(time.seconds)\n".utf8) + text
    }
}

/// A witness's signing hand.
public struct Cosigner: Sendable {
    /// The key that others verify with.
    public let key: CosignatureKey

    private let privateKey: PrivateKey

    /// Takes the witness's name and private key, which no other witness or log may use.
    ///
    /// - Throws: `note` if it is not an Ed25519 key.
    public init(name: KeyName, key privateKey: PrivateKey) throws(TransparencyLogError) {
        key = try CosignatureKey(name: name, publicKey: privateKey.publicKey)
        self.privateKey = privateKey
    }

    /// Cosigns a checkpoint whose consistency the caller has checked.
    ///
    /// The time is cut to the second.
    /// - Throws: the signing error.
    /// - Precondition: the time is at least one second after the start of 1970.
    public func cosign(
        _ verified: VerifiedCheckpoint, at time: Instant
    ) throws(SigningError) -> Cosignature {
        precondition(time.seconds > 0, "A cosignature at time zero would say nothing.")
        let time = Instant(seconds: time.seconds)
        let text = verified.signed.note.text
        let message = Cosignature.message(time: time, text: text)
        var payload = withBigEndianBytes(of: UInt64(time.seconds))
        payload += try privateKey.signature(of: message)
        let signature = NoteSignature(name: key.name, keyID: key.keyID, payload: payload)
        return Cosignature(witness: key, time: time, signature: signature, text: text)
    }

    private func withBigEndianBytes(of value: UInt64) -> [UInt8] {
        stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> UInt64($0)) }
    }
}
