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
    /// - Throws: ``VaultError``, ``StoreError``, ``SigningError`` or an error of the file system.
    public func publishProjections() async throws {
        let desk = try await desk()
        let now = clock()
        let bits = try await ledger.statusBits()
        let document = try await document(desk.history)
        let description = try await description()
        let newest = try await inVault { try $0.statusList() }
        var files = [
            ".well-known/did.json": document.json,
            ".well-known/testamur": description.json,
        ]
        for list in 1...newest {
            files["status/\(list)"] = try statusList(list, bits: bits, at: now, desk: desk)
        }
        let folder = publicFolder
        let projections = files
        try await queue.run {
            for (name, json) in projections {
                try folder.replace(json.canonicalBytes(), at: name)
            }
        }
    }

    /// What a partner needs to list this institution.
    ///
    /// - Throws: ``LedgerError``, ``StoreError`` or ``TrustError``.
    public func description() async throws -> InstitutionDescription {
        let history = try await ledger.keys()
        guard let genesis = try await ledger.record(at: 0) else {
            throw RegistrarError.contended
        }
        let keys = history.entries.filter { $0.declared.use == .ledger }.compactMap { entry in
            LedgerKey(
                VerifierKey(name: ledger.origin.keyName, publicKey: entry.declared.key),
                from: TreeSize(entry.introduced.value),
                until: entry.retired.map { $0.sizeAfter })
        }
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

    private func statusList(
        _ list: Int64, bits: StatusBits, at now: Instant, desk: Desk
    ) throws -> JSONValue {
        var string = BitString()
        for bit in bits.indexes(in: list, for: .revocation) {
            if let index = StatusListIndex(Int(bit)) { string[index] = .set }
        }
        return try StatusList(
            url: profile.statusURL(list: list), issuer: profile.did, purposes: [.revocation],
            bits: string
        ).unsigned(
            validFrom: now, validUntil: now + Registrar.statusListValidity,
            timeToLive: Registrar.statusListTimeToLive
        ).signed(
            by: desk.ring.status.key, verificationMethod: desk.ring.status.name, created: now
        ).json
    }

    /// The DID document: a projection of the ledger's key records, those of the past among them.
    private func document(_ history: KeyHistory) async throws -> DIDDocument {
        var methods: [VerificationMethod] = []
        for entry in history.entries {
            switch entry.declared.use {
            case .assertion, .status: break
            case .record, .ledger, .officer, .recovery: continue
            }
            var revoked: Instant?
            if let retired = entry.retired {
                revoked = try await ledger.record(at: retired)?.at
            }
            methods.append(
                VerificationMethod(
                    id: entry.declared.name, key: entry.declared.key,
                    relationships: [.assertionMethod], revoked: revoked))
        }
        return DIDDocument(id: profile.did, methods: methods)
    }
}
