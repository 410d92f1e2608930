/// A name or address in a policy: opaque bytes without spaces and control characters.
public struct PolicyWord: Hashable, Sendable, CustomStringConvertible {
    /// The word's bytes, at least one.
    public let bytes: [UInt8]

    /// Takes a word; `nil` if it is empty, or has a byte that separates words or is not allowed.
    public init?(_ bytes: [UInt8]) {
        guard !bytes.isEmpty, bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return nil }
        self.bytes = bytes
    }

    /// Takes a word from text; `nil` as for bytes.
    public init?(_ text: String) {
        self.init(Array(text.utf8))
    }

    /// Takes a word that the program itself made.
    init(known text: String) {
        bytes = Array(text.utf8)
    }

    /// The word for people to read; bytes that are not UTF-8 are replaced.
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}

/// The rule that a line of a policy breaks, as a stable code of `spec/errors.md`.
public enum PolicyFault: String, Error, Hashable, Sendable {
    /// A control character other than tab and newline.
    case character = "policy.character"
    /// The last line has no newline.
    case unterminated = "policy.unterminated"
    /// A line that is no log, witness, group or quorum.
    case keyword = "policy.keyword"
    /// A line with too few or too many words.
    case wordCount = "policy.word-count"
    /// A key that cannot be read.
    case key = "policy.key"
    /// A key of a type that its holder cannot use here: 1 for logs, 4 for witnesses.
    case keyType = "policy.key-type"
    /// A key that another log, or another witness, has already, under whatever name.
    case keyRepeated = "policy.key-repeated"
    /// A name that is taken, or is the reserved word `none`.
    case nameTaken = "policy.name-taken"
    /// A name that no earlier line defines.
    case nameUnknown = "policy.name-unknown"
    /// A name that is a member of a group already.
    case memberRepeated = "policy.member-repeated"
    /// A threshold that is not a decimal number from 1 to the number of members.
    case threshold = "policy.threshold"
    /// A second quorum line.
    case quorumRepeated = "policy.quorum-repeated"
    /// No quorum line.
    case quorumMissing = "policy.quorum-missing"
    /// More lines of a kind, or more bytes, than are read.
    case tooLarge = "policy.too-large"
}

extension PolicyFault: CustomStringConvertible {
    /// What is wrong, to follow the number of the line.
    public var description: String {
        switch self {
        case .character: "control characters other than tab and newline are not allowed"
        case .unterminated: "the last line has no newline"
        case .keyword: "a line is a log, a witness, a group or the quorum"
        case .wordCount: "too few or too many words"
        case .key: "the key cannot be read"
        case .keyType: "the key is of a type that cannot be used here"
        case .keyRepeated: "the key is there already"
        case .nameTaken: "the name is taken"
        case .nameUnknown: "no line before defines the name"
        case .memberRepeated: "the name is a member of a group already"
        case .threshold: "the threshold is not a number from 1 to the number of members"
        case .quorumRepeated: "there is a quorum already"
        case .quorumMissing: "there is no quorum"
        case .tooLarge: "the policy is too large"
        }
    }
}

extension WitnessPolicy {
    /// Reads a policy file.
    ///
    /// - Throws: `policy` with the first line that breaks a rule.
    public init(parsing text: [UInt8]) throws(TransparencyLogError) {
        guard text.count <= WitnessPolicy.bytesMax else { throw .policy(.tooLarge, line: 1) }
        var reader = LineReader(text)
        var draft = WitnessPolicyDraft()
        do throws(PolicyFault) {
            while !reader.isAtEnd {
                guard let line = reader.line() else { throw .unterminated }
                try draft.read(line)
            }
            try self.init(draft)
        } catch {
            throw .policy(error, line: max(reader.lineNumber, 1))
        }
    }

    /// The policy as a file: logs, witnesses, groups, quorum, without comments.
    public var text: [UInt8] {
        var text: [UInt8] = []
        func line(_ words: [[UInt8]?]) {
            text += words.compactMap(\.self).joined(separator: [UInt8(ascii: " ")])
            text.append(UInt8(ascii: "\n"))
        }
        for log in logs {
            line([Array("log \(log.key)".utf8), log.url?.bytes])
        }
        for witness in witnesses {
            let key = Array(witness.key.description.utf8)
            line([Array("witness".utf8), witness.name.bytes, key, witness.url?.bytes])
        }
        for group in groups {
            let threshold = Array(group.thresholdText.utf8)
            line([Array("group".utf8), group.name.bytes, threshold] + group.members.map(\.bytes))
        }
        switch quorum {
        case .none: line([Array("quorum none".utf8)])
        case .named(let name): line([Array("quorum".utf8), name.bytes])
        }
        return text
    }

    /// The quorum in words, for example `2 of (w1, w2, any of (w3, w4))`.
    public var quorumDescription: String {
        guard case .named(let quorum) = quorum else { return "none" }
        var texts: [PolicyWord: String] = [:]
        for group in groups {
            let members = group.members.map { texts[$0] ?? $0.description }
            texts[group.name] =
                "\(group.thresholdText) of (\(members.joined(separator: ", ")))"
        }
        return texts[quorum] ?? quorum.description
    }
}

extension WitnessPolicy.Group {
    /// The threshold as a policy writes it.
    fileprivate var thresholdText: String {
        if threshold == members.count { return "all" }
        return threshold == 1 ? "any" : String(threshold)
    }
}
