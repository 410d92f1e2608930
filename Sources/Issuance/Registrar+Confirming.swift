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
    /// Those of this desk that were left out when others were confirmed again.
    public let leftOut: [LeafIndex]
    /// Those that it knows nothing of: a thief's, or what was erased since.
    public let unknown: [LeafIndex]

    /// Whether there is nothing to look at.
    public var isEmpty: Bool { count == 0 }

    /// How many they are.
    public var count: Int { own.count + leftOut.count + unknown.count }

    /// What is to be confirmed, in order.
    ///
    /// - Parameters:
    ///   - except: what is not.
    ///   - including: what is, though it was left out before.
    public func chosen(
        except: Set<LeafIndex>, including: Set<LeafIndex>
    ) -> [LeafIndex] {
        (own + leftOut.filter(including.contains)).filter { !except.contains($0) }.sorted()
    }

    /// Records as ranges, in order.
    static func ranges(of records: [LeafIndex]) -> [Range<LeafIndex>] {
        var ranges: [Range<LeafIndex>] = []
        for index in records {
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
        let (void, first, seen) = try await ledger.read { view in
            let void = try view.voidRecords()
            return (void, try view.firstStatements(), try view.leftOut(of: void))
        }
        return try await inVault { vault in
            let known = try vault.issuedRecords(among: void.map(\.index))
            var (own, leftOut, unknown): ([LeafIndex], [LeafIndex], [LeafIndex]) = ([], [], [])
            for record in void {
                let isOwn: Bool
                if let digest = record.statement.body.detail {
                    // A detail stands in the ledger for all to copy; who made it was first.
                    isOwn =
                        try first[digest] == record.index && vault.detail(opening: digest) != nil
                } else {
                    isOwn = known.contains(record.index)
                }
                if !isOwn {
                    unknown.append(record.index)
                } else if seen.contains(record.index) {
                    leftOut.append(record.index)
                } else {
                    own.append(record.index)
                }
            }
            return VoidRecords(own: own, leftOut: leftOut, unknown: unknown)
        }
    }

    /// Confirms again what this desk made and a compromise made void, but for the records named and
    /// for what was left out before.
    ///
    /// Where all is left out, a record is stated all the same that confirms nothing: so it is known
    /// that somebody looked.
    ///
    /// - Parameter including: what is confirmed though it was left out before.
    /// - Returns: the records that confirm; none if there is nothing to confirm.
    /// - Throws: ``LedgerError``, ``VaultError``, or ``RegistrarError``.
    public func confirmAgain(
        except: Set<LeafIndex>, including: Set<LeafIndex> = []
    ) async throws -> [Appended] {
        let void = try await voidRecords()
        var ranges = VoidRecords.ranges(of: void.chosen(except: except, including: including))
        let desk = try await desk()
        let isLeft = ranges.isEmpty && !except.isDisjoint(with: void.own)
        if isLeft, let key = desk.history.keyRecords.last {
            // Key records are never confirmed.
            ranges = [key..<key.sizeAfter.nextIndex]
        }
        var appended: [Appended] = []
        while !ranges.isEmpty {
            // A record that is full says that others follow.
            let full = Reattestation.rangesMax
            let count = ranges.count > full ? full : min(ranges.count, full - 1)
            let part = Array(ranges.prefix(count))
            ranges.removeFirst(count)
            appended.append(try await state(.reattest(.ranges(part)), at: desk))
        }
        return appended
    }
}
