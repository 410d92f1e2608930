import Records
import Signing
import TransparencyLog

extension LedgerFold {
    /// Takes the records of a bundle in, one after the other.
    func takeRecords(of bundle: CheckedBundle) async throws {
        var others = bundle.others[...]
        var lists = bundle.lists[...]
        for place in bundle.marks.indices {
            let index = bundle.first + UInt64(place)
            let other = others.first?.place == place ? others.popFirst() : nil
            let list = lists.first?.place == place ? lists.popFirst()?.list : nil
            guard bundle.marks[place] == .sound || bundle.marks[place] == .faulty else {
                keys.isComplete = false
                continue
            }
            note(other, at: index)
            guard bundle.marks[place] == .sound else {
                // What it says of keys is not believed, so later keys may seem unknown.
                if other?.statement.body.changesKeys ?? false { keys.isComplete = false }
                continue
            }
            nonces.append(NonceRow(bundle.nonces[place], at: index))
            checkTime(bundle.times[place], at: index)
            if let other {
                try await take(other, at: index)
            } else {
                if let fault = keys.take(signer: bundle.signers[place], at: index) {
                    log.add(fault)
                } else if let list {
                    try await checkList(list, at: index)
                }
            }
        }
    }

    /// Counts a record and notes what it issued, also if something is wrong with it: what refers
    /// to it is not wrong as well.
    private func note(_ other: CheckedBundle.Other?, at index: UInt64) {
        recordCount += 1
        guard let other else {
            issueCount += 1
            standings.issueOne(at: index)
            return
        }
        let body = other.statement.body
        kinds[body.kind, default: 0] += 1
        standings.note(StandingFold.Issued(body), at: index)
    }

    private func checkTime(_ time: Int64, at index: UInt64) {
        if time < lastTime {
            log.add(
                AuditFault(
                    .clockWentBack, at: index,
                    expected: "\(Instant(milliseconds: lastTime)) or later",
                    found: "\(Instant(milliseconds: time))"))
        }
        lastTime = time
    }

    private func take(_ other: CheckedBundle.Other, at index: UInt64) async throws {
        if let fault = keys.take(other) {
            log.add(fault)
            return
        }
        switch other.statement.body {
        case .issue(let issue):
            if let list = issue.provenance.list { try await checkList(list.value, at: index) }
        case .issueList(let issue):
            if let list = issue.provenance.list { try await checkList(list.value, at: index) }
        case .reattest(.ranges(let ranges)):
            if let range = ranges.first(where: { $0.upperBound.value > index }) {
                log.add(
                    AuditFault(
                        .targetWrong, at: index, expected: "records before it",
                        found: "records \(range.lowerBound) up to \(range.upperBound)"))
            } else {
                standings.confirm(ranges, at: index, signers: keys.signers(of: other))
            }
        case .revoke, .suspend, .reinstate, .supersede, .erase:
            try await takeChange(other, at: index)
        case .genesis, .seal, .key, .reattest, .trust, .custody: break
        }
    }

    private func takeChange(
        _ other: CheckedBundle.Other, at index: UInt64
    ) async throws {
        let body = other.statement.body
        guard let target = body.target,
            let issued = try await issued(at: target.record.value, before: index)
        else { return }
        let fault = standings.change(
            body, of: target, at: index, signers: keys.signers(of: other), issued: issued)
        if let fault { log.add(fault) }
    }

    /// Checks that a list was sealed before a record that names it.
    private func checkList(_ list: UInt64, at index: UInt64) async throws {
        guard list != lastList else { return }
        guard let issued = try await issued(at: list, before: index) else { return }
        if case .seal = issued {
            lastList = list
        } else {
            log.add(
                AuditFault(
                    .targetWrong, at: index, expected: "a list sealed before",
                    found: "record \(list)"))
        }
    }

    /// What an earlier record issued; `nil` if an unread record may have.
    private func issued(
        at target: UInt64, before index: UInt64
    ) async throws -> StandingFold.Issued? {
        guard target < index else { return .nothing }
        var issued = standings.issued(at: target)
        if issued == nil { issued = try await lookUp(target) }
        if case .nothing = issued, !keys.isComplete { return nil }
        return issued
    }

    /// What a record issued, read from its bundle again.
    private func lookUp(_ index: UInt64) async throws -> StandingFold.Issued {
        guard let tile = TileCoordinate.tile(level: 0, index: index >> 8, in: checkpoint.size)
        else { return .nothing }
        do {
            let bytes = try await ledger.entries(of: tile)
            let entries = try EntryBundle.decode(bytes, count: tile.width)
            return StandingFold.Issued(
                try Record(parsing: entries[Int(index & 255)]).statement.body)
        } catch let error as CancellationError {
            throw error
        } catch {
            // The bundle was judged in its own turn.
            return .nothing
        }
    }
}
