import CanonicalJSON
import Credentials
import FoundationEssentials
import Signing
import TestSupport
import Testing

/// Files that tests read.
enum Files {
    /// The package's root folder.
    static let root = String(#filePath).split(separator: "/").dropLast(3)
        .reduce(into: "") { $0 += "/" + $1 }

    /// The bytes of a file of the project, or nil.
    static func project(_ path: String) -> [UInt8]? {
        FileManager.default.contents(atPath: root + "/" + path).map { Array($0) }
    }

    /// The bytes of a file that is published with specifications, or nil with a notice.
    static func shared(_ path: String) -> [UInt8]? {
        guard let bytes = project("../shared/" + path) else {
            print("Skipped: there is no file ../shared/\(path) beside the package.")
            return nil
        }
        return bytes
    }

    /// The names of the files in a folder of the project, sorted.
    static func names(in path: String) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: root + "/" + path)
        return (names ?? []).sorted()
    }
}

/// One change to a JSON text: a member or element set, or removed.
struct Edit {
    let pointer: String
    let json: String?

    static func set(_ pointer: String, _ json: String) -> Edit {
        Edit(pointer: pointer, json: json)
    }

    static func remove(_ pointer: String) -> Edit {
        Edit(pointer: pointer, json: nil)
    }
}

extension JSONValue {
    init(_ text: String) throws {
        self = try JSONDocument(parsing: Array(text.utf8)).root.value
    }

    func applying(_ edits: [Edit]) throws -> JSONValue {
        try edits.reduce(into: self) { value, edit in
            value[pointer: edit.pointer] = try edit.json.map { try JSONValue($0) }
        }
    }

    static func == (left: JSONValue?, right: JSONValue) -> Bool {
        left?.canonicalBytes() == right.canonicalBytes()
    }

    var text: String { String(decoding: canonicalBytes(), as: UTF8.self) }

    var document: JSONDocument {
        get throws { try JSONDocument(parsing: canonicalBytes()) }
    }
}

/// The people and papers that the tests are about.
enum Example {
    static let institution = "did:web:uni.example"
    static let now = Instant(seconds: 1_800_000_000)

    /// A diploma as an institution writes it, before it is issued.
    static let input = """
        {
          "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
          ],
          "type": ["VerifiableCredential", "OpenBadgeCredential"],
          "name": [
            {"@value": "ماجستير الهندسة", "@language": "ar", "@direction": "rtl"},
            {"@value": "Master of Engineering", "@language": "en"}
          ],
          "issuer": {
            "id": "did:web:REPLACE.example", "type": ["Profile"], "name": "University of Example"
          },
          "validFrom": "2026-07-01T00:00:00+03:00",
          "awardedDate": "2026-06-30T23:30:00+03:00",
          "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
              {"type": "IdentityObject", "hashed": false, "identityType": "name",
               "identityHash": "ليلى حداد"},
              {"type": "IdentityObject", "hashed": true, "identityType": "emailAddress",
               "identityHash":
                 "sha256$0aa7c0fe29ce4e4d0cf2b7de2ca2fb7a3d6ba7d23a1ba4ac8d95b4fca0cc6c3b",
               "salt": "s"}
            ],
            "achievement": {
              "id": "urn:uuid:7b1de6a0-5d0a-4d3e-9c0b-0a4b7d3f2c11",
              "type": ["Achievement"],
              "achievementType": "MasterDegree",
              "name": "Master of Engineering",
              "description": "Two years, 120 credits.",
              "criteria": {"narrative": "120 credits and a thesis."},
              "alignment": [
                {"type": ["Alignment"], "targetName": "EQF level 7",
                 "targetUrl": "http://data.europa.eu/snb/eqf/7"},
                {"type": ["Alignment"], "targetName": "0613 Software",
                 "targetUrl": "http://data.europa.eu/snb/isced-f/0613", "targetCode": "0613"}
              ]
            },
            "creditsEarned": 120,
            "result": [{"type": ["Result"], "value": "very good"}]
          }
        }
        """

    /// A small credential of the data model alone, complete but for a proof.
    static let plain = """
        {
          "@context": ["https://www.w3.org/ns/credentials/v2"],
          "id": "urn:uuid:58172aac-d8ba-4d11-83dd-0b3aef56cc33",
          "type": ["VerifiableCredential"],
          "issuer": "did:web:uni.example",
          "credentialSubject": {"id": "did:example:subject"}
        }
        """

    static func key(_ seed: UInt8 = 1) throws -> PrivateKey {
        try PrivateKey(ed25519Seed: [UInt8](repeating: seed, count: 32))
    }

    static func did(_ text: String = institution) throws -> DID {
        try #require(DID(text))
    }

    static func url(_ text: String = institution + "#key-1") throws -> DIDURL {
        try #require(DIDURL(text))
    }

    static func document(
        key: PublicKey? = nil, relationships: Set<VerificationRelationship> = [.assertionMethod]
    ) throws -> DIDDocument {
        DIDDocument(
            id: try did(),
            methods: [
                VerificationMethod(
                    id: try url(), key: try key ?? Self.key().publicKey,
                    relationships: relationships)
            ])
    }

    static func resolver() throws -> KnownDocuments {
        KnownDocuments([try document()])
    }

    static func unsigned(statuses: [StatusEntry] = []) throws -> UnsignedCredential {
        try UnsignedCredential(
            JSONDocument(parsing: Array(input.utf8)), issuer: did(),
            id: RandomUUID(random: [UInt8](0..<16)), statuses: statuses)
    }

    static func signed() throws -> SignedCredential {
        try unsigned().signed(by: key(), verificationMethod: url(), created: now)
    }
}

extension ProofReport {
    /// Judges a document against the example institution's keys.
    static func example(
        _ json: JSONValue, expecting expectation: ProofExpectation? = nil,
        resolver: KnownDocuments? = nil
    ) throws -> ProofReport {
        ProofReport(
            judging: try json.document.root,
            expecting: expectation ?? ProofExpectation(now: Example.now),
            resolver: try resolver ?? Example.resolver())
    }
}
