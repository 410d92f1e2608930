import CanonicalJSON
import Credentials
import Records
import Signing
import TestSupport
import TransparencyLog
import Trust

@testable import Verification

/// Makes the vectors: one award of one institution, and one thing changed in each.
struct VerifyVectorSource {
    typealias Named = (name: String, vector: VerifyVector)

    let world: World
    private(set) var vectors: [Named] = []

    static func vectors() throws -> [Named] {
        var source = VerifyVectorSource(world: try World())
        try source.addWhole()
        try source.addReceipts()
        try source.addKeyRecords()
        try source.addKeys()
        try source.addStandings()
        try source.addStatusLists()
        try source.addScopes()
        try source.addUnreadable()
        return source.vectors
    }

    private init(world: World) { self.world = world }

    mutating func add(
        _ name: String, _ expect: Verdict.Code, _ check: Reason?, _ comment: String,
        _ submission: [UInt8], at instant: Instant? = nil, list: TrustList? = nil,
        evidence: [String] = []
    ) throws {
        vectors.append(
            (
                name,
                VerifyVector(
                    expect.rawValue, check?.rawValue, comment, at: try instant ?? Moment.now,
                    list: try list ?? world.list([world.a.listed()]), evidence: evidence,
                    submission: submission)
            ))
    }

    /// The award's bundle, with the JSON at one place replaced.
    func changed(_ pointer: String, _ value: JSONValue?) throws -> [UInt8] {
        var json = try world.a.bundle(world.award).json
        json[pointer: pointer] = value
        return json.canonicalBytes()
    }

    func fetched(_ kind: String, _ json: JSONValue) throws -> String {
        "\(try Moment.now) \(kind) \(String(decoding: json.canonicalBytes(), as: UTF8.self))"
    }

    private mutating func addWhole() throws {
        let good = try world.a.bundle(world.award).bytes
        let bare = world.award.credential.canonicalBytes
        try add("confirmed", .confirmed, nil, "everything holds", good)
        try add(
            "altered-title", .altered, .intactChanged, "one letter of the title was changed",
            changed("/credential/name/1/@value", "Master of Engineerink"))
        try add(
            "altered-no-proof", .altered, .intactNoProof, "the signature was taken away",
            changed("/credential/proof", nil))
        try add(
            "altered-context-added", .altered, .matchOtherContent,
            "a context behind those that the proof covers is in no commitment",
            changed("/credential/@context/2", "https://www.w3.org/ns/credentials/examples/v2"))
        try add(
            "not-listed", .issuerNotRecognised, .issuerNotListed,
            "the list names another institution", good, list: world.list([world.b.listed()]))
        try add(
            "test-only", .testOnly, .issuerTest, "the list names the institution for tests", good,
            list: world.list([world.a.listed(.test)]))
        try add(
            "list-expired", .incomplete, .listExpired, "the list ran out a millisecond ago", good,
            list: TrustList(
                name: "Partners", issued: Moment.founded,
                expires: Moment.now - .milliseconds(1), institutions: [world.a.listed()]))
        try add(
            "list-ahead", .incomplete, .listNotYetIssued, "the list counts from tomorrow", good,
            list: TrustList(
                name: "Partners", issued: Moment.now + .seconds(86_400),
                expires: Moment.now + .seconds(172_800), institutions: [world.a.listed()]))
        try add("no-receipt", .incomplete, .recordNoReceipt, "the credential by itself", bare)
        try add(
            "no-record", .noRecord, .recordUnknown, "the ledger answers that it knows nothing",
            bare, evidence: ["\(Moment.now) no-record \(world.a.origin)"])
        try add(
            "receipt-fetched", .confirmed, nil, "the credential by itself, the rest fetched", bare,
            evidence: [
                fetched("receipt", world.a.receipt(world.award).json),
                fetched("keys", .array(world.a.keyReceipts().map(\.json))),
                fetched("standing", world.a.standing(world.award).json),
            ])
        let ended = try World(Order(validUntil: "2026-06-25T12:00:00Z"))
        try add(
            "ended", .confirmedEnded, .datesEnded, "awarded for a time that is over",
            ended.a.bundle(ended.award).bytes)
        let ahead = try World(Order(validFrom: "2026-07-01T00:00:00Z"))
        try add(
            "not-yet", .incomplete, .datesNotYet, "counts from July",
            ahead.a.bundle(ahead.award).bytes)
        try add(
            "malformed-credential", .incomplete, .formatMalformed, "no data model's credential",
            Array(#"{"@context":[],"type":[]}"#.utf8))
    }

    private mutating func addUnreadable() throws {
        for (name, text, reason) in [
            ("unreadable-picture", "GIF89a", SubmissionError.Reason.picture),
            ("unreadable-other-json", "{}", .otherJSON),
            ("unreadable-duplicate-name", #"{"type":"x","type":"TestamurBundle"}"#, .notJSON),
            ("unreadable-version", #"{"type":"TestamurBundle","version":2}"#, .bundleVersion),
            ("unreadable-bundle", #"{"type":"TestamurBundle","version":1}"#, .bundleMalformed),
        ] {
            vectors.append(
                (
                    name,
                    VerifyVector(
                        reason.rawValue, nil, "there is nothing to judge", at: try Moment.now,
                        list: try world.list([world.a.listed()]), evidence: [],
                        submission: Array(text.utf8))
                ))
        }
    }
}
