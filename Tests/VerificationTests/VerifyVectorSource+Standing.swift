import CanonicalJSON
import Credentials
import Records
import Signing
import TransparencyLog
import Trust

@testable import Verification

/// Vectors about keys over time, standings and status lists.
extension VerifyVectorSource {
    mutating func addKeys() throws {
        func issued(
            _ order: Order, before: (inout TestInstitution) throws -> Void = { _ in },
            after: (inout TestInstitution, Issued) throws -> Void = { _, _ in }
        ) throws -> [UInt8] {
            var a = world.a
            try before(&a)
            let issued = try a.issue(order)
            try after(&a, issued)
            return try a.bundle(issued).bytes
        }
        try add(
            "key-of-nobody", .altered, .signerOther, "the ledger knows no such key",
            issued(Order(assertionKey: "assertion-9")))
        try add(
            "key-for-other-use", .altered, .signerOther, "signed with a key for records",
            issued(Order(assertionKey: "record-1")))
        try add(
            "key-retired-before", .altered, .keyRetired, "the key was out of use",
            issued(Order(), before: { try $0.retireKey("assertion-1", .assertion) }))
        try add(
            "key-retired-after", .confirmed, nil, "the key was in use then",
            issued(Order(), after: { a, _ in try a.retireKey("assertion-1", .assertion) }))
        try add(
            "key-not-yet", .altered, .keyNotYet, "the key is introduced only afterwards",
            issued(
                Order(assertionKey: "assertion-3"),
                after: { a, _ in try a.addKey("assertion-3", .assertion) }))
        try add(
            "key-stolen-before", .incomplete, .keyCompromised,
            "all that the key signed from this record on is void",
            issued(
                Order(),
                after: { a, issued in
                    let cut = TreeSize(issued.index.value)
                    try a.compromise("assertion-1", .assertion, from: cut)
                }))
        try add(
            "key-stolen-after", .confirmed, nil,
            "all that the key signed after this record is void",
            issued(
                Order(),
                after: { a, issued in
                    try a.compromise("assertion-1", .assertion, from: issued.index.sizeAfter)
                }))
        try add(
            "record-key-stolen-before", .incomplete, .authorityKeyCompromised,
            "all that the record's key signed from this record on is void",
            issued(
                Order(recordKey: "record-2"),
                after: { a, issued in
                    let cut = TreeSize(issued.index.value)
                    try a.compromise("record-2", .record, from: cut)
                }))
    }

    mutating func addStandings() throws {
        let (a, award) = (world.a, world.award)
        func bundle(_ standing: SignedStanding) throws -> [UInt8] {
            try a.bundle(award, standings: [standing]).bytes
        }
        for (state, code, reason) in [
            (StandingState.withdrawn, Verdict.Code.withdrawn, Reason.standingWithdrawn),
            (.onHold, .onHold, .standingOnHold), (.replaced, .replaced, .standingReplaced),
            (.erased, .erased, .standingErased),
        ] {
            try add(
                "standing-\(state.rawValue)", code, reason, "the institution says so",
                bundle(a.standing(award, state)))
        }
        try add(
            "standing-replaced-long-ago", .replaced, .standingReplacedOpen, "8 days old",
            bundle(a.standing(award, .replaced)), at: Moment.asked + .seconds(8 * 86_400))
        try add(
            "standing-missing", .incomplete, .standingMissing, "no standing",
            a.bundle(award, standings: []).bytes)
        let good = try a.bundle(award).bytes
        let limit = try Moment.asked + Policy.standard.standingAgeMax
        try add("standing-oldest", .confirmed, nil, "exactly 7 days old", good, at: limit)
        try add(
            "standing-too-old", .incomplete, .standingTooOld, "a millisecond older", good,
            at: limit + .milliseconds(1))
        try add(
            "standing-no-answer", .incomplete, .standingNoAnswer,
            "the institution was asked a second later, and did not say", good,
            at: Moment.asked + .seconds(2),
            evidence: ["\(Moment.asked + .seconds(1)) unanswered \(a.origin)"])
        try add(
            "standing-answered", .confirmed, nil, "asked again, it said so", good,
            at: Moment.asked + .seconds(3),
            evidence: [
                "\(Moment.asked + .seconds(1)) unanswered \(a.origin)",
                fetched("standing", a.standing(award, asOf: Moment.asked + .seconds(2)).json),
            ])
        let short = try bundle(a.standing(award, validFor: .seconds(3_600)))
        try add(
            "standing-expired", .incomplete, .standingExpired, "a millisecond past its end", short,
            at: Moment.asked + .milliseconds(3_600_001))
        let ahead = try Moment.asked - Policy.standard.clockSkew
        try add("standing-ahead", .confirmed, nil, "dated 300 seconds from now", good, at: ahead)
        try add(
            "standing-from-future", .incomplete, .standingFromFuture, "a millisecond more", good,
            at: ahead - .milliseconds(1))
        try add(
            "standing-not-signed", .incomplete, .standingNotSigned,
            "signed with a key for records", bundle(a.standing(award, signer: "record-1")))
        var rotated = a
        try rotated.addKey("status-2", .status)
        try rotated.retireKey("status-1", .status)
        try add(
            "standing-key-retired", .incomplete, .standingKeyNotInForce,
            "signed with a key that is out of use", rotated.bundle(award).bytes)
        try add(
            "standing-other-record", .incomplete, .standingOtherRecord, "about another award",
            bundle(a.standing(world.otherAward)))
        try add(
            "standing-ledger-too-small", .incomplete, .standingLedgerTooSmall,
            "read from a ledger without the record",
            bundle(a.standing(award, at: TreeSize(award.index.value), keys: 1)))
        try add(
            "standing-keys-older", .incomplete, .standingKeysOlder,
            "does not name the newest key record", bundle(a.standing(award, keys: 1)))
        try add(
            "standing-newer-lifts-hold", .confirmed, nil, "on hold, and later in force again",
            bundle(a.standing(award, .onHold)),
            evidence: [
                fetched("standing", a.standing(award, asOf: Moment.asked + .seconds(60)).json)
            ])
        try add(
            "standing-newer-keeps-withdrawal", .withdrawn, .standingWithdrawn,
            "withdrawn, and later said to be in force", bundle(a.standing(award, .withdrawn)),
            evidence: [
                fetched("standing", a.standing(award, asOf: Moment.asked + .seconds(60)).json)
            ])
    }

    mutating func addStatusLists() throws {
        let world = try World(Order(purposes: [.revocation, .suspension]))
        let (a, award) = (world.a, world.award)
        let good = try a.bundle(award).bytes
        let url = "https://a.example/status/1"
        func fetched(_ list: [UInt8]) throws -> [String] {
            ["\(try Moment.now) status-list \(url) \(String(decoding: list, as: UTF8.self))"]
        }
        func add(
            _ name: String, _ code: Verdict.Code, _ reason: Reason?, _ comment: String,
            _ list: [UInt8], to source: inout VerifyVectorSource
        ) throws {
            try source.add(
                name, code, reason, comment, good, list: world.list([a.listed()]),
                evidence: fetched(list))
        }
        try add("status-clear", .confirmed, nil, "not a bit is set", a.statusList(), to: &self)
        try add(
            "status-revoked", .withdrawn, .statusRevoked, "the standing says otherwise",
            a.statusList(setting: [award.number]), to: &self)
        try add(
            "status-not-signed", .incomplete, .statusNotSigned, "signed with a key for credentials",
            a.statusList(signer: "assertion-1"), to: &self)
        try add(
            "status-key-newer", .confirmed, .statusKeyNewer,
            "signed with a key that the key records do not have", a.statusList(signer: "status-2"),
            to: &self)
        try add(
            "status-key-newer-against", .incomplete, .statusKeyNewerAgainst,
            "the award's bit is set in such a list",
            a.statusList(setting: [award.number], signer: "status-2"), to: &self)
        try add(
            "status-other-issuer", .incomplete, .statusOtherIssuer, "another institution's list",
            world.b.statusList(url: url), to: &self)
        try add(
            "status-other-list", .incomplete, .statusMalformed, "another list of the institution",
            a.statusList(url: "https://a.example/status/2"), to: &self)
        try add(
            "status-too-short", .incomplete, .statusTooShort, "a list of 8,192 bits",
            a.statusList(encodedList: TestInstitution.shortList), to: &self)
        try add(
            "status-other-purpose", .incomplete, .statusOtherPurpose,
            "a list for withdrawals; the credential names it for holds too",
            a.statusList([.revocation]), to: &self)
        let held = try World(Order(purposes: [.suspension]))
        try self.add(
            "status-suspended", .onHold, .statusSuspended, "the standing says otherwise",
            held.a.bundle(held.award).bytes,
            evidence: fetched(held.a.statusList([.suspension], setting: [held.award.number])))
        let far = try World(
            Order(purposes: [.revocation], statusIndex: BitString.entryCountMin))
        try self.add(
            "status-out-of-range", .incomplete, .statusOutOfRange,
            "the place behind the list's last", far.a.bundle(far.award).bytes,
            evidence: fetched(far.a.statusList()))
    }
}
