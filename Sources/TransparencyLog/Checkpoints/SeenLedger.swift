public import Signing

/// What somebody remembers of a ledger that he looked at himself: its newest checkpoint, and states
/// of it that were found to be the beginning of that one, each with when.
///
/// Made by looking, or read back from where it was kept: it is the memory of whoever relies on it,
/// and guarded as his trust list is.
///
/// Spec: 05-witness §6.
public struct SeenLedger: Hashable, Sendable {
    /// The most states that are remembered; beyond them every second one is forgotten.
    public static let sightingsMax = 512
    /// The longest memory of one ledger, in bytes.
    public static let bytesMax = SignedNote.bytesMax + sightingsMax * 128 + 256

    /// A state of the ledger, and when it was known to be one.
    public struct Sighting: Hashable, Sendable {
        /// How many records there were.
        public let size: TreeSize
        /// The tree's root.
        public let root: Digest
        /// By when this was seen, by the clock of whoever did.
        public let at: Instant
    }

    /// Whether a state is one that was seen.
    public enum Agreement: Hashable, Sendable {
        /// It is.
        case seen
        /// Nothing is known of a state of that size.
        case unknown
        /// The ledger had another root at that size.
        case contradicts
    }

    /// The newest checkpoint.
    public let newest: SignedCheckpoint
    /// What was seen, smallest tree first, one of a size; all of them beginnings of the newest.
    public let sightings: [Sighting]

    private init(_ newest: SignedCheckpoint, _ sightings: [Sighting]) {
        self.newest = newest
        self.sightings = sightings
    }

    /// A ledger that was seen, nobody remembers when.
    public init(_ newest: SignedCheckpoint) {
        self.init(newest, [])
    }

    /// A ledger that is seen for the first time.
    public init(_ newest: SignedCheckpoint, at now: Instant) {
        self = SeenLedger(newest).seeing(newest, at: now)
    }

    /// The memory after another look.
    ///
    /// - Parameters:
    ///   - checkpoint: what the ledger showed; no smaller than what it showed before, of which it
    ///     was found to be the continuation.
    ///   - beginnings: states that were found to be beginnings of it.
    ///   - now: when.
    public func seeing(
        _ checkpoint: SignedCheckpoint, beginnings: [Checkpoint] = [], at now: Instant
    ) -> SeenLedger {
        let new = checkpoint.checkpoint
        let old = newest.checkpoint
        precondition(new.origin == old.origin, "another ledger is remembered by itself")
        precondition(new.size > old.size || new.hasTree(of: old), "a ledger only grows")
        var known: [UInt64: Sighting] = [:]
        for sighting in sightings { known[sighting.size.value] = sighting }
        for state in beginnings + [new] {
            precondition(state.origin == new.origin && state.size <= new.size, "a beginning")
            // Seen before is seen: the earlier instant stays.
            if let earlier = known[state.size.value], earlier.at <= now { continue }
            known[state.size.value] = Sighting(size: state.size, root: state.root, at: now)
        }
        let all = known.values.sorted { $0.size < $1.size }
        return SeenLedger(new.hasTree(of: old) ? newest : checkpoint, SeenLedger.thinned(all))
    }

    /// Forgets every second state but the first and the last, if there are too many: what is left
    /// was seen no less, and at worst a later instant is told.
    private static func thinned(_ sightings: [Sighting]) -> [Sighting] {
        guard sightings.count > sightingsMax else { return sightings }
        return sightings.enumerated().filter { place, _ in
            place == 0 || place == sightings.count - 1 || place % 2 == 0
        }.map(\.element)
    }

    /// By when a state was seen that holds a record; `nil` if none was, or nobody knows when.
    public func since(_ index: LeafIndex) -> Instant? {
        sightings.filter { $0.size >= index.sizeAfter }.map(\.at).min()
    }

    /// Every state that was seen.
    public var states: [Checkpoint] {
        let origin = newest.checkpoint.origin
        return [newest.checkpoint]
            + sightings.map { Checkpoint(origin: origin, size: $0.size, root: $0.root) }
    }

    /// The memory of those states alone, and of the newest: what else was seen when is nobody
    /// else's concern.
    public func remembering(only sizes: Set<TreeSize>) -> SeenLedger {
        let kept = sizes.union([newest.checkpoint.size])
        return SeenLedger(newest, sightings.filter { kept.contains($0.size) })
    }

    /// Whether the ledger was seen in a state, or in another of the same size.
    public func agreement(with state: Checkpoint) -> Agreement {
        guard state.origin == newest.checkpoint.origin else { return .unknown }
        let known =
            state.size == newest.checkpoint.size
            ? newest.checkpoint.root : sightings.first { $0.size == state.size }?.root
        guard let known else { return .unknown }
        return known == state.root ? .seen : .contradicts
    }
}

extension SeenLedger {
    private static let header = "testamur.seen.v2 "
    private static let earlierHeader = "testamur.seen.v1 "

    /// The memory as it is kept: a digest over the rest first, so that what a disk damaged is told
    /// apart from what a ledger did; then a line for each state; then the newest checkpoint.
    public var bytes: [UInt8] {
        var text = ""
        for sighting in sightings {
            text += "\(sighting.size) \(sighting.root.base64) \(sighting.at)\n"
        }
        let rest = Array((text + "\n").utf8) + newest.bytes
        return Array((SeenLedger.header + Digest.sha256(rest).description + "\n").utf8) + rest
    }

    /// Reads a memory; `nil` if it is damaged. One of the first version says no times.
    public init?(parsing bytes: [UInt8]) {
        guard bytes.count <= SeenLedger.bytesMax,
            let end = bytes.firstIndex(of: UInt8(ascii: "\n"))
        else { return nil }
        let rest = Array(bytes[end...].dropFirst())
        let first = String(decoding: bytes[..<end], as: UTF8.self)
        let digest = Digest.sha256(rest).description
        if first == SeenLedger.earlierHeader + digest {
            guard let newest = try? SignedCheckpoint(parsing: rest) else { return nil }
            self.init(newest)
            return
        }
        guard first == SeenLedger.header + digest else { return nil }
        self.init(rest: rest)
    }

    private init?(rest: [UInt8]) {
        var sightings: [Sighting] = []
        var lines = rest[...]
        while let end = lines.firstIndex(of: UInt8(ascii: "\n")), end > lines.startIndex {
            guard sightings.count < SeenLedger.sightingsMax,
                let sighting = Sighting(String(decoding: lines[..<end], as: UTF8.self)),
                sightings.last.map({ $0.size < sighting.size }) ?? true
            else { return nil }
            sightings.append(sighting)
            lines = lines[(end + 1)...]
        }
        guard let newest = try? SignedCheckpoint(parsing: Array(lines.dropFirst())) else {
            return nil
        }
        if let last = sightings.last {
            let state = newest.checkpoint
            guard last.size < state.size || (last.size == state.size && last.root == state.root)
            else { return nil }
        }
        self.init(newest, sightings)
    }
}

extension SeenLedger.Sighting {
    fileprivate init?(_ line: String) {
        let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 3, let size = TreeSize(words[0]), let root = Digest(base64: words[1]),
            let at = Instant(words[2])
        else { return nil }
        self.init(size: size, root: root, at: at)
    }
}
