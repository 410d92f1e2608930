import AppendOnlyLedger
import CanonicalJSON
import Credentials
import Records
import Signing
import TransparencyLog
public import Verification

/// Credentials whose records were brought back, and which only their holders still have.
///
/// Spec: 03-append §8.
extension Registrar {
    /// Takes a credential back into the vault from its holder's file, if a record of this ledger
    /// issues it; nothing happens if the vault has it whole, or if it was erased.
    ///
    /// - Throws: ``RegistrarError/notRecordedHere``, ``RegistrarError/vaultDisagrees(_:)`` if its
    ///   status bit is another credential's, ``LedgerError`` or ``VaultError``.
    public func adopt(_ bundle: Bundle) async throws -> RecordedAward {
        let adopted = try await adopted(bundle)
        let award = try await award(adopted)
        guard let entry = adopted.entry, award.keeping == .kept else { return award }
        let proof = try await ledger.proof(of: adopted.index)
        let place = VaultPlace(id: entry.id, index: adopted.index, proof: proof)
        try await inVault { vault in
            do {
                switch adopted.keeping {
                case .damaged: try vault.mend(entry, at: place)
                case .lacking: try vault.adopt(entry, at: place)
                }
            } catch VaultError.bitTaken {
                throw RegistrarError.vaultDisagrees(entry.id)
            }
        }
        // Another process may have erased it in between.
        let now = try await self.award(adopted)
        if now.keeping == .erased {
            try await inVault { try $0.scrub($0.erase(entry.id, details: []).traces) }
        }
        return now
    }

    /// The award that a holder's file shows; nothing is kept.
    ///
    /// - Throws: what ``adopt(_:)`` would throw.
    public func recorded(shownBy bundle: Bundle) async throws -> RecordedAward {
        try await award(adopted(bundle))
    }

    private func award(_ adopted: Adopted) async throws -> RecordedAward {
        let target = adopted.target
        let isErased = try await ledger.read { view in
            try view.changes(of: target).contains { StandingAction($0.statement.body) == .erase }
        }
        return RecordedAward(
            id: adopted.id, target: target, bit: adopted.bit,
            keeping: isErased && adopted.entry != nil ? .erased : .kept)
    }

    /// What a holder's file shows.
    private struct Adopted: Sendable {
        let id: CredentialID
        let index: LeafIndex
        let target: Target
        let bit: StatusBit
        /// What the vault lacks; `nil` if it has the credential.
        let entry: VaultEntry?
        /// What it has in its place.
        let keeping: Keeping

        enum Keeping { case lacking, damaged }
    }

    private func adopted(_ bundle: Bundle) async throws -> Adopted {
        let shown = try await shown(by: bundle)
        guard let keeping = try await lacking(shown) else {
            return Adopted(
                id: shown.id, index: shown.index, target: shown.receipt.target, bit: shown.bit,
                entry: nil, keeping: .lacking)
        }
        let entry = shown.entry(of: bundle)
        guard try await isWhole(entry) else { throw RegistrarError.notRecordedHere }
        return Adopted(
            id: shown.id, index: shown.index, target: shown.receipt.target, bit: shown.bit,
            entry: entry, keeping: keeping)
    }

    /// What a holder's file shows of a record of this ledger.
    private struct Shown: Sendable {
        let id: CredentialID
        let receipt: Receipt
        let signed: SignedStatement
        let index: LeafIndex
        let bit: StatusBit

        /// What the vault would keep of it.
        func entry(of bundle: Bundle) -> VaultEntry {
            let credential = bundle.credential.canonicalBytes()
            // The input is not known any more, so nothing is taken for the same input.
            let input = Digest.sha256(Array("testamur.adopted.v1\n".utf8) + credential)
            return VaultEntry(
                id: id, input: input, credential: credential, salt: receipt.salt, bit: bit,
                statement: signed, membership: receipt.membership)
        }
    }

    private func shown(by bundle: Bundle) async throws -> Shown {
        guard let id = bundle.credential["id"]?.string.flatMap({ CredentialID($0) }),
            let receipt = bundle.receipts.first(where: { $0.origin == ledger.origin }),
            let record = try await ledger.record(at: receipt.record.index),
            record.bytes == receipt.record.bytes
        else { throw RegistrarError.notRecordedHere }
        // All but the proofs is bound by the record: the number and the status bit too.
        let content = bundle.credential.canonicalBytes(omitting: ["proof"])
        let opened = Commitment(form: .jcs, salt: receipt.salt, content: .sha256(content))
        guard record.statement.body.issues(opened, at: receipt.membership),
            let bit = Registrar.statusBit(of: bundle.credential)
        else { throw RegistrarError.notRecordedHere }
        return Shown(
            id: id, receipt: receipt, signed: record.signed, index: record.index, bit: bit)
    }

    /// What the vault has in the place of an award; `nil` if it has the award whole.
    private func lacking(_ shown: Shown) async throws -> Adopted.Keeping? {
        switch try await kept(shown.id) {
        case .nothing: return .lacking
        case .unreadable: return .damaged
        case .entry(let known):
            guard try await isWhole(known) else { return .damaged }
            guard known.statement.statement == shown.signed.statement else {
                throw RegistrarError.vaultDisagrees(shown.id)
            }
            return nil
        }
    }

    private enum Kept {
        case nothing
        case unreadable
        case entry(VaultEntry)
    }

    private func kept(_ id: CredentialID) async throws -> Kept {
        try await inVault { vault in
            do {
                return try vault.entry(named: id).map { .entry($0) } ?? .nothing
            } catch VaultError.failed(code: "storage.corrupt", _) {
                return .unreadable
            }
        }
    }

    /// Puts a credential that another vault of this ledger still has in place of one that was
    /// damaged in this one; nothing happens if the vault has it whole.
    ///
    /// - Throws: ``RegistrarError/unknownCredential(_:)`` if it is not here,
    ///   ``RegistrarError/notRecordedHere`` if the other is not whole either, or ``VaultError``.
    public func mend(with entry: VaultEntry) async throws {
        switch try await kept(entry.id) {
        case .nothing: throw RegistrarError.unknownCredential(entry.id)
        case .unreadable: break
        case .entry(let known): if try await isWhole(known) { return }
        }
        guard let place = entry.place, try await isWhole(entry) else {
            throw RegistrarError.notRecordedHere
        }
        try await inVault { try $0.mend(entry, at: place) }
    }

    /// The bit by which a credential says that it is withdrawn.
    static func statusBit(of credential: JSON) -> StatusBit? {
        guard let status = credential["credentialStatus"] else { return nil }
        for json in status.kind == .array ? status.elements : [status] {
            guard let entry = try? StatusEntry(json), entry.purpose == .revocation,
                let list = entry.listURL.split(separator: "/").last.flatMap({ Int64($0) }),
                entry.listURL.hasSuffix("/status/\(list)")
            else { continue }
            return StatusBit(list: list, index: Int64(entry.index.value))
        }
        return nil
    }
}
