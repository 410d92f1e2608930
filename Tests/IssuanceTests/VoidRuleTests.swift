import HomeFolder
import Issuance
import Records
import Signing
import Testing
import TransparencyLog

@Suite("What a stolen key makes void")
struct VoidRuleTests {
    @Test("is the same for the standing of an award and for what is to be confirmed again")
    func tokenKey() async throws {
        let victim = try await LongHome()
        defer { victim.remove() }
        let before = try await victim.issue(1)
        let key = try PrivateKey.generate(.rs256)
        let name = try victim.key("assertion-2")
        try KeyFolder(path: victim.home.keysFolder, passphrase: nil)
            .write(key, named: name.fragment)
        _ = try await victim.open().registrar.rotateKey(
            .assertion, to: key.publicKey, named: name)
        let cut = try victim.size()
        // It may be out as a token by the key that is stolen.
        let after = try await victim.issue(2)
        let next = victim.home.path + "-next"
        defer { try? Files.remove(next) }
        _ = try await victim.recover(
            from: [.compromised(name, from: cut)], by: victim.home.path + "/recovery", next: next)
        let registrar = try await victim.open().registrar
        #expect(try await registrar.voidRecords().own == [cut.nextIndex])
        #expect(try await registrar.standing(of: after).word == "void")
        #expect(try await registrar.standing(of: before).isGood)
        _ = try await registrar.confirmAgain(except: [])
        #expect(try await registrar.voidRecords().isEmpty)
        #expect(try await !registrar.standing(of: after).isVoid)
    }
}
