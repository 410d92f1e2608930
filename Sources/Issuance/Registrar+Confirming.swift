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
        let void = try await voidByTheirSigners { try $0.voidRecords() }
        let (first, seen) = try await ledger.read { view in
            (try view.firstStatements(), try view.leftOut(of: void))
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

    /// Whether a compromise made the record of an award void, and nothing confirmed it again.
    func isVoid(_ target: Target) async throws -> Bool {
        let void = try await voidByTheirSigners { view in
            try [view.voidRecord(at: target.record)].compactMap(\.self)
        }
        return !void.isEmpty
    }

    /// Those of some records that may be void that are: by the keys of the record, or by those of
    /// its awards and of their tokens. Where the vault has none of these, any key that may have
    /// signed them speaks for all.
    ///
    /// Spec: 03-append §9.
    private func voidByTheirSigners(
        among find: @escaping @Sendable (LedgerView) throws -> [Record]
    ) async throws -> [Record] {
        let (found, keys, tokens) = try await ledger.read { view in
            let found = try find(view)
            return (found, try view.keys(), try view.mayHaveVoidToken(among: found))
        }
        guard !found.isEmpty else { return [] }
        return try await inVault { vault in
            try found.filter { record in
                if keys.isVoid(record) || tokens.contains(record.index) { return true }
                let signers = try vault.awardSigners(of: record)
                return signers.isEmpty
                    || signers.contains { name in
                        keys.voidFrom(name).map { record.index.value >= $0.value } ?? false
                    }
            }
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

extension VaultStore {
    /// The keys that signed the awards of a record, as far as they are kept.
    fileprivate func awardSigners(of record: Record) throws -> Set<DIDURL> {
        let targets: [Target]
        switch record.statement.body {
        case .issue: targets = [Target(record: record.index)]
        case .issueList(let list):
            targets = (0..<list.count.value).map {
                Target(record: record.index, leaf: LeafIndex($0))
            }
        default: targets = []
        }
        var names: Set<DIDURL> = []
        for target in targets {
            // What is damaged in the vault is as if it were not there: any key may have signed it.
            do {
                let signers = try entry(at: target).flatMap { try? $0.proofSigners() }
                names.formUnion(signers ?? [])
            } catch VaultError.failed(code: "storage.corrupt", _) {
                continue
            }
        }
        return names
    }
}

extension VaultEntry {
    /// The keys in whose names the proofs of the credential are made.
    ///
    /// - Throws: `JSONError` if what is kept is damaged.
    func proofSigners() throws -> Set<DIDURL> {
        let proofs = try JSONDocument(parsing: credential).root["proof"]
        let list = proofs.map { $0.kind == .array ? $0.elements : [$0] } ?? []
        return Set(list.compactMap { $0["verificationMethod"]?.string.flatMap { DIDURL($0) } })
    }
}

extension LedgerView {
    /// Those of some records whose awards may be out as tokens by a key that is void there: it was
    /// in use when they were made.
    fileprivate func mayHaveVoidToken(among records: [Record]) throws -> Set<LeafIndex> {
        let history = try keys()
        let stolen = history.entries.filter {
            $0.declared.use == .assertion && !$0.declared.makesProofs && $0.voidFrom != nil
        }
        guard !stolen.isEmpty else { return [] }
        var found: Set<LeafIndex> = []
        var then: (changes: Int, keys: KeyHistory)?
        for record in records {
            let changes = history.keyRecords.count { $0 < record.index }
            if then?.changes != changes {
                then = (changes, try keys(at: TreeSize(record.index.value)))
            }
            let isInUse = stolen.contains { entry in
                entry.voidFrom.map { record.index.value >= $0.value } ?? false
                    && then?.keys.key(entry.declared.name, for: .assertion, at: record.index) != nil
            }
            if isInUse { found.insert(record.index) }
        }
        return found
    }
}
