import Signing
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
        await withTaskGroup(of: Event<Found>.self) { group in
            var waiting = 0
            for witness in witnesses {
                guard let url = WitnessInquiry.address(of: witness, about: origin) else { continue }
                waiting += 1
                group.addTask {
                    guard let bytes = try? await reader(url),
                        let checkpoint = try? SignedCheckpoint(parsing: bytes),
                        checkpoint.checkpoint.origin == origin
                    else { return .answered(nil) }
                    return .answered(await judge(Shown(witness: witness, checkpoint: checkpoint)))
                }
            }
            guard waiting > 0 else { return nil }
            group.addTask {
                try? await Task.sleep(for: WitnessInquiry.timeMax)
                return .timeIsOver
            }
            var found: Found?
            events: while waiting > 0, let event = await group.next() {
                switch event {
                case .timeIsOver: break events
                case .answered(let answer):
                    waiting -= 1
                    found = answer
                    if found != nil { break events }
                }
            }
            group.cancelAll()
            return found
        }
    }

    private enum Event<Found: Sendable>: Sendable {
        case answered(Found?)
        case timeIsOver
    }
}
