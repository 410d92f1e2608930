import Records
import Signing
import TransparencyLog

extension LedgerFold {
    /// Judges what can only be judged at the end.
    func finish() {
        settleLateSignatures()
        guard !isStopped else { return }
        var faults: [AuditFault] = []
        var last: NonceRow?
        nonces.forEach { nonce in
            guard let known = last, known.isSameNonce(as: nonce) else {
                last = nonce
                return
            }
            faults.append(
                AuditFault(
                    .nonceRepeated, at: nonce.index, expected: "a nonce of its own",
                    found: "the nonce of record \(known.index)"))
        }
        let keys = keys
        standings.finish(isVoid: keys.isVoid) { faults.append($0) }
        for fault in faults { log.add(fault) }
    }

    /// The report of everything taken in.
    func report() -> AuditReport {
        var report = AuditReport(anchor: anchor)
        report.origin = checkpoint.origin
        report.size = checkpoint.size
        report.root = isAtEnd ? tree.edge.root : nil
        report.faults = log.faults
        report.faultCount = log.count
        report.isOfOldList = log.isOfOldList && isAtEnd && log.unreadCount == 0
        report.unread = log.unread
        report.recordCount = recordCount
        report.kinds = kinds
        if issueCount > 0 { report.kinds[.issue, default: 0] += issueCount }
        report.lastAt = recordCount > 0 ? Instant(exactlyMilliseconds: lastTime) : nil
        report.checkpointCount = earlierCount + knownCount
        report.voidCheckpoints = voidCheckpoints
        report.keys = auditedKeys
        let isWhole =
            isAtEnd && keys.isComplete && standings.failure == nil && log.unreadCount == 0
        report.statusBits = isWhole ? standings.statusBits : nil
        report.checks = AuditCheck.Name.allCases.map { AuditCheck(name: $0, state: state(of: $0)) }
        return report
    }

    private var auditedKeys: [AuditedKey] {
        guard let history = keys.history else { return [] }
        return history.entries.enumerated().map { ordinal, entry in
            AuditedKey(
                name: entry.declared.name, key: entry.declared.key, use: entry.declared.use,
                introduced: entry.introduced, retired: entry.retired,
                voidFrom: history.voidFrom(entry.declared.name),
                records: keys.signedCount(ordinal))
        }
    }

    private func state(of check: AuditCheck.Name) -> AuditCheck.State {
        if log.failed.contains(check) { return .fail }
        if let reason = reasonNotChecked(check) { return .notChecked(reason) }
        switch check {
        case .earlierCheckpoints where earlierCount == 0: return .notApplicable
        case .knownCheckpoints where options.known.isEmpty: return .notApplicable
        case .standings where !standings.hasChanges: return .notApplicable
        default: return .pass
        }
    }

    private func reasonNotChecked(_ check: AuditCheck.Name) -> String? {
        if check == .anchor, case .none = anchor { return "nothing was given to compare with" }
        if check == .signatures, options.signatures == .skipped {
            return "left out by choice; those of key records were verified"
        }
        if !isAtEnd || isStopped { return "the audit did not get to the end" }
        if log.unreadCount > 0, check != .anchor { return "something could not be read" }
        switch check {
        case .authority, .standings, .nonces, .signatures, .clock, .checkpoint,
            .earlierCheckpoints:
            if !keys.isComplete { return "some records could not be relied on" }
        default: break
        }
        switch check {
        case .nonces: return nonces.failure
        case .standings: return standings.failure
        case .knownCheckpoints: return uncompared
        default: return nil
        }
    }
}
