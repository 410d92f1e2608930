import AppendOnlyLedger
import FoundationEssentials
import HTTPTypes
import HomeFolder
import HummingbirdCore
import NIOCore
import ServiceAPI
import Signing
import Synchronization
import Verification
import Witnessing

/// One institution's home, answering requests.
///
/// What each request does is in the extensions, by topic.
final class Daemon: Sendable {
    /// The home, open for work.
    let institution: OpenHome
    /// How much is taken from others.
    let limits: DaemonLimits
    /// The log.
    let journal: Journal
    /// The clock.
    let clock: @Sendable () -> Instant
    /// Where credentials are issued.
    let issueDesk: IssueDesk
    /// Whom this party listens to.
    let trustDesk: TrustDesk
    /// What was fetched for verdicts.
    let evidenceDesk: EvidenceDesk
    /// What was seen of ledgers.
    let seenDesk: SeenDesk
    /// Where partners' ledgers are witnessed; `nil` if this daemon is no witness.
    let witnessDesk: WitnessDesk?
    /// Who may issue.
    let tokens: TokenFile
    /// Reads files of the public folder, and what else blocks and belongs to no other queue.
    let files = BlockingQueue(label: "testamurd.files")
    /// What was seen to be wrong.
    let health = Mutex(Health())
    private let rates: RateLimiter?
    private let dates: DateText

    /// What was seen to be wrong.
    struct Health: Sendable {
        /// The ledger's failure, after which it takes no more records.
        var hasLedgerStopped = false
        /// When the status lists were last signed.
        var projectedAt: Instant?
    }

    /// Puts a daemon together around a home; nothing is answered yet.
    init(
        _ institution: OpenHome, witness: Witness? = nil, policy: Policy = .standard,
        accreditations: [String] = [], limits: DaemonLimits, rate: Int?,
        journal: Journal, clock: @escaping @Sendable () -> Instant,
        entropy: @escaping @Sendable (Int) -> [UInt8]
    ) throws {
        self.institution = institution
        self.limits = limits
        self.journal = journal
        self.clock = clock
        let home = institution.home
        witnessDesk = witness.map { WitnessDesk($0) }
        tokens = TokenFile(path: home.tokensFile)
        issueDesk = IssueDesk(
            registrar: institution.registrar, waitingMax: limits.issuesWaitingMax,
            journal: journal)
        trustDesk = try TrustDesk(
            path: home.trustListFile, accreditations: accreditations, policy: policy,
            limits: limits, journal: journal)
        seenDesk = SeenDesk(
            folder: home.seenFolder, own: home.configuration.origin, journal: journal,
            clock: clock)
        let files = files
        let prefix = home.configuration.url
        evidenceDesk = EvidenceDesk(countMax: limits.evidenceCountMax, clock: clock) { url in
            guard let path = Route.rest(of: url[...], below: prefix),
                let file = PublicFile(path: "/" + path)
            else { return nil }
            return try? await files.run { home.publicFolder.read(file.name) }
        }
        rates = rate.map {
            RateLimiter(perSecond: $0, clientsMax: limits.clientsMax, entropy: entropy)
        }
        dates = DateText(clock: clock)
    }

    /// Answers one request, whatever it is, and writes the answer.
    func respond(
        to request: Request, with writer: consuming ResponseWriter, on channel: any Channel
    ) async throws {
        let start = ContinuousClock.now
        let exchange = Exchange(request, limits: limits)
        let route = Route(path: exchange.path)
        var answer: Answer
        var isRead = false
        do {
            answer = try await self.answer(exchange, route, from: channel, isRead: &isRead)
        } catch {
            answer = self.answer(for: error)
        }
        answer.fields[.date] = dates.text
        answer.fields[.xContentTypeOptions] = "nosniff"
        answer.fields[.contentLength] = String(answer.body.readableBytes)
        // What was not read is in the way of the next request.
        let isCutOff = (exchange.announcesBody && !isRead) || answer.status.code == 413
        if isCutOff || request.headers[.connection]?.lowercased() == "close" {
            answer.fields[.connection] = "close"
        }
        let head = HTTPResponse(status: answer.status, headerFields: answer.fields)
        let isHead = request.method == .head
        journal.request(
            request.method.rawValue.logged, route?.name ?? "-", status: answer.status.code,
            took: .now - start)
        try await writer.write(
            response: head, body: isHead ? ResponseBody() : ResponseBody(byteBuffer: answer.body))
    }

    private func answer(
        _ exchange: Exchange, _ route: Route?, from channel: any Channel, isRead: inout Bool
    ) async throws -> Answer {
        let target = exchange.request.head.path ?? ""
        guard target.utf8.count <= limits.pathBytesMax else { throw Problem.targetTooLong }
        guard let route, isServed(route), target.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            try admit(exchange, from: channel)
            throw Problem.notFound
        }
        switch (exchange.request.method, route.method) {
        case (.options, _):
            return Answer(empty: .noContent).with(.allow, route.allowed)
        case (.get, .get), (.head, .get):
            try admit(exchange, from: channel)
        case (.post, .post):
            // Who has a token has other limits than a stranger.
            if route.needsToken {
                guard await tokens.authorises(exchange.request.headers[.authorization]) else {
                    try admit(exchange, from: channel)
                    return Answer(Problem.unauthorised).with(.wwwAuthenticate, "Bearer")
                }
            } else {
                try admit(exchange, from: channel)
            }
            if route.judges { try await trustDesk.requireList() }
            isRead = true
        default:
            try admit(exchange, from: channel)
            return Answer(Problem.methodNotAllowed).with(.allow, route.allowed)
        }
        return try await perform(route, exchange)
    }

    private func perform(_ route: Route, _ exchange: Exchange) async throws -> Answer {
        switch route {
        case .page: try page(exchange)
        case .liveness: Answer(.ok, .text, Array("ok\n".utf8))
        case .readiness: await readiness()
        case .verifications: try await verify(exchange)
        case .credentials: try await issue(exchange)
        case .standing(let id, let action): try await change(id, action, exchange)
        case .record(let index): try await record(index, exchange)
        case .recordStanding(let index): try await standing(index, exchange)
        case .receipts: try await receipt(exchange)
        case .issueCredential: try await issueCredential(exchange)
        case .credentialStatus: try await changeStatus(exchange)
        case .verifyCredential: try await verifyCredential(exchange)
        case .verifyPresentation: try await verifyPresentation(exchange)
        case .addCheckpoint: try await addCheckpoint(exchange)
        case .cosigned(let hash): try await cosignedCheckpoint(hash, exchange)
        case .earlierStatusList(let place, let size):
            try await statusList(place, size: size, exchange)
        case .file(let file): try await publicFile(file, exchange)
        }
    }

    /// Whether the home's roles include what a route does.
    private func isServed(_ route: Route) -> Bool {
        let roles = institution.home.configuration.roles
        return switch route {
        case .page, .liveness, .readiness: true
        case .verifications, .verifyCredential, .verifyPresentation: roles.contains(.verify)
        case .credentials, .standing, .issueCredential, .credentialStatus: roles.contains(.issue)
        case .record, .recordStanding, .receipts, .earlierStatusList, .file:
            roles.contains(.publish)
        case .addCheckpoint, .cosigned: witnessDesk != nil
        }
    }

    /// Counts a request against its client's rate.
    private func admit(_ exchange: Exchange, from channel: any Channel) throws {
        guard let rates else { return }
        var client = channel.remoteAddress?.ipAddress ?? ""
        // Behind a proxy on this machine, the client is whom the proxy names last.
        if client == "127.0.0.1" || client == "::1",
            let forwarded = exchange.request.headers[.forwardedFor]?.split(separator: ",").last
        {
            client = forwarded.filter { $0 != " " }
        }
        if let wait = rates.wait(for: RateLimiter.name(ofClientAt: client)) {
            throw TooManyRequests(wait: wait)
        }
    }

    /// Notes that the ledger takes no more records.
    func note(_ error: LedgerError) {
        switch error {
        case .stopped, .corrupt, .signerNotInForce: health.withLock { $0.hasLedgerStopped = true }
        default: break
        }
    }
}

/// That a client must wait.
struct TooManyRequests: Error {
    /// For how long.
    let wait: Duration

    /// In whole seconds, at least one.
    var seconds: Int64 { max(1, wait.components.seconds + 1) }
}

extension Route {
    /// Whether only callers with a token may do this.
    var needsToken: Bool {
        switch self {
        case .credentials, .standing, .issueCredential, .credentialStatus: true
        default: false
        }
    }

    /// Whether this is judged by the trust list.
    fileprivate var judges: Bool {
        switch self {
        case .verifications, .verifyCredential, .verifyPresentation: true
        default: false
        }
    }
}

extension HTTPField.Name {
    /// For whom a proxy asks.
    static let forwardedFor = HTTPField.Name("X-Forwarded-For") ?? .via
}

extension Problem {
    /// The path and query are longer than any that means something.
    static let targetTooLong = Problem(
        "request.target-too-long", status: 414, title: "Address too long",
        detail: "No address here is that long.")
}

extension String {
    /// A method as it is logged: short, whatever a client makes up.
    fileprivate var logged: String { String(prefix(16)) }
}
