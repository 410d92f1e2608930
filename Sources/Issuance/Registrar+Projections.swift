import AppendOnlyLedger
import CanonicalJSON
import Credentials
import Records
import Signing
import TransparencyLog
public import Trust

extension Registrar {
    /// For how long a published status list may be relied on. It is signed anew whenever it
    /// changes, and by a daemon well before this is over.
    public static let statusListValidity: Duration = .seconds(7 * 86_400)
    /// After how long readers should look for a newer status list.
    public static let statusListTimeToLive: Duration = .seconds(300)

    /// Signs the status lists and writes them, the DID document and the description into the
    /// public folder.
    ///
    /// What is written is read from the ledger while nobody else publishes, so that a list never
    /// takes the place of a newer one.
    ///
    /// - Throws: ``LedgerError/clockBehind(last:)``: lists with times before those of the records
    ///   that they show would take the place of better ones; ``VaultError``, ``StoreError``,
    ///   ``SigningError`` or an error of the file system.
    public func publishProjections() async throws {
        let desk = try await desk()
        let known = try await inVault { try $0.statusLists() }
        try await ledger.publishing { view in
            let now = self.clock()
            try view.require(now)
            let bits = try view.statusBits()
            try self.publish(self.document(of: view), at: ".well-known/did.json")
            try self.publish(self.description(of: view).json, at: ".well-known/testamur")
            for list in bits.lists.union(known).sorted() {
                for purpose in StatusBits.Purpose.allCases {
                    let name = InstitutionProfile.statusName(list: list, purpose)
                    let signed = try self.statusList(
                        list, purpose, indexes: bits.indexes(in: list, for: purpose), from: now,
                        until: now + Registrar.statusListValidity, at: now, desk: desk)
                    try self.publish(signed, at: name)
                    try self.publicFolder.replace(
                        self.token(of: signed, desk), at: name + ".jwt")
                }
            }
        }
    }

    /// Publishes as ``publishProjections()`` does if places were drawn from a status list that
    /// nobody can fetch yet.
    ///
    /// - Throws: what ``publishProjections()`` throws.
    public func publishNewLists() async throws {
        let folder = publicFolder
        let isMissing = try await inVault { vault in
            let newest = try vault.statusList()
            return StatusBits.Purpose.allCases.contains { purpose in
                !folder.has(InstitutionProfile.statusName(list: newest, purpose))
            }
        }
        if isMissing { try await publishProjections() }
    }

    /// Appends a statement, and publishes what follows from it.
    ///
    /// - Throws: ``LedgerError``, ``SigningError`` or
    ///   ``RegistrarError/recordedNotPublished(_:_:)``: then the record stands all the same.
    func state(_ body: StatementBody, at desk: Desk) async throws -> Appended {
        let statement = try AuthorisedStatement(
            ledger.statement(body, nonce: Statement.nonce(at: clock(), entropy: entropy)),
            signedBy: desk.ring.record)
        let appended = try await ledger.append(statement)
        do {
            try await publishProjections()
        } catch {
            throw RegistrarError.recordedNotPublished(
                appended.record.index, String(describing: error))
        }
        return appended
    }

    /// What a partner needs to list this institution.
    ///
    /// - Throws: ``LedgerError``, ``StoreError`` or ``TrustError``.
    public func description() async throws -> InstitutionDescription {
        try await ledger.read { try self.description(of: $0) }
    }

    private func publish(_ json: JSONValue, at name: String) throws {
        try publicFolder.replace(json.canonicalBytes(), at: name)
    }

    private func description(of view: LedgerView) throws -> InstitutionDescription {
        guard let genesis = try view.record(at: 0) else { throw LedgerError.noLedger }
        let keys = try view.keys().checkpointKeys(besides: companion())
        guard let base = WebBase(profile.url), let ledgerBase = WebBase(profile.ledgerURL) else {
            throw TrustError(.badValue, at: "/hosts")
        }
        return InstitutionDescription(
            try Institution(
                did: profile.did, names: profile.names, country: profile.country,
                ledgers: [
                    PinnedLedger(
                        origin: ledger.origin, genesis: genesis.leafHash, keys: keys,
                        url: ledgerBase)
                ],
                hosts: [base]))
    }

    func statusList(
        _ list: Int64, _ purpose: StatusBits.Purpose, indexes: Set<Int64>, from: Instant,
        until: Instant, at now: Instant, desk: Desk
    ) throws -> JSONValue {
        var string = BitString()
        for bit in indexes {
            guard let index = StatusListIndex(Int(bit)), index.value < string.count else {
                throw StatusListError(.range, "bit \(bit) of list \(list)")
            }
            string[index] = .set
        }
        return try StatusList(
            url: profile.statusURL(list: list, purpose), issuer: profile.did,
            purposes: [StatusPurpose(purpose.rawValue)], bits: string
        ).unsigned(
            validFrom: from, validUntil: until,
            timeToLive: Registrar.statusListTimeToLive
        ).signed(
            by: desk.ring.status.key, verificationMethod: desk.ring.status.name, created: now,
            suite: desk.ring.status.suite
        ).json
    }

    /// The same list for readers that believe tokens only.
    func token(of list: JSONValue, _ desk: Desk) throws -> [UInt8] {
        let status = desk.ring.status
        return try CredentialToken.signing(
            JSONDocument(parsing: list.canonicalBytes()).root, with: status.key,
            named: status.name)
    }

    /// The DID document: a projection of the ledger's key records, those of the past among them;
    /// where there is no room for all, the keys in force and the newest others.
    private func document(of view: LedgerView) throws -> JSONValue {
        let entries = try view.keys().entries.filter { entry in
            switch entry.declared.use {
            case .assertion, .status: true
            case .record, .ledger, .officer, .recovery: false
            }
        }
        let methods = try entries.map { entry in
            VerificationMethod(
                id: entry.declared.name, key: entry.declared.key,
                relationships: [.assertionMethod],
                revoked: try entry.end.flatMap { try view.record(at: $0)?.at })
        }
        let newest = Array(zip(entries, methods).reversed())
        let wanted = newest.filter { $0.0.end == nil } + newest.filter { $0.0.end != nil }
        let listed = DIDDocument(id: profile.did, first: wanted.map(\.1))
        let names = Set(listed.methods.map(\.id))
        return DIDDocument(
            id: profile.did, methods: methods.filter { names.contains($0.id) }
        ).json
    }
}

extension KeyHistory.Entry {
    /// The record from which on the key counts no more, or that retired it.
    fileprivate var end: LeafIndex? {
        [retired, voidFrom?.nextIndex].compactMap(\.self).min()
    }
}
