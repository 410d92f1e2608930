import AppendOnlyLedger
import HomeFolder
import Issuance
import ServiceAPI
import ServiceLifecycle
import Signing
import Synchronization

/// Looks through everything that was published once, then signs the status lists anew, well before
/// the old signatures run out.
///
/// Looking takes longer the more there is; nobody waits for it.
struct Projections: Service {
    /// How often the lists are signed.
    static let interval: Duration = .seconds(43_200)
    /// After how long signing is tried again when it failed.
    static let retryAfter: Duration = .seconds(60)

    /// Whose lists.
    let daemon: Daemon

    /// Signs again and again, until the daemon stops.
    func run() async throws {
        precondition(
            Projections.interval * 2 < Registrar.statusListValidity,
            "lists are signed before half of their validity is over")
        await restore()
        let isSigned = daemon.health.withLock { $0.projectedAt } != nil
        var wait = isSigned ? Projections.interval : Projections.retryAfter
        while !Task.isShuttingDownGracefully {
            do {
                try await cancelWhenGracefulShutdown { [wait] in try await Task.sleep(for: wait) }
            } catch {
                return
            }
            wait = await sign() ? Projections.interval : Projections.retryAfter
        }
    }

    /// Writes what a power cut or a hand has damaged since it was published, and removes what was
    /// never finished.
    private func restore() async {
        let institution = daemon.institution
        do {
            try await institution.publisher.publish(.everything)
            let folder = institution.home.publicFolder
            try await institution.ledger.publishing { _ in folder.removeAbandoned() }
        } catch {
            daemon.journal.failure(Readiness.Reason.publishing.rawValue, "\(error)")
        }
    }

    private func sign() async -> Bool {
        do {
            try await daemon.project()
            return true
        } catch {
            daemon.journal.failure("service.projections", "\(error)")
            return false
        }
    }
}

extension Daemon {
    /// Signs the status lists and writes them with the other projections, unless the home is held
    /// back: an older ledger does not know of every withdrawal.
    func project() async throws {
        try institution.home.requireArmed()
        try await institution.registrar.publishProjections()
        let now = clock()
        health.withLock { $0.projectedAt = now }
    }
}
