public import Signing

/// Whose checkpoints to believe, and which witnesses must have cosigned them.
///
/// Spec: C2SP tlog-policy.
public struct WitnessPolicy: Hashable, Sendable {
    /// The most logs, witnesses or groups a policy may have, each.
    public static let entriesMax = 256

    /// The longest policy text, in bytes.
    public static let bytesMax = 262_144

    /// A log whose checkpoints are accepted; its key's name is its origin.
    public struct Log: Hashable, Sendable {
        /// The key that signs the log's checkpoints.
        public let key: VerifierKey
        /// Where to reach the log, if that is of use.
        public let url: PolicyWord?

        /// Makes a log's line.
        public init(key: VerifierKey, url: PolicyWord? = nil) {
            self.key = key
            self.url = url
        }
    }

    /// A witness whose cosignatures count.
    public struct Witness: Hashable, Sendable {
        /// The name that groups and quorum use for it; it has no meaning elsewhere.
        public let name: PolicyWord
        /// The key that cosigns.
        public let key: CosignatureKey
        /// Where to submit checkpoints, if that is of use.
        public let url: PolicyWord?

        /// Makes a witness's line.
        public init(name: PolicyWord, key: CosignatureKey, url: PolicyWord? = nil) {
            self.name = name
            self.key = key
            self.url = url
        }
    }

    /// Some witnesses or groups, of which enough must have cosigned.
    public struct Group: Hashable, Sendable {
        /// The name that other groups and the quorum use for it.
        public let name: PolicyWord
        /// How many members are enough.
        public let threshold: Int
        /// Witnesses and groups defined before.
        public let members: [PolicyWord]

        /// Makes a group's line.
        public init(name: PolicyWord, threshold: Int, members: [PolicyWord]) {
            self.name = name
            self.threshold = threshold
            self.members = members
        }
    }

    /// What must have cosigned.
    public enum Quorum: Hashable, Sendable {
        /// Nobody: the log's signature is enough.
        case none
        /// The witness or group of this name.
        case named(PolicyWord)
    }

    /// The logs that are accepted; none if they are known from elsewhere.
    public let logs: [Log]

    /// The witnesses, in the order of definition.
    public let witnesses: [Witness]

    /// The groups, in the order of definition; members come before the groups they are in.
    public let groups: [Group]

    /// What must have cosigned.
    public let quorum: Quorum

    /// Makes a policy from its parts, under the same rules as a text.
    ///
    /// - Throws: `policy` with line 0.
    public init(
        logs: [Log], witnesses: [Witness], groups: [Group] = [], quorum: Quorum
    ) throws(TransparencyLogError) {
        var draft = WitnessPolicyDraft()
        do {
            for log in logs { try draft.add(log) }
            for witness in witnesses { try draft.add(witness) }
            for group in groups { try draft.add(group) }
            try draft.set(quorum)
            try self.init(draft)
        } catch {
            throw .policy(error, line: 0)
        }
    }

    /// Makes the plain policy that so many of the witnesses must have cosigned.
    ///
    /// Zero asks for none of them.
    /// - Throws: `policy` with line 0.
    public static func requiring(
        _ threshold: Int, of witnesses: [Witness], logs: [Log]
    ) throws(TransparencyLogError) -> WitnessPolicy {
        guard threshold != 0 else {
            return try WitnessPolicy(logs: logs, witnesses: witnesses, quorum: .none)
        }
        let taken = Set(witnesses.map(\.name))
        var name = PolicyWord(known: "quorum")
        while taken.contains(name) { name = PolicyWord(known: "\(name)-") }
        let group = Group(name: name, threshold: threshold, members: witnesses.map(\.name))
        return try WitnessPolicy(
            logs: logs, witnesses: witnesses, groups: [group], quorum: .named(name))
    }

    /// Takes a finished draft; a draft without a quorum is refused.
    init(_ draft: WitnessPolicyDraft) throws(PolicyFault) {
        guard let quorum = draft.quorum else { throw .quorumMissing }
        logs = draft.logs
        witnesses = draft.witnesses
        groups = draft.groups
        self.quorum = quorum
    }
}

// MARK: - Evaluation

extension WitnessPolicy {
    /// Which of the policy's witnesses have cosigned a checkpoint, and whether they are enough.
    ///
    /// - Throws: `cosignatureInvalid` if a known witness's line does not verify.
    public func evaluate(
        _ verified: VerifiedCheckpoint
    ) throws(TransparencyLogError) -> QuorumEvaluation {
        let cosignatures = try verified.cosignatures(by: witnesses.map(\.key))
        guard case .named(let quorum) = quorum else {
            return QuorumEvaluation(cosignatures: cosignatures, isMet: true, witnessedTime: nil)
        }
        var times: [PolicyWord: Instant] = [:]
        for witness in witnesses {
            times[witness.name] = cosignatures.first { $0.witness == witness.key }?.time
        }
        for group in groups {
            let reached = group.members.compactMap { times[$0] }.sorted()
            guard reached.count >= group.threshold else { continue }
            times[group.name] = reached[group.threshold - 1]
        }
        return QuorumEvaluation(
            cosignatures: cosignatures, isMet: times[quorum] != nil, witnessedTime: times[quorum])
    }
}

/// What a policy says of a checkpoint's cosignatures.
public struct QuorumEvaluation: Hashable, Sendable {
    /// The cosignatures by the policy's witnesses, one for each that has cosigned.
    public let cosignatures: [Cosignature]

    /// Whether they are enough.
    public let isMet: Bool

    /// The instant by which enough had cosigned: of a group, the time at which its threshold was
    /// reached; `nil` if the quorum is not met, or asks for nobody.
    public let witnessedTime: Instant?

    fileprivate init(cosignatures: [Cosignature], isMet: Bool, witnessedTime: Instant?) {
        self.cosignatures = cosignatures
        self.isMet = isMet
        self.witnessedTime = witnessedTime
    }
}
