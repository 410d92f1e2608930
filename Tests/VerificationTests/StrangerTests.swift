import CanonicalJSON
import Credentials
import Records
import Signing
import TestSupport
import Testing
import TransparencyLog
import Trust

@testable import Verification

@Suite("An issuer without a ledger on the list")
struct StrangerTests {
    private let key: PrivateKey
    private let did: DID

    init() throws {
        key = try PrivateKey(ed25519Seed: Digest.sha256(Array("stranger".utf8)).bytes)
        did = try #require(DID(key: key.publicKey))
    }

    private func credential(
        of did: DID, signedBy key: PrivateKey, named name: DIDURL, purposes: [StatusPurpose] = []
    ) throws -> SignedCredential {
        let order = Order(purposes: purposes)
        return try UnsignedCredential(
            JSONDocument(parsing: Array(order.json.utf8)), issuer: did, id: Fixed.uuid("x"),
            statuses: order.statuses(index: 5, at: "https://c.example/status/1")
        ).signed(by: key, verificationMethod: name, created: Moment.founded)
    }

    private func list(_ institutions: [Institution]) throws -> TrustList {
        try TrustList(
            name: "Partners", issued: Moment.founded,
            expires: Moment.founded + .seconds(365 * 86_400), institutions: institutions)
    }

    private func listed(_ did: DID) throws -> Institution {
        try Institution(
            did: did, names: [#require(InstitutionName("College C", language: "en"))],
            country: "KE", ledgers: [], hosts: [#require(WebBase("https://c.example"))])
    }

    private func verdict(
        _ bytes: [UInt8], _ list: TrustList, with evidence: [Evidence] = []
    ) throws -> Verdict {
        try Verifier(trusting: list)
            .verify(Submission(reading: bytes), at: Moment.now, with: evidence)
    }

    @Test("nor on the list at all is not recognised, however good the signature")
    func unlisted() throws {
        let signed = try credential(of: did, signedBy: key, named: did.keyURL())
        let found = try verdict(signed.canonicalBytes, list([]))
        #expect(found.code == .issuerNotRecognised)
        #expect(found.reason(.fileIntact) == .intactGood)
        #expect(found.ladder[0].state == .reached)
        #expect(found.award == nil && found.claimed != nil)
        #expect(found.institution == nil)
        var changed = signed.json
        changed[pointer: "/name/0/@value"] = "Doktor"
        #expect(try verdict(changed.canonicalBytes(), list([])).code == .altered)
    }

    @Test("is judged by its key and its status list")
    func keyOnly() throws {
        let name = try did.keyURL()
        let list = try list([listed(did)])
        let signed = try credential(of: did, signedBy: key, named: name, purposes: [.revocation])
        let open = try verdict(signed.canonicalBytes, list)
        #expect(open.code == .incomplete)
        #expect(
            open.needs == [
                Verdict.Need(kind: .statusList, url: "https://c.example/status/1")
            ])
        func statusList(_ bits: [Int]) throws -> Evidence {
            var string = BitString()
            for bit in bits { string[try #require(StatusListIndex(bit))] = .set }
            let asked = try Moment.asked
            let bytes = try StatusList(
                url: "https://c.example/status/1", issuer: did, purposes: [.revocation],
                bits: string
            ).unsigned(
                validFrom: asked, validUntil: asked + .seconds(86_400),
                timeToLive: .seconds(300)
            ).signed(by: key, verificationMethod: name, created: asked).canonicalBytes
            return Evidence(
                .statusList(url: "https://c.example/status/1", bytes: bytes),
                fetchedAt: try Moment.now)
        }
        let clear = try verdict(signed.canonicalBytes, list, with: [statusList([])])
        #expect(clear.code == .confirmed, "\(clear.text)")
        #expect(clear.reason(.recorded) == .recordNoLedger)
        #expect(clear.ladder[4].state == .open)
        let revoked = try verdict(signed.canonicalBytes, list, with: [statusList([5])])
        #expect(revoked.code == .withdrawn)
        for bits in [[], [5]] {
            guard case .statusList(let url, let bytes) = try statusList(bits).content else {
                return
            }
            func token(by key: PrivateKey) throws -> Evidence {
                let text = try CredentialToken.signing(
                    JSONDocument(parsing: bytes).root, with: key, named: name)
                return Evidence(.statusList(url: url, bytes: text), fetchedAt: try Moment.now)
            }
            let found = try verdict(signed.canonicalBytes, list, with: [token(by: key)])
            #expect(found.code == (bits.isEmpty ? .confirmed : .withdrawn))
            let other = try PrivateKey(ed25519Seed: Digest.sha256([1]).bytes)
            let forged = try verdict(signed.canonicalBytes, list, with: [token(by: other)])
            #expect(forged.reason(.statusList) == .statusNotSigned)
        }
        let strict = Policy(name: "strict", version: 1, ledgers: .always)
        let demanded = try Verifier(trusting: list, policy: strict).verify(
            Submission(reading: signed.canonicalBytes), at: Moment.now, with: [statusList([])])
        #expect(demanded.code == .incomplete)
    }

    @Test("that publishes no way to withdraw an award is believed, and the verdict says so")
    func withoutStatus() throws {
        let name = try did.keyURL()
        let list = try list([listed(did)])
        let sentence = "The institution publishes no way to withdraw it."
        let signed = try credential(of: did, signedBy: key, named: name)
        let found = try verdict(signed.canonicalBytes, list)
        #expect(found.code == .confirmed, "\(found.text)")
        #expect(found.reason(.statusList) == .statusNone)
        #expect(found.sentences.contains(sentence) && found.text.contains(sentence))
        for policy in Policy.named where policy.entitlement == .told {
            let answer = try Verifier(trusting: list, policy: policy)
                .verify(Submission(reading: signed.canonicalBytes), at: Moment.now)
            #expect(answer.code == .confirmed, "\(policy.name)")
        }
        let strict = Policy(name: "strict", version: 1, ledgers: .always)
        let demanded = try Verifier(trusting: list, policy: strict)
            .verify(Submission(reading: signed.canonicalBytes), at: Moment.now)
        #expect(demanded.code == .incomplete && !demanded.sentences.contains(sentence))

        // Whatever is wrong with it otherwise counts as before.
        var json = signed.json
        json["proof"] = nil
        func resigned(_ pointer: String, _ value: JSONValue) throws -> Verdict {
            var changed = json
            changed[pointer: pointer] = value
            changed["proof"] = try DataIntegrityProof.signing(
                changed, with: key,
                options: ProofOptions(verificationMethod: name, created: Moment.founded))
            return try verdict(changed.canonicalBytes(), list)
        }
        let ended = try resigned("/validUntil", "2026-06-25T00:00:00Z")
        #expect(ended.code == .confirmedEnded && ended.sentences.contains(sentence))
        let unknown = try resigned("/credentialStatus", ["type": "https://a.example/Status"])
        #expect(unknown.code == .incomplete && unknown.reason(.statusList) == .statusKindUnknown)
        var altered = signed.json
        altered[pointer: "/name/0/@value"] = "Doktor"
        let changed = try verdict(altered.canonicalBytes(), list)
        #expect(changed.code == .altered && !changed.sentences.contains(sentence))
    }

    @Test("is asked for each list it serves, whatever else its award names for a status")
    func everyList() throws {
        let name = try did.keyURL()
        let list = try list([listed(did)])
        let own = "https://c.example/status/1"
        func entry(_ url: String) -> JSONValue {
            [
                "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
                "statusListIndex": "5", "statusListCredential": .string(url),
            ]
        }
        let asked = try Moment.asked
        var bits = BitString()
        bits[try #require(StatusListIndex(5))] = .set
        let bytes = try StatusList(url: own, issuer: did, purposes: [.revocation], bits: bits)
            .unsigned(
                validFrom: asked, validUntil: asked + .seconds(86_400), timeToLive: .seconds(300)
            ).signed(by: key, verificationMethod: name, created: asked).canonicalBytes
        let revoking = [
            Evidence(.statusList(url: own, bytes: bytes), fetchedAt: try Moment.now)
        ]
        for other in [entry("https://elsewhere.example/1"), ["type": "https://a.example/Status"]] {
            for entries in [[other, entry(own)], [entry(own), other]] {
                var json = try credential(of: did, signedBy: key, named: name).json
                json["proof"] = nil
                json["credentialStatus"] = .array(entries)
                json["proof"] = try DataIntegrityProof.signing(
                    json, with: key,
                    options: ProofOptions(verificationMethod: name, created: Moment.founded))
                let open = try verdict(json.canonicalBytes(), list)
                #expect(open.code == .incomplete)
                #expect(open.needs == [Verdict.Need(kind: .statusList, url: own)])
                #expect(
                    try verdict(json.canonicalBytes(), list, with: revoking).code == .withdrawn)
            }
        }
    }

    @Test("at a web address is judged by the keys that were fetched from there")
    func webDocument() throws {
        let web = try #require(DID("did:web:c.example"))
        let name = try #require(DIDURL(did: web, fragment: "key-1"))
        let list = try list([listed(web)])
        let signed = try credential(of: web, signedBy: key, named: name)
        let open = try verdict(signed.canonicalBytes, list)
        #expect(open.reason(.signedByInstitution) == .signerUnknown)
        #expect(
            open.needs == [
                Verdict.Need(
                    kind: .didDocument, url: "https://c.example/.well-known/did.json")
            ])
        func document(
            _ key: PublicKey, revoked: Instant? = nil, at fetched: Instant? = nil
        ) throws -> Evidence {
            let document = DIDDocument(
                id: web,
                methods: [
                    VerificationMethod(
                        id: name, key: key, relationships: [.assertionMethod], revoked: revoked)
                ])
            return Evidence(
                .didDocument(of: web, bytes: document.json.canonicalBytes()),
                fetchedAt: try fetched ?? Moment.now)
        }
        let bytes = signed.canonicalBytes
        let good = try verdict(bytes, list, with: [document(key.publicKey)])
        #expect(good.reason(.signedByInstitution) == .signerGood)
        #expect(good.reason(.keyOnDomain) == .domainGood)
        let hourOld = try verdict(
            bytes, list, with: [document(key.publicKey, at: Moment.now - .seconds(3_600))])
        #expect(hourOld.checks.first { $0.id == .keyOnDomain }?.age == .seconds(3_600))
        // A key of a kind that is not used here says nothing against what it signed.
        var unused = try JSONDocument(
            parsing: DIDDocument(
                id: web,
                methods: [
                    VerificationMethod(
                        id: name, key: key.publicKey, relationships: [.assertionMethod])
                ]
            ).json.canonicalBytes()
        ).root.value
        unused[pointer: "/verificationMethod/0/type"] = "Ed25519VerificationKey2018"
        let unjudged = try verdict(
            bytes, list,
            with: [
                Evidence(
                    .didDocument(of: web, bytes: unused.canonicalBytes()), fetchedAt: Moment.now)
            ])
        #expect(unjudged.reason(.signedByInstitution) == .signerUnknown)
        #expect(unjudged.code == .incomplete)
        let other = try PrivateKey(ed25519Seed: Digest.sha256([1]).bytes).publicKey
        #expect(try verdict(bytes, list, with: [document(other)]).code == .altered)
        let stolen = try verdict(
            bytes, list, with: [document(key.publicKey, revoked: Moment.asked)])
        #expect(stolen.reason(.keyValidThen) == .keyCompromised)
        #expect(stolen.code == .incomplete)
        let old = try document(key.publicKey, at: Moment.now - .seconds(8 * 86_400))
        #expect(
            try verdict(bytes, list, with: [old]).reason(.signedByInstitution) == .signerUnknown)
    }

    @Test("is judged by the keys that the list pins, whatever its web address shows")
    func pinnedKeys() throws {
        let web = try #require(DID("did:web:c.example"))
        let name = try #require(DIDURL(did: web, fragment: "key-1"))
        let signed = try credential(of: web, signedBy: key, named: name).canonicalBytes
        let other = try PrivateKey(ed25519Seed: Digest.sha256([1]).bytes).publicKey
        func pinning(_ key: PublicKey) throws -> TrustList {
            try list([
                Institution(
                    did: web, names: [#require(InstitutionName("College C", language: "en"))],
                    country: "KE", ledgers: [], hosts: [#require(WebBase("https://c.example"))],
                    keys: [AssertionKey(name: name, key: key)])
            ])
        }
        func shown(_ key: PublicKey, revoked: Instant? = nil) throws -> Evidence {
            let document = DIDDocument(
                id: web,
                methods: [
                    VerificationMethod(
                        id: name, key: key, relationships: [.assertionMethod], revoked: revoked)
                ])
            return Evidence(
                .didDocument(of: web, bytes: document.json.canonicalBytes()),
                fetchedAt: try Moment.now)
        }
        let pinned = try pinning(key.publicKey)
        let offline = try verdict(signed, pinned)
        #expect(offline.reason(.signedByInstitution) == .signerGood)
        #expect(offline.reason(.keyOnDomain) == .domainNotFetched)
        let same = try verdict(signed, pinned, with: [shown(key.publicKey)])
        #expect(same.reason(.keyOnDomain) == .domainGood)
        // A web address that was taken over vouches for nobody.
        let hijacked = try verdict(signed, pinned, with: [shown(other)])
        #expect(hijacked.reason(.keyOnDomain) == .domainOtherKeys)
        let thief = try verdict(signed, pinning(other), with: [shown(key.publicKey)])
        #expect(thief.code == .altered)
        let revoked = try verdict(
            signed, pinned, with: [shown(key.publicKey, revoked: Moment.asked)])
        #expect(revoked.reason(.keyValidThen) == .keyCompromised)
    }

    @Test("is told as perhaps newer than the list, if it does not pin the key")
    func keyNotPinned() throws {
        let web = try #require(DID("did:web:c.example"))
        let name = try #require(DIDURL(did: web, fragment: "key-2"))
        let pinned = try AssertionKey(
            name: #require(DIDURL(did: web, fragment: "key-1")),
            key: PrivateKey(ed25519Seed: Digest.sha256([1]).bytes).publicKey)
        let trusted = try list([
            Institution(
                did: web, names: [#require(InstitutionName("College C", language: "en"))],
                country: "KE", ledgers: [], hosts: [], keys: [pinned])
        ])
        let signed = try credential(of: web, signedBy: key, named: name).canonicalBytes
        let answer = try verdict(signed, trusted)
        #expect(answer.reason(.signedByInstitution) == .signerUnknown)
        #expect(answer.code == .incomplete)
        #expect(answer.nextSteps.contains { $0.contains("newest edition of your list") })
        #expect(!answer.nextSteps.contains { $0.contains(".testamur file") })
        // Nor does the document at its address tell of every key that there was.
        let unpinned = try list([
            Institution(
                did: web, names: [#require(InstitutionName("College C", language: "en"))],
                country: "KE", ledgers: [], hosts: [#require(WebBase("https://c.example"))])
        ])
        let document = DIDDocument(
            id: web,
            methods: [
                VerificationMethod(
                    id: pinned.name, key: pinned.key, relationships: [.assertionMethod])
            ])
        let bytes = document.json.canonicalBytes()
        let other = try Evidence(.didDocument(of: web, bytes: bytes), fetchedAt: Moment.now)
        let gone = try verdict(signed, unpinned, with: [other])
        #expect(gone.code == .incomplete)
        #expect(gone.reason(.signedByInstitution) == .signerUnknown)
        // A key that is pinned, and did not make the signature, speaks of the file.
        let old = try credential(of: web, signedBy: key, named: pinned.name).canonicalBytes
        #expect(try verdict(old, trusted).headline.contains("damaged or changed"))
    }

    @Test("counts by what its list says of the end of a key")
    func endsOfPinnedKeys() throws {
        let web = try #require(DID("did:web:c.example"))
        let name = try #require(DIDURL(did: web, fragment: "key-1"))
        let signed = try credential(of: web, signedBy: key, named: name).canonicalBytes
        func told(_ expires: Instant?, _ revoked: Instant?) throws -> Verdict {
            let pinned = AssertionKey(
                name: name, key: key.publicKey, expires: expires, revoked: revoked)
            let institution = try Institution(
                did: web, names: [#require(InstitutionName("College C", language: "en"))],
                country: "KE", ledgers: [], hosts: [#require(WebBase("https://c.example"))],
                keys: [pinned])
            return try verdict(signed, list([institution]))
        }
        let (founded, later) = try (Moment.founded, Moment.founded + .milliseconds(1))
        #expect(try told(founded, nil).reason(.keyValidThen) == .keyRetired)
        #expect(try told(later, nil).reason(.keyValidThen) == .keyGood)
        #expect(try told(nil, founded).reason(.keyValidThen) == .keyCompromised)
        // Whoever has the key can date what he signs back.
        #expect(try told(nil, later).reason(.keyValidThen) == .keyCompromised)
        #expect(try told(nil, Moment.now + .seconds(1)).reason(.keyValidThen) == .keyGood)
        #expect(try told(founded, nil).code == .altered)
        #expect(try told(nil, founded).code == .incomplete)
        #expect(try told(nil, later).code == .incomplete)
    }

    @Test("cannot borrow the name of one that is listed")
    func borrowedName() throws {
        let world = try World()
        let name = try did.keyURL()
        // Signed by the stranger's own key, in the name of the listed institution.
        var json = try credential(of: did, signedBy: key, named: name).json
        json[pointer: "/issuer/id"] = .string(world.a.did.description)
        json["proof"] = nil
        let proof = try DataIntegrityProof.signing(
            json, with: key,
            options: ProofOptions(verificationMethod: name, created: Moment.founded))
        json["proof"] = proof
        let bundle = try Bundle(
            credential: JSONDocument(parsing: json.canonicalBytes()).root,
            receipts: [world.a.receipt(world.award)], keys: world.a.keyReceipts(),
            standings: [world.a.standing(world.award)])
        let found = try world.verdict(bundle)
        #expect(found.code == .altered)
        #expect(found.reason(.signedByInstitution) == .signerOther)
    }

    @Test("and one with a ledger whose web address shows other keys never passes")
    func domain() throws {
        let world = try World()
        func document(_ fragment: String, _ key: PublicKey) throws -> Evidence {
            let name = try #require(DIDURL(did: world.a.did, fragment: fragment))
            let document = DIDDocument(
                id: world.a.did,
                methods: [
                    VerificationMethod(id: name, key: key, relationships: [.assertionMethod])
                ])
            return Evidence(
                .didDocument(of: world.a.did, bytes: document.json.canonicalBytes()),
                fetchedAt: try Moment.now)
        }
        let own = try world.a.key("assertion-1").key.publicKey
        let same = try world.verdict(with: [document("assertion-1", own)])
        #expect(same.code == .confirmed)
        #expect(same.reason(.keyOnDomain) == .domainGood)
        for evidence in [
            try document("assertion-1", key.publicKey), try document("assertion-9", own),
        ] {
            let other = try world.verdict(with: [evidence])
            #expect(other.code == .incomplete)
            #expect(other.reason(.keyOnDomain) == .domainOtherKeys)
        }
        // A key out of use need not be shown any more, but nobody else's may stand in its place.
        var rotated = world.a
        try rotated.retireKey("assertion-1", .assertion)
        let newer = try rotated.key("assertion-2").key.publicKey
        let bundle = try rotated.bundle(world.award)
        let gone = try world.verdict(bundle, with: [document("assertion-2", newer)])
        #expect(gone.code == .confirmed)
        #expect(gone.reason(.keyOnDomain) == .domainKeyRetired)
        let swapped = try world.verdict(bundle, with: [document("assertion-1", newer)])
        #expect(swapped.code == .incomplete)
        // Fetched before the record was made, or too long ago, it says nothing.
        let early = Evidence(
            try document("assertion-1", key.publicKey).content, fetchedAt: try Moment.founded)
        #expect(try world.verdict(with: [early]).reason(.keyOnDomain) == .domainNotFetched)
        let old = Evidence(
            try document("assertion-1", key.publicKey).content,
            fetchedAt: try Moment.now - .seconds(8 * 86_400))
        #expect(try world.verdict(with: [old]).reason(.keyOnDomain) == .domainNotFetched)
    }
}
