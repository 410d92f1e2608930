import AppendOnlyLedger
import FoundationEssentials
import Signing
public import TransparencyLog
import Trust
public import Witnessing

/// Whom a home asks to witness its own ledger.
///
/// Spec: 05-witness §4, §5.
extension Home {
    /// The policy under which this home's own checkpoints are cosigned: a C2SP `tlog-policy`.
    public var witnessPolicyFile: String { "\(path)/witness-policy" }

    /// The policy; `nil` in a home without one.
    ///
    /// - Throws: ``HomeError/badWitnessPolicy(_:)``, ``HomeError/file(_:_:)``.
    public func witnessPolicy() throws(HomeError) -> WitnessPolicy? {
        guard FileManager.default.fileExists(atPath: witnessPolicyFile) else { return nil }
        guard let data = try? Data(contentsOf: URL(filePath: witnessPolicyFile)) else {
            throw .file(witnessPolicyFile, "could not be read")
        }
        let policy: WitnessPolicy
        do {
            policy = try WitnessPolicy(parsing: Array(data))
        } catch {
            throw .badWitnessPolicy("\(error)")
        }
        let own = configuration.origin.keyName
        guard policy.logs.isEmpty || policy.logs.contains(where: { $0.key.name == own }) else {
            throw .badWitnessPolicy("It names other ledgers and not this one.")
        }
        let witness = try witnessName()
        for named in policy.witnesses {
            if named.key.name == witness {
                throw .badWitnessPolicy("Witness \(named.name) is this home itself.")
            }
            if let url = named.url, WebBase(url.description) == nil {
                throw .badWitnessPolicy(
                    "\(url) is not an address: it begins with https:// and ends without a slash.")
            }
        }
        return policy
    }
}

extension OpenHome {
    /// The ledger as cosignatures are gathered for it; `nil` in a home without a witness policy.
    public var gatheringLedger: HomeGatheringLedger? {
        cosigned.map { HomeGatheringLedger(ledger: ledger, cosigned: $0, publisher: publisher) }
    }
}

/// A home's ledger, for which cosignatures are gathered: what is kept is published soon after.
public struct HomeGatheringLedger: GatheringLedger {
    let ledger: Ledger
    let cosigned: CosignedCheckpoints
    let publisher: Publisher
    private let queue = BlockingQueue(label: "testamur.cosignatures")

    init(ledger: Ledger, cosigned: CosignedCheckpoints, publisher: Publisher) {
        self.ledger = ledger
        self.cosigned = cosigned
        self.publisher = publisher
    }

    /// See ``GatheringLedger/newest()``.
    public func newest() async throws -> VerifiedCheckpoint {
        let cosigned = cosigned
        return try await queue.run { try cosigned.newest() }
    }

    /// See ``GatheringLedger/consistency(from:to:)``.
    public func consistency(
        from old: TreeSize, to checkpoint: VerifiedCheckpoint
    ) async throws -> ConsistencyProof {
        try await ledger.read { try $0.consistency(from: old, to: checkpoint.signed) }
    }

    /// See ``GatheringLedger/keep(_:of:)``.
    public func keep(_ cosignature: Cosignature, of checkpoint: Checkpoint) async throws {
        let cosigned = cosigned
        try await queue.run { try cosigned.keep([cosignature], of: checkpoint) }
        publisher.schedule()
    }

    /// Whether a checkpoint that covers a record has met the policy.
    ///
    /// - Throws: ``StoreError``.
    public func covers(_ index: LeafIndex) async throws -> Bool {
        let cosigned = cosigned
        return try await queue.run { try cosigned.earliest(covering: index) != nil }
    }

    /// The witnesses whose cosignatures a proof of a record can carry while the policy is not met.
    ///
    /// - Throws: ``StoreError``.
    public func cosigners(of index: LeafIndex) async throws -> [WitnessPolicy.Witness] {
        let cosigned = cosigned
        return try await queue.run {
            let (witnesses, most) = (
                cosigned.policy.witnesses, try cosigned.mostCosigned(covering: index)
            )
            let keys = try most?.cosignatures(by: witnesses.map(\.key)).map(\.witness) ?? []
            return witnesses.filter { keys.contains($0.key) }
        }
    }

    /// The newest checkpoint that met the policy; `nil` if none has.
    ///
    /// - Throws: ``StoreError``.
    public func latest() async throws -> TrustedCheckpoint? {
        let cosigned = cosigned
        return try await queue.run { try cosigned.latest() }
    }
}
