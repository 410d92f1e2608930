import AppendOnlyLedger
import CanonicalJSON
import HomeFolder
import Issuance
import Records
import Signing
import TestSupport
import Testing
import TransparencyLog

/// What somebody looked at after a theft and did not confirm.
@Suite("What was left out of a confirmation")
struct LeftOutTests {
    private let victim: LongHome

    init() async throws { victim = try await LongHome() }

    /// Issues so many awards after a cut-off and declares the key for records stolen.
    private func stolen(
        _ count: Int, from number: Int, key: String, by folder: String, next: String
    ) async throws -> (records: [LeafIndex], new: String) {
        let cut = try victim.size()
        for number in number..<(number + count) { _ = try await victim.issue(number) }
        let recovered = try await victim.recover(
            from: [.compromised(victim.key(key), from: cut)], by: folder, next: next)
        let new = try #require(recovered.made.first { $0.use == .record })
        let records = (0..<count).map { cut.adding($0).nextIndex }
        return (records, new.name.fragment)
    }

    private func next(_ number: Int) -> String { "\(victim.home.path)-next\(number)" }

    private func remove() {
        victim.remove()
        for number in 1...2 { try? Files.remove(next(number)) }
    }

    @Test("stays out after the next theft, until it is named", arguments: [1, 3])
    func nextTheft(count: Int) async throws {
        defer { remove() }
        let first = try await stolen(
            count, from: 1, key: "record-1", by: victim.home.path + "/recovery", next: next(1))
        let out = first.records[0]
        let stated = try await victim.open().registrar.confirmAgain(except: [out])
        #expect(stated.count == 1)
        let then = try await victim.open().registrar.voidRecords()
        #expect(then.own.isEmpty && then.leftOut == [out] && then.unknown.isEmpty)
        #expect(try await victim.open().registrar.confirmAgain(except: []).isEmpty)

        let second = try await stolen(2, from: 11, key: first.new, by: next(1), next: next(2))
        let registrar = try await victim.open().registrar
        let void = try await registrar.voidRecords()
        #expect(void.own == second.records && void.leftOut == [out])
        #expect(try await registrar.confirmAgain(except: []).count == 1)
        #expect(try await registrar.voidRecords().leftOut == [out])
        #expect(try await registrar.confirmAgain(except: [], including: [out]).count == 1)
        #expect(try await registrar.voidRecords().isEmpty)
    }

    @Test("stays out though a thief confirmed it, and though the confirmation fell with its key")
    func thief() async throws {
        defer { remove() }
        let first = try await stolen(
            3, from: 1, key: "record-1", by: victim.home.path + "/recovery", next: next(1))
        let out = first.records[1]
        let cut = try victim.size()
        _ = try await victim.open().registrar.confirmAgain(except: [out])
        let thief = NamedPrivateKey(
            name: try victim.key(first.new),
            key: try PrivateKey(
                opening: "\(victim.home.keysFolder)/\(first.new).pem", passphrase: nil))
        let ledger = try await victim.open().ledger
        _ = try await ledger.append(
            AuthorisedStatement(
                ledger.statement(
                    .reattest(.ranges([out..<out.sizeAfter.nextIndex])),
                    nonce: Statement.nonce(at: victim.now, entropy: Entropy.bytes)),
                signedBy: thief))
        _ = try await victim.recover(
            from: [.compromised(thief.name, from: cut)], by: next(1), next: next(2))
        let void = try await victim.open().registrar.voidRecords()
        #expect(void.own == [first.records[0], first.records[2]] && void.leftOut == [out])
    }

    @Test("is no award that a new key signed after the theft of the one before")
    func laterAwards() async throws {
        defer { remove() }
        let cut = try victim.size()
        _ = try await victim.issue(1)
        _ = try await victim.recover(
            from: [.compromised(victim.key("assertion-1"), from: cut)],
            by: victim.home.path + "/recovery", next: next(1))
        let good = try await victim.issue(2)
        let registrar = try await victim.open().registrar
        #expect(try await registrar.voidRecords().own == [cut.nextIndex])
        #expect(try await !registrar.standing(of: good).isVoid)
        #expect(try await registrar.confirmAgain(except: []).count == 1)
        _ = try await victim.open().registrar.issue([3, 4].map { try OpenDesk.input($0) })
        #expect(try await victim.open().registrar.voidRecords().isEmpty)
        // Of what the vault has no more, nobody can say which key it was.
        let lost = try victim.size()
        let id = try await victim.issue(5)
        let why = StandingReason(category: .legalOrder, effective: Day(victim.now))
        let open = try await victim.open().registrar
        _ = try await open.erase(open.recorded(id), why)
        #expect(try await victim.open().registrar.voidRecords().unknown.contains(lost.nextIndex))
    }

    @Test("is asked about though one credential in the vault is damaged")
    func damaged() async throws {
        defer { remove() }
        let cut = try victim.size()
        for number in 1...2 { _ = try await victim.issue(number) }
        #expect(
            RawDatabase(victim.home.vaultFile).run(
                "UPDATE credential SET document = substr(document, 1, 200) "
                    + "WHERE record = \(cut.nextIndex.value)"))
        _ = try await victim.recover(
            from: [.compromised(victim.key("assertion-1"), from: cut)],
            by: victim.home.path + "/recovery", next: next(1))
        let registrar = try await victim.open().registrar
        let void = try await registrar.voidRecords()
        #expect(Set(void.own + void.unknown) == [cut.nextIndex, cut.adding(1).nextIndex])
        _ = try await registrar.confirmAgain(except: [cut.nextIndex])
    }

    @Test("is no award that was made when the stolen key for tokens was out of use")
    func tokenKey() async throws {
        defer { remove() }
        let name = try victim.key("assertion-2")
        let key = try PrivateKey.generate(.rs256)
        try KeyFolder(path: victim.home.keysFolder, passphrase: nil)
            .write(key, named: name.fragment)
        _ = try await victim.open().registrar.rotateKey(.assertion, to: key.publicKey, named: name)
        let cut = try victim.size()
        _ = try await victim.issue(1)
        _ = try await victim.recover(
            from: [.compromised(name, from: cut)], by: victim.home.path + "/recovery",
            next: next(1))
        _ = try await victim.issue(2)
        let registrar = try await victim.open().registrar
        #expect(try await registrar.voidRecords().own == [cut.nextIndex])
        #expect(try await registrar.confirmAgain(except: []).count == 1)
        #expect(try await registrar.voidRecords().isEmpty)
    }

    @Test("is nothing of what many ranges could not hold", .timeLimit(.minutes(5)))
    func manyRanges() async throws {
        defer { remove() }
        let count = 2 * Reattestation.rangesMax
        let cut = try victim.size()
        let inputs = try (0..<count).map { try OpenDesk.input($0) }
        _ = try await victim.open().registrar.issue(inputs)
        _ = try await victim.recover(
            from: [.compromised(victim.key("record-1"), from: cut)],
            by: victim.home.path + "/recovery", next: next(1))
        let out = Set((0..<(count / 2)).map { cut.adding(2 * $0).nextIndex })
        let registrar = try await victim.open().registrar
        let stated = try await registrar.confirmAgain(except: out)
        // A full record says that others follow, so the last one is never full.
        #expect(stated.count == 2)
        let void = try await registrar.voidRecords()
        #expect(void.own.isEmpty && Set(void.leftOut) == out)
    }
}
