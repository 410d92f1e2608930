import Signing

/// A policy while it is being put together, line by line; it keeps the rules that span lines.
struct WitnessPolicyDraft {
    /// The logs so far.
    private(set) var logs: [WitnessPolicy.Log] = []
    /// The witnesses so far.
    private(set) var witnesses: [WitnessPolicy.Witness] = []
    /// The groups so far.
    private(set) var groups: [WitnessPolicy.Group] = []
    /// The quorum, once its line has been read.
    private(set) var quorum: WitnessPolicy.Quorum?

    private var names: Set<PolicyWord> = []
    private var members: Set<PolicyWord> = []
    private var logKeys: Set<[UInt8]> = []
    private var witnessKeys: Set<[UInt8]> = []

    private static let reserved = PolicyWord(known: "none")

    /// Takes one line of a policy file, without its newline.
    mutating func read(_ line: ArraySlice<UInt8>) throws(PolicyFault) {
        let isAllowed = line.allSatisfy { $0 == UInt8(ascii: "\t") || $0 >= 0x20 && $0 != 0x7F }
        guard isAllowed else { throw .character }
        let words = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            .map(Array.init)
        guard let keyword = words.first, keyword.first != UInt8(ascii: "#") else { return }
        let rest = words.dropFirst()
        switch String(decoding: keyword, as: UTF8.self) {
        case "log": try readLog(rest)
        case "witness": try readWitness(rest)
        case "group": try readGroup(rest)
        case "quorum": try readQuorum(rest)
        default: throw .keyword
        }
    }

    /// Adds a log.
    mutating func add(_ log: WitnessPolicy.Log) throws(PolicyFault) {
        guard logs.count < WitnessPolicy.entriesMax else { throw .tooLarge }
        guard log.key.type == VerifierKey.ed25519Type else { throw .keyType }
        guard Origin(log.key.name) != nil else { throw .key }
        guard logKeys.insert(log.key.publicKeyBytes).inserted else { throw .keyRepeated }
        logs.append(log)
    }

    /// Adds a witness.
    mutating func add(_ witness: WitnessPolicy.Witness) throws(PolicyFault) {
        guard witnesses.count < WitnessPolicy.entriesMax else { throw .tooLarge }
        try define(witness.name)
        guard witnessKeys.insert(witness.key.verifierKey.publicKeyBytes).inserted else {
            throw .keyRepeated
        }
        witnesses.append(witness)
    }

    /// Adds a group of what has been added before.
    mutating func add(_ group: WitnessPolicy.Group) throws(PolicyFault) {
        guard groups.count < WitnessPolicy.entriesMax else { throw .tooLarge }
        guard !group.members.isEmpty else { throw .wordCount }
        guard 1...group.members.count ~= group.threshold else { throw .threshold }
        for member in group.members {
            guard names.contains(member) else { throw .nameUnknown }
            guard members.insert(member).inserted else { throw .memberRepeated }
        }
        try define(group.name)
        groups.append(group)
    }

    /// Sets the quorum, once.
    mutating func set(_ quorum: WitnessPolicy.Quorum) throws(PolicyFault) {
        guard self.quorum == nil else { throw .quorumRepeated }
        if case .named(let name) = quorum, !names.contains(name) { throw .nameUnknown }
        self.quorum = quorum
    }

    private mutating func define(_ name: PolicyWord) throws(PolicyFault) {
        guard name != WitnessPolicyDraft.reserved, names.insert(name).inserted else {
            throw .nameTaken
        }
    }

    private mutating func readLog(_ words: ArraySlice<[UInt8]>) throws(PolicyFault) {
        guard 1...2 ~= words.count, let key = words.first else { throw .wordCount }
        try add(WitnessPolicy.Log(key: verifierKey(key), url: url(words.dropFirst())))
    }

    private mutating func readWitness(_ words: ArraySlice<[UInt8]>) throws(PolicyFault) {
        guard 2...3 ~= words.count, let first = words.first, let name = PolicyWord(first) else {
            throw .wordCount
        }
        let verifierKey = try verifierKey(words[words.startIndex + 1])
        guard let key = try? CosignatureKey(verifierKey) else { throw .keyType }
        try add(WitnessPolicy.Witness(name: name, key: key, url: url(words.dropFirst(2))))
    }

    private mutating func readGroup(_ words: ArraySlice<[UInt8]>) throws(PolicyFault) {
        let words = words.compactMap(PolicyWord.init)
        guard words.count >= 3 else { throw .wordCount }
        let members = Array(words[2...])
        let threshold: Int
        switch words[1].description {
        case "all": threshold = members.count
        case "any": threshold = 1
        default:
            guard let value = DecimalText.value(of: words[1].bytes), value <= members.count else {
                throw .threshold
            }
            threshold = Int(value)
        }
        try add(WitnessPolicy.Group(name: words[0], threshold: threshold, members: members))
    }

    private mutating func readQuorum(_ words: ArraySlice<[UInt8]>) throws(PolicyFault) {
        guard words.count == 1, let name = words.first.flatMap(PolicyWord.init) else {
            throw .wordCount
        }
        try set(name == WitnessPolicyDraft.reserved ? .none : .named(name))
    }

    private func verifierKey(_ word: [UInt8]) throws(PolicyFault) -> VerifierKey {
        guard let text = String(validating: word, as: UTF8.self),
            let key = try? VerifierKey(parsing: text)
        else { throw .key }
        return key
    }

    private func url(_ words: ArraySlice<[UInt8]>) -> PolicyWord? {
        words.first.flatMap(PolicyWord.init)
    }
}
