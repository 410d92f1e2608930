import Records
import Signing
import TransparencyLog

/// Checks one bundle of entries by itself: nearly all of an audit's work, done on all cores.
struct BundleChecker: Sendable {
    private let keys: KeyTable
    private let signatures: AuditOptions.Signatures

    /// Checks bundles under the keys known so far.
    init(keys: KeyTable, signatures: AuditOptions.Signatures) {
        self.keys = keys
        self.signatures = signatures
    }

    /// Checks the entries of a tile, and the tile's hashes as served.
    ///
    /// `nil` stands for what could not be read; entries without bytes take the served hashes as
    /// their leaves.
    func check(
        _ tile: TileCoordinate, entries: [UInt8]?, hashes: [UInt8]?
    ) -> CheckedBundle {
        var bundle = CheckedBundle(tile: tile)
        var computed: [UInt8] = []
        computed.reserveCapacity(tile.width * Digest.byteCount)
        if let entries {
            bundle.byteCount = entries.count
            read(entries, into: &bundle, hashes: &computed)
        }
        compare(hashes, with: computed, of: &bundle)
        if tile.isFull, bundle.leaves.count == tile.width {
            bundle.root = BundleChecker.root(over: bundle.leaves)
        }
        return bundle
    }

    /// The root over a full tile's leaves.
    static func root(over leaves: [Digest]) -> Digest? {
        var edge = RightEdge()
        var root: Digest?
        for leaf in leaves { root = edge.append(leaf).first?.root }
        return root
    }

    /// Takes the entries one by one; `hashes` collects their leaf hashes as bytes.
    private func read(
        _ entries: [UInt8], into bundle: inout CheckedBundle, hashes: inout [UInt8]
    ) {
        var position = 0
        var entry: [UInt8] = []
        var day = ScannedDay()
        for place in 0..<bundle.tile.width {
            guard position + 2 <= entries.count else { break }
            let length = Int(entries[position]) << 8 | Int(entries[position + 1])
            guard position + 2 + length <= entries.count else { break }
            entry.removeAll(keepingCapacity: true)
            entry.append(contentsOf: entries[(position + 2)..<(position + 2 + length)])
            position += 2 + length
            let leaf = Digest.leaf(entry)
            let issue = keys.scanner?.scan(
                entry.span, index: bundle.first + UInt64(place), digests: hashes.span,
                previous: (place - 1) * Digest.byteCount, day: &day)
            if let issue {
                take(issue, in: entry, at: place, into: &bundle)
            } else {
                takeOther(entry, at: place, into: &bundle)
            }
            bundle.leaves.append(leaf)
            leaf.append(to: &hashes)
        }
        let count = bundle.leaves.count
        guard count < bundle.tile.width || position < entries.count else { return }
        bundle.faults.append(
            AuditFault(
                .entriesMalformed, in: .entries(bundle.tile),
                at: bundle.first + UInt64(min(count, bundle.tile.width - 1)),
                expected: "\(bundle.tile.width) entries and nothing else",
                found: "\(count) entries and \(entries.count - position) bytes behind them"))
    }

    private func take(
        _ issue: IssueScanner.Issue, in entry: [UInt8], at place: Int,
        into bundle: inout CheckedBundle
    ) {
        var mark = CheckedBundle.Mark.sound
        if signatures == .verified {
            let message =
                Statement.signaturePrefix + entry[issue.statement..<(entry.count - 1)]
            let text = entry[issue.signature...].prefix(Base64URLText.signatureCount)
            let signature = Base64URL.decode(Array(text)) ?? []
            if !keys.key(issue.signer).verifies(signature, of: message) {
                bundle.faults.append(BundleChecker.wrongSignature(at: place, of: bundle))
                mark = .faulty
            }
        }
        bundle.marks.append(mark)
        bundle.times.append(issue.at)
        bundle.nonces.append(issue.nonce)
        bundle.signers.append(UInt16(issue.signer))
        if let list = issue.list {
            bundle.lists.append(CheckedBundle.ListReference(place: place, list: list))
        }
    }

    private func takeOther(
        _ entry: [UInt8], at place: Int, into bundle: inout CheckedBundle
    ) {
        let index = bundle.first + UInt64(place)
        bundle.signers.append(CheckedBundle.noSigner)
        let record: Record
        do {
            record = try Record(parsing: entry)
        } catch {
            bundle.marks.append(.illegible)
            bundle.times.append(0)
            bundle.nonces.append(0)
            bundle.faults.append(AuditFault(error, at: index))
            return
        }
        var mark = CheckedBundle.Mark.sound
        if record.index.value != index {
            bundle.faults.append(
                AuditFault(
                    .indexWrong, at: index, expected: "index \(index)",
                    found: "index \(record.index)"))
            mark = .faulty
        }
        if place == 0 {
            bundle.firstPrevious = record.previous
        } else if record.previous != bundle.leaves[place - 1] {
            bundle.links.append(CheckedBundle.Difference(place: place, digest: record.previous))
        }
        let claims = claims(of: record)
        if mark == .sound, claims.contains(where: { $0.outcome == .wrong }) {
            bundle.faults.append(BundleChecker.wrongSignature(at: place, of: bundle))
            mark = .faulty
        }
        bundle.marks.append(mark)
        bundle.times.append(record.at.milliseconds)
        bundle.nonces.append(record.statement.nonce.reduce(0) { $0 << 8 | UInt128($1) })
        let mustStay =
            record.statement.body.changesKeys
            || claims.contains { $0.outcome == .unknownKey }
        bundle.others.append(
            CheckedBundle.Other(
                place: place, index: index, statement: record.statement, signatures: claims,
                record: mustStay ? record : nil))
    }

    /// The signatures of a record in known algorithms; the others are passed over.
    ///
    /// Key records are verified where keys are kept, whatever the options say.
    private func claims(of record: Record) -> [CheckedBundle.Claim] {
        let mayVerify = signatures == .verified && !record.statement.body.changesKeys
        let message = mayVerify ? record.signed.message : []
        return record.signed.signatures.compactMap { signature in
            guard signature.isReadable else { return nil }
            let outcome: CheckedBundle.SignatureOutcome
            if let ordinal = keys.ordinal(signature.key) {
                let isGood =
                    !mayVerify || signature.verifies(message, by: keys.key(ordinal))
                outcome = isGood ? .good : .wrong
            } else {
                outcome = .unknownKey
            }
            return CheckedBundle.Claim(key: signature.key, outcome: outcome)
        }
    }

    private static func wrongSignature(at place: Int, of bundle: CheckedBundle) -> AuditFault {
        AuditFault(
            .signatureWrong, at: bundle.first + UInt64(place),
            expected: "a signature of the statement by the key that it names",
            found: "one that does not verify")
    }

    /// Compares the served hashes with those computed; fills in for entries that were not read.
    private func compare(
        _ served: [UInt8]?, with computed: [UInt8], of bundle: inout CheckedBundle
    ) {
        let width = bundle.tile.width
        let readCount = bundle.leaves.count
        guard let served else { return }
        bundle.byteCount += served.count
        guard served.count == width * Digest.byteCount else {
            bundle.faults.append(
                AuditFault(
                    .hashesMalformed, in: .hashes(bundle.tile),
                    at: bundle.first + UInt64(width) - 1,
                    expected: "\(width * Digest.byteCount) bytes",
                    found: "\(served.count) bytes"))
            return
        }
        bundle.hasHashes = true
        guard served != computed, let stated = try? HashTile.decode(served, count: width) else {
            return
        }
        for place in 0..<readCount where stated[place] != bundle.leaves[place] {
            bundle.hashes.append(CheckedBundle.Difference(place: place, digest: stated[place]))
        }
        for place in readCount..<width {
            bundle.leaves.append(stated[place])
            bundle.marks.append(.unread)
            bundle.times.append(0)
            bundle.nonces.append(0)
            bundle.signers.append(CheckedBundle.noSigner)
        }
    }
}

extension AuditFault {
    /// The fault of bytes that are not a record.
    init(_ error: RecordError, at index: UInt64) {
        let kind: FaultKind
        switch error.reason {
        case .tooLong, .notJSON: kind = .recordMalformed
        case .notCanonical: kind = .recordNotCanonical
        case .missingMember, .unknownMember, .badValue, .unknownKind, .badSignature:
            kind = .recordSchema
        }
        self.init(kind, at: index, expected: "a record", found: error.description)
    }
}

extension StatementBody {
    /// Whether the statement is one of those that tell the ledger's keys.
    var changesKeys: Bool {
        switch self {
        case .genesis, .key: true
        default: false
        }
    }
}
