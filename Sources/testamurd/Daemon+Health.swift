import AppendOnlyLedger
import HTTPTypes
import HomeFolder
import Issuance
import ServiceAPI
import Signing
import Synchronization

/// Whether the daemon does its work.
extension Daemon {
    /// Looks at everything that can be in the way, now.
    func readiness() async -> Answer {
        let readiness = Readiness(await obstacles())
        if readiness.isReady { return Answer(.ok, readiness.json) }
        return Answer(.serviceUnavailable, readiness.json).with(.retryAfter, "5")
    }

    private func obstacles() async -> [Readiness.Reason] {
        let roles = institution.home.configuration.roles
        let health = health.withLock { $0 }
        let now = clock()
        var reasons: [Readiness.Reason] = []
        let head = await newestHead()
        if health.hasLedgerStopped || head == nil { reasons.append(.ledger) }
        if await isHeldBack() { reasons.append(.heldBack) }
        if roles.contains(.publish), institution.publisher.failure != nil {
            reasons.append(.publishing)
        }
        if await isDiskLow() { reasons.append(.disk) }
        if let head, now + Ledger.clockTolerance < head.lastAt { reasons.append(.clock) }
        if roles.contains(.verify), await !trustDesk.isReliable(at: now) {
            reasons.append(.trustList)
        }
        let signedAt = health.projectedAt ?? .earliest
        if roles.contains(.publish), now - signedAt > Registrar.statusListValidity {
            reasons.append(.statusLists)
        }
        return reasons
    }

    private func newestHead() async -> StoredHead? {
        let store: any LedgerStore = institution.store
        return try? await files.run { try store.head() }
    }

    private func isHeldBack() async -> Bool {
        let home = institution.home
        return (try? await files.run { home.isRestored }) ?? false
    }

    private func isDiskLow() async -> Bool {
        do {
            try await institution.ledger.requireRoom()
            return false
        } catch {
            return true
        }
    }
}
