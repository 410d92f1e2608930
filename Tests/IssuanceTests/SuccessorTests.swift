import AppendOnlyLedger
import CanonicalJSON
import Credentials
import HomeFolder
import Issuance
import Records
import SQLiteStorage
import Signing
import Testing
import TransparencyLog

/// What may take the place of an award, and what may not.
@Suite("A successor")
struct SuccessorTests {
    private func reason(_ category: StandingReason.Category) throws -> StandingReason {
        StandingReason(category: category, effective: try #require(Day("2026-05-20")))
    }

    private func issued(_ number: Int, _ registrar: Registrar) async throws -> CredentialID {
        try #require(try await registrar.issue([OpenDesk.input(number)])[0].issuedID)
    }

    /// The state for which a successor is refused, by the replacement and by its rehearsal alike.
    private func refusal(
        replacing id: CredentialID, by number: Int, _ registrar: Registrar
    ) async throws -> (CredentialID, StandingState?) {
        let input = try OpenDesk.input(number)
        let reason = try reason(.correction)
        var refused: [(CredentialID, StandingState?)] = []
        for isRehearsal in [true, false] {
            do {
                if isRehearsal {
                    _ = try await registrar.rehearse(
                        replacing: registrar.recorded(id), by: input, reason)
                } else {
                    _ = try await registrar.supersede(id, by: input, reason)
                }
                Issue.record("it was taken")
            } catch RegistrarError.successorNotInForce(let id, let state, let fresh) {
                #expect(CredentialID(fresh)?.description == fresh && fresh != id.description)
                refused.append((id, state))
            }
        }
        let (first, second) = (try #require(refused.first), try #require(refused.last))
        #expect(first == second)
        return first
    }

    @Test("that was withdrawn, held or replaced is none, and nothing of it is noted")
    func outOfForce() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        let id = try await issued(1, registrar)
        let withdrawn = try await issued(2, registrar)
        let held = try await issued(3, registrar)
        let replaced = try await issued(4, registrar)
        _ = try await registrar.change(withdrawn, .revoke, reason(.issuedInError))
        _ = try await registrar.change(held, .suspend, reason(.appeal))
        _ = try await registrar.supersede(replaced, by: OpenDesk.input(5), reason(.correction))
        let size = try desk.size()
        #expect(try await refusal(replacing: id, by: 2, registrar) == (withdrawn, .withdrawn))
        #expect(try await refusal(replacing: id, by: 3, registrar) == (held, .onHold))
        #expect(try await refusal(replacing: id, by: 4, registrar) == (replaced, .replaced))
        #expect(try desk.size() == size)
        #expect(try SQLiteVault(path: desk.home.vaultFile).successor(of: id) == nil)
        // Another file takes its place as ever, and so does the held one, once it is free.
        _ = try await registrar.change(held, .reinstate, reason(.cleared))
        let rehearsal = try await registrar.rehearse(
            replacing: registrar.recorded(id), by: OpenDesk.input(3), reason(.correction))
        #expect(rehearsal.issuedBefore == held)
        #expect(rehearsal.replaced?.holderNames == ["Student 1"])
        #expect(rehearsal.successor.holderNames == ["Student 3"])
        let done = try await registrar.supersede(id, by: OpenDesk.input(3), reason(.correction))
        #expect(done.successor == held)
        // What became of it later does not undo that: the same again says the same.
        _ = try await registrar.change(held, .revoke, reason(.issuedInError))
        let again = try await registrar.supersede(id, by: OpenDesk.input(3), reason(.correction))
        #expect(again == done)
    }

    @Test("is not what it replaces itself: a name that is taken back is issued anew")
    func circle() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        let old = try await issued(1, registrar)
        let new = try await registrar.supersede(old, by: OpenDesk.input(2), reason(.nameChange))
            .successor
        #expect(try await refusal(replacing: new, by: 1, registrar) == (old, .replaced))
        #expect(try await registrar.standing(of: new).standing.state == .inForce)
        var input = try OpenDesk.input(1).root.value
        let own = "urn:uuid:5e1d0f3c-6b1f-4a37-9d5e-0f8f5e0f2a11"
        input["id"] = .string(own)
        let document = try JSONDocument(parsing: input.canonicalBytes())
        let third = try await registrar.supersede(new, by: document, reason(.nameChange)).successor
        #expect(third.description == own)
        #expect(try await registrar.standing(of: third).standing.state == .inForce)
    }

    @Test("that a compromise made void is none until it is confirmed again")
    func void() async throws {
        let victim = try await LongHome()
        defer { victim.remove() }
        let id = try await victim.issue(1)
        let cut = try victim.size()
        let void = try await victim.issue(2)
        let next = victim.home.path + "-next"
        defer { try? Files.remove(next) }
        _ = try await victim.recover(
            from: [.compromised(victim.key("assertion-1"), from: cut)],
            by: victim.home.path + "/recovery", next: next)
        let registrar = try await victim.open().registrar
        #expect(try await registrar.standing(of: void).isVoid)
        #expect(try await registrar.standing(of: void).word == "void")
        #expect(try await !registrar.standing(of: id).isVoid)
        let why = StandingReason(category: .correction, effective: Day(victim.now))
        await #expect(throws: RegistrarError.self) {
            try await registrar.supersede(id, by: OpenDesk.input(2), why)
        }
        _ = try await registrar.confirmAgain(except: [])
        let done = try await registrar.supersede(id, by: OpenDesk.input(2), why)
        #expect(done.successor == void)
        #expect(try await !registrar.standing(of: void).isVoid)
    }
}
