import AppendOnlyLedger
public import CanonicalJSON
public import Credentials
import Records
import Signing
import Synchronization
import TransparencyLog
public import Verification

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
    /// An input that was issued before is recognised and not issued again.
    ///
    /// - Throws: ``VaultError``, ``HomeError`` or ``SigningError``; what was refused for its own
    ///   sake is an outcome and is not thrown.
    public func issue(_ inputs: [JSONDocument]) async throws -> [IssueOutcome] {
        let desk = try await desk()
        let digests = try await inputDigests(inputs)
        for _ in 0..<Registrar.attemptsMax {
            let known = try await inVault { vault in
                try digests.map { try vault.entry(forInput: $0) }
            }
            let drafts = try await drafts(of: inputs, digests: digests, known: known, desk: desk)
            do {
                let entries = drafts.compactMap(\.newEntry)
                try await inVault { try $0.add(entries) }
            } catch VaultError.bitTaken, VaultError.inputTaken {
                continue
            }
            return try await finish(drafts, desk: desk)
        }
        throw RegistrarError.contended
    }

    /// Finishes what a crash interrupted and returns how many credentials that were.
    ///
    /// Safe beside other processes that issue: a statement's nonce is taken only once.
    ///
    /// - Throws: ``VaultError``, ``LedgerError`` or ``StoreError``.
    @discardableResult
    public func reconcile() async throws -> Int {
        let desk = try await desk()
        var count = 0
        while true {
            let drafts = try await inVault { try $0.pendingEntries() }
                .compactMap { try? Draft.found($0, keys: desk.history) }
            let places = placed(drafts.compactMap(\.toAppend?.entry), await append(drafts))
            // What is left waits for its key, or for somebody to look.
            if places.isEmpty { return count }
            try await inVault { try $0.markIssued(places) }
            count += places.count
        }
    }

    // MARK: Drafts

    /// One input on its way into the ledger.
    private enum Draft: Sendable {
        /// Completed and signed now, to be kept and appended.
        case new(VaultEntry, AuthorisedStatement)
        /// Kept earlier, but perhaps not appended.
        case found(VaultEntry, AuthorisedStatement)
        /// Issued earlier.
        case issued(CredentialID)
        /// The same input stands earlier in this request.
        case repeats(Int)
        /// Not to be issued.
        case refused(any Error)

        static func found(_ entry: VaultEntry, keys: KeyHistory) throws -> Draft {
            .found(entry, try AuthorisedStatement(checking: entry.statement, against: keys))
        }

        var newEntry: VaultEntry? {
            if case .new(let entry, _) = self { entry } else { nil }
        }

        var toAppend: (entry: VaultEntry, statement: AuthorisedStatement)? {
            switch self {
            case .new(let entry, let statement), .found(let entry, let statement):
                (entry, statement)
            case .issued, .repeats, .refused: nil
            }
        }
    }

    private func inputDigests(_ inputs: [JSONDocument]) async throws -> [Digest] {
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

    private func drafts(
        of inputs: [JSONDocument], digests: [Digest], known: [VaultEntry?], desk: Desk
    ) async throws -> [Draft] {
        let bits = try await freeBits(count: known.count { $0 == nil })
        var seen: [Digest: Int] = [:]
        var drafts: [Draft?] = []
        var work: [(place: Int, bit: StatusBit)] = []
        for (place, digest) in digests.enumerated() {
            if let first = seen[digest] {
                drafts.append(.repeats(first))
            } else if let entry = known[place] {
                drafts.append(
                    entry.place == nil
                        ? try Draft.found(entry, keys: desk.history) : .issued(entry.id))
            } else {
                drafts.append(nil)
                work.append((place, bits[work.count]))
            }
            seen[digest] = seen[digest] ?? place
        }
        let signed = await work.concurrentMap { item in
            self.draft(
                inputs[item.place], digest: digests[item.place], bit: item.bit, desk: desk)
        }
        for (item, draft) in zip(work, signed) {
            drafts[item.place] = draft
        }
        return drafts.compactMap(\.self)
    }

    private func draft(
        _ input: JSONDocument, digest: Digest, bit: StatusBit, desk: Desk
    ) -> Draft {
        do {
            let unsigned = try complete(input, bit: bit)
            guard let id = CredentialID(unsigned.id) else {
                throw RegistrarError.badIdentifier(unsigned.id)
            }
            let credential = try unsigned.signed(
                by: desk.ring.assertion.key, verificationMethod: desk.ring.assertion.name,
                created: clock())
            let salt = entropy(Commitment.saltBytes)
            let issue = Issue(
                commitments: [Commitment(form: .jcs, salt: salt, content: credential.digest)])
            let statement = try AuthorisedStatement(
                ledger.statement(.issue(issue), nonce: entropy(Statement.nonceBytes)),
                signedBy: desk.ring.record)
            let entry = VaultEntry(
                id: id, input: digest, credential: credential.canonicalBytes, salt: salt,
                bit: bit, statement: statement.signed)
            return .new(entry, statement)
        } catch {
            return .refused(error)
        }
    }

    private func complete(
        _ input: JSONDocument, bit: StatusBit
    ) throws -> UnsignedCredential {
        for name in ["credentialStatus", "proof"] where input.root[name] != nil {
            throw RegistrarError.memberNotYours(name)
        }
        if let id = input.root["id"] {
            guard CredentialID(id.string ?? "")?.description == id.string else {
                throw RegistrarError.badIdentifier(id.string ?? "")
            }
        }
        guard let index = StatusListIndex(Int(bit.index)) else {
            preconditionFailure("a bit's index is a status list's index")
        }
        return try UnsignedCredential(
            input, issuer: profile.did, id: RandomUUID(random: entropy(RandomUUID.byteCount)),
            statuses: [
                StatusEntry(
                    purpose: .revocation, index: index,
                    listURL: profile.statusURL(list: bit.list))
            ])
    }

    /// Bits that nobody has, drawn at random; a list that is about half full is left for a new
    /// one, so that drawing stays quick and an index tells nothing of its neighbours.
    private func freeBits(count: Int) async throws -> [StatusBit] {
        guard count > 0 else { return [] }
        let entropy = entropy
        return try await inVault { vault in
            var list = try vault.statusList()
            var free: [StatusBit] = []
            while free.count < count {
                let drawn = Registrar.draw(
                    max(16, 2 * (count - free.count)), in: list, entropy: entropy)
                let taken = try vault.takenBits(among: drawn)
                if 2 * taken.count > drawn.count { list += 1 }
                for bit in drawn where !taken.contains(bit) && free.count < count {
                    if !free.contains(bit) { free.append(bit) }
                }
            }
            return free
        }
    }

    private static func draw(
        _ count: Int, in list: Int64, entropy: (Int) -> [UInt8]
    ) -> [StatusBit] {
        let bytes = entropy(count * 3)
        var drawn: Set<StatusBit> = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let number =
                Int64(bytes[start]) | Int64(bytes[start + 1]) << 8 | Int64(bytes[start + 2]) << 16
            // 131,072 entries a list: 17 of the 24 bits.
            if let bit = StatusBit(list: list, index: number & 0x1ffff) { drawn.insert(bit) }
        }
        return Array(drawn)
    }

    // MARK: Finishing

    private func append(_ drafts: [Draft]) async -> [Result<VaultedRecord, any Error>] {
        let statements = drafts.compactMap(\.toAppend?.statement)
        var results: [Result<VaultedRecord, any Error>] = []
        for (outcome, statement) in zip(await ledger.append(statements), statements) {
            switch outcome {
            case .success(let appended):
                results.append(
                    .success(VaultedRecord(record: appended.record, proof: appended.proof)))
            case .failure(.alreadyAppended(let index)):
                results.append(await existing(index, statement.signed))
            case .failure(let error):
                results.append(.failure(error))
            }
        }
        return results
    }

    private func existing(
        _ index: LeafIndex, _ statement: SignedStatement
    ) async -> Result<VaultedRecord, any Error> {
        do {
            guard let record = try await ledger.record(at: index), record.signed == statement
            else { throw LedgerError.alreadyAppended(index) }
            return .success(
                VaultedRecord(record: record, proof: try await ledger.proof(of: index)))
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
        if !places.isEmpty { try await inVault { try $0.markIssued(places) } }
        let keys = places.isEmpty ? [] : try await ledger.keyReceipts()
        var rest = zip(pending, results).makeIterator()
        var outcomes: [IssueOutcome] = []
        for draft in drafts {
            switch draft {
            case .issued(let id): outcomes.append(.alreadyIssued(id))
            case .refused(let error): outcomes.append(.refused(error))
            case .repeats(let first):
                outcomes.append(outcomes[first].repeated)
            case .new, .found:
                guard let (entry, result) = rest.next() else { continue }
                outcomes.append(try outcome(entry, result, keys: keys, desk: desk))
            }
        }
        return outcomes
    }

    private func outcome(
        _ entry: VaultEntry, _ result: Result<VaultedRecord, any Error>, keys: [KeyReceipt],
        desk: Desk
    ) throws -> IssueOutcome {
        switch result {
        case .failure(let error): return .refused(error)
        case .success(let vaulted):
            let now = clock()
            let checkpoint = vaulted.proof.checkpoint.checkpoint
            let standing = Standing(
                origin: checkpoint.origin, size: checkpoint.size, root: checkpoint.root,
                target: Target(record: vaulted.record.index), state: .inForce, effective: nil,
                keys: keys.last?.record.index ?? 0, asOf: now,
                validUntil: now + Registrar.standingValidity)
            return .issued(
                entry.id,
                try Bundle(
                    credential: JSONDocument(parsing: entry.credential).root,
                    receipts: [
                        Receipt(record: vaulted.record, salt: entry.salt, proof: vaulted.proof)
                    ],
                    keys: keys, standings: [try standing.signed(by: desk.ring.status)]))
        }
    }
}

/// A record that is in the ledger, with its proof.
private struct VaultedRecord: Sendable {
    let record: Record
    let proof: LogProof
}

extension IssueOutcome {
    /// What a repetition of the same input in one request gets.
    fileprivate var repeated: IssueOutcome {
        if case .issued(let id, _) = self { .alreadyIssued(id) } else { self }
    }
}

extension Array where Element: Sendable {
    /// The results of `transform`, in order, computed on all cores.
    fileprivate func concurrentMap<Value: Sendable>(
        _ transform: @escaping @Sendable (Element) -> Value
    ) async -> [Value] {
        guard count > 1 else { return map(transform) }
        let chunk = 64
        return await withTaskGroup(of: (Int, [Value]).self) { group in
            for start in stride(from: 0, to: count, by: chunk) {
                let part = self[start..<Swift.min(start + chunk, count)]
                group.addTask { (start, part.map(transform)) }
            }
            var parts: [Int: [Value]] = [:]
            for await (start, values) in group {
                parts[start] = values
            }
            return parts.keys.sorted().flatMap { parts[$0] ?? [] }
        }
    }
}
