import Fetching
import Signing
import Testing
import Trust
import Verification

@testable import testamurd

@Suite("What is fetched for verdicts")
struct EvidenceTests {
    /// A partner's daemon, and a desk that fetches from it by a clock that the test sets.
    private struct Scene {
        let partner: DaemonProcess
        let desk: EvidenceDesk
        let fetcher: Fetcher
        let verifier: Verifier
        let submission: Submission
        let clock: Shared<Instant>

        init(countMax: Int = 8) async throws {
            let port = try await TestHome.freePort()
            let home = try await TestHome(named: "Partner", port: port)
            partner = try await DaemonProcess(
                ["--home", home.path, "--listen", "127.0.0.1:\(port)"])
            submission = try Submission(reading: try await partner.issued(1))
            let clock = Shared(TestHome.now)
            self.clock = clock
            desk = EvidenceDesk(countMax: countMax, clock: { clock.value }, local: { _ in nil })
            fetcher = Fetcher(allowing: home.institution.hosts.compactMap { FetchBase("\($0)") })
            verifier = Verifier(
                trusting: try TrustList(
                    name: "Test list", issued: TestHome.now + .seconds(-86_400),
                    expires: TestHome.now + .seconds(86_400), institutions: [home.institution]))
        }

        /// What the desk gives for what a verdict without evidence needs.
        func evidence() async -> [Evidence] {
            let verdict = verifier.verify(submission, at: clock.value)
            return await desk.evidence(for: verdict, through: fetcher)
        }

        /// How many lists an award is on: one for withdrawals, one for holds.
        let listCount = 2

        /// How often the partner was asked for a list.
        var asked: Int {
            partner.standardError.split(separator: "\n")
                .count { $0.contains("GET /status/") }
        }

        func pass(_ seconds: Int) {
            clock.change { $0 = $0 + .seconds(seconds) }
        }

        func end() async throws {
            await fetcher.shutdown()
            try await partner.stop()
        }
    }

    @Test("a list is kept as long as it says, then fetched again")
    func keeping() async throws {
        let scene = try await Scene()
        let first = try #require(await scene.evidence().first)
        #expect(first.fetchedAt == scene.clock.value)
        #expect(scene.desk.fresh().count == scene.listCount)
        scene.pass(299)
        #expect(await scene.evidence().first?.fetchedAt == first.fetchedAt)
        scene.pass(1)
        #expect(scene.desk.fresh().isEmpty)
        #expect(await scene.evidence().first?.fetchedAt == scene.clock.value)
        try await scene.end()
        #expect(scene.asked == 2 * scene.listCount)
    }

    @Test("when the partner is away, the last copy is given with its age, and never called fresh")
    func stale() async throws {
        let scene = try await Scene()
        let first = try #require(await scene.evidence().first)
        try await scene.partner.stop()
        scene.pass(3_600)
        let late = await scene.evidence()
        #expect(late.count == scene.listCount)
        #expect(late.allSatisfy { $0.fetchedAt == first.fetchedAt })
        let verdict = scene.verifier.verify(
            scene.submission, at: scene.clock.value, with: late)
        let check = try #require(verdict.checks.first { $0.id == .statusList })
        #expect(check.age == .seconds(3_600))
        await scene.fetcher.shutdown()
    }

    @Test("what was never had is not made up")
    func absent() async throws {
        let scene = try await Scene()
        try await scene.partner.stop()
        #expect(await scene.evidence().isEmpty)
        #expect(scene.desk.fresh().isEmpty)
        await scene.fetcher.shutdown()
    }

    @Test("many who need the same list at once share one fetch")
    func sharing() async throws {
        let scene = try await Scene()
        let found = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<50 { group.addTask { await scene.evidence().count } }
            return await group.reduce(0, +)
        }
        #expect(found == 50 * scene.listCount)
        try await scene.end()
        #expect(scene.asked == scene.listCount)
    }
}
