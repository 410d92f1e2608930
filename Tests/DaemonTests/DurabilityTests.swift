import AppendOnlyLedger
import Auditing
import HomeFolder
import Issuance
import Records
import Signing
import Testing
import TransparencyLog
import Trust
import Verification

@Suite("Nothing acknowledged is lost", .serialized)
struct DurabilityTests {
    /// A record that was acknowledged: its place and its leaf hash.
    private struct Acknowledged: Hashable, Sendable {
        let index: LeafIndex
        let leaf: Digest
    }

    /// Issues credentials over several connections until told to stop or cut off.
    private func issue(
        at daemon: DaemonProcess, connections: Int, numbers: Range<Int>,
        _ acknowledge: @escaping @Sendable (Acknowledged) -> Void
    ) async {
        let next = Shared(numbers.lowerBound)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<connections {
                group.addTask {
                    guard let client = try? await RawClient(port: daemon.port) else { return }
                    while true {
                        let number = next.change { next in
                            defer { next += 1 }
                            return next
                        }
                        guard number < numbers.upperBound,
                            let reply = try? await client.exchange(
                                "POST", "/v1/credentials", TestHome.authorised,
                                body: TestHome.input(number)),
                            reply.status == 201 || reply.status == 200,
                            let record = try? Bundle(parsing: reply.body).receipts.first?.record
                        else { return }
                        acknowledge(Acknowledged(index: record.index, leaf: record.leafHash))
                    }
                }
            }
        }
    }

    /// Whether every acknowledged record stands where it was acknowledged, and the ledger that is
    /// published is intact.
    private func check(_ home: TestHome, _ acknowledged: Set<Acknowledged>) async throws {
        let open = try await Home(opening: home.path).open(
            passphrase: nil, clock: { TestHome.now }, entropy: { Entropy.bytes($0) })
        #expect(try await open.registrar.counts().pending == 0, "what was interrupted is finished")
        let places = Set(acknowledged.map(\.index))
        #expect(places.count == acknowledged.count, "no place was given twice")
        for item in acknowledged {
            let record = try await open.ledger.record(at: item.index)
            #expect(record?.leafHash == item.leaf, "record \(item.index)")
        }
        try await open.publisher.publish()
        let key = try #require(home.institution.ledgers.first?.keys.first?.key)
        let report = try await Auditor(anchor: .key(key)).audit(
            LedgerDirectory(path: home.path + "/public/ledger"))
        #expect(report.verdict == .intact, "\(report.verdict)")
        #expect(Int(report.recordCount) > acknowledged.count)
    }

    @Test("asked to end under load, it answers what it took and loses none of it")
    func gracefully() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        let acknowledged = Shared<Set<Acknowledged>>([])
        async let load: Void = issue(at: daemon, connections: 8, numbers: 0..<10_000) { item in
            let count = acknowledged.change { set in
                set.insert(item)
                return set.count
            }
            if count == 100 { daemon.signal(15) }
        }
        let end = try await daemon.end()
        await load
        #expect(end.code == 0)
        let known = acknowledged.value
        #expect(known.count >= 100)
        try await check(home, known)
        // What was issued and not acknowledged is found again by its input.
        let again = try await home.daemon()
        let reply = try await again.exchange(
            "POST", "/v1/credentials", TestHome.authorised, body: TestHome.input(0))
        #expect(reply.status == 200)
        try await again.stop()
    }

    /// Appends records to the same ledger from this process, in batches, beside the daemon.
    private func appendDirectly(
        to home: TestHome, count: Int, _ acknowledge: @Sendable (Acknowledged) -> Void
    ) async throws {
        let open = try await Home(opening: home.path).open(
            passphrase: nil, clock: { TestHome.now }, entropy: { Entropy.bytes($0) })
        let key = try KeyFolder(path: home.path + "/keys", passphrase: nil)
            .ring(for: await open.ledger.keys()).record
        var done = 0
        while done < count {
            let statements = try (0..<64).map { _ in
                let commitment = Commitment(
                    form: .jcs, salt: Entropy.bytes(32), content: Digest.sha256([UInt8]()))
                return try AuthorisedStatement(
                    open.ledger.statement(
                        .issue(Issue(commitments: [commitment])),
                        nonce: Entropy.bytes(Statement.nonceBytes)),
                    signedBy: key)
            }
            for outcome in await open.ledger.append(statements) {
                switch outcome {
                case .success(let appended):
                    acknowledge(
                        Acknowledged(
                            index: appended.record.index, leaf: appended.record.leafHash))
                    done += 1
                case .failure(.busy): break
                case .failure(let error): throw error
                }
            }
        }
    }

    @Test("killed in the midst of 10,000 appends, again and again, it loses none of them")
    func killed() async throws {
        let home = try await TestHome()
        let acknowledged = Shared<Set<Acknowledged>>([])
        let acknowledge: @Sendable (Acknowledged) -> Void = { item in
            acknowledged.change { _ = $0.insert(item) }
        }
        // Most of the appends are this process's own, on the same ledger at the same time: two
        // processes take turns at the head, and one of them is killed.
        async let direct: Void = appendDirectly(to: home, count: 9_600, acknowledge)
        var issued = 0
        for killAfter in [40, 120, 80, 160] {
            let daemon = try await home.daemon()
            let count = Shared(0)
            let first = issued
            await issue(at: daemon, connections: 8, numbers: first..<10_000) { item in
                acknowledge(item)
                let isEnough = count.change { count in
                    count += 1
                    return count == killAfter
                }
                if isEnough { daemon.signal(9) }
            }
            #expect(try await daemon.end().wasKilled)
            issued += count.value
        }
        try await direct
        let daemon = try await home.daemon()
        // Every input that was on its way when the daemon was killed has its credential once.
        let reply = try await daemon.exchange(
            "POST", "/v1/credentials", TestHome.authorised, body: TestHome.input(0))
        #expect(reply.status == 200)
        try await daemon.stop()
        let known = acknowledged.value
        #expect(known.count >= 10_000)
        try await check(home, known)
    }
}
