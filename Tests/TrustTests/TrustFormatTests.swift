import CanonicalJSON
import Signing
import Testing
import TransparencyLog

@testable import Trust

@Suite("The format of trust lists and descriptions")
struct TrustFormatTests {
    private func whole() throws -> JSONValue {
        try TrustFixture.list([TrustFixture.institution("a.example", purpose: .test)]).json
    }

    private func reason(_ json: JSONValue) -> TrustError? {
        do {
            _ = try SignedTrustList(parsing: json.canonicalBytes())
            return nil
        } catch {
            return error
        }
    }

    /// The list with its one institution changed.
    private func changing(_ change: (inout JSONValue) -> Void) throws -> JSONValue {
        var json = try whole()
        guard case .array(var list)? = json["institutions"] else { throw Unexpected() }
        change(&list[0])
        json["institutions"] = .array(list)
        return json
    }

    /// The list with its one institution's one ledger changed.
    private func changingLedger(_ change: (inout JSONValue) -> Void) throws -> JSONValue {
        try changing { institution in
            guard case .array(var ledgers)? = institution["ledgers"] else { return }
            change(&ledgers[0])
            institution["ledgers"] = .array(ledgers)
        }
    }

    @Test("each member of a list is required, and no other is known")
    func closedList() throws {
        let json = try whole()
        #expect(reason(json) == nil)
        for name in ["name", "sequence", "issued", "expires", "institutions"] {
            #expect(reason(json.removing(name: name)) == TrustError(.missingMember, at: "/\(name)"))
        }
        for name in ["type", "version"] {
            #expect(reason(json.removing(name: name)) == TrustError(.otherFormat))
        }
        var more = json
        more["comment"] = "x"
        #expect(reason(more) == TrustError(.unknownMember))
        var other = json
        other["version"] = 3
        #expect(reason(other) == TrustError(.otherFormat))
    }

    @Test("each member of an institution is required, and no other is known")
    func closedInstitution() throws {
        for name in ["did", "names", "country", "ledgers", "hosts"] {
            let json = try changing { $0[name] = nil }
            #expect(
                reason(json) == TrustError(.missingMember, at: "/institutions/0/\(name)"))
        }
        #expect(
            reason(try changing { $0["motto"] = "x" })
                == TrustError(.unknownMember, at: "/institutions/0"))
        #expect(reason(try changing { $0["test"] = nil }) == nil)
        for name in ["origin", "genesis", "keys", "url"] {
            let json = try changingLedger { $0[name] = nil }
            #expect(
                reason(json)
                    == TrustError(.missingMember, at: "/institutions/0/ledgers/0/\(name)"))
        }
        #expect(
            reason(try changingLedger { $0["x"] = 1 })
                == TrustError(.unknownMember, at: "/institutions/0/ledgers/0"))
    }

    @Test(
        "a value out of bounds is named with its place",
        arguments: [
            ("did", JSONValue.string("uni.example")), ("country", "pl"), ("country", "POL"),
            ("test", false), ("test", "true"), ("names", []), ("hosts", ["http://uni.example"]),
            ("hosts", "https://uni.example"), ("names", [["text": "A", "language": "1"]]),
            ("names", [["text": "", "language": "en"]]),
            ("names", [["text": "A\u{202E}B", "language": "en"]]),
            ("names", [["text": "A\u{7}", "language": "en"]]),
            ("names", [["text": "A", "language": "en", "direction": "up"]]),
        ] as [(String, JSONValue)])
    func badInstitution(_ name: String, _ value: JSONValue) throws {
        let found = reason(try changing { $0[name] = value })
        #expect(found?.reason == .badValue)
        #expect(found?.pointer.hasPrefix("/institutions/0/\(name)") == true)
    }

    @Test("keys are pinned for an institution without a ledger only, and only its own")
    func pinnedKeys() throws {
        let did = try #require(DID("did:web:c.example"))
        let names = [try #require(InstitutionName("C", language: "en"))]
        let key = try TrustFixture.key("x").publicKey
        func pinned(_ name: String) throws -> AssertionKey {
            AssertionKey(name: try #require(DIDURL(name)), key: key)
        }
        func institution(_ keys: [AssertionKey]) throws -> Institution {
            try Institution(
                did: did, names: names, country: "KE", ledgers: [], hosts: [], keys: keys)
        }
        let good = try institution([pinned("did:web:c.example#a"), pinned("did:web:c.example#b")])
        let written = InstitutionDescription(good).json.canonicalBytes()
        #expect(try InstitutionDescription(parsing: written).institution == good)
        for keys in [
            [try pinned("did:web:other.example#a")],
            [try pinned("did:web:c.example#a"), try pinned("did:web:c.example#a")],
        ] {
            #expect(throws: TrustError.self) { try institution(keys) }
        }
        // A reader that knows no end of a key must not pass over one.
        let end = try TrustFixture.at("2026-06-01T00:00:00.000Z")
        for (expires, revoked) in [(end, nil), (nil, end), (nil, nil)] as [(Instant?, Instant?)] {
            let timed = try AssertionKey(
                name: #require(DIDURL("did:web:c.example#a")), key: key, expires: expires,
                revoked: revoked)
            let list = try TrustFixture.list([institution([timed])])
            #expect((list.version == .scoped) == (expires != nil || revoked != nil))
            let bytes = list.json.canonicalBytes()
            #expect(
                try SignedTrustList(parsing: bytes).keptLocally().institutions[0].keys == [timed])
            var first = list.json
            first["version"] = 1
            let isRead = (try? SignedTrustList(parsing: first.canonicalBytes())) != nil
            #expect(isRead == (expires == nil && revoked == nil))
        }
        let multikey = try #require(key.multikey)
        let ofLedger = try changing {
            $0["keys"] = [["id": "did:web:a.example#a", "publicKeyMultibase": .string(multikey)]]
        }
        #expect(reason(ofLedger)?.pointer.hasPrefix("/institutions/0/keys") == true)
    }

    @Test("an RSA key is pinned as its two numbers, and not for readers of version 1")
    func pinnedRSAKey() throws {
        let name = try #require(DIDURL("did:web:c.example#r"))
        let pinned = AssertionKey(name: name, key: try PrivateKey.generate(.rs256).publicKey)
        let institution = try Institution(
            did: #require(DID("did:web:c.example")),
            names: [#require(InstitutionName("C", language: "en"))], country: "KE", ledgers: [],
            hosts: [], keys: [pinned])
        let list = try TrustFixture.list([institution])
        #expect(list.version == .scoped)
        let read = try SignedTrustList(parsing: list.json.canonicalBytes()).keptLocally()
        #expect(read.institutions == [institution])
        var first = list.json
        first["version"] = 1
        #expect(throws: TrustError.self) {
            try SignedTrustList(parsing: first.canonicalBytes())
        }
        let text = String(decoding: list.json.canonicalBytes(), as: UTF8.self)
        for (part, other) in [
            ("\"RSA\"", "\"EC\""), ("\"AQAB\"", "\"AQAB=\""), ("\"AQAB\"", "\"AA\""),
            ("\"AQAB\"", "\"AQAB\",\"d\":\"AQAB\""), ("\"n\":\"", "\"n\":\"AA"),
        ] {
            let changed = text.replacing(part, with: other)
            #expect(changed != text)
            #expect(throws: TrustError.self, "\(other)") {
                try SignedTrustList(parsing: Array(changed.utf8))
            }
        }
    }

    @Test("a ledger's name writes nothing around itself where people compare it")
    func shownOrigin() throws {
        let names = [
            "a.example/\u{202E}x": TrustError.Reason.badValue, "a.example/\u{9B}2Kx": .badValue,
            "a.example/\u{FEFF}x": .badValue, "müllheim.example/ledger": nil,
        ]
        for (name, expected) in names {
            let origin = try TrustFixture.origin(name)
            let key = VerifierKey(
                name: origin.keyName, publicKey: try TrustFixture.key("x").publicKey)
            let json = try changingLedger {
                $0["origin"] = .string(name)
                $0["keys"] = [["vkey": .string(key.description), "from": 0]]
                $0["policy"] = nil
            }
            #expect(
                reason(json)
                    == expected.map { TrustError($0, at: "/institutions/0/ledgers/0/origin") })
        }
    }

    @Test("a ledger's pins are exact")
    func badLedger() throws {
        let other = VerifierKey(
            name: try TrustFixture.origin("b.example/ledger").keyName,
            publicKey: try TrustFixture.key("x").publicKey)
        let witness = VerifierKey(
            name: try TrustFixture.origin("a.example/ledger").keyName,
            publicKey: try TrustFixture.key("x").publicKey, type: VerifierKey.cosignatureType)
        let own = VerifierKey(
            name: try TrustFixture.origin("a.example/ledger").keyName,
            publicKey: try TrustFixture.key("x").publicKey)
        let bad: [(String, JSONValue)] = [
            ("origin", "a b"), ("genesis", "AAAA"), ("url", "http://a.example"), ("keys", []),
            ("keys", [["vkey": .string(other.description), "from": 0]]),
            ("keys", [["vkey": .string(witness.description), "from": 0]]),
            ("keys", [["vkey": .string(own.description), "from": 5, "until": 4]]),
            ("keys", [["vkey": .string(own.description), "from": -1]]),
            ("keys", [["vkey": "nonsense", "from": 0]]),
            ("policy", "quorum nobody\n"), ("policy", .string("log \(other)\nquorum none\n")),
        ]
        for (name, value) in bad {
            let found = reason(try changingLedger { $0[name] = value })
            #expect(found?.reason == .badValue, "\(name) \(value)")
        }
        let twice: JSONValue = ["vkey": .string(own.description), "from": 0]
        #expect(
            reason(try changingLedger { $0["keys"] = [twice, twice] })
                == TrustError(.duplicate, at: "/institutions/0/ledgers/0/keys/1"))
        #expect(
            reason(try changingLedger { $0["policy"] = .string("log \(own)\nquorum none\n") })?
                .reason == .badValue)
        #expect(
            reason(
                try changingLedger {
                    $0["keys"] = [twice]
                    $0["policy"] = .string("log \(own)\nquorum none\n")
                }) == nil)
    }

    @Test("a key signs the sizes between its bounds, both of them included")
    func sizes() throws {
        let ledger = try TrustFixture.ledger("a.example")
        #expect(ledger.keys(signing: 0).isEmpty)
        #expect(ledger.keys(signing: 1).count == 1)
        #expect(ledger.keys(signing: 900).count == 1)
        #expect(ledger.keys(signing: 901).isEmpty)
    }

    @Test("limits hold at the limit and fail one above")
    func limits() throws {
        let names = try (0...Institution.namesMax).map { _ in
            try #require(InstitutionName("A", language: "en"))
        }
        let did = try TrustFixture.did("did:web:a.example")
        #expect(throws: Never.self) {
            try Institution(
                did: did, names: Array(names.dropLast()), country: "PL", ledgers: [], hosts: [])
        }
        #expect(throws: TrustError(.tooMany, at: "/names")) {
            try Institution(did: did, names: names, country: "PL", ledgers: [], hosts: [])
        }
        let longest = String(repeating: "a", count: InstitutionName.bytesMax)
        #expect(InstitutionName(longest, language: "en") != nil)
        #expect(InstitutionName(longest + "a", language: "en") == nil)
        #expect(
            reason(try changing { $0["names"] = .array(names.map(\.json)) })
                == TrustError(.tooMany, at: "/institutions/0/names"))
    }

    @Test("an institution has 32 ledgers and 32 addresses, a ledger 64 keys, and none more")
    func parts() throws {
        let ledgers = try (0...32).map { try TrustFixture.ledger("a\($0).example") }
        let hosts = try (0...32).map { try TrustFixture.base("https://a\($0).example") }
        func institution(ledgers count: Int, hosts other: Int) throws -> Institution {
            try Institution(
                did: TrustFixture.did("did:web:a.example"),
                names: [#require(InstitutionName("A", language: "en"))], country: "PL",
                ledgers: Array(ledgers.prefix(count)), hosts: Array(hosts.prefix(other)))
        }
        #expect(try institution(ledgers: 32, hosts: 32).hosts.count == 32)
        #expect(throws: TrustError(.tooMany, at: "/ledgers")) {
            try institution(ledgers: 33, hosts: 0)
        }
        #expect(throws: TrustError(.tooMany, at: "/hosts")) {
            try institution(ledgers: 0, hosts: 33)
        }
        func listed(_ name: String, _ elements: [JSONValue]) throws -> TrustError? {
            reason(try changing { $0[name] = .array(elements) })
        }
        let addresses = hosts.map { JSONValue.string($0.description) }
        #expect(try listed("ledgers", ledgers.dropLast().map(\.json)) == nil)
        #expect(
            try listed("ledgers", ledgers.map(\.json))
                == TrustError(.tooMany, at: "/institutions/0/ledgers"))
        #expect(try listed("hosts", addresses.dropLast()) == nil)
        #expect(
            try listed("hosts", addresses) == TrustError(.tooMany, at: "/institutions/0/hosts"))
        let origin = try TrustFixture.origin("a.example/ledger")
        let keys = try (0...64).map { number -> JSONValue in
            let key = VerifierKey(
                name: origin.keyName, publicKey: try TrustFixture.key("key \(number)").publicKey)
            return try #require(LedgerKey(key)).json
        }
        #expect(reason(try changingLedger { $0["keys"] = .array(keys.dropLast()) }) == nil)
        #expect(
            reason(try changingLedger { $0["keys"] = .array(keys) })
                == TrustError(.tooMany, at: "/institutions/0/ledgers/0/keys"))
    }

    @Test("a list has 64 signatures, a policy 32,768 bytes, and no more")
    func signaturesAndPolicies() throws {
        let signature: JSONValue = [
            "alg": "Ed25519", "key": "did:web:ministry.example#list-1", "value": "AA",
        ]
        var json = try whole()
        json["signatures"] = .array(Array(repeating: signature, count: 64))
        #expect(reason(json) == nil)
        json["signatures"] = .array(Array(repeating: signature, count: 65))
        #expect(reason(json) == TrustError(.tooMany, at: "/signatures"))
        let end = "\nquorum none\n"
        let policy = String(repeating: "#", count: 32_768 - end.utf8.count) + end
        #expect(reason(try changingLedger { $0["policy"] = .string(policy) }) == nil)
        #expect(
            reason(try changingLedger { $0["policy"] = .string("#" + policy) })
                == TrustError(.badValue, at: "/institutions/0/ledgers/0/policy"))
    }

    @Test("ten thousand institutions are read, one more is not")
    func institutionLimit() throws {
        let name = try #require(InstitutionName("A", language: "en"))
        let institutions = try (0...TrustList.institutionsMax).map { index in
            try Institution(
                did: TrustFixture.did("did:web:u\(index).example"), names: [name],
                country: "PL", ledgers: [], hosts: [])
        }
        let list = try TrustFixture.list(Array(institutions.dropLast()))
        let read = try SignedTrustList(parsing: list.json.canonicalBytes()).keptLocally()
        #expect(read.institutions.count == TrustList.institutionsMax)
        #expect(throws: TrustError(.tooMany, at: "/institutions")) {
            try TrustFixture.list(institutions)
        }
        var json = list.json
        json["institutions"] = .array(institutions.map(\.json))
        #expect(reason(json) == TrustError(.tooMany, at: "/institutions"))
    }

    @Test("eight mebibytes are read, one byte more is not")
    func byteLimit() throws {
        let bytes = try whole().canonicalBytes()
        let room = [UInt8](repeating: 0x20, count: TrustList.bytesMax - bytes.count)
        #expect(throws: Never.self) { try SignedTrustList(parsing: bytes + room) }
        #expect(throws: TrustError(.tooLong)) {
            try SignedTrustList(parsing: bytes + room + [0x20])
        }
        #expect(throws: TrustError(.notJSON)) { try SignedTrustList(parsing: [0x7B]) }
    }

    @Test("a description carries one institution and comes back as it was")
    func description() throws {
        let institution = try TrustFixture.institution("a.example")
        let json = InstitutionDescription(institution).json
        let read = try InstitutionDescription(parsing: Array(json.prettyText().utf8))
        #expect(read.institution == institution)
        #expect(throws: TrustError(.otherFormat)) {
            try InstitutionDescription(parsing: whole().canonicalBytes())
        }
        var more = json
        more["x"] = 1
        #expect(throws: TrustError(.unknownMember)) {
            try InstitutionDescription(parsing: more.canonicalBytes())
        }
        let room = [UInt8](
            repeating: 0x20,
            count: InstitutionDescription.bytesMax - json.canonicalBytes().count)
        #expect(throws: Never.self) {
            try InstitutionDescription(parsing: json.canonicalBytes() + room)
        }
        #expect(throws: TrustError(.tooLong)) {
            try InstitutionDescription(parsing: json.canonicalBytes() + room + [0x20])
        }
    }

    @Test("every code says what is wrong and what to do")
    func words() {
        for reason in TrustError.Reason.allCases {
            #expect(reason.rawValue.hasPrefix("trust."))
            #expect(reason.cause.hasSuffix("."))
            #expect(reason.nextStep.hasSuffix("."))
        }
    }

    @Test("an institution is named in the language asked for, else as it prefers")
    func names() throws {
        let institution = try TrustFixture.institution("a.example")
        #expect(institution.name(in: "en").text == "University of a.example")
        #expect(institution.name(in: "fr").language == "pl")
        #expect(institution.serves("https://a.example/status/1"))
        #expect(institution.serves("https://a.example/ledger/checkpoint"))
        #expect(!institution.serves("https://b.example/status/1"))
    }
}
