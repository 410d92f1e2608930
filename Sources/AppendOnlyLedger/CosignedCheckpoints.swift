import Records
public import Signing
import Synchronization
public import TransparencyLog

/// A ledger's checkpoints with the cosignatures that were collected, under the ledger's own witness
/// policy. Every call blocks.
///
/// What is kept is checked each time it is read: a line that does not verify is left out.
///
/// Spec: 05-witness §5.
public final class CosignedCheckpoints: Sendable {
    /// How many sizes are looked at before a search is given up.
    private static let searchMax = 64
    /// How many lines are looked at again whenever the newest checkpoint is asked for: while a
    /// witness is away, lines that are not enough pile up.
    private static let recentLines = 4_096
    /// The most lines beside the ledger's own in a note that is made here.
    private static let linesMax = 48

    /// Whose cosignatures count, and how many of them.
    public let policy: WitnessPolicy

    private let store: any CosignatureStore
    private let witnesses: [CosignatureKey]
    private let linesMin: Int
    private let known = KnownKeys()
    private let memory = Mutex(Memory())

    private struct Memory {
        /// The largest size that was found to meet the policy.
        var latest: TreeSize?
        /// The size up to which the search has looked; `nil` before the first.
        var searched: TreeSize?
        var checked: [TreeSize: Checked] = [:]
    }

    /// What follows from the lines of one checkpoint.
    private struct Checked {
        let lines: [NoteSignature]
        let verified: VerifiedCheckpoint
        let trusted: TrustedCheckpoint?
    }

    /// Reads and keeps in a store, under a policy.
    public init(_ store: any CosignatureStore, policy: WitnessPolicy) {
        self.store = store
        self.policy = policy
        witnesses = policy.witnesses.map(\.key)
        linesMin = policy.cosignersMin
    }

    /// Keeps cosignatures of one of the ledger's checkpoints.
    ///
    /// - Throws: ``StoreError``.
    public func keep(_ cosignatures: [Cosignature], of checkpoint: Checkpoint) throws {
        let size = checkpoint.size
        try store.keep(cosignatures.map(\.signature), ofCheckpoint: size)
        guard try trusted(at: size) != nil else { return }
        memory.withLock { $0.latest = max($0.latest ?? size, size) }
    }

    /// The newest checkpoint of all, with the cosignatures that there are.
    ///
    /// - Throws: ``LedgerError/noLedger``, ``StoreError``, or ``LedgerError/corrupt(_:)`` if the
    ///   ledger's key did not sign it.
    public func newest() throws -> VerifiedCheckpoint {
        guard let head = try store.head() else { throw LedgerError.noLedger }
        return try check(head.checkpoint).verified
    }

    /// The newest checkpoint that met the policy; `nil` if none has.
    ///
    /// - Throws: ``StoreError``.
    public func latest() throws -> TrustedCheckpoint? {
        let from = memory.withLock(\.searched)
        let sizes = try store.cosignedSizes(
            above: from ?? .zero, lines: linesMin, count: CosignedCheckpoints.searchMax,
            among: from == nil ? .max : CosignedCheckpoints.recentLines)
        let found = try sizes.first { try trusted(at: $0) != nil }
        let latest = memory.withLock { memory in
            memory.searched = max(memory.searched ?? .zero, sizes.first ?? .zero)
            if let found { memory.latest = max(memory.latest ?? found, found) }
            return memory.latest
        }
        return try latest.flatMap { try trusted(at: $0) }
    }

    /// The earliest kept checkpoint that covers a record, met the policy and is `wanted`; `nil` if
    /// none is found.
    ///
    /// - Throws: ``StoreError``.
    public func earliest(
        covering index: LeafIndex,
        where wanted: (VerifiedCheckpoint) -> Bool = { _ in true }
    ) throws -> TrustedCheckpoint? {
        guard let latest = try latest()?.checkpoint.size, index.value < latest.value else {
            return nil
        }
        let sizes = try store.cosignedSizes(
            from: index.sizeAfter, lines: linesMin, count: CosignedCheckpoints.searchMax)
        for size in sizes {
            if let trusted = try trusted(at: size), wanted(trusted.verified) { return trusted }
        }
        return try trusted(at: latest).flatMap { wanted($0.verified) ? $0 : nil }
    }

    /// Of the kept checkpoints that cover a record and are `wanted` the earliest that most
    /// witnesses have cosigned, be they too few for the policy; `nil` if none has cosigned one.
    ///
    /// - Throws: ``StoreError``.
    public func mostCosigned(
        covering index: LeafIndex, where wanted: (VerifiedCheckpoint) -> Bool = { _ in true }
    ) throws -> VerifiedCheckpoint? {
        let sizes = try store.cosignedSizes(
            from: index.sizeAfter, lines: 1, count: CosignedCheckpoints.searchMax)
        var (found, most): (VerifiedCheckpoint?, Int) = (nil, 0)
        for size in sizes {
            guard let stored = try store.checkpoint(atLeast: size), stored.checkpoint.size == size
            else { continue }
            let verified = try check(stored).verified
            let count = Set(try verified.cosignatures(by: witnesses).map(\.witness)).count
            if count > most, wanted(verified) { (found, most) = (verified, count) }
        }
        return found
    }

    /// The size of a checkpoint for which enough had cosigned before an instant: the records below
    /// it were there by then, whatever their own times say; `nil` if none is found.
    ///
    /// The largest such size, as long as witnesses cosign in the order of sizes.
    ///
    /// - Throws: ``StoreError``.
    public func size(witnessedBefore instant: Instant) throws -> TreeSize? {
        var found: TreeSize?
        var (low, high) = (UInt64(0), try latest()?.checkpoint.size.value ?? 0)
        while low < high {
            let middle = low + (high - low) / 2
            if let trusted = try earliest(covering: LeafIndex(middle)),
                let time = trusted.witnessedTime, time < instant
            {
                let size = trusted.checkpoint.size
                found = max(found ?? size, size)
                low = max(middle + 1, size.value)
            } else {
                high = middle
            }
        }
        return found
    }

    /// Whether a checkpoint is the ledger's and meets the policy by the lines that it has.
    func isTrusted(_ signed: SignedCheckpoint) throws -> Bool {
        let keys = try keys()
        return (try? signed.verified(byAnyOf: keys).trusted(under: policy)) != nil
    }

    private func keys() throws -> [VerifierKey] {
        try known.keys(of: store.keyRecords(from: 0)).history.ledgerKeys
    }

    private func trusted(at size: TreeSize) throws -> TrustedCheckpoint? {
        guard let stored = try store.checkpoint(atLeast: size), stored.checkpoint.size == size
        else { return nil }
        return try check(stored).trusted
    }

    private func check(_ stored: SignedCheckpoint) throws -> Checked {
        let size = stored.checkpoint.size
        let lines = try store.cosignatures(ofCheckpoint: size)
        if let checked = memory.withLock({ $0.checked[size] }), checked.lines == lines {
            return checked
        }
        let bare = try stored.stillSigned(by: keys())
        let cosignatures = lines.compactMap { line in
            try? bare.cosignatures(inAnswer: line.line, by: witnesses).first
        }
        let verified = try bare.adding(
            Array(cosignatures.prefix(CosignedCheckpoints.linesMax)))
        let checked = Checked(
            lines: lines, verified: verified,
            trusted: cosignatures.isEmpty ? nil : try? verified.trusted(under: policy))
        memory.withLock { memory in
            if memory.checked.count >= 4 * CosignedCheckpoints.searchMax { memory.checked = [:] }
            memory.checked[size] = checked
        }
        return checked
    }
}
