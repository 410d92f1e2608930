import CanonicalJSON
import Records
import TransparencyLog

/// A change of standing, in the order of targets and then of records.
struct ChangeRow: SortedRow {
    /// The record that the change is about.
    let record: UInt64
    private let leaf: UInt64
    private let place: UInt64
    private let status: UInt64

    /// Notes a change by the key of an ordinal below 65,536 in a record of an index below 2^45.
    ///
    /// - Parameter bit: the place in the status lists that the record names.
    init(
        _ event: StandingEvent, of target: Target, at index: UInt64, signer: Int,
        bit: StatusBit? = nil
    ) {
        record = target.record.value
        leaf = target.leaf.map { $0.value + 1 } ?? 0
        place = index << 19 | UInt64(signer) << 3 | event.number
        status = bit.map(StandingEvent.number) ?? event.status
    }

    /// The place in the status lists that the record names.
    var bit: StatusBit? {
        StatusBit(list: Int64(status >> 32), index: Int64(status & 0xFFFF_FFFF))
    }

    /// The record that states the change.
    var index: UInt64 { place >> 19 }

    /// The ordinal of a key that signed it.
    var signer: Int { Int(place >> 3 & 0xFFFF) }

    /// The change.
    var event: StandingEvent? { StandingEvent(number: place & 7, status: status) }

    /// Whether both are about the same credential.
    func isSameTarget(as other: ChangeRow) -> Bool {
        record == other.record && leaf == other.leaf
    }

    /// By target, then by record.
    static func < (left: ChangeRow, right: ChangeRow) -> Bool {
        (left.record, left.leaf, left.place) < (right.record, right.leaf, right.place)
    }

    /// See ``SortedRow/byteCount``.
    static var byteCount: Int { 32 }

    /// See ``SortedRow/init(_:at:)``.
    init(_ bytes: Span<UInt8>, at start: Int) {
        record = bytes.word(at: start)
        leaf = bytes.word(at: start + 8)
        place = bytes.word(at: start + 16)
        status = bytes.word(at: start + 24)
    }

    /// See ``SortedRow/append(to:)``.
    func append(to bytes: inout [UInt8]) {
        for number in [record, leaf, place, status] { number.append(to: &bytes) }
    }
}

/// What can happen to a credential's standing; a hold is lifted by the bit that shows it.
enum StandingEvent: Equatable {
    /// Withdrawn for good.
    case revoke
    /// Replaced.
    case supersede
    /// No longer kept.
    case erase
    /// Put on hold, shown by this bit.
    case suspend(status: UInt64)
    /// Put in force again, shown by this bit.
    case reinstate(status: UInt64)

    /// The event of a statement, if it is one.
    init?(_ body: StatementBody) {
        switch body {
        case .revoke: self = .revoke
        case .suspend(let change): self = .suspend(status: StandingEvent.number(of: change.status))
        case .reinstate(let change):
            self = .reinstate(status: StandingEvent.number(of: change.status))
        case .supersede: self = .supersede
        case .erase: self = .erase
        case .genesis, .issue, .issueList, .seal, .key, .reattest, .trust, .custody: return nil
        }
    }

    /// The event of a number, with the bit that it names.
    init?(number: UInt64, status: UInt64) {
        switch number {
        case 0: self = .revoke
        case 1: self = .supersede
        case 2: self = .erase
        case 3: self = .suspend(status: status)
        case 4: self = .reinstate(status: status)
        default: return nil
        }
    }

    /// A number of the event, below eight.
    var number: UInt64 {
        switch self {
        case .revoke: 0
        case .supersede: 1
        case .erase: 2
        case .suspend: 3
        case .reinstate: 4
        }
    }

    /// The bit that it names, if that matters.
    var status: UInt64 {
        switch self {
        case .suspend(let status), .reinstate(let status): status
        case .revoke, .supersede, .erase: 0
        }
    }

    /// The event's name in a ledger.
    var name: String {
        switch self {
        case .revoke: "revoke"
        case .supersede: "supersede"
        case .erase: "erase"
        case .suspend: "suspend"
        case .reinstate: "reinstate"
        }
    }

    static func number(of bit: StatusBit) -> UInt64 {
        UInt64(bit.list) << 32 | UInt64(bit.index)
    }
}

/// One credential's standing, without the days; a test compares it with `StandingHistory`.
struct StandingAutomaton: CustomStringConvertible {
    private var isWithdrawn = false
    private var holdStatus: UInt64?
    private var isReplaced = false
    private var isErased = false

    /// Takes an event if the standing allows it; returns whether it did.
    mutating func take(_ event: StandingEvent) -> Bool {
        switch event {
        case .revoke:
            guard !isWithdrawn else { return false }
            isWithdrawn = true
        case .suspend(let status):
            guard !isWithdrawn, holdStatus == nil else { return false }
            holdStatus = status
        case .reinstate(let status):
            guard !isWithdrawn, holdStatus == status else { return false }
            holdStatus = nil
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
        if holdStatus != nil { words.append("on hold") }
        if isReplaced { words.append("replaced") }
        if isErased { words.append("erased") }
        return words.isEmpty ? "in force" : words.joined(separator: ", ")
    }
}
