import CanonicalJSON
import Credentials
import Records
import Signing
import TestSupport
import Testing
import TransparencyLog
import Trust

@testable import Verification

@Suite("An award as a token of others")
struct TokenNameTests {
    private func bundle(
        _ world: World, header: JSONValue, by fragment: String = "assertion-1",
        _ edits: (inout JSONValue) -> Void = { _ in }
    ) throws -> Bundle {
        var payload = world.award.credential.json.removing(name: "proof")
        edits(&payload)
        let text = try ForeignToken.signing(
            payload, header: header, with: world.a.key(fragment).key)
        let bundle = try world.a.bundle(world.award)
        let json = JSONValue.string(String(decoding: text, as: UTF8.self))
        return Bundle(
            credential: try JSONDocument(parsing: json.canonicalBytes()).root,
            receipts: bundle.receipts, keys: bundle.keys, standings: bundle.standings)
    }

    @Test("names a key of the ledger in whichever way")
    func spellings() throws {
        let world = try World()
        for header in try ForeignToken.headers(naming: world.a.key("assertion-1").name) {
            let verdict = try world.verdict(bundle(world, header: header))
            #expect(verdict.code == .confirmed, "\(verdict.text)")
            // Keys of other uses sign no awards, whatever they are called by.
            for other in ["record-1", "status-1", "assertion-9"] {
                let forged = try world.verdict(bundle(world, header: header, by: other))
                #expect(forged.code == .altered, "\(forged.text)")
            }
        }
    }

    @Test("by whichever key is judged by what became of that key")
    func cutOff() throws {
        var world = try World()
        try world.a.addKey("assertion-3", .assertion)
        for header in try ForeignToken.headers(naming: world.a.key("assertion-3").name) {
            let verdict = try world.verdict(bundle(world, header: header, by: "assertion-3"))
            #expect(verdict.reason(.keyValidThen) == .keyNotYet)
            #expect(verdict.code == .altered)
        }
        try world.a.compromise("assertion-1", .assertion, from: TreeSize(world.award.index.value))
        let stolen = try world.verdict(bundle(world, header: ["alg": "EdDSA"]))
        #expect(stolen.reason(.keyValidThen) == .keyCompromised)
    }

    @Test("is open where it demands what is not known here")
    func critical() throws {
        let world = try World()
        let header: JSONValue = ["alg": "EdDSA", "crit": ["sigT"], "sigT": 1]
        let verdict = try world.verdict(bundle(world, header: header))
        #expect(verdict.code == .incomplete)
        #expect(verdict.reason(.fileIntact) == .intactKindUnknown)
    }

    @Test("with a status of another kind is open where no ledger tells of a withdrawal")
    func otherStatus() throws {
        let world = try World()
        let key = try world.a.key("assertion-1")
        let institution = try Institution(
            did: world.a.did, names: [#require(InstitutionName("College C", language: "en"))],
            country: "KE", ledgers: [], hosts: [],
            keys: [AssertionKey(name: key.name, key: key.key.publicKey)])
        func verdict(_ status: JSONValue?) throws -> Verdict {
            var payload = world.award.credential.json.removing(name: "proof")
            payload["status"] = status
            let text = try ForeignToken.signing(
                payload, header: ["alg": "EdDSA"], with: key.key)
            return try world.verdict(text, trusting: world.list([institution]))
        }
        #expect(try verdict(nil).code == .confirmed)
        let open = try verdict(["status_list": ["idx": 1, "uri": "https://a.example/1"]])
        #expect(open.code == .incomplete, "\(open.text)")
        #expect(open.reason(.statusList) == .statusKindUnknown)
    }

    @Test("by a pinned key that has ended is open if it does not say when it was signed")
    func endedKey() throws {
        let world = try World()
        let key = try world.a.key("assertion-1")
        let institution = try Institution(
            did: world.a.did, names: [#require(InstitutionName("College C", language: "en"))],
            country: "KE", ledgers: [], hosts: [],
            keys: [
                AssertionKey(name: key.name, key: key.key.publicKey, expires: Moment.asked)
            ])
        func verdict(_ time: String?) throws -> Verdict {
            var payload = world.award.credential.json.removing(name: "proof")
            payload["iat"] = try time.map {
                try JSONDocument(parsing: Array($0.utf8)).root.value
            }
            let text = try ForeignToken.signing(
                payload, header: ["alg": "EdDSA"], with: key.key)
            return try world.verdict(text, trusting: world.list([institution]))
        }
        #expect(try verdict("1782300000.5").code == .confirmed)
        let open = try verdict(nil)
        #expect(open.code == .incomplete, "\(open.text)")
        #expect(open.reason(.fileIntact) == .intactGood)
        #expect(open.reason(.keyValidThen) == .keyTimeUnknown)
        #expect(!open.conformance.isVerified)
    }
}
