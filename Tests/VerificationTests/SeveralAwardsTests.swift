import CanonicalJSON
import Credentials
import Signing
import TestSupport
import Testing
import Trust

@testable import Verification

@Suite("A file of several awards")
struct SeveralAwardsTests {
    private let world: World

    init() throws { world = try World() }

    @Test("is within no limit of a list, whichever award stands first")
    func severalSubjects() throws {
        let key = try PrivateKey(ed25519Seed: Digest.sha256([7]).bytes)
        let did = try #require(DID(key: key.publicKey))
        var json = try world.a.bundle(world.award).credential.value
        let subject = try #require(json["credentialSubject"])
        json["proof"] = nil
        json["type"] = ["VerifiableCredential"]
        json["issuer"] = .string(did.description)
        var other = subject
        other[pointer: "/achievement/achievementType"] = "DoctoralDegree"
        func reason(_ subjects: JSONValue, scopes: [Scope]) throws -> Reason? {
            var json = json
            json["credentialSubject"] = subjects
            json["proof"] = try DataIntegrityProof.signing(
                json, with: key,
                options: ProofOptions(
                    verificationMethod: try did.keyURL(), created: Moment.founded))
            let institution = try Institution(
                did: did, names: [#require(InstitutionName("C", language: "en"))], country: "PL",
                ledgers: [], hosts: [], particulars: Particulars(scopes: scopes))
            let verifier = Verifier(trusting: try world.list([institution]), policy: .unwitnessed)
            return verifier.verify(
                try Submission(reading: json.canonicalBytes()), at: try Moment.now
            ).reason(.issuerListed)
        }
        let achievement = try world.a.bundle(world.award).credential["credentialSubject"]?[
            "achievement"]
        let type = try #require(achievement?["achievementType"]?.string)
        let scopes = [try #require(Scope(types: [type]))]
        #expect(try reason(subject, scopes: scopes) == .issuerListed)
        #expect(try reason(other, scopes: scopes) == .issuerOutOfScope)
        #expect(try reason([subject, other], scopes: scopes) == .issuerScopeOpen)
        #expect(try reason([subject, other], scopes: []) == .issuerListed)
        let country = try #require(Scope(countries: ["PL"]))
        #expect(try reason([subject, other], scopes: [country]) == .issuerListed)
        // Under another name there may be another.
        json["@context"] = [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            ["award": "https://www.w3.org/2018/credentials#credentialSubject"],
        ]
        json["award"] = other
        #expect(try reason(subject, scopes: scopes) == .issuerScopeOpen)
        json["@context"] = [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ]
        json["award"] = nil
        for name in ["https://www.w3.org/2018/credentials#credentialSubject", "cred:award"] {
            json[name] = [other]
            #expect(try reason(subject, scopes: scopes) == .issuerScopeOpen)
            json[name] = nil
        }
        // Nor need an achievement be alone in its subject.
        let vocabulary = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
        var two = subject
        two[vocabulary + "achievement"] = other["achievement"]
        #expect(try reason(two, scopes: scopes) == .issuerScopeOpen)
        var typed = subject
        typed["achievement"]?[vocabulary + "achievementType"] = "DoctoralDegree"
        #expect(try reason(typed, scopes: scopes) == .issuerScopeOpen)
        #expect(try reason(subject, scopes: scopes) == .issuerListed)
        // Nor need the URL be written in one piece, or at the top.
        let contexts = json["@context"]
        let prefix: JSONValue = ["@vocab": "https://a.example/#", "a": "https:/"]
        let term: JSONValue = [
            "Own": ["@id": "urn:a:o", "@context": ["award": "credentialSubject"]]
        ]
        for (context, name) in [
            (prefix, "a:/www.w3.org/2018/credentials#credentialSubject"), (prefix, "award"),
            (term, "award"), (["note": "urn:a:n"], "award"),
        ] {
            json["@context"] = [
                "https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", context,
            ]
            json[name] = other
            #expect(try reason(subject, scopes: scopes) == .issuerScopeOpen, "\(name)")
            json[name] = nil
            var below = subject
            below["a:/purl.imsglobal.org/spec/vc/ob/vocab.html#achievement"] = other["achievement"]
            #expect(try reason(below, scopes: scopes) == .issuerScopeOpen)
        }
        json["@context"] = contexts
        // What no context defines is nothing to a reader of JSON-LD.
        json["note"] = ["about": "no award"]
        #expect(try reason(subject, scopes: scopes) == .issuerListed)
        json["@context"] = [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            "https://ext.example/context",
        ]
        #expect(try reason(subject, scopes: scopes) == .issuerScopeOpen)
        json["note"] = ["no award", "nor here"]
        #expect(try reason(subject, scopes: scopes) == .issuerListed)
        json["aud"] = ["https://employer.example"]
        json["endorsement"] = []
        #expect(try reason(subject, scopes: scopes) == .issuerListed)
    }

    @Test("is accredited by statements without limits of content")
    func entitled() throws {
        func profile(_ several: Bool) -> AwardProfile {
            AwardProfile(
                types: ["MasterDegree"], levels: [], fields: [], country: "PL",
                mayBeOneOfSeveral: several)
        }
        let day = TrustDay("2026-06-24")
        let types = try #require(Scope(types: ["MasterDegree"]))
        let country = try #require(Scope(countries: ["PL"]))
        #expect(types.misses(profile(false), on: day).isEmpty)
        #expect(types.misses(profile(true), on: day) == [.severalAwards])
        #expect(country.misses(profile(true), on: day).isEmpty)
        #expect(ScopeJudgement(profile(true), on: day, by: [types]) == .open([.severalAwards]))
        #expect(ScopeJudgement(profile(true), on: day, by: [types, country]) == .inside)
        let kelvin = AwardProfile(types: ["ext:\u{212A}urs"], levels: [], fields: [], country: nil)
        #expect(try #require(Scope(types: ["ext:Kurs"])).misses(kelvin, on: day).count == 1)
    }
}
