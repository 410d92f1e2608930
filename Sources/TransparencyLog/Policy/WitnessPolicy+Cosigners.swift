import Signing

/// What witnesses have cosigned, whoever signed it for the log.
extension WitnessPolicy {
    /// The policy's witnesses whose cosignatures of a checkpoint verify; a line that does not is
    /// passed over. Nobody has looked at who signed the checkpoint for the log.
    public func cosigners(of signed: SignedCheckpoint) -> [Witness] {
        let note = signed.note
        return witnesses.filter { witness in
            let found = try? Cosignature.earliest(
                in: note.signatures, on: note.text, by: [witness.key])
            return found?.isEmpty == false
        }
    }

    /// Whether so many witnesses are a quorum; never, where the policy asks for none.
    public func isQuorum(_ cosigners: some Sequence<Witness>) -> Bool {
        guard case .named(let quorum) = quorum else { return false }
        var met = Set(cosigners.map(\.name))
        for group in groups where group.members.filter(met.contains).count >= group.threshold {
            met.insert(group.name)
        }
        return met.contains(quorum)
    }
}
