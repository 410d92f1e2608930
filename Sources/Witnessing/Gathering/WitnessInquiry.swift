import Signing
import Synchronization
public import TransparencyLog

/// Asks witnesses, all at a time, what they cosigned last of one ledger.
///
/// Whoever asks waits for ``timeMax`` at most: one that is slow, down or hostile is as if it were
/// not there.
///
/// Spec: 03-append §11; C2SP tlog-witness, monitoring.
public struct WitnessInquiry: Sendable {
    /// How long all of them together may take.
    public static let timeMax: Duration = .seconds(2)

    /// Reads what is at an address: at most `SignedNote.bytesMax`, and no longer than its task.
    public typealias Reader = @Sendable (_ url: String) async throws -> [UInt8]

    /// What one witness shows, before anybody has looked at who signed it.
    public struct Shown: Hashable, Sendable {
        /// Who shows it.
        public let witness: WitnessPolicy.Witness
        /// What it cosigned last, as it says.
        public let checkpoint: SignedCheckpoint
    }

    private let witnesses: [WitnessPolicy.Witness]
    private let origin: Origin
    private let reader: Reader

    /// Prepares to ask those of the witnesses that have an address.
    public init(
        of witnesses: [WitnessPolicy.Witness], about origin: Origin,
        through reader: @escaping Reader
    ) {
        self.witnesses = witnesses
        self.origin = origin
        self.reader = reader
    }

    /// Where a witness shows what it cosigned last of a ledger; `nil` if the policy names no
    /// address.
    public static func address(
        of witness: WitnessPolicy.Witness, about origin: Origin
    ) -> String? {
        guard let url = witness.url?.description else { return nil }
        let hash = Digest.sha256(Array(origin.description.utf8))
        return url + (url.hasSuffix("/") ? "" : "/") + "\(hash)/checkpoint"
    }

    /// The first of the answers in which `judge` finds something; the others are waited for no
    /// more. `nil` if there is none when all have answered, or the time is over.
    public func first<Found: Sendable>(
        _ judge: @escaping @Sendable (Shown) async -> Found?
    ) async -> Found? {
        let found = Kept<Found>()
        await ask { shown in
            let one = await judge(shown)
            found.keep(one)
            return one != nil
        }
        return found.value
    }

    /// Asks all of them, until what one shows is enough or the time is over.
    private func ask(_ isEnough: @escaping @Sendable (Shown) async -> Bool) async {
        await withTaskGroup(of: Event.self) { group in
            var waiting = 0
            for witness in witnesses {
                guard let url = WitnessInquiry.address(of: witness, about: origin) else { continue }
                waiting += 1
                group.addTask {
                    guard let shown = await self.shown(by: witness, at: url) else { return .answer }
                    let isOver = await isEnough(shown)
                    return isOver ? .end : .answer
                }
            }
            guard waiting > 0 else { return }
            group.addTask {
                try? await Task.sleep(for: WitnessInquiry.timeMax)
                return .end
            }
            while waiting > 0 {
                let event = await group.next()
                guard event == .answer else { break }
                waiting -= 1
            }
            group.cancelAll()
        }
    }

    /// What a witness shows; `nil` if it is no checkpoint of the ledger.
    private func shown(by witness: WitnessPolicy.Witness, at url: String) async -> Shown? {
        let bytes: [UInt8]
        do { bytes = try await reader(url) } catch { return nil }
        guard let checkpoint = try? SignedCheckpoint(parsing: bytes),
            checkpoint.checkpoint.origin == origin
        else { return nil }
        return Shown(witness: witness, checkpoint: checkpoint)
    }

    private enum Event: Sendable {
        /// One has answered, and it is not enough.
        case answer
        /// It is enough, or the time is over.
        case end
    }

    /// The first that was found.
    private final class Kept<Found: Sendable>: Sendable {
        private let first = Mutex<Found?>(nil)

        var value: Found? { first.withLock(\.self) }

        func keep(_ one: Found?) {
            first.withLock { if $0 == nil { $0 = one } }
        }
    }
}
