import AppendOnlyLedger
import CanonicalJSON
import HomeFolder
import Issuance
import Records
import Signing
import Testing
import TransparencyLog
import Trust
import Verification

@Suite("A registrar that issues a list as one record")
struct ListIssuingTests {
    private func inputs(_ count: Int) throws -> [JSONDocument] {
        try (0..<count).map { try OpenDesk.input($0) }
    }

    private func verdict(_ bundle: Bundle, by registrar: Registrar) async throws -> Verdict {
        let institution = try await registrar.description().institution
        let list = try TrustList(
            name: "us", issued: OpenDesk.clock(), expires: OpenDesk.clock() + .seconds(3_600),
            institutions: [institution])
        return try Verifier(trusting: list, policy: .unwitnessed).verify(
            Submission(reading: bundle.bytes), at: OpenDesk.clock())
    }

    @Test("tells neither how many there are nor their order, and opens to each of them")
    func opens() async throws {
        for count in 1...17 {
            let desk = try await OpenDesk()
            defer { desk.remove() }
            let registrar = try await desk.open().registrar
            let outcomes = try await registrar.issue(inputs(count), recording: .asList)
            #expect(outcomes.compactMap(\.issuedID).count == count)
            #expect(try desk.size() == 2)
            var leaves: Set<LeafIndex> = []
            for outcome in outcomes {
                guard case .issued(let id, let bundle) = outcome else { continue }
                let receipt = bundle.receipts[0]
                guard case .issueList(let list) = receipt.record.statement.body else {
                    Issue.record("no list")
                    continue
                }
                #expect(list.count.value == (count <= 8 ? 8 : count <= 16 ? 16 : 32))
                leaves.insert(try #require(receipt.membership).leaf)
                #expect(bundle.standings[0].standing.target == receipt.target)
                let again = try await registrar.bundle(for: id)
                #expect(again.receipts[0].membership == receipt.membership)
                #expect(try Bundle(parsing: bundle.bytes).bytes == bundle.bytes)
            }
            #expect(leaves.count == count)
        }
    }

    @Test("makes files that are confirmed, and none that is another's")
    func verdicts() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        let bundles = try await registrar.issue(inputs(3), recording: .asList)
            .compactMap { outcome -> Bundle? in
                if case .issued(_, let bundle) = outcome { bundle } else { nil }
            }
        for bundle in bundles {
            #expect(try await verdict(bundle, by: registrar).code == .confirmed)
        }
        let (mine, other) = (bundles[0].receipts[0], bundles[1].receipts[0])
        let right = try #require(mine.membership)
        let otherLeaf = try #require(other.membership)
        var wrong = [
            otherLeaf, ListMembership(leaf: right.leaf, path: otherLeaf.path),
            ListMembership(leaf: otherLeaf.leaf, path: right.path),
            ListMembership(leaf: right.leaf, path: Array(right.path.dropLast())),
        ]
        for place in right.path.indices {
            var path = right.path
            var bytes = path[place].bytes
            bytes[place] ^= 1
            path[place] = try #require(Digest(bytes))
            wrong.append(ListMembership(leaf: right.leaf, path: path))
        }
        for membership in wrong {
            let receipt = Receipt(
                record: mine.record, salt: mine.salt, membership: membership, proof: mine.proof)
            let forged = Bundle(
                credential: bundles[0].credential, receipts: [receipt], keys: bundles[0].keys,
                standings: bundles[0].standings)
            #expect(try await verdict(forged, by: registrar).code == .altered)
        }
    }

    @Test("withdraws one of a list, and leaves the others in force")
    func revokes() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        let ids = try await registrar.issue(inputs(3), recording: .asList)
            .compactMap(\.issuedID)
        let reason = StandingReason(
            category: .fraud, effective: try #require(Day("2026-05-20")))
        _ = try await registrar.change(ids[1], .revoke, reason)
        let codes = try await [
            verdict(registrar.bundle(for: ids[0]), by: registrar).code,
            verdict(registrar.bundle(for: ids[1]), by: registrar).code,
            verdict(registrar.bundle(for: ids[2]), by: registrar).code,
        ]
        #expect(codes == [.confirmed, .withdrawn, .confirmed])
    }

    @Test("finishes an interrupted list by its one record, and refuses only what is bad")
    func crashes() async throws {
        for moment in [HookedVault.Moment.afterAdding, .beforeMarking] {
            let desk = try await OpenDesk()
            defer { desk.remove() }
            let failing = try await desk.open(failing: moment)
            let bad = try JSONDocument(parsing: Array("{}".utf8))
            await #expect(throws: HookedVault.Crash.self) {
                try await failing.issue(inputs(5) + [bad], recording: .asList)
            }
            let registrar = try await desk.open().registrar
            #expect(try await registrar.reconcile() == 5)
            #expect(try desk.size() == 2)
            let outcomes = try await registrar.issue(inputs(5), recording: .asList)
            for id in outcomes.compactMap(\.knownID) {
                let bundle = try await registrar.bundle(for: id)
                #expect(try await verdict(bundle, by: registrar).code == .confirmed)
            }
            #expect(outcomes.compactMap(\.knownID).count == 5)
            #expect(try desk.size() == 2)
        }
    }
}
