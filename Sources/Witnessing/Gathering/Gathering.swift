public import Signing
public import TransparencyLog

/// Collects cosignatures beside a ledger's work, until it is cancelled.
///
/// One checkpoint is sent to all witnesses at a time, so that their cosignatures meet; it gives way
/// to a newer one once the quorum is met, or after a while. Each witness is asked on its own, and
/// none waits for another. Nothing here is ever waited for by an append.
///
/// Spec: 05-witness §5.
public struct Gathering: Sendable {
    /// How often a witness is asked about one checkpoint before it is left alone.
    private static let attemptsMax = 3

    private let policy: WitnessPolicy
    private let ledger: any GatheringLedger
    private let transport: any WitnessTransport
    private let pace: GatheringPace
    private let clock: @Sendable () -> Instant
    private let random: @Sendable () -> Double
    private let note: @Sendable (WitnessPolicy.Witness, WitnessTrouble?) -> Void
    private let doubt: @Sendable (WitnessPolicy.Witness) async -> Void

    /// Prepares to gather.
    ///
    /// - Parameters:
    ///   - random: numbers from 0 up to 1, which spread the pauses.
    ///   - note: told when a witness begins to fail, fails in another way, and cosigns again.
    ///   - doubt: called whenever a witness says, or may mean, that it has cosigned what is not in
    ///     the ledger.
    ///     Only this witness is not asked again before it returns.
    public init(
        _ policy: WitnessPolicy, for ledger: any GatheringLedger,
        through transport: any WitnessTransport, pace: GatheringPace = .standard,
        clock: @escaping @Sendable () -> Instant, random: @escaping @Sendable () -> Double,
        note: @escaping @Sendable (WitnessPolicy.Witness, WitnessTrouble?) -> Void = { _, _ in },
        doubt: @escaping @Sendable (WitnessPolicy.Witness) async -> Void = { _ in }
    ) {
        self.policy = policy
        self.ledger = ledger
        self.transport = transport
        self.pace = pace
        self.clock = clock
        self.random = random
        self.note = note
        self.doubt = doubt
    }

    /// Gathers until the task is cancelled.
    public func run() async {
        let board = GatheringBoard(policy)
        await withTaskGroup(of: Void.self) { group in
            for witness in policy.witnesses {
                guard let prefix = witness.url?.description else { continue }
                let url = prefix + (prefix.hasSuffix("/") ? "" : "/") + "add-checkpoint"
                let targets = board.targets()
                group.addTask { await self.attend(witness, url, targets, board) }
            }
            await lead(board)
            group.cancelAll()
        }
    }

    /// Decides which checkpoint is to be cosigned now.
    private func lead(_ board: GatheringBoard) async {
        var began = ContinuousClock.now
        while !Task.isCancelled {
            // A ledger that cannot be read now is looked at again in a moment, like any other.
            if let newest = try? await ledger.newest() {
                let age = ContinuousClock.now - began
                let isDue = age >= pace.roundMin && (board.isMet || age >= pace.roundMax)
                if board.size.map({ newest.checkpoint.size > $0 && isDue }) ?? true {
                    began = .now
                    board.begin(newest)
                }
            }
            await rest(pace.look)
        }
    }

    /// Waits so long, or until the task is cancelled.
    private func rest(_ duration: Duration) async {
        try? await Task.sleep(for: duration)
    }

    /// Sends one witness whatever is to be cosigned.
    private func attend(
        _ witness: WitnessPolicy.Witness, _ url: String,
        _ targets: AsyncStream<VerifiedCheckpoint>, _ board: GatheringBoard
    ) async {
        var contact = WitnessContact(witness)
        var trouble: WitnessTrouble?
        for await target in targets {
            var target = target
            while !Task.isCancelled, !board.has(witness, target.checkpoint.size) {
                let found = await ask(&contact, url, target, board)
                if Task.isCancelled { return }
                if found.map(\.code) != trouble.map(\.code) { note(witness, found) }
                trouble = found
                guard let found else { break }
                if found.isDoubt { await doubt(witness) }
                await rest(contact.pause(pace, random: random()))
                target = board.target ?? target
            }
        }
    }

    /// Asks one witness to cosign one checkpoint; the trouble if it has not.
    private func ask(
        _ contact: inout WitnessContact, _ url: String, _ target: VerifiedCheckpoint,
        _ board: GatheringBoard
    ) async -> WitnessTrouble? {
        for _ in 0..<Gathering.attemptsMax {
            let old = contact.oldSize
            // It has cosigned a later one: the next round is for it.
            if old > target.checkpoint.size { return nil }
            do {
                let proof = try await ledger.consistency(from: old, to: target)
                let request = AddCheckpointRequest(
                    proof, checkpoint: target.signedByLogOnly.signed)
                let body = request.bytes
                let reply = try await answer(to: body, at: url)
                let newest = try await ledger.newest().checkpoint.size
                let now = clock()
                switch try contact.take(reply, to: target, newest: newest, at: now) {
                case .cosigned(let cosignature):
                    try await ledger.keep(cosignature, of: target.checkpoint)
                    board.add(cosignature, of: target.checkpoint.size)
                    return nil
                case .later: return nil
                case .again: continue
                }
            } catch let trouble as WitnessTrouble {
                if case .unreachable = trouble { contact.fail() }
                return trouble
            } catch {
                contact.fail()
                return WitnessTrouble.ledger(String(describing: error))
            }
        }
        contact.fail()
        return .conflict
    }

    private func answer(to body: [UInt8], at url: String) async throws -> WitnessReply {
        do {
            return try await transport.post(body, to: url)
        } catch {
            throw WitnessTrouble.unreachable(String(describing: error))
        }
    }
}
