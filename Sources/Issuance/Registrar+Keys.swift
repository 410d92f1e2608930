public import AppendOnlyLedger
import CanonicalJSON
public import Records
public import Signing
import TransparencyLog
import Verification

extension Registrar {
    /// The most key records of a ledger: a holder's file has them all, and carries no more.
    public static let keyRecordsMax = Bundle.keysMax
    /// How many of these are left to the recovery quorum, which may need them one day.
    static let keyRecordsForRecovery = 16
    /// The most bytes of a holder's file that the key records with their proofs may take: the rest
    /// is for the award.
    static let keyRecordBytesMax = Bundle.bytesMax / 4 * 3

    /// Refuses to make a key record for which the holders' files have no room: nobody could read
    /// them any more.
    ///
    /// - Throws: ``RegistrarError/tooManyKeyRecords(_:)`` or ``LedgerError``.
    public func requireRoomForKeyRecord() async throws {
        let receipts = try await keyReceipts(cosignedBy: .some)
        let count = receipts.count
        let bytes = receipts.reduce(0) { $0 + $1.json.canonicalBytes().count }
        // The next one is taken to be as long as those before on average.
        guard count < Registrar.keyRecordsMax - Registrar.keyRecordsForRecovery,
            bytes + bytes / max(1, count) <= Registrar.keyRecordBytesMax
        else { throw RegistrarError.tooManyKeyRecords(count) }
    }

    /// Introduces a new key for a use, signed by the record key in force. The old one stays in
    /// force until it is retired.
    ///
    /// The new key's file must be where the key source looks before this is called.
    ///
    /// - Throws: ``RegistrarError/notRotatable(_:)`` for uses that take the recovery quorum;
    ///   ``RegistrarError/tooManyKeyRecords(_:)``; ``LedgerError``.
    public func rotateKey(
        _ use: KeyUse, to key: PublicKey, named name: DIDURL
    ) async throws -> Appended {
        switch use {
        case .record, .assertion, .status: break
        case .ledger, .officer, .recovery: throw RegistrarError.notRotatable(use.rawValue)
        }
        return try await append(
            .add(DeclaredKey(name: name, use: use, key: key)), use: use, at: desk())
    }

    /// Ends the use of a key; what it signed stands.
    ///
    /// - Throws: ``RegistrarError/lastKey(_:)`` if no other key is in force for its use;
    ///   ``RegistrarError/notRotatable(_:)`` for uses that take the recovery quorum;
    ///   ``RegistrarError/tooManyKeyRecords(_:)``; ``LedgerError``.
    public func retireKey(_ name: DIDURL) async throws -> Appended {
        let desk = try await desk()
        let history = desk.history
        guard let entry = history.entry(name) else {
            throw LedgerError.notAuthorised(.unknownKey)
        }
        let use = entry.declared.use
        switch use {
        case .record, .assertion, .status: break
        case .ledger, .officer, .recovery: throw RegistrarError.notRotatable(use.rawValue)
        }
        guard history.workingKeys(for: use).contains(where: { $0.name != name }) else {
            throw RegistrarError.lastKey(name)
        }
        return try await append(.retire(name), use: use, at: desk)
    }

    /// The key record names the newest one of the same history by which it was decided, so that a
    /// change which another process made meanwhile makes this one fail.
    private func append(
        _ action: KeyChange.Action, use: KeyUse, at desk: Desk
    ) async throws -> Appended {
        try await requireRoomForKeyRecord()
        let change = KeyChange(action, use: use, previous: desk.history.head)
        return try await state(.key(change), at: desk)
    }
}
