import Credentials
import HTTPTypes
import HomeFolder
import HummingbirdCore
import Issuance
import Records
import ServiceAPI
import Signing
import TransparencyLog

/// Status lists of the past: as of an instant, or of a size of the ledger.
extension Daemon {
    /// The list of a path with `?timestamp=` behind it.
    func statusList(
        _ place: StatusListPlace, query: Substring, _ exchange: Exchange
    ) async throws -> Answer {
        try await statusList(place, at: .instant(instant(query)), exchange)
    }

    /// The list of a path as of a size of the ledger.
    func statusList(
        _ place: StatusListPlace, size: TreeSize, _ exchange: Exchange
    ) async throws -> Answer {
        // Of one moment, not of two.
        guard exchange.query == nil else { throw Problem.notFound }
        return try await statusList(place, at: .size(size), exchange)
    }

    private func statusList(
        _ place: StatusListPlace, at moment: StatusListMoment, _ exchange: Exchange
    ) async throws -> Answer {
        let wanted = try exchange.negotiated(among: [.credential, .json, .credentialToken])
        // An older ledger does not know of every withdrawal.
        try institution.home.requireArmed()
        let found = try await institution.registrar.statusList(
            place.list, place.purpose, at: moment)
        guard let found else { throw Problem.noListThen }
        let isToken = place.isToken || wanted == .credentialToken
        let bytes = isToken ? found.token : found.credential
        // Weak: what is asked for again is signed again, and says the same.
        let tag = "W/\"" + found.content.base64URL.prefix(22) + (isToken ? "-jwt\"" : "\"")
        let isKnown = Daemon.matches(exchange.request.headers[.ifNoneMatch], tag)
        let answer =
            isKnown
            ? Answer(empty: .notModified)
            : Answer(.ok, isToken ? .credentialToken : .credential, bytes)
        return
            answer
            .with(.eTag, tag).with(.vary, "Accept")
            .with(.cacheControl, Daemon.statusCacheControl)
            .with(.accessControlAllowOrigin, "*")
    }

    /// The instant of a query `timestamp=…`, a dateTimeStamp whose characters may be escaped.
    private func instant(_ query: Substring) throws(Problem) -> Instant {
        let prefix = "timestamp="
        guard query.hasPrefix(prefix),
            let text = PercentEncoding.decoded(query.dropFirst(prefix.count)),
            let stamp = try? DateTimeStamp(text), let instant = stamp.instant
        else { throw .badTimestamp }
        guard instant <= clock() else { throw .futureTimestamp }
        return instant
    }
}

/// Which status list a path names.
struct StatusListPlace: Hashable, Sendable {
    /// Its number.
    let list: Int64
    /// What it tells.
    let purpose: StatusBits.Purpose
    /// Whether the path asks for a token.
    let isToken: Bool

    /// Reads what follows the path of all status lists, `1`, `suspension/1` or one of them with
    /// `.jwt`.
    init?(_ name: Substring) {
        let suspension = StatusBits.Purpose.suspension.rawValue + "/"
        var number = name
        if name.hasPrefix(suspension) {
            purpose = .suspension
            number = name.dropFirst(suspension.count)
        } else {
            purpose = .revocation
        }
        isToken = number.hasSuffix(".jwt")
        if isToken { number = number.dropLast(4) }
        guard let list = Int64(number), String(list) == number, 1...StatusBit.listMax ~= list
        else { return nil }
        self.list = list
    }
}

extension Problem {
    /// The query of a status list is not one.
    static let badTimestamp = Problem.malformedQuery(
        "status.bad-timestamp",
        "Ask with ?timestamp= and a time with its zone, such as 2026-06-24T10:00:00Z.")
    /// Nobody knows the status lists of the future.
    static let futureTimestamp = Problem.malformedQuery(
        "status.future-timestamp", "The timestamp has not come yet.")
    /// There was no such list.
    static let noListThen = Problem(
        "status.no-list-then", status: 404, title: "No list",
        detail: "There was no such status list then.")

    private static func malformedQuery(_ code: String, _ detail: String) -> Problem {
        Problem(code, status: 400, title: "Bad timestamp", detail: detail)
    }
}
