import Records
import Signing
import TransparencyLog

extension LedgerWriter {
    /// The records of one batch as they get their places, one after the other.
    struct Run {
        private let head: StoredHead
        private let at: Instant
        private var previous: Digest
        private(set) var keys: KeyHistory
        private(set) var records: [Record] = []
        private(set) var leaves: [Digest] = []
        private(set) var fates: [Result<Record, LedgerError>] = []

        init(head: StoredHead, at: Instant, keys: KeyHistory) {
            self.head = head
            self.at = at
            self.keys = keys
            previous = head.lastLeaf
        }

        /// Gives a statement its place, or notes why it has none.
        ///
        /// - Throws: what the store throws; a refusal is a fate and is not thrown.
        mutating func take(
            _ statement: AuthorisedStatement, in transaction: any LedgerTransaction
        ) throws {
            do {
                let record = try sequence(statement, in: transaction)
                let leaf = record.leafHash
                try transaction.insert(record, leafHash: leaf)
                previous = leaf
                records.append(record)
                leaves.append(leaf)
                fates.append(.success(record))
            } catch let refusal as LedgerError {
                fates.append(.failure(refusal))
            }
        }

        private mutating func sequence(
            _ authorised: AuthorisedStatement, in transaction: any LedgerTransaction
        ) throws -> Record {
            let statement = authorised.signed.statement
            guard statement.issuer == keys.issuer, statement.ledger == keys.origin else {
                throw LedgerError.otherLedger
            }
            if let index = try transaction.index(ofNonce: statement.nonce) {
                throw LedgerError.alreadyAppended(index)
            }
            let index = head.size.adding(records.count).nextIndex
            try check(statement.body, at: index, in: transaction)
            let record: Record
            do {
                record = try Record(authorised.signed, index: index, at: at, previous: previous)
            } catch {
                throw LedgerError.tooLong
            }
            do {
                try authorise(record, by: authorised.signers)
            } catch let error as KeyHistoryError {
                throw LedgerError.notAuthorised(error.reason)
            }
            return record
        }

        /// Issuing was checked when the statement was authorised, so only the state of its keys
        /// can have changed since; everything else is rare and is checked again in full.
        private mutating func authorise(
            _ record: Record, by signers: [AuthorisedStatement.Signer]
        ) throws {
            switch record.statement.body {
            case .issue, .issueList:
                for signer in signers
                where keys.key(signer.name, for: .record, at: record.index) != signer.key {
                    throw LedgerError.notAuthorised(.notAuthorised)
                }
            case .key:
                try keys.apply(record)
            case .genesis:
                throw LedgerError.ledgerExists
            case .seal, .revoke, .suspend, .reinstate, .supersede, .erase, .reattest, .trust,
                .custody:
                try keys.authorise(record)
            }
        }

        /// Checks what a statement says of other records.
        private func check(
            _ body: StatementBody, at index: LeafIndex, in transaction: any LedgerTransaction
        ) throws {
            switch body {
            case .issue(let issue):
                try check(issue.provenance, in: transaction)
            case .issueList(let list):
                try check(list.provenance, in: transaction)
            case .reattest(.ranges(let ranges)):
                for range in ranges where range.upperBound > index {
                    throw LedgerError.badTarget(range.upperBound)
                }
            case .revoke, .suspend, .reinstate, .supersede, .erase:
                if let target = body.target { try check(target, for: body, in: transaction) }
            case .genesis, .seal, .key, .reattest, .trust, .custody: break
            }
        }

        private func check(
            _ provenance: Provenance, in transaction: any LedgerTransaction
        ) throws {
            guard let list = provenance.list else { return }
            guard let bytes = try transaction.record(at: list),
                case .seal = try Record(parsing: bytes).statement.body
            else { throw LedgerError.badTarget(list) }
        }

        private func check(
            _ target: Target, for body: StatementBody, in transaction: any LedgerTransaction
        ) throws {
            guard let bytes = try transaction.record(at: target.record),
                try Record(parsing: bytes).statement.body.isAbout(target.leaf)
            else { throw LedgerError.badTarget(target.record) }
            let confirmed =
                keys.hasCompromise
                ? Confirmations(
                    try transaction.reattestations().map(Record.init(parsing:)), by: keys)
                : Confirmations()
            var standing = StandingHistory()
            for bytes in try transaction.standingRecords(of: target.record) {
                let earlier = try Record(parsing: bytes)
                if earlier.statement.body.target == target, !keys.isVoid(earlier, unless: confirmed)
                {
                    standing.apply(earlier.statement.body)
                }
            }
            guard standing.allows(body) else {
                throw LedgerError.standingForbids(standing.state)
            }
        }
    }
}
