import AppendOnlyLedger
import CanonicalJSON
import HomeFolder
import Records
import SQLiteStorage
import Signing
import TransparencyLog

/// From which record on what a stolen key signed counts no more.
///
/// Spec: 01-record §5.4.
struct CutOff {
    /// By what it was found.
    enum Ground: Hashable {
        /// It was given as a number of records.
        case number
        /// What the ledger's witnesses had cosigned before a day.
        case witnesses(String)
        /// The times that the ledger's own records state.
        case ownClock(String)
    }

    /// How many records stay good.
    let size: TreeSize
    /// By what that was found.
    let ground: Ground

    /// Reads what was typed: a number of records, or a day.
    ///
    /// - Throws: ``Failure``, ``HomeError``, ``StoreError`` or ``LedgerError``.
    init(
        _ since: String, in store: SQLiteLedgerStore, of home: Home, at now: Instant
    ) throws {
        guard let head = try store.head() else { throw LedgerError.noLedger }
        if let size = TreeSize(since) {
            guard size <= head.size else {
                throw Failure.wrongUse(
                    "The ledger has only \(head.size) records.",
                    next: "Give the number of records that there were before the theft.")
            }
            self.size = size
            ground = .number
            return
        }
        guard let day = Instant("\(since)T00:00:00.000Z") else {
            throw Failure.wrongUse(
                "\(since.quoted) is neither a day nor a number of records.",
                next: "Write it like this: --since 2026-11-20")
        }
        guard day <= now else {
            throw Failure.wrongUse(
                "\(since) has not come yet.",
                next: "Give the day on which the key may have been stolen first.")
        }
        let cosigned = try home.witnessPolicy().map { CosignedCheckpoints(store, policy: $0) }
        if let seen = try cosigned?.size(witnessedBefore: day) {
            size = seen
            ground = .witnesses(since)
        } else {
            // The first record at that instant or later, by the last one just before it.
            size = try LedgerView(of: store).size(at: day - .milliseconds(1))
            ground = .ownClock(since)
        }
    }

    /// For a person; `nil` if he gave the number himself.
    var words: String? {
        switch ground {
        case .number: nil
        case .witnesses(let day):
            "What stays good are the \(count) that witnesses had seen before \(day)."
        case .ownClock(let day):
            "What stays good are the \(count) of before \(day) by the ledger's own clock: no "
                + "witness had seen it by then."
        }
    }

    private var count: String { Int(size.value).of("record") }

    /// For programs.
    var json: JSONValue {
        let clock =
            switch ground {
            case .number: "none"
            case .witnesses: "witnesses"
            case .ownClock: "ledger"
            }
        return ["size": .string(size.description), "clock": .string(clock)]
    }
}
