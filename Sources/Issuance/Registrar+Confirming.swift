public import AppendOnlyLedger
import CanonicalJSON
import Credentials
import Records
import Signing
public import TransparencyLog

/// What a compromise made void, sorted by whether the institution knows it as its own.
public struct VoidRecords: Hashable, Sendable {
    /// Awards and changes of standing that this desk made.
    public let own: [LeafIndex]
    /// Those that it knows nothing of: a thief's, or what was erased since.
    public let unknown: [LeafIndex]

    /// Whether there is nothing to look at.
    public var isEmpty: Bool { own.isEmpty && unknown.isEmpty }

    /// What is its own, as ranges, in order.
    public var ranges: [Range<LeafIndex>] {
        var ranges: [Range<LeafIndex>] = []
        for index in own {
            let next = index.sizeAfter.nextIndex
            if let last = ranges.last, last.upperBound == index {
                ranges[ranges.count - 1] = last.lowerBound..<next
            } else {
                ranges.append(index..<next)
            }
        }
        return ranges
    }
}

extension Registrar {
    /// The awards and changes of standing that count no more because a key was compromised, and
    /// were not confirmed again.
    ///
    /// - Throws: ``LedgerError`` or ``VaultError``.
    public func voidRecords() async throws -> VoidRecords {
        let (void, first) = try await ledger.read {
            (try $0.voidRecords(), try $0.firstStatements())
        }
        return try await inVault { vault in
            let known = try vault.issuedRecords(among: void.map(\.index))
            var (own, unknown): ([LeafIndex], [LeafIndex]) = ([], [])
            for record in void {
                let isOwn: Bool
                if let digest = record.statement.body.detail {
                    // A detail stands in the ledger for all to copy; who made it was first.
                    isOwn =
                        try first[digest] == record.index && vault.detail(opening: digest) != nil
                } else {
                    isOwn = known.contains(record.index)
                }
                if isOwn { own.append(record.index) } else { unknown.append(record.index) }
            }
            return VoidRecords(own: own, unknown: unknown)
        }
    }

    /// Confirms again what this desk made and a compromise made void, but for the records named.
    ///
    /// - Returns: the records that confirm; none if there is nothing to confirm.
    /// - Throws: ``LedgerError``, ``VaultError``, or ``RegistrarError``.
    public func confirmAgain(except: Set<LeafIndex>) async throws -> [Appended] {
        let void = try await voidRecords()
        let ranges = VoidRecords(own: void.own.filter { !except.contains($0) }, unknown: []).ranges
        let desk = try await desk()
        var appended: [Appended] = []
        for start in stride(from: 0, to: ranges.count, by: Reattestation.rangesMax) {
            let part = Array(ranges[start..<min(start + Reattestation.rangesMax, ranges.count)])
            appended.append(try await state(.reattest(.ranges(part)), at: desk))
        }
        return appended
    }
}
