import AppendOnlyLedger
import Credentials
import Fetching
import HomeFolder
import ServiceAPI
import Signing
import Trust

/// What an institution on a list says of itself and of the list's keeper, at its own address.
struct PartnerAnswer: Sendable {
    /// Who was asked.
    let did: DID
    /// What of the answer deserves a look.
    var remarks: [TrustListRemark] = []
    /// Whether it lists the keeper in turn; `nil` if it publishes no list, or there is no keeper.
    var reciprocity: Reciprocity?
}

/// Asks the institutions on a list at the addresses that the list names, and nowhere else.
struct PartnerLook: Sendable {
    /// How many are asked at a time.
    private static let atOnce = 8

    private let fetcher: Fetcher
    private let keeper: Trust.Institution?
    private let now: Instant

    /// The answers of everybody who has an address, in the order of the list.
    ///
    /// - Parameter home: whose list it is.
    static func answers(
        of list: TrustList, to home: Home?, at now: Instant
    ) async throws -> [PartnerAnswer] {
        let asked = list.institutions.filter { !$0.hosts.isEmpty }
        let bases = Set(asked.flatMap(\.hosts)).compactMap { FetchBase($0.description) }
        let fetcher = Fetcher(
            allowing: bases, limits: FetchLimits(bytesMax: TrustList.bytesMax))
        let keeper = home?.publicFolder.read(PartnerLook.name(ServicePath.description))
            .flatMap { try? InstitutionDescription(parsing: $0) }?.institution
        let look = PartnerLook(fetcher: fetcher, keeper: keeper, now: now)
        return try await fetcher.closing { _ in await look.answers(of: asked) }
    }

    private func answers(of asked: [Trust.Institution]) async -> [PartnerAnswer] {
        await withTaskGroup(of: (Int, PartnerAnswer).self) { group in
            var answers: [Int: PartnerAnswer] = [:]
            for (place, institution) in asked.enumerated() {
                if place >= PartnerLook.atOnce, let (done, answer) = await group.next() {
                    answers[done] = answer
                }
                group.addTask { (place, await self.answer(of: institution)) }
            }
            for await (place, answer) in group { answers[place] = answer }
            return asked.indices.compactMap { answers[$0] }
        }
    }

    private func answer(of institution: Trust.Institution) async -> PartnerAnswer {
        var answer = PartnerAnswer(did: institution.did)
        answer.remarks =
            institution.ledgers.isEmpty
            ? await keyDifferences(of: institution) : await differences(of: institution)
        guard let keeper, keeper.did != institution.did,
            case .success(let bytes) = await published(ServicePath.trustList, by: institution),
            let list = try? SignedTrustList(parsing: bytes)
        else { return answer }
        answer.reciprocity = Reciprocity(of: keeper, on: list, at: now)
        answer.remarks += TrustListRemark.listing(of: keeper, by: institution.did, on: list)
        return answer
    }

    private func differences(of institution: Trust.Institution) async -> [TrustListRemark] {
        switch await published(ServicePath.description, by: institution) {
        case .failure(let error):
            return [.notAnswered(by: institution.did, because: error.description)]
        case .success(let bytes):
            guard let description = try? InstitutionDescription(parsing: bytes) else {
                return [
                    .notAnswered(
                        by: institution.did, because: "What it answered is no description.")
                ]
            }
            return TrustListRemark.differences(of: institution, from: description)
        }
    }

    /// The keys that the list pins of an institution without a ledger, beside those that its web
    /// address shows.
    private func keyDifferences(of institution: Trust.Institution) async -> [TrustListRemark] {
        guard !institution.keys.isEmpty, institution.did.method == "web",
            let location = try? institution.did.webLocation()
        else { return [] }
        do {
            let bytes = try await fetcher.get(location.documentURL).bytes
            let document = try DIDDocument(parsing: bytes)
            let shown = document.id == institution.did ? document.assertionKeys : []
            return TrustListRemark.differences(of: institution, fromKeys: shown)
        } catch {
            return [.notAnswered(by: institution.did, because: Failure(error).message)]
        }
    }

    /// What an institution publishes at a path below the first of its addresses that has it.
    private func published(
        _ path: String, by institution: Trust.Institution
    ) async -> Result<[UInt8], FetchError> {
        var result: Result<[UInt8], FetchError> = .failure(.status(404))
        for host in institution.hosts {
            let url = host.appending(PartnerLook.name(path))
            do {
                return .success(try await fetcher.get(url, accept: "application/json").bytes)
            } catch {
                result = .failure(error)
            }
        }
        return result
    }

    private static func name(_ path: String) -> String { String(path.dropFirst()) }
}
