import AppendOnlyLedger
import CanonicalJSON
import Credentials
import Records
import Signing
import TransparencyLog

/// Inputs on their way into the ledger: recognised, completed, signed.
extension Registrar {
    /// An input and the keyed digest by which it is recognised.
    struct Input: Sendable {
        let document: JSONDocument
        let digest: Digest

        init(_ document: JSONDocument, _ digest: Digest) {
            self.document = document
            self.digest = digest
        }
    }

    /// One input on its way into the ledger.
    enum Draft: Sendable {
        /// Completed and signed now, to be kept and appended.
        case new(VaultEntry, AuthorisedStatement)
        /// Kept earlier, but perhaps not appended.
        case found(VaultEntry, AuthorisedStatement)
        /// Issued earlier.
        case issued(CredentialID)
        /// Not to be issued.
        case refused(any Error)

        var credential: CredentialID? {
            switch self {
            case .new(let entry, _), .found(let entry, _): entry.id
            case .issued(let id): id
            case .refused: nil
            }
        }

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

    /// An input that was completed and signed, with the commitment to it.
    private struct SignedInput: Sendable {
        let id: CredentialID
        let input: Digest
        let credential: [UInt8]
        let salt: [UInt8]
        let bit: StatusBit
        let commitment: Commitment

        func draft(
            under statement: AuthorisedStatement, at membership: ListMembership? = nil
        ) -> Draft {
            .new(
                VaultEntry(
                    id: id, input: input, credential: credential, salt: salt, bit: bit,
                    statement: statement.signed, membership: membership), statement)
        }
    }

    /// What the vault knows of an input already.
    private enum Known: Sendable {
        case entry(VaultEntry)
        case otherCredential
        case nothing
    }

    func drafts(
        of inputs: [Input], _ recording: Recording, desk: Desk
    ) async throws -> [Draft] {
        let (entropy, places) = (entropy, placesInList)
        let (known, free) = try await inVault { vault in
            let known = try inputs.map { input -> Known in
                if let entry = try vault.entry(forInput: input.digest) { return .entry(entry) }
                let id = input.document.root["id"]?.string.flatMap { CredentialID($0) }
                return try id.flatMap { try vault.entry(named: $0) } == nil
                    ? .nothing : .otherCredential
            }
            let free = try Registrar.freeBits(
                count: inputs.count, of: places, in: vault, entropy: entropy)
            return (known, free)
        }
        var bits = free
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
        let now = clock()
        let made: [Draft]
        switch recording {
        case .each:
            made = await work.concurrentMap { item in
                do {
                    let signed = try self.sign(inputs[item.place], item.bit, desk: desk, at: now)
                    let body = StatementBody.issue(Issue(commitments: [signed.commitment]))
                    return signed.draft(under: try self.statement(body, by: desk, at: now))
                } catch {
                    return .refused(error)
                }
            }
        case .asList:
            let signed = await work.concurrentMap { item in
                Result { try self.sign(inputs[item.place], item.bit, desk: desk, at: now) }
            }
            made = try listDrafts(of: signed, desk: desk, at: now)
        }
        for (item, draft) in zip(work, made) {
            drafts[item.place] = draft
        }
        return drafts.compactMap(\.self)
    }

    /// Takes up entries that were interrupted. A statement whose key may sign no more is signed
    /// again, with the same nonce, unless it is in the ledger already.
    func found(_ entries: [VaultEntry], desk: Desk) async -> [Draft] {
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

    /// Puts all that could be signed into one list, under one statement.
    private func listDrafts(
        of signed: [Result<SignedInput, any Error>], desk: Desk, at now: Instant
    ) throws -> [Draft] {
        let list = CommitmentList(
            signed.compactMap { try? $0.get().commitment }, entropy: entropy)
        let statement = try statement(.issueList(list.body), by: desk, at: now)
        var memberships = list.memberships.makeIterator()
        return signed.map { one in
            switch one {
            case .success(let signed): signed.draft(under: statement, at: memberships.next())
            case .failure(let error): .refused(error)
            }
        }
    }

    private func statement(
        _ body: StatementBody, by desk: Desk, at now: Instant
    ) throws -> AuthorisedStatement {
        try AuthorisedStatement(
            ledger.statement(body, nonce: Statement.nonce(at: now, entropy: entropy)),
            signedBy: desk.ring.record)
    }

    /// Completes an input and signs it.
    private func sign(
        _ input: Input, _ bit: StatusBit, desk: Desk, at now: Instant
    ) throws -> SignedInput {
        let unsigned = try complete(input.document, bit: bit)
        guard let id = CredentialID(unsigned.id) else { throw RegistrarError.badIdentifier }
        let credential = try unsigned.signed(
            by: desk.ring.assertion.key, verificationMethod: desk.ring.assertion.name,
            created: now, suite: desk.ring.assertion.suite)
        let salt = entropy(Commitment.saltBytes)
        return SignedInput(
            id: id, input: input.digest, credential: credential.canonicalBytes, salt: salt,
            bit: bit,
            commitment: Commitment(form: .jcs, salt: salt, content: credential.digest))
    }

    func complete(
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
        try requireVisible(input.root)
        guard let index = StatusListIndex(Int(bit.index)) else {
            preconditionFailure("a bit's index is a status list's index")
        }
        let unsigned = try UnsignedCredential(
            input, issuer: profile.did, id: RandomUUID(random: entropy(RandomUUID.byteCount)),
            statuses: profile.statusPurposes.map { purpose in
                StatusEntry(
                    purpose: StatusPurpose(purpose.rawValue), index: index,
                    listURL: profile.statusURL(list: bit.list, purpose))
            })
        try requireReadable(unsigned)
        return unsigned
    }

    /// Bits that nobody has, drawn at random; a list that is about half full is left for a new
    /// one, so that drawing stays quick and an index tells nothing of its neighbours.
    private static func freeBits(
        count: Int, of places: Int64, in vault: any VaultStore, entropy: (Int) -> [UInt8]
    ) throws -> [StatusBit] {
        var list = try vault.statusList()
        var free: Set<StatusBit> = []
        while free.count < count {
            let drawn = draw(
                max(16, 2 * (count - free.count)), of: places, in: list, entropy: entropy)
            let taken = try vault.takenBits(among: drawn).union(free)
            let new = drawn.filter { !taken.contains($0) }
            if 2 * new.count < drawn.count { list += 1 }
            free.formUnion(new.prefix(count - free.count))
        }
        return Array(free)
    }

    private static func draw(
        _ count: Int, of places: Int64, in list: Int64, entropy: (Int) -> [UInt8]
    ) -> [StatusBit] {
        let bytes = entropy(count * 3)
        var drawn: Set<StatusBit> = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let number =
                Int64(bytes[start]) | Int64(bytes[start + 1]) << 8 | Int64(bytes[start + 2]) << 16
            // 131,072 places a list: 17 of the 24 bits.
            if let bit = StatusBit(list: list, index: number & (places - 1)) {
                drawn.insert(bit)
            }
        }
        return Array(drawn)
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
