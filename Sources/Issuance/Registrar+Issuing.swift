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
    /// An input that was issued before is recognised and not issued again.
    ///
    /// - Throws: ``VaultError``, ``HomeError`` or ``SigningError``; what was refused for its own
    ///   sake is an outcome and is not thrown.
    public func issue(_ inputs: [JSONDocument]) async throws -> [IssueOutcome] {
        let digests = try await inputDigests(inputs)
        var outcomes: [IssueOutcome] = []
        var first: [Digest: Int] = [:]
        for start in stride(from: 0, to: inputs.count, by: Registrar.batchMax) {
            let range = start..<min(start + Registrar.batchMax, inputs.count)
            let new = range.filter { place in
                first[digests[place]] == nil
                    && first.updateValue(place, forKey: digests[place]) == nil
            }
            let issued = try await issueBatch(new.map { Input(inputs[$0], digests[$0]) })
            let byPlace = Dictionary(uniqueKeysWithValues: zip(new, issued))
            for place in range {
                outcomes.append(
                    byPlace[place] ?? outcomes[first[digests[place]] ?? place].repeated)
            }
        }
        return outcomes
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
        var last: CredentialID?
        while true {
            let after = last
            let entries = try await inVault { try $0.pendingEntries(after: after) }
            if entries.isEmpty { return count }
            let drafts = await found(entries, desk: desk)
            let places = placed(drafts.compactMap(\.toAppend?.entry), await append(drafts))
            try await inVault { try $0.markIssued(places) }
            count += places.count
            // What could not be finished waits for its key, or for somebody to look.
            last = entries.last?.id
        }
    }

    // MARK: Drafts

    /// An input and the keyed digest by which it is recognised.
    private struct Input: Sendable {
        let document: JSONDocument
        let digest: Digest

        init(_ document: JSONDocument, _ digest: Digest) {
            self.document = document
            self.digest = digest
        }
    }

    /// One input on its way into the ledger.
    private enum Draft: Sendable {
        /// Completed and signed now, to be kept and appended.
        case new(VaultEntry, AuthorisedStatement)
        /// Kept earlier, but perhaps not appended.
        case found(VaultEntry, AuthorisedStatement)
        /// Issued earlier.
        case issued(CredentialID)
        /// Not to be issued.
        case refused(any Error)

        var newEntry: VaultEntry? {
            if case .new(let entry, _) = self { entry } else { nil }
        }

        var toAppend: (entry: VaultEntry, statement: AuthorisedStatement)? {
            switch self {
            case .new(let entry, let statement), .found(let entry, let statement):
                (entry, statement)
            case .issued, .refused: nil
            }
        }
    }

    private func issueBatch(_ inputs: [Input]) async throws -> [IssueOutcome] {
        let desk = try await desk()
        for _ in 0..<Registrar.attemptsMax {
            let drafts = try await drafts(of: inputs, desk: desk)
            do {
                let entries = drafts.compactMap(\.newEntry)
                try await inVault { try $0.add(entries) }
            } catch VaultError.bitTaken, VaultError.inputTaken, VaultError.idTaken {
                continue
            }
            return try await finish(drafts, desk: desk)
        }
        throw RegistrarError.contended
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

    /// What the vault knows of an input already.
    private enum Known: Sendable {
        case entry(VaultEntry)
        case otherCredential
        case nothing
    }

    private func drafts(of inputs: [Input], desk: Desk) async throws -> [Draft] {
        let known = try await inVault { vault in
            try inputs.map { input -> Known in
                if let entry = try vault.entry(forInput: input.digest) { return .entry(entry) }
                let id = input.document.root["id"]?.string.flatMap { CredentialID($0) }
                return try id.flatMap { try vault.entry(named: $0) } == nil
                    ? .nothing : .otherCredential
            }
        }
        var bits = try await freeBits(count: inputs.count)
        var names: Set<CredentialID> = []
        var drafts: [Draft?] = []
        var work: [(place: Int, bit: StatusBit)] = []
        for (place, known) in known.enumerated() {
            switch known {
            case .entry(let entry) where entry.place != nil: drafts.append(.issued(entry.id))
            case .entry(let entry):
                drafts.append(await found([entry], desk: desk).first)
            case .otherCredential: drafts.append(.refused(RegistrarError.identifierTaken))
            case .nothing:
                let id = inputs[place].document.root["id"]?.string.flatMap { CredentialID($0) }
                if let id, !names.insert(id).inserted {
                    drafts.append(.refused(RegistrarError.identifierTaken))
                } else {
                    drafts.append(nil)
                    work.append((place, bits.removeLast()))
                }
            }
        }
        let signed = await work.concurrentMap { item in
            let input = inputs[item.place]
            return self.draft(input.document, digest: input.digest, bit: item.bit, desk: desk)
        }
        for (item, draft) in zip(work, signed) {
            drafts[item.place] = draft
        }
        return drafts.compactMap(\.self)
    }

    /// Takes up entries that were interrupted. A statement whose key may sign no more is signed
    /// again, with the same nonce, unless it is in the ledger already.
    private func found(_ entries: [VaultEntry], desk: Desk) async -> [Draft] {
        var drafts: [Draft] = []
        for entry in entries {
            do {
                drafts.append(.found(entry, try await takenUp(entry, desk: desk)))
            } catch {
                drafts.append(.refused(error))
            }
        }
        return drafts
    }

    private func takenUp(_ entry: VaultEntry, desk: Desk) async throws -> AuthorisedStatement {
        if let checked = try? AuthorisedStatement(
            checking: entry.statement, against: desk.history)
        {
            return checked
        }
        let again = try AuthorisedStatement(
            entry.statement.statement, signedBy: desk.ring.record)
        // The nonce is the same: if the first one stands in the ledger, this one is refused.
        if try await ledger.index(ofNonce: entry.statement.statement.nonce) == nil {
            try await inVault { try $0.replaceStatement(of: entry.id, with: again.signed) }
        }
        return again
    }

    private func draft(
        _ input: JSONDocument, digest: Digest, bit: StatusBit, desk: Desk
    ) -> Draft {
        do {
            let unsigned = try complete(input, bit: bit)
            guard let id = CredentialID(unsigned.id) else {
                throw RegistrarError.badIdentifier
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
            guard let text = id.string, CredentialID(text)?.description == text else {
                throw RegistrarError.badIdentifier
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
        let entropy = entropy
        return try await inVault { vault in
            var list = try vault.statusList()
            var free: Set<StatusBit> = []
            while free.count < count {
                let drawn = Registrar.draw(
                    max(16, 2 * (count - free.count)), in: list, entropy: entropy)
                let taken = try vault.takenBits(among: drawn)
                if 2 * taken.count > drawn.count { list += 1 }
                free.formUnion(
                    drawn.filter { !taken.contains($0) }.prefix(count - free.count))
            }
            return Array(free)
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

    /// Appends in an order that tells nothing of the order of the inputs, which may be that of an
    /// alphabet.
    private func append(_ drafts: [Draft]) async -> [Result<VaultedRecord, any Error>] {
        let statements = drafts.compactMap(\.toAppend?.statement)
        let order = shuffled(statements.count)
        let outcomes = await ledger.append(order.map { statements[$0] })
        var results: [Int: Result<VaultedRecord, any Error>] = [:]
        for (place, outcome) in zip(order, outcomes) {
            switch outcome {
            case .success(let appended):
                results[place] = .success(
                    VaultedRecord(record: appended.record, proof: appended.proof, origin: .new))
            case .failure(.alreadyAppended(let index)):
                results[place] = await existing(index, statements[place].signed.statement)
            case .failure(let error):
                results[place] = .failure(error)
            }
        }
        return statements.indices.compactMap { results[$0] }
    }

    private func shuffled(_ count: Int) -> [Int] {
        var order = Array(0..<count)
        let bytes = entropy(count * 8)
        for last in stride(from: count - 1, to: 0, by: -1) {
            let random = bytes[(last * 8)..<(last * 8 + 8)].reduce(UInt64(0)) {
                $0 << 8 | UInt64($1)
            }
            order.swapAt(last, Int(random % UInt64(last + 1)))
        }
        return order
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
        if !places.isEmpty { try await inVault { try $0.markIssued(places) } }
        let keys = places.isEmpty ? [] : try await ledger.keyReceipts()
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
        let standing = try await standing(of: vaulted, keys: keys)
        let credential = try JSONDocument(parsing: entry.credential).root
        let receipt = Receipt(record: vaulted.record, salt: entry.salt, proof: vaulted.proof)
        return .issued(
            entry.id,
            Bundle(
                credential: credential, receipts: [receipt], keys: keys,
                standings: [try standing.signed(by: desk.ring.status)]))
    }

    /// A record that was appended a moment ago is in force as of its own time and tree; of any
    /// other, the ledger says what has become of it.
    private func standing(
        of vaulted: VaultedRecord, keys: [KeyReceipt]
    ) async throws -> Standing {
        let target = Target(record: vaulted.record.index)
        guard vaulted.origin == .new else {
            return try await ledger.standing(
                of: target, at: clock(), validity: Registrar.standingValidity)
        }
        let checkpoint = vaulted.proof.checkpoint.checkpoint
        let newest = keys.last { $0.record.index.value < checkpoint.size.value }
        let at = vaulted.record.at
        return Standing(
            origin: checkpoint.origin, size: checkpoint.size, root: checkpoint.root,
            target: target, state: .inForce, effective: nil, keys: newest?.record.index ?? 0,
            asOf: at, validUntil: at + Registrar.standingValidity)
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
