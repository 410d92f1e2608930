import TransparencyLog

/// The faults found so far: the first ones, and how many there are.
struct FaultLog {
    /// The first faults, in the order of records.
    private(set) var faults: [AuditFault] = []
    /// How many faults there are.
    private(set) var count = 0
    /// Whether there are faults, and a key that is not listed explains each.
    var isOfOldList: Bool { count > 0 && unexplainedCount == 0 }
    private var unexplainedCount = 0
    /// The first objects that could not be read.
    private(set) var unread: [UnreadObject] = []
    /// How many objects could not be read.
    private(set) var unreadCount = 0
    /// The checks that failed, also for faults that are no longer listed.
    private(set) var failed: Set<AuditCheck.Name> = []

    /// Whether nothing at all is wrong or missing.
    var isEmpty: Bool { count == 0 && unreadCount == 0 }

    /// Takes a fault in.
    mutating func add(_ fault: AuditFault) {
        count += 1
        if fault.explanation == nil { unexplainedCount += 1 }
        failed.insert(fault.check)
        let place = faults.firstIndex { fault.precedes($0) } ?? faults.count
        guard place < AuditReport.listedMax else { return }
        faults.insert(fault, at: place)
        if faults.count > AuditReport.listedMax { faults.removeLast() }
    }

    /// Takes an object in that could not be read.
    mutating func add(_ object: UnreadObject) {
        unreadCount += 1
        if unread.count < AuditReport.listedMax { unread.append(object) }
    }
}

extension AuditFault {
    /// The check that fails with the fault: those of other checkpoints are checks of their own.
    var check: AuditCheck.Name {
        switch place {
        case .earlierCheckpoint, .cosignedCheckpoint: .earlierCheckpoints
        case .knownCheckpoint, .fork: .knownCheckpoints
        case .record, .entries, .hashes, .checkpoint: kind.check
        }
    }
}
