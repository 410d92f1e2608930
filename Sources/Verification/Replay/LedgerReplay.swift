public import Records
import Signing
public import TransparencyLog

/// Reads a ledger from its first record to a checkpoint, to find out how its awards stand there
/// when its institution says nothing any more.
///
/// That nothing follows an award's record is shown by no proof but all records together: what is
/// taken in has to lead to the checkpoint's root. Whether the checkpoint and the records are signed
/// by whom they should be is judged against a trust list, later.
///
/// Spec: 07-verify §5.2.
public final class LedgerReplay {
    private let newest: SignedCheckpoint
    private var edge = RightEdge()
    private var keys: [Record] = []
    private var confirmations: [Record] = []
    private var changes: [Target: [Record]] = [:]
    private var last: Instant?
    private let sizes: Set<TreeSize>
    private let awards: Set<RecordedStatement>?
    private let targets: Set<Target>?
    private let nonces: Set<String>?
    private var firstPlaces: [String: LeafIndex] = [:]
    private var states: [Checkpoint] = []

    /// The most records about keys, and about one award, that are kept: far more than there ever
    /// are.
    private static let keysMax = 4_096

    /// Begins before the first record.
    ///
    /// - Parameters:
    ///   - newest: the checkpoint to read up to; nobody need have checked it.
    ///   - sizes: of which anybody else shows a state, to be compared with this one's. A copy that
    ///     was not compared with all that is in hand counts for nothing.
    ///   - awards: whose changes are kept, and whose statements are looked for at other places;
    ///     `nil` for all.
    public init(
        to newest: SignedCheckpoint, comparing sizes: Set<TreeSize>,
        about awards: Set<RecordedStatement>? = nil
    ) {
        self.newest = newest
        self.awards = awards
        targets = awards.map { Set($0.map(\.target)) }
        nonces = awards.map { Set($0.map(\.nonce)) }
        self.sizes = sizes
    }

    /// How many records were taken in.
    public var size: TreeSize { edge.size }

    /// Takes in the next records, as they stand in the ledger.
    ///
    /// - Throws: ``ReplayError`` for a record that cannot be read.
    public func take(_ entries: [[UInt8]]) throws(ReplayError) {
        for entry in entries {
            let index = LeafIndex(edge.size.value)
            _ = edge.append(.leaf(entry))
            if sizes.contains(edge.size) {
                let origin = newest.checkpoint.origin
                states.append(Checkpoint(origin: origin, size: edge.size, root: edge.root))
            }
            if let nonce = EntryMark.nonce(in: entry), nonces?.contains(nonce) ?? true,
                firstPlaces[nonce] == nil
            {
                firstPlaces[nonce] = index
            }
            guard edge.size == newest.checkpoint.size || !EntryMark.isIssueAlone(in: entry) else {
                continue
            }
            try take(entry, at: index)
        }
    }

    private func take(_ entry: [UInt8], at index: LeafIndex) throws(ReplayError) {
        guard let record = try? Record(parsing: entry), record.index == index else {
            throw .recordUnreadable(index)
        }
        last = record.at
        switch record.statement.body {
        case .genesis, .key: keys.append(record)
        case .reattest: confirmations.append(record)
        case let body:
            guard let target = body.target, targets?.contains(target) != false else { return }
            changes[target, default: []].append(record)
            guard changes[target]?.count ?? 0 <= LedgerReplay.keysMax else {
                throw .tooManyChanges(index)
            }
        }
        guard keys.count + confirmations.count <= LedgerReplay.keysMax else {
            throw .tooManyChanges(index)
        }
    }

    /// The ledger that was read.
    ///
    /// - Throws: ``ReplayError`` if what was taken in is not what the checkpoint states.
    public func finish() throws(ReplayError) -> ReplayedLedger {
        let stated = newest.checkpoint
        guard edge.size == stated.size, let last else { throw .cutShort(at: edge.size) }
        guard edge.root == stated.root else { throw .otherTree }
        return ReplayedLedger(
            newest: newest, states: states + [stated],
            keys: keys, confirmations: confirmations, changes: changes, awards: awards,
            firstPlaces: firstPlaces, last: last)
    }
}

/// The statement by which an award was recorded, and its place in the ledger.
public struct RecordedStatement: Hashable, Sendable {
    /// What the ledger's statements call the award.
    public let target: Target
    /// The statement's nonce, unique in the ledger, in base64url.
    let nonce: String

    /// The one that a receipt shows.
    public init(_ receipt: Receipt) {
        target = receipt.target
        nonce = Base64URL.encode(receipt.record.statement.nonce)
    }
}

/// A ledger all of whose records were read and lead to a checkpoint. Made only by reading them.
public struct ReplayedLedger: Sendable {
    /// The checkpoint.
    public let newest: SignedCheckpoint
    /// The states of it that were compared with others.
    let states: [Checkpoint]
    /// The first record, and all others that change keys.
    let keys: [Record]
    /// The records that confirm others again.
    let confirmations: [Record]
    /// The records that change the standing of an award.
    let changes: [Target: [Record]]
    /// Of which awards they were kept; `nil` for all.
    private let awards: Set<RecordedStatement>?
    private let firstPlaces: [String: LeafIndex]
    /// Whether it is known not to be what was looked at, or seen before: then it counts only where
    /// it speaks against an award.
    private(set) var isDoubtful = false
    /// The sequencer's clock at the last record.
    let last: Instant

    /// The same where it could not be looked at, or is not what was seen.
    public var doubted: ReplayedLedger {
        var doubted = self
        doubted.isDoubtful = true
        return doubted
    }

    /// Whether changes of an award's standing were looked for.
    func isAbout(_ award: RecordedStatement) -> Bool { awards?.contains(award) ?? true }

    /// Whether the statement by which an award was recorded stands at an earlier place already: no
    /// ledger takes a statement twice, and what was said of the award is said of that place.
    func isRepeated(_ award: RecordedStatement) -> Bool {
        firstPlaces[award.nonce].map { $0 < award.target.record } ?? false
    }

    /// Whether the ledger was in that state once; known for the sizes that were asked for, and the
    /// last.
    public func contains(_ state: Checkpoint) -> Bool { states.contains(state) }

    /// Whether the ledger had another root at the size of a state; known for the same sizes.
    func contradicts(_ state: Checkpoint) -> Bool {
        states.contains { $0.contradicts(state) }
    }

    fileprivate init(
        newest: SignedCheckpoint, states: [Checkpoint],
        keys: [Record], confirmations: [Record], changes: [Target: [Record]],
        awards: Set<RecordedStatement>?, firstPlaces: [String: LeafIndex], last: Instant
    ) {
        self.awards = awards
        self.firstPlaces = firstPlaces
        self.newest = newest
        self.states = states
        self.keys = keys
        self.confirmations = confirmations
        self.changes = changes
        self.last = last
    }
}

/// Why records that were read are not the ledger that a checkpoint states.
public enum ReplayError: Error, Hashable, Sendable, CustomStringConvertible {
    /// An entry is no record of its place.
    case recordUnreadable(LeafIndex)
    /// There are no more records than these.
    case cutShort(at: TreeSize)
    /// It says that it has more records than are read.
    case tooLong(TreeSize)
    /// There are more records about keys, or about one award, than any ledger has.
    case tooManyChanges(LeafIndex)
    /// The records do not lead to the root that is signed.
    case otherTree

    /// The stable code of `spec/errors.md`.
    public var code: String {
        switch self {
        case .recordUnreadable: "replay.record-unreadable"
        case .cutShort: "replay.cut-short"
        case .tooLong: "replay.too-long"
        case .tooManyChanges: "replay.too-many-changes"
        case .otherTree: "replay.other-tree"
        }
    }

    /// What is wrong, in a few words.
    public var description: String {
        switch self {
        case .recordUnreadable(let index): "record \(index) cannot be read"
        case .cutShort(let size): "it ends after \(size) records"
        case .tooLong(let size): "it says that it has \(size) records"
        case .tooManyChanges(let index):
            "up to record \(index) it has more records about keys, or about one award, than any "
                + "ledger has"
        case .otherTree: "its records are not those that were signed"
        }
    }
}

/// Tells of an entry what has to be known of all, nearly all of which only issue something, without
/// reading it.
private enum EntryMark {
    private static let nonce = Array("\"nonce\":\"".utf8)
    private static let nonceCount = Base64URL.encode(
        [UInt8](repeating: 0, count: Statement.nonceBytes)
    ).utf8.count
    private static let kind = Array("\"kind\":\"".utf8)
    private static let issue = Array("issue".utf8)

    /// Whether the kind `issue` or `issue-list` is the only one that an entry names.
    ///
    /// The bytes of a member's name cannot stand inside a string of JSON, where its quotes would
    /// be escaped; an entry that is not canonical names none that is found, and is read.
    static func isIssueAlone(in entry: [UInt8]) -> Bool {
        let bytes = entry.span
        var found = false
        var at = 0
        let end = bytes.count - kind.count
        while at <= end {
            guard bytes[at] == kind[0], bytes[at + 1] == kind[1], stands(kind, in: bytes, at: at)
            else {
                at += 1
                continue
            }
            at += kind.count
            guard !found, stands(issue, in: bytes, at: at) else { return false }
            let next = at + issue.count
            guard next < bytes.count,
                bytes[next] == UInt8(ascii: "\"") || bytes[next] == UInt8(ascii: "-")
            else { return false }
            found = true
        }
        return found
    }

    /// The nonce of the statement, as it is written; `nil` in what is no canonical record.
    static func nonce(in entry: [UInt8]) -> String? {
        let bytes = entry.span
        // Near the end, after the statement's body: members are sorted by their names.
        var at = bytes.count - nonce.count - nonceCount
        while at >= 0 {
            if bytes[at] == nonce[0], stands(nonce, in: bytes, at: at) {
                let start = at + nonce.count
                return String(decoding: entry[start..<start + nonceCount], as: UTF8.self)
            }
            at -= 1
        }
        return nil
    }

    private static func stands(_ piece: [UInt8], in bytes: Span<UInt8>, at start: Int) -> Bool {
        guard start + piece.count <= bytes.count else { return false }
        return piece.indices.allSatisfy { bytes[start + $0] == piece[$0] }
    }
}
