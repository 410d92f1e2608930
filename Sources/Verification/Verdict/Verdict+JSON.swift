public import CanonicalJSON
import Credentials
import Records
import Signing
import TransparencyLog
import Trust

extension Verdict {
    /// The verdict as JSON; members are only ever added.
    ///
    /// Spec: 07-verify §8.
    public var json: JSONValue {
        var json: JSONValue = [
            "verdict": .string(code.rawValue), "word": .string(code.word),
            "headline": .string(headline), "lang": "en",
            "sentences": .array(sentences.map { .string($0) }),
            "as_of": .string(asOf.description), "judged_at": .string(judgedAt.description),
        ]
        if let standingAge {
            json["status_age_seconds"] = .integer(standingAge.components.seconds)
        }
        if let institution { json["issuer"] = Verdict.json(of: institution) }
        if let claimedIssuer { json["claimed_issuer"] = .string(claimedIssuer) }
        if let award { json["award"] = award.json }
        if let claimed { json["claimed"] = claimed.json }
        json["checks"] = .array(checks.map(\.json))
        json["ladder"] = .array(ladder.map(\.json))
        if let ledger { json["log"] = ledger.json }
        json["findings"] = .array(findings.map(\.json))
        json["next_steps"] = .array(nextSteps.map { .string($0) })
        json["needs"] = .array(
            needs.map { ["kind": .string($0.kind.rawValue), "url": .string($0.url)] })
        json["limits"] = .array(Limit.allCases.map { .string($0.rawValue) })
        json["limit_sentences"] = .array(Limit.allCases.map { .string($0.sentence) })
        json["policy"] = policy.json
        json["trust_list"] = trustList.json
        json["input_sha256"] = .string(inputDigest.description)
        return json
    }

    private static func json(of institution: Institution) -> JSONValue {
        var json: JSONValue = [
            "did": .string(institution.did.description),
            "names": .array(
                institution.names.map { name in
                    var json: JSONValue = [
                        "text": .string(name.text), "language": .string(name.language),
                    ]
                    if let direction = name.direction {
                        json["direction"] = .string(direction.rawValue)
                    }
                    return json
                }),
            "country": .string(institution.country),
        ]
        // As they stand in the list, each with the time of which it is true.
        for name in ["identifiers", "became"] {
            if let told = institution.json[name] { json[name] = told }
        }
        return json
    }
}

extension Award {
    fileprivate var json: JSONValue {
        var json: JSONValue = [:]
        var seen: Set<String> = []
        // A text without a language stands under `und`, as BCP 47 says.
        let byLanguage = titles.filter { seen.insert($0.language ?? "und").inserted }
        json["title"] = .object(
            byLanguage.map { JSONMember($0.language ?? "und", .string($0.text)) })
        json["holder_names"] = .array(holderNames.map { .string($0) })
        if let awardDate { json["award_date"] = .string(awardDate.description) }
        if let validUntil { json["valid_until"] = .string(validUntil.description) }
        if let eqfLevel { json["eqf"] = .integer(Int64(eqfLevel)) }
        return json
    }
}

extension Verdict.Rung {
    fileprivate var json: JSONValue {
        [
            "number": .integer(Int64(number)), "id": .string(id), "sentence": .string(sentence),
            "state": .string(state.rawValue),
        ]
    }
}

extension Verdict.Finding {
    fileprivate var json: JSONValue {
        var json: JSONValue = ["code": .string(code), "text": .string(text)]
        if !pointer.isEmpty { json["pointer"] = .string(pointer) }
        return json
    }
}

extension RecordPlace {
    /// The ledger's state, the record's place in it, and who has seen it.
    var json: JSONValue {
        var json: JSONValue = [
            "origin": .string(checkpoint.origin.description),
            "size": RecordPlace.number(checkpoint.size.value),
            "root": .string(checkpoint.root.base64),
            "index": RecordPlace.number(index.value),
            "recorded_at": .string(recordedAt.description),
            "witnesses": .integer(Int64(witnessCount)),
        ]
        if !witnessNames.isEmpty {
            json["witness_names"] = .array(witnessNames.map { .string($0) })
        }
        if let witnessedTime { json["witnessed_by"] = .string(witnessedTime.description) }
        return json
    }

    /// A count; as text where it is more than a JSON number holds, which a ledger may claim.
    private static func number(_ value: UInt64) -> JSONValue {
        value < 1 << 53 ? .integer(Int64(value)) : .string(String(value))
    }
}

extension TrustListReference {
    /// The list's name and edition, and why it is believed.
    public var json: JSONValue {
        var json: JSONValue = [
            "name": .string(name), "sequence": .integer(sequence),
            "expires": .string(expires.description),
        ]
        switch provenance {
        case .localUnsigned: json["provenance"] = "local-unsigned"
        case .signed(let keys):
            json["provenance"] = "signed"
            json["signed_by"] = .array(keys.map { .string($0.description) })
        }
        return json
    }
}
