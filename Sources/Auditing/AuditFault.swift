public import TransparencyLog

/// One thing that an audit found wrong.
public struct AuditFault: Hashable, Sendable {
    /// Where a fault is.
    public enum Place: Hashable, Sendable {
        /// A record.
        case record(LeafIndex)
        /// A bundle of entries.
        case entries(TileCoordinate)
        /// A tile of hashes.
        case hashes(TileCoordinate)
        /// The newest checkpoint.
        case checkpoint
        /// The checkpoint beside the newest, which waits for witnesses and cannot be read as one.
        case cosignedCheckpoint
        /// An earlier checkpoint that the source keeps, by its size.
        case earlierCheckpoint(TreeSize)
        /// A checkpoint that was given to compare with, by its size.
        case knownCheckpoint(TreeSize)
        /// A proof of two histories, by their sizes.
        case fork(TreeSize, TreeSize)
    }

    /// What explains a fault without anything being wrong with the ledger.
    public enum Explanation: Hashable, Sendable {
        /// The ledger's own records put the key in force that the reader's list does not have.
        case keyNotListed
    }

    /// What is wrong.
    public let kind: FaultKind
    /// Where it is.
    public let place: Place
    /// The first record that the fault concerns; for checkpoints the number of records before it.
    public let position: UInt64
    /// What should have been found.
    public let expected: String
    /// What was found.
    public let found: String
    /// What may explain it; `nil` for nothing that is known.
    public let explanation: Explanation?

    /// Names a fault.
    init(
        _ kind: FaultKind, in place: Place, at position: UInt64, expected: String, found: String,
        explanation: Explanation? = nil
    ) {
        self.kind = kind
        self.place = place
        self.position = position
        self.expected = expected
        self.found = found
        self.explanation = explanation
    }

    /// A fault of one record.
    init(_ kind: FaultKind, at index: UInt64, expected: String, found: String) {
        self.init(
            kind, in: .record(LeafIndex(index)), at: index, expected: expected, found: found)
    }

    /// What the fault means, in one plain sentence.
    public var cause: String {
        switch explanation {
        case .keyNotListed:
            "A key signed the checkpoint that your list does not have and that the ledger's own "
                + "records put in force: the list may be older than the institution's keys."
        case nil: kind.cause
        }
    }

    /// What to do next, in one plain sentence.
    public var nextStep: String {
        switch explanation {
        case .keyNotListed:
            "Get the institution's newest description over a channel that you know, or the newest "
                + "edition of your list from its publisher, and audit again."
        case nil: kind.nextStep
        }
    }

    /// Whether this fault comes before another: by the record concerned, then by how much it
    /// explains.
    func precedes(_ other: AuditFault) -> Bool {
        (position, kind.rank) < (other.position, other.kind.rank)
    }
}

extension AuditFault.Place: CustomStringConvertible {
    /// The place in words: `record 41`, or the object's path.
    public var description: String {
        switch self {
        case .record(let index): "record \(index)"
        case .entries(let tile): tile.entriesPath
        case .hashes(let tile): tile.path
        case .checkpoint: "checkpoint"
        case .cosignedCheckpoint: "cosigned checkpoint"
        case .earlierCheckpoint(let size): "earlier checkpoint of \(size) records"
        case .knownCheckpoint(let size): "checkpoint of \(size) records known from before"
        case .fork(let one, let other):
            "proof of two histories, of \(one) and \(other) records"
        }
    }
}

extension AuditFault: CustomStringConvertible {
    /// The fault in one line.
    public var description: String {
        "\(place): \(kind.code): expected \(expected), found \(found)"
    }
}

/// An object that could not be read, so that nothing can be said of it.
public struct UnreadObject: Hashable, Sendable, CustomStringConvertible {
    /// The object's path.
    public let path: String
    /// Why, as a stable code.
    public let code: String
    /// Why, in words.
    public let words: String

    /// Names an object and takes the reason from what its source threw.
    init(path: String, error: any Error) {
        switch error as? PublishedLedgerError {
        case .missing(let path):
            self.path = path
            words = "There is no such object."
        case .unreadable(let path, let words):
            self.path = path
            self.words = words
        case .tooLong(let path, let bytesMax):
            self.path = path
            words = "It is longer than \(bytesMax) bytes."
        case nil:
            self.path = path
            words = String(describing: error)
        }
        code = (error as? PublishedLedgerError)?.code ?? "audit.object-unreadable"
    }

    /// The object and the reason in one line.
    public var description: String { "\(path): \(words)" }
}
