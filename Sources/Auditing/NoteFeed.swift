import Signing
import TransparencyLog

/// The checkpoints beside the newest, in ascending order of size, read a page at a time.
final class NoteFeed {
    private let ledger: any PublishedLedger
    private var known: [SignedCheckpoint]
    private var other: SignedCheckpoint?
    private var page: [SignedCheckpoint] = []
    private var next: TreeSize?
    /// What was wrong with what the source gave.
    private(set) var faults: [AuditFault] = []
    /// What the source could not give.
    private(set) var unread: [UnreadObject] = []

    /// Feeds the checkpoints of a source, the one that it shows beside the newest, and those given
    /// to compare with.
    init(ledger: any PublishedLedger, known: [SignedCheckpoint], other: SignedCheckpoint?) {
        self.ledger = ledger
        self.other = other
        self.known = known.filter { $0.checkpoint.size > .zero }
            .sorted { $0.checkpoint.size > $1.checkpoint.size }
        next = TreeSize(1)
    }

    /// The checkpoints whose size is at most `size` and that were not given yet.
    func notes(upTo size: TreeSize) async throws -> [CheckedNote] {
        var notes: [CheckedNote] = []
        while let last = known.last, last.checkpoint.size <= size {
            notes.append(CheckedNote(source: .known, signed: last, outcome: .noKnownKey))
            known.removeLast()
        }
        if let one = other, one.checkpoint.size <= size {
            notes.append(CheckedNote(source: .earlier, signed: one, outcome: .noKnownKey))
            other = nil
        }
        while true {
            while let first = page.last, first.checkpoint.size <= size {
                notes.append(CheckedNote(source: .earlier, signed: first, outcome: .noKnownKey))
                page.removeLast()
            }
            guard page.isEmpty, let from = next, from <= size else { break }
            try await turn(from: from)
        }
        return notes.sorted { $0.signed.checkpoint.size < $1.signed.checkpoint.size }
    }

    /// The checkpoints given to compare with that are larger than the ledger.
    var rest: [CheckedNote] {
        known.map { CheckedNote(source: .known, signed: $0, outcome: .noKnownKey) }
    }

    private func turn(from size: TreeSize) async throws {
        let notes: [[UInt8]]
        do {
            notes = try await ledger.checkpoints(from: size)
        } catch let error as CancellationError {
            throw error
        } catch {
            unread.append(UnreadObject(path: "checkpoints from \(size) on", error: error))
            next = nil
            return
        }
        var read: [SignedCheckpoint] = []
        var from = size
        for bytes in notes {
            guard let signed = try? SignedCheckpoint(parsing: bytes),
                signed.checkpoint.size >= from
            else {
                faults.append(
                    AuditFault(
                        .checkpointMalformed, in: .earlierCheckpoint(from), at: from.value,
                        expected: "a checkpoint of at least \(from) records",
                        found: "\(bytes.count) bytes that are not one"))
                next = nil
                page = read.reversed()
                return
            }
            read.append(signed)
            guard signed.checkpoint.size < .max else { break }
            from = signed.checkpoint.size.adding(1)
        }
        next = read.isEmpty ? nil : from
        page = read.reversed()
    }
}
