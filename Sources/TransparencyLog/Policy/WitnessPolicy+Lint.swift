import Signing

/// Something in a policy that is allowed, and may not be meant.
public enum PolicyFinding: Hashable, Sendable {
    /// Nobody has to cosign: a split view would not be noticed.
    case noQuorum
    /// At most two thirds of the members are enough, so two views can each find enough of them
    /// as soon as a third of the members misbehaves.
    case weakThreshold(group: PolicyWord, threshold: Int, members: Int)
    /// A witness that the quorum does not reach.
    case unusedWitness(PolicyWord)
    /// A witness whose key is a log's: it witnesses itself.
    case witnessIsLog(PolicyWord)
}

extension PolicyFinding: CustomStringConvertible {
    /// The finding in a sentence.
    public var description: String {
        switch self {
        case .noQuorum:
            "The policy asks for no witness, so a split view would not be noticed."
        case .weakThreshold(let group, let threshold, let members):
            "Group \(group) is content with \(threshold) of \(members); more than two thirds "
                + "are needed so that any two quorums share an honest witness."
        case .unusedWitness(let name):
            "Witness \(name) is not part of the quorum."
        case .witnessIsLog(let name):
            "Witness \(name) has the same key as a log, and would witness itself."
        }
    }
}

extension WitnessPolicy {
    /// What a careful reader would ask about, in the order of the file.
    public var findings: [PolicyFinding] {
        var findings: [PolicyFinding] = []
        let used = namesInQuorum
        let logKeys = Set(logs.map(\.key.publicKeyBytes))
        for witness in witnesses {
            if !used.contains(witness.name) { findings.append(.unusedWitness(witness.name)) }
            if logKeys.contains(witness.key.verifierKey.publicKeyBytes) {
                findings.append(.witnessIsLog(witness.name))
            }
        }
        for group in groups where used.contains(group.name) {
            let count = group.members.count
            guard 3 * group.threshold <= 2 * count else { continue }
            findings.append(
                .weakThreshold(group: group.name, threshold: group.threshold, members: count))
        }
        if quorum == .none { findings.append(.noQuorum) }
        return findings
    }

    private var namesInQuorum: Set<PolicyWord> {
        guard case .named(let quorum) = quorum else { return [] }
        var used: Set = [quorum]
        for group in groups.reversed() where used.contains(group.name) {
            used.formUnion(group.members)
        }
        return used
    }
}

extension PolicyFinding {
    /// The stable code of the finding.
    public var code: String {
        switch self {
        case .noQuorum: "policy.no-quorum"
        case .weakThreshold: "policy.weak"
        case .unusedWitness: "policy.unused-witness"
        case .witnessIsLog: "policy.witness-is-log"
        }
    }
}

extension WitnessPolicy {
    /// How many witnesses must have cosigned at the least; 1 where the quorum asks for nobody.
    public var cosignersMin: Int {
        guard case .named(let quorum) = quorum else { return 1 }
        var needed: [PolicyWord: Int] = [:]
        for group in groups {
            let members = group.members.map { needed[$0] ?? 1 }.sorted()
            needed[group.name] = members.prefix(group.threshold).reduce(0, +)
        }
        return needed[quorum] ?? 1
    }
}
