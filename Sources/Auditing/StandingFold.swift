import Records
import Signing
import TransparencyLog

/// What was issued, and whether every change of standing follows from the ones before it.
///
/// Which records issued something is one bit a record. The changes themselves are sorted by what
/// they are about and judged at the end, so that memory does not grow with them.
struct StandingFold {
    /// The records whose bit is kept: 16 MiB; later ones are looked up again when they are named.
    static let bitsMax: UInt64 = 1 << 27
    /// The lists whose counts are kept; the others are looked up again.
    static let listsMax = 1 << 16
    /// How many changes are kept in memory when they have files to go to.
    static let memoryMax = 1 << 18

    /// What a record issued.
    enum Issued: Sendable {
        /// One credential.
        case one
        /// A list of so many.
        case list(UInt64)
        /// Nothing.
        case nothing
    }

    /// Whether any change was seen.
    private(set) var hasChanges = false
    private var bits: [UInt64] = []
    private var lists: [UInt64: UInt64] = [:]
    private var changes: SortedLog
    private let bitsMax: UInt64

    /// Begins with nothing issued.
    init(size: TreeSize, scratch: ScratchFolder?, bitsMax: UInt64 = StandingFold.bitsMax) {
        self.bitsMax = bitsMax
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

    /// Notes a record that issued a list.
    mutating func issueList(of count: UInt64, at index: UInt64) {
        if lists.count < StandingFold.listsMax { lists[index] = count }
    }

    /// What a record issued; `nil` if it must be looked up.
    func issued(at index: UInt64) -> Issued? {
        if index < bitsMax {
            let word = Int(index >> 6)
            if word < bits.count, bits[word] >> (index & 63) & 1 == 1 { return .one }
        }
        if let count = lists[index] { return .list(count) }
        return index < bitsMax && lists.count < StandingFold.listsMax ? .nothing : nil
    }

    /// Takes a change in; returns its fault if it is about nothing that was issued.
    mutating func change(
        _ body: StatementBody, of target: Target, at index: UInt64, issued: Issued
    ) -> AuditFault? {
        hasChanges = true
        switch (issued, target.leaf) {
        case (.one, nil): break
        case (.list(let count), let leaf?) where leaf.value < count: break
        default:
            let leaf = target.leaf.map { " and its leaf \($0)" } ?? ""
            return AuditFault(
                .targetWrong, at: index, expected: "something issued before",
                found: "record \(target.record)\(leaf)")
        }
        if let event = StandingEvent(body) {
            changes.append(
                Triple(
                    first: target.record.value, second: target.leaf.map { $0.value + 1 } ?? 0,
                    third: index << 3 | UInt64(event.rawValue)))
        }
        return nil
    }

    /// Judges all changes, target by target.
    mutating func finish(_ report: (AuditFault) -> Void) {
        var last: Triple?
        var state = StandingAutomaton()
        changes.forEach { change in
            if last?.first != change.first || last?.second != change.second {
                state = StandingAutomaton()
            }
            last = change
            guard let event = StandingEvent(rawValue: UInt8(change.third & 7)) else { return }
            if !state.take(event) {
                report(
                    AuditFault(
                        .standingForbidden, at: change.third >> 3,
                        expected: "a change that its standing allows",
                        found: "\(event) of record \(change.first), which is \(state)"))
            }
        }
    }

    /// Why the changes could not all be judged, if so.
    var failure: String? { changes.failure }
}

/// What can happen to a credential's standing.
enum StandingEvent: UInt8, CaseIterable {
    case revoke, suspend, reinstate, supersede, erase

    /// The event of a statement, if it is one.
    init?(_ body: StatementBody) {
        switch body {
        case .revoke: self = .revoke
        case .suspend: self = .suspend
        case .reinstate: self = .reinstate
        case .supersede: self = .supersede
        case .erase: self = .erase
        case .genesis, .issue, .issueList, .seal, .key, .reattest, .trust, .custody: return nil
        }
    }
}

/// One credential's standing in four bits; a test compares it with `StandingHistory`.
struct StandingAutomaton: CustomStringConvertible {
    private var isWithdrawn = false
    private var isOnHold = false
    private var isReplaced = false
    private var isErased = false

    /// Takes an event if the standing allows it; returns whether it did.
    mutating func take(_ event: StandingEvent) -> Bool {
        switch event {
        case .revoke:
            guard !isWithdrawn else { return false }
            isWithdrawn = true
        case .suspend:
            guard !isWithdrawn, !isOnHold else { return false }
            isOnHold = true
        case .reinstate:
            guard !isWithdrawn, isOnHold else { return false }
            isOnHold = false
        case .supersede:
            guard !isReplaced else { return false }
            isReplaced = true
        case .erase:
            guard !isErased else { return false }
            isErased = true
        }
        return true
    }

    /// The standing in words.
    var description: String {
        var words: [String] = []
        if isWithdrawn { words.append("withdrawn") }
        if isOnHold { words.append("on hold") }
        if isReplaced { words.append("replaced") }
        if isErased { words.append("erased") }
        return words.isEmpty ? "in force" : words.joined(separator: ", ")
    }
}
