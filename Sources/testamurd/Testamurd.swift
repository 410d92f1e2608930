import AppendOnlyLedger
import FoundationEssentials
import Glibc
import HomeFolder
import HummingbirdCore
import Issuance
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Signing
import SystemPackage
import TransparencyLog
import UnixSignals
import Witnessing

/// The daemon.
@main
struct Testamurd {
    /// Reads the command line, serves, and ends the process.
    static func main() async {
        var address = ""
        // A file that may not grow is an error of that file, not the end of the program.
        signal(SIGXFSZ, SIG_IGN)
        do {
            let request = try DaemonOptions.parse(
                Array(CommandLine.arguments.dropFirst()),
                environment: ProcessInfo.processInfo.environment)
            switch request {
            case .show(let text): say(text)
            case .run(let options): try await run(options, address: &address)
            }
        } catch {
            let failure = DaemonFailure(error, listeningOn: address)
            let line = "testamurd: \(failure.words)\n"
            _ = try? FileDescriptor.standardError.writeAll(line.utf8)
            _exit(failure.code.rawValue)
        }
        // Not `exit`, whose clean-up takes away what a thread that is about to end may still use.
        _exit(0)
    }

    private static func run(_ options: DaemonOptions, address: inout String) async throws {
        let home = try Home(opening: options.home)
        let text = options.listen ?? home.configuration.listen
        guard let listen = ListenAddress(text) else {
            throw DaemonFailure.usage("\(text) is not an address to listen on")
        }
        address = text
        let clock: @Sendable () -> Instant = {
            // A clock may be set to anything at any time.
            let seconds = min(
                max(0, Date.now.timeIntervalSince1970), Double(Instant.latest.seconds))
            return Instant(milliseconds: Int64(seconds * 1_000))
        }
        guard clock().seconds < Instant.latest.seconds else {
            throw DaemonFailure.usage("the clock of this machine is after the year 9999; set it")
        }
        let passphrase = try options.passphraseFile.map { try Secret(contentsOfFile: $0) }
        let institution = try await home.open(
            passphrase: passphrase, clock: clock, entropy: { Entropy.bytes($0) })
        let witness =
            home.configuration.roles.contains(.witness)
            ? try home.witness(passphrase: passphrase, clock: clock) : nil
        let journal = Journal(level: options.log, clock: clock)
        let daemon = try Daemon(
            institution, witness: witness, policy: options.policy,
            accreditations: options.accreditations, limits: DaemonLimits(),
            rate: options.rate, journal: journal, clock: clock,
            entropy: { Entropy.bytes($0) })
        try await home.requireNewest(under: institution.cosigned?.policy, at: clock())
        // Before anybody can ask: what a crash left behind is finished, and what is shown is whole.
        try await institution.registrar.reconcile()
        try await institution.publisher.publish()
        do {
            try await daemon.project()
        } catch LedgerError.clockBehind(let last) {
            // What is published stays; to verify by it needs no clock of ours.
            journal.failure("service.projections", "\(LedgerError.clockBehind(last: last))")
        }
        if home.configuration.roles.contains(.verify) { await daemon.trustDesk.begin() }
        try await serve(daemon, WitnessRounds(daemon), at: listen)
        // What was appended last is shown before nobody is there to do it.
        try? await institution.publisher.publish()
        await daemon.trustDesk.shutdown()
    }

    private static func serve(
        _ daemon: Daemon, _ rounds: WitnessRounds?, at listen: ListenAddress
    ) async throws {
        let logger = Logger(label: "testamurd") { _ in JournalLogHandler(daemon.journal) }
        let limits = daemon.limits
        let channel = HTTP1Channel(
            responder: { request, writer, channel in
                try await daemon.respond(to: request, with: writer, on: channel)
            },
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [ConnectionGuard(limits)],
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: limits.headBytesMax,
                    maxHeaderListSize: limits.headBytesMax, maxHeaderFieldCount: 100)))
        let server = Server(
            childChannelSetup: channel,
            configuration: ServerConfiguration(
                address: .hostname(listen.host, port: listen.port),
                availableConnectionsDelegate: MaximumAvailableConnections(
                    limits.connectionsMax, logger: logger)),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? listen.port
                let address = ListenAddress.text(host: listen.host, port: port)
                say("testamurd: listening on http://\(address)")
            },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
        var services: [any Service] = [daemon.journal, Projections(daemon: daemon)]
        if let rounds { services.append(rounds) }
        services += [daemon.issueDesk, server] as [any Service]
        // Stopped in reverse order: the server first, and what it needs after it.
        var group = ServiceGroupConfiguration(
            services: services,
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        group.maximumGracefulShutdownDuration = .seconds(20)
        try await ServiceGroup(configuration: group).run()
    }

    private static func say(_ text: String) {
        _ = try? FileDescriptor.standardOutput.writeAll((text + "\n").utf8)
    }
}
