import CanonicalJSON
import Credentials
import Records
import Signing
import Testing
import TransparencyLog
import Trust

@testable import Verification

/// The instants of the tests' world.
enum Moment {
    static var founded: Instant { get throws { try at("2026-06-24T10:00:00.000Z") } }
    /// When standings and status lists say what they say.
    static var asked: Instant { get throws { try at("2026-06-26T09:00:00.000Z") } }
    /// When verdicts are given, three hours later.
    static var now: Instant { get throws { try at("2026-06-26T12:00:00.000Z") } }

    static func at(_ text: String) throws -> Instant { try #require(Instant(text)) }
}

/// Random-looking values that are the same each time.
enum Fixed {
    static func uuid(_ name: String) -> RandomUUID {
        RandomUUID(random: Array(Digest.sha256(Array(name.utf8)).bytes.prefix(16)))
    }
}

/// What is to be awarded, and with which keys.
struct Order {
    var validFrom = "2026-06-24T00:00:00+02:00"
    var validUntil: String?
    var awarded = "2026-06-24T00:00:00+02:00"
    var title = "Magister inżynier informatyki"
    var holder = "Łucja Maria Żółć"
    var assertionKey = "assertion-1"
    var recordKey = "record-1"
    var form = Commitment.Form.jcs
    var provenance = Provenance()
    var purposes: [StatusPurpose] = []
    /// The place in the status lists; `nil` for the record's.
    var statusIndex: Int?
    /// The place in each framework: its URL, the framework's name and the code; what is empty is
    /// left out.
    var alignments: [(url: String, framework: String, code: String)] = []

    func statuses(index: Int, at url: String) throws -> [StatusEntry] {
        try purposes.map { purpose in
            StatusEntry(
                purpose: purpose, index: try #require(StatusListIndex(statusIndex ?? index)),
                listURL: url)
        }
    }

    private var aligned: String {
        let places = alignments.map { place in
            let members = [
                ("targetUrl", place.url), ("targetFramework", place.framework),
                ("targetCode", place.code),
            ].filter { !$0.1.isEmpty }.map { "\"\($0.0)\": \"\($0.1)\"" }
            let others = members.joined(separator: ", ")
            return #"{"type": ["Alignment"], "targetName": "A level", \#(others)}"#
        }
        return places.isEmpty ? "" : "\"alignment\": [\(places.joined(separator: ","))], "
    }

    var json: String {
        let until = validUntil.map { "\"validUntil\": \"\($0)\"," } ?? ""
        return """
            {"@context": ["https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
             "type": ["VerifiableCredential", "OpenBadgeCredential"],
             "name": [{"@value": "\(title)", "@language": "pl"},
                {"@value": "Master of Engineering", "@language": "en"}],
             "issuer": {"id": "did:web:REPLACE.example", "type": ["Profile"],
                "name": "Politechnika Przykładowa"},
             "validFrom": "\(validFrom)", \(until) "awardedDate": "\(awarded)",
             "credentialSubject": {"type": ["AchievementSubject"],
                "identifier": [{"type": "IdentityObject", "hashed": false,
                    "identityType": "name", "identityHash": "\(holder)"}],
                "achievement": {\(aligned)"id": "urn:uuid:7b1de6a0-5d0a-4d3e-9c0b-0a4b7d3f2c11",
                    "type": ["Achievement"], "achievementType": "MasterDegree",
                    "name": "\(title)", "description": "Ninety credits.",
                    "criteria": {"narrative": "A thesis."}}}}
            """
    }
}

/// An award that was issued.
struct Issued {
    let credential: SignedCredential
    let salt: [UInt8]
    let index: LeafIndex
    /// The number of its status bits.
    let number: Int
}

/// Two institutions with some history each, and an award of the first.
struct World {
    var a: TestInstitution
    var b: TestInstitution
    let award: Issued
    let otherAward: Issued
    let foreignAward: Issued

    init(_ order: Order = Order()) throws {
        a = try TestInstitution("a.example")
        b = try TestInstitution("b.example")
        try a.addKey("assertion-2", .assertion)
        otherAward = try a.issue()
        award = try a.issue(order)
        try a.addKey("record-2", .record)
        foreignAward = try b.issue()
    }

    func list(_ institutions: [Institution]? = nil) throws -> TrustList {
        try TrustList(
            name: "Partners", issued: Moment.founded - .seconds(86_400),
            expires: Moment.founded + .seconds(365 * 86_400),
            institutions: institutions ?? [a.listed(), b.listed()])
    }

    /// The verdict on a bundle, by a list that names both institutions.
    func verdict(
        _ bundle: Bundle? = nil, at instant: Instant? = nil, trusting list: TrustList? = nil,
        policy: Policy = .unwitnessed, with evidence: [Evidence] = [], cache: VerifierCache? = nil
    ) throws -> Verdict {
        let bytes = try bundle ?? a.bundle(award)
        return try verdict(
            bytes.bytes, at: instant, trusting: list, policy: policy, with: evidence,
            cache: cache)
    }

    /// The verdict on bytes.
    func verdict(
        _ bytes: [UInt8], at instant: Instant? = nil, trusting list: TrustList? = nil,
        policy: Policy = .unwitnessed, with evidence: [Evidence] = [], cache: VerifierCache? = nil
    ) throws -> Verdict {
        let verifier = try Verifier(
            trusting: list ?? self.list(), policy: policy, cache: cache)
        let verdict = verifier.verify(
            try verifier.submission(reading: bytes), at: try instant ?? Moment.now,
            with: evidence)
        // Whatever it is, it can be written.
        _ = verdict.json.canonicalBytes()
        return verdict
    }
}

extension Verdict {
    /// How a check ended.
    func reason(_ id: Check.ID) -> Reason? { checks.first { $0.id == id }?.reason }

    /// The checks that failed.
    var failures: [Reason] { checks.filter { $0.state == .fail }.map(\.reason) }
}
