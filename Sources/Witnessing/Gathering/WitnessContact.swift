public import Signing
public import TransparencyLog

/// One witness as the keeper of a ledger sees it: what it cosigned last as far as is known, and how
/// long it is left alone after it failed. A value; it sends nothing by itself.
///
/// Nothing that a witness says changes what the ledger believes of itself.
///
/// Spec: 05-witness §5; C2SP tlog-witness.
public struct WitnessContact: Sendable {
    /// How far ahead a witness's clock may be.
    public static let clockSkew: Duration = .seconds(300)

    /// Whom the policy means.
    public let witness: WitnessPolicy.Witness

    /// The size that the witness cosigned last; `nil` if that is not known.
    public private(set) var size: TreeSize?

    /// How often it failed since it last cosigned.
    public private(set) var failureCount = 0

    private var retryAfter: Duration?

    /// Begins with a witness of which nothing is known.
    public init(_ witness: WitnessPolicy.Witness) {
        self.witness = witness
    }

    /// From which size a proof is to be sent. Of a witness of which nothing is known 0: it cosigns
    /// at once, or says what it has.
    public var oldSize: TreeSize { size ?? .zero }

    /// What an answer means.
    public enum Meaning: Hashable, Sendable {
        /// It cosigned; a verified line.
        case cosigned(Cosignature)
        /// Ask again, from the size that it states.
        case again
        /// It has cosigned a later checkpoint of this ledger already.
        case later
    }

    /// Takes in the answer to the request to cosign `target` from ``oldSize`` on.
    ///
    /// - Parameters:
    ///   - newest: how large the ledger is by now.
    ///   - now: this machine's time.
    /// - Throws: ``WitnessTrouble``, which counts as a failure.
    public mutating func take(
        _ reply: WitnessReply, to target: VerifiedCheckpoint, newest: TreeSize, at now: Instant
    ) throws(WitnessTrouble) -> Meaning {
        do throws(WitnessTrouble) {
            let meaning = try judge(reply, target, newest, now)
            if case .cosigned = meaning {
                size = target.checkpoint.size
                failureCount = 0
                retryAfter = nil
            }
            return meaning
        } catch {
            fail(retryAfter: reply.retryAfter)
            throw error
        }
    }

    /// Takes in that the witness could not be asked, or not agreed with.
    public mutating func fail(retryAfter: Duration? = nil) {
        failureCount += 1
        self.retryAfter = retryAfter
        // What it was thought to have may be what is wrong.
        size = nil
    }

    /// How long the witness is left alone after its last failure: longer each time, and never as
    /// long for two ledgers that failed together.
    ///
    /// - Parameter random: from 0 up to 1.
    public func pause(_ pace: GatheringPace, random: Double) -> Duration {
        let doublings = min(max(failureCount - 1, 0), 30)
        let longest = min(pace.pauseMax, pace.pauseMin * (1 << doublings))
        let pause = longest * (0.5 + 0.5 * min(max(random, 0), 1))
        return max(pause, min(retryAfter ?? .zero, pace.pauseMax))
    }

    private mutating func judge(
        _ reply: WitnessReply, _ target: VerifiedCheckpoint, _ newest: TreeSize, _ now: Instant
    ) throws(WitnessTrouble) -> Meaning {
        switch reply.status {
        case 200: return .cosigned(try cosignature(in: reply.body, of: target, at: now))
        case 409:
            guard let stated = AddCheckpointRequest.size(inAnswer: reply.body),
                stated != oldSize
            else { throw .conflict }
            guard stated <= newest else { throw .ahead(stated) }
            size = stated
            return stated > target.checkpoint.size ? .later : .again
        default: throw .refused(status: reply.status)
        }
    }

    private func cosignature(
        in body: [UInt8], of target: VerifiedCheckpoint, at now: Instant
    ) throws(WitnessTrouble) -> Cosignature {
        // Lines of keys that the policy does not name for this witness are none.
        let found = try? target.cosignatures(inAnswer: body, by: [witness.key])
        guard let cosignature = found?.first else { throw .badAnswer }
        guard cosignature.time <= now + WitnessContact.clockSkew else {
            throw .clock(cosignature.time)
        }
        return cosignature
    }
}
