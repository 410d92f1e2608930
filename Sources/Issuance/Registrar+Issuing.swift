import AppendOnlyLedger
public import CanonicalJSON
public import Credentials
import Records
import Signing
import Synchronization
import TransparencyLog
public import Verification

/// How credentials are recorded.
public enum Recording: Hashable, Sendable {
    /// Each by a record of its own.
    case each
    /// Up to 1,024 by one record, which tells neither how many there are nor in which order.
    case asList
}

/// What became of one input.
public enum IssueOutcome: Sendable {
    /// It was issued now; the file for the holder.
    case issued(CredentialID, Bundle)
    /// The same input was issued before.
    case alreadyIssued(CredentialID)
    /// It was not issued: ``CredentialError``, ``RegistrarError`` or ``LedgerError``.
    case refused(any Error)
}

extension Registrar {
    /// How often new status bits are drawn when other processes took the ones drawn before.
    private static let attemptsMax = 8
    /// How many inputs are issued in one go.
    private static let batchMax = 1_024

    /// What would be issued, without issuing it: no record, no bit taken.
    ///
    /// - Throws: ``CredentialError`` or ``RegistrarError`` if it would be refused.
    public func preview(_ input: JSONDocument) throws -> UnsignedCredential {
        guard let bit = StatusBit(list: 1, index: 0) else {
            preconditionFailure("the first bit is within the bounds")
        }
        return try complete(input, bit: bit)
    }

    /// Issues credentials, each on its own, in the order given.
    ///
    /// An input that was issued before is recognised and not issued again, however it is recorded.
    ///
    /// - Throws: ``LedgerError/diskLow(freeBytes:)``, ``LedgerError/clockBehind(last:)``,
    ///   ``VaultError``, ``HomeError`` or ``SigningError``; what was refused for its own sake is an
    ///   outcome and is not thrown.
    public func issue(
        _ inputs: [JSONDocument], recording: Recording = .each
    ) async throws -> [IssueOutcome] {
        let digests = try await inputDigests(inputs)
        var outcomes: [IssueOutcome] = []
        var first: [Digest: Int] = [:]
        for start in stride(from: 0, to: inputs.count, by: Registrar.batchMax) {
            let range = start..<min(start + Registrar.batchMax, inputs.count)
            let new = range.filter { place in
                first[digests[place]] == nil
                    && first.updateValue(place, forKey: digests[place]) == nil
            }
            let issued = try await issueBatch(
                new.map { Input(inputs[$0], digests[$0]) }, recording)
            let byPlace = Dictionary(uniqueKeysWithValues: zip(new, issued))
            for place in range {
                outcomes.append(
                    byPlace[place] ?? outcomes[first[digests[place]] ?? place].repeated)
            }
        }
        return outcomes
    }

    /// Finishes what a crash interrupted and returns how many credentials that were; and destroys
    /// what the ledger says is not kept any more.
    ///
    /// Safe beside other processes that issue: a statement's nonce is taken only once.
    ///
    /// - Throws: ``VaultError``, ``LedgerError`` or ``StoreError``.
    @discardableResult
    public func reconcile() async throws -> Int {
        let desk = try await desk()
        var count = 0
        var last: CredentialID?
        while true {
            let after = last
            let entries = try await inVault { try $0.pendingEntries(after: after) }
            if entries.isEmpty { break }
            let drafts = await found(entries, desk: desk)
            let places = placed(drafts.compactMap(\.toAppend?.entry), await append(drafts))
            try await inVault { try $0.markIssued(places) }
            count += places.count
            // What could not be finished waits for its key, or for somebody to look.
            last = entries.last?.id
        }
        _ = try await applyErasures()
        return count
    }

    /// Issues what is to take the place of a credential, unless something else is to.
    ///
    /// - Throws: ``RegistrarError/otherSuccessor(_:)``, or
    ///   ``RegistrarError/successorNotInForce(_:_:fresh:)`` where the two would replace each other;
    ///   and what ``issue(_:recording:)`` throws.
    func issue(_ input: JSONDocument, inPlaceOf id: CredentialID) async throws -> IssueOutcome {
        let digests = try await inputDigests([input])
        do {
            return try await issueBatch([Input(input, digests[0])], .each, inPlaceOf: id)[0]
        } catch VaultError.otherSuccessor(let other) {
            throw RegistrarError.otherSuccessor(other)
        } catch VaultError.successorReplaced(let successor) {
            throw RegistrarError.successorNotInForce(
                successor, .replaced, fresh: freshIdentifier())
        }
    }

    private func issueBatch(
        _ inputs: [Input], _ recording: Recording, inPlaceOf replaced: CredentialID? = nil
    ) async throws -> [IssueOutcome] {
        try await ledger.requireReady()
        let desk = try await desk()
        for _ in 0..<Registrar.attemptsMax {
            let drafts = try await drafts(of: inputs, recording, desk: desk)
            do {
                let entries = drafts.compactMap(\.newEntry)
                let succession = try succession(of: replaced, by: drafts)
                try await inVault { try $0.add(entries, succession: succession) }
            } catch VaultError.bitTaken, VaultError.inputTaken, VaultError.idTaken {
                continue
            }
            return try await finish(drafts, desk: desk)
        }
        throw RegistrarError.contended
    }

    private func succession(
        of replaced: CredentialID?, by drafts: [Draft]
    ) throws(RegistrarError) -> Succession? {
        guard let replaced, let successor = drafts.first?.credential else { return nil }
        guard successor != replaced else { throw .notASuccessor(replaced) }
        return Succession(replaced: replaced, successor: successor)
    }

    /// The keyed digests by which inputs are recognised.
    func inputDigests(_ inputs: [JSONDocument]) async throws -> [Digest] {
        let key: [UInt8]
        if let kept = inputKey.withLock({ $0 }) {
            key = kept
        } else {
            key = try await inVault { try $0.inputKey() }
            inputKey.withLock { $0 = key }
        }
        return inputs.map { input in
            .sha256([Array("testamur.input.v1\n".utf8), key, input.canonicalBytes()])
        }
    }

    // MARK: Finishing

    /// Appends each statement once, in an order that tells nothing of the order of the inputs,
    /// which may be that of an alphabet.
    private func append(_ drafts: [Draft]) async -> [Result<VaultedRecord, any Error>] {
        let statements = drafts.compactMap(\.toAppend?.statement)
        var nonces: Set<[UInt8]> = []
        let different = statements.filter { nonces.insert($0.signed.statement.nonce).inserted }
            .shuffled(by: entropy)
        let outcomes = await ledger.append(different)
        var results: [[UInt8]: Result<VaultedRecord, any Error>] = [:]
        for (statement, outcome) in zip(different, outcomes) {
            let statement = statement.signed.statement
            switch outcome {
            case .success(let appended):
                results[statement.nonce] = .success(
                    VaultedRecord(record: appended.record, proof: appended.proof, origin: .new))
            case .failure(.alreadyAppended(let index)):
                results[statement.nonce] = await existing(index, statement)
            case .failure(let error):
                results[statement.nonce] = .failure(error)
            }
        }
        return statements.compactMap { results[$0.signed.statement.nonce] }
    }

    private func existing(
        _ index: LeafIndex, _ statement: Statement
    ) async -> Result<VaultedRecord, any Error> {
        do {
            guard let record = try await ledger.record(at: index), record.statement == statement
            else { throw LedgerError.alreadyAppended(index) }
            return .success(
                VaultedRecord(
                    record: record, proof: try await ledger.proof(of: index), origin: .earlier))
        } catch {
            return .failure(error)
        }
    }

    private func placed(
        _ entries: [VaultEntry], _ results: [Result<VaultedRecord, any Error>]
    ) -> [VaultPlace] {
        zip(entries, results).compactMap { entry, result in
            guard case .success(let vaulted) = result else { return nil }
            return VaultPlace(id: entry.id, index: vaulted.record.index, proof: vaulted.proof)
        }
    }

    private func finish(_ drafts: [Draft], desk: Desk) async throws -> [IssueOutcome] {
        let pending = drafts.compactMap(\.toAppend?.entry)
        let results = await append(drafts)
        let places = placed(pending, results)
        guard !places.isEmpty else {
            return try await outcomes(of: drafts, results, keys: [], desk: desk)
        }
        async let marked: Void = inVault { try $0.markIssued(places) }
        let keys = try await ledger.keyReceipts()
        let outcomes = try await outcomes(of: drafts, results, keys: keys, desk: desk)
        try await marked
        return outcomes
    }

    private func outcomes(
        of drafts: [Draft], _ results: [Result<VaultedRecord, any Error>], keys: [KeyReceipt],
        desk: Desk
    ) async throws -> [IssueOutcome] {
        let pending = drafts.compactMap(\.toAppend?.entry)
        var rest = zip(pending, results).makeIterator()
        var outcomes: [IssueOutcome] = []
        for draft in drafts {
            switch draft {
            case .issued(let id): outcomes.append(.alreadyIssued(id))
            case .refused(let error): outcomes.append(.refused(error))
            case .new, .found:
                guard let (entry, result) = rest.next() else { continue }
                outcomes.append(try await outcome(entry, result, keys: keys, desk: desk))
            }
        }
        return outcomes
    }

    private func outcome(
        _ entry: VaultEntry, _ result: Result<VaultedRecord, any Error>, keys: [KeyReceipt],
        desk: Desk
    ) async throws -> IssueOutcome {
        let vaulted: VaultedRecord
        switch result {
        case .failure(let error): return .refused(error)
        case .success(let record): vaulted = record
        }
        let standing = try await standing(
            of: entry.target(vaulted.record.index), in: vaulted, keys: keys)
        let credential = try JSONDocument(parsing: entry.credential).root
        let receipt = entry.receipt(vaulted.record, vaulted.proof)
        return .issued(
            entry.id,
            Bundle(
                credential: credential, receipts: [receipt], keys: keys,
                standings: [try standing.signed(by: desk.ring.status)]))
    }

    /// A record that was appended a moment ago is in force as of its own time and tree; of any
    /// other, the ledger says what has become of it.
    private func standing(
        of target: Target, in vaulted: VaultedRecord, keys: [KeyReceipt]
    ) async throws -> Standing {
        guard vaulted.origin == .new else {
            return try await ledger.standing(
                of: target, at: clock(), validity: Registrar.standingValidity)
        }
        let checkpoint = vaulted.proof.checkpoint.checkpoint
        let newest = keys.last { $0.record.index.value < checkpoint.size.value }
        let at = vaulted.record.at
        return Standing(
            origin: checkpoint.origin, size: checkpoint.size, root: checkpoint.root,
            target: target, record: vaulted.record.leafHash, state: .inForce, effective: nil,
            keys: newest?.record.index ?? 0, asOf: at,
            validUntil: at + Registrar.standingValidity)
    }
}

/// A record that is in the ledger, with its proof.
private struct VaultedRecord: Sendable {
    enum Origin { case new, earlier }

    let record: Record
    let proof: LogProof
    let origin: Origin
}

extension IssueOutcome {
    /// What a repetition of the same input in one request gets.
    fileprivate var repeated: IssueOutcome {
        if case .issued(let id, _) = self { .alreadyIssued(id) } else { self }
    }
}
