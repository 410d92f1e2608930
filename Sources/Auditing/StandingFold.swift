import Records
import Signing
import TransparencyLog

/// What was issued and sealed, and whether every change of standing follows from those before it.
///
/// Which records issued something is one bit a record. The changes themselves are sorted by what
/// they are about and judged at the end, so that memory does not grow with them.
struct StandingFold {
    /// The records whose bit is kept: 16 MiB; later ones are looked up again when they are named.
    static let bitsMax: UInt64 = 1 << 27
    /// How many lists' counts are kept, and how many seals; the others are looked up again.
    static let listsMax = 1 << 16
    /// How many status bits are kept.
    static let statusBitsMax = 1 << 19
    /// How many ranges of confirmed records are kept.
    static let confirmedMax = 1 << 16
    /// How many changes are kept in memory when they have files to go to.
    static let memoryMax = 1 << 18

    /// What a record issued.
    enum Issued: Sendable {
        /// One credential.
        case one
        /// A list of so many.
        case list(UInt64)
        /// Nothing, but it sealed a list.
        case seal
        /// Nothing.
        case nothing

        /// What a statement issues.
        init(_ body: StatementBody) {
            switch body {
            case .issue: self = .one
            case .issueList(let list): self = .list(list.count.value)
            case .seal: self = .seal
            case .genesis, .revoke, .suspend, .reinstate, .supersede, .erase, .key, .reattest,
                .trust, .custody:
                self = .nothing
            }
        }
    }

    /// Whether any change was seen.
    private(set) var hasChanges = false
    /// Which bits of the status lists follow from the changes; `nil` if that is not known, or if
    /// they are too many to keep.
    private(set) var statusBits: StatusBits? = StatusBits()
    private var bits: [UInt64] = []
    private var lists: [UInt64: UInt64] = [:]
    private var seals: Set<UInt64> = []
    private var changes: SortedLog<ChangeRow>
    private var confirmations: [Confirmation] = []
    private var hasAllConfirmations = true
    private var hasJointSigners = false
    private let bitsMax: UInt64
    private let listsMax: Int

    /// Begins with nothing issued.
    init(
        size: TreeSize, scratch: Scratch, bitsMax: UInt64 = StandingFold.bitsMax,
        listsMax: Int = StandingFold.listsMax
    ) {
        self.bitsMax = bitsMax
        self.listsMax = listsMax
        changes = SortedLog(
            name: "standings", memoryMax: StandingFold.memoryMax, countMax: size.value,
            scratch: scratch)
    }

    /// Notes a record that issued one credential.
    @inline(__always)
    mutating func issueOne(at index: UInt64) {
        guard index < bitsMax else { return }
        let word = Int(index >> 6)
        while word >= bits.count { bits.append(0) }
        bits[word] |= 1 << (index & 63)
    }

    /// Notes what a record issued.
    mutating func note(_ issued: Issued, at index: UInt64) {
        switch issued {
        case .one: issueOne(at: index)
        case .list(let count): if lists.count < listsMax { lists[index] = count }
        case .seal: if seals.count < listsMax { seals.insert(index) }
        case .nothing: break
        }
    }

    /// What a record issued; `nil` if it must be looked up.
    func issued(at index: UInt64) -> Issued? {
        if index < bitsMax {
            let word = Int(index >> 6)
            if word < bits.count, bits[word] >> (index & 63) & 1 == 1 { return .one }
        }
        if let count = lists[index] { return .list(count) }
        if seals.contains(index) { return .seal }
        let isKept = index < bitsMax && lists.count < listsMax && seals.count < listsMax
        return isKept ? .nothing : nil
    }

    /// Records that were confirmed again, by which record and by a key of which ordinal.
    private struct Confirmation {
        let range: Range<UInt64>
        let index: UInt64
        let signer: Int
    }

    /// Notes that records were confirmed again.
    ///
    /// - Parameter signers: the ordinals of the record keys that signed it.
    mutating func confirm(_ ranges: [Range<LeafIndex>], at index: UInt64, signers: [Int]) {
        guard confirmations.count + ranges.count <= StandingFold.confirmedMax else {
            hasAllConfirmations = false
            return
        }
        note(signers)
        confirmations += ranges.map {
            Confirmation(
                range: $0.lowerBound.value..<$0.upperBound.value, index: index,
                signer: signers.first ?? 0)
        }
    }

    /// Whether a record is void is decided by its first signer alone, which is enough for one.
    private mutating func note(_ signers: [Int]) {
        if signers.count > 1 { hasJointSigners = true }
    }

    /// Takes a change in; returns its fault if it is about nothing that was issued.
    ///
    /// - Parameter signers: the ordinals of the record keys that signed it.
    mutating func change(
        _ body: StatementBody, of target: Target, at index: UInt64, signers: [Int], issued: Issued
    ) -> AuditFault? {
        hasChanges = true
        note(signers)
        switch (issued, target.leaf) {
        case (.one, nil): break
        case (.list(let count), let leaf?) where leaf.value < count: break
        default:
            let leaf = target.leaf.map { ", leaf \($0)" } ?? ""
            return AuditFault(
                .targetWrong, at: index, expected: "something issued before",
                found: "record \(target.record)\(leaf)")
        }
        if let event = StandingEvent(body) {
            changes.append(
                ChangeRow(
                    event, of: target, at: index, signer: signers.first ?? 0,
                    bit: body.statusBit))
        }
        return nil
    }

    /// Judges all changes, target by target.
    ///
    /// Where a change may be void because its key was compromised later, nothing is said of its
    /// target: what the ledger could know then is another thing than what is known now.
    ///
    /// - Parameter isVoid: whether what the key of an ordinal signed at an index is void.
    mutating func finish(isVoid: (Int, UInt64) -> Bool, _ report: (AuditFault) -> Void) {
        var last: ChangeRow?
        var state = StandingAutomaton()
        var faults: [AuditFault] = []
        var hasVoid = false
        var shown = ShownBits()
        var hasAnyVoid = false
        var kept = KeptBits()
        let confirmed = ConfirmedRanges(
            confirmations.filter { !isVoid($0.signer, $0.index) }.map(\.range))
        changes.forEach { change in
            if let known = last, !known.isSameTarget(as: change) {
                if !hasVoid { faults.forEach(report) }
                faults = []
                hasVoid = false
                state = StandingAutomaton()
                kept.take(shown)
                shown = ShownBits()
            }
            last = change
            if isVoid(change.signer, change.index) {
                hasVoid = true
                hasAnyVoid = true
                if confirmed.contains(change.index) { shown.take(change) }
            } else {
                shown.take(change)
            }
            guard let event = change.event, !state.take(event) else { return }
            faults.append(
                AuditFault(
                    .standingForbidden, at: change.index,
                    expected: "a change that its standing allows",
                    found: "\(event.name) of record \(change.record), which is \(state)"))
        }
        if !hasVoid { faults.forEach(report) }
        kept.take(shown)
        let isCertain = !hasAnyVoid || (hasAllConfirmations && !hasJointSigners)
        statusBits = isCertain ? kept.bits : nil
    }

    /// What the status lists show of all credentials.
    private struct KeptBits {
        var bits: StatusBits? = StatusBits()
        var count = 0

        mutating func take(_ shown: ShownBits) {
            if let bit = shown.revoked { insert(bit, for: .revocation) }
            if let bit = shown.held { insert(bit, for: .suspension) }
        }

        private mutating func insert(_ bit: StatusBit, for purpose: StatusBits.Purpose) {
            count += 1
            if count > StandingFold.statusBitsMax { bits = nil }
            bits?.insert(bit, for: purpose)
        }
    }

    /// What the status lists show of one credential.
    private struct ShownBits {
        var revoked: StatusBit?
        var held: StatusBit?

        mutating func take(_ change: ChangeRow) {
            switch change.event {
            case .revoke: revoked = change.bit
            case .suspend: held = change.bit
            case .reinstate: held = nil
            case .supersede, .erase, nil: break
            }
        }
    }

    /// Why the changes could not all be judged, if so.
    var failure: String? { changes.failure }
}
