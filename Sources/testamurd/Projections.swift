import HomeFolder
import Issuance
import ServiceLifecycle
import Signing
import Synchronization

/// Signs the status lists anew, well before the old signatures run out.
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
        var wait = Projections.interval
        while !Task.isShuttingDownGracefully {
            do {
                try await cancelWhenGracefulShutdown { [wait] in try await Task.sleep(for: wait) }
            } catch {
                return
            }
            wait = await sign() ? Projections.interval : Projections.retryAfter
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
    /// Signs the status lists and writes them with the other projections.
    func project() async throws {
        try await institution.registrar.publishProjections()
        let now = clock()
        health.withLock { $0.projectedAt = now }
    }
}
