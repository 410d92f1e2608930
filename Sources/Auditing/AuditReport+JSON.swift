public import CanonicalJSON
import Records
import Signing
import TransparencyLog

extension AuditReport {
    /// The report for programs; members are only ever added.
    public var json: JSONValue {
        var json: JSONValue = [
            "anchor": ["kind": .string(anchor.name), "words": .string(anchor.description)],
            "checkpointsCompared": .count(checkpointCount),
            "checks": .array(checks.map(\.json)),
            "faults": [
                "count": .integer(Int64(faultCount)), "listed": .array(faults.map(\.json)),
            ],
            "keys": .array(keys.map(\.json)),
            "kinds": .object(
                StatementKind.allCases.compactMap { kind in
                    kinds[kind].map { JSONMember(kind.rawValue, .count($0)) }
                }),
            "records": .count(recordCount),
            "seconds": .number(duration.inSeconds),
            "type": "TestamurAudit",
            "unread": .array(unread.map(\.json)),
            "verdict": .string(verdict.name),
            "version": 1,
        ]
        if !voidCheckpoints.isEmpty {
            json["voidCheckpoints"] = .array(voidCheckpoints.map(\.json))
        }
        json["origin"] = origin.map { .string($0.description) }
        json["size"] = size.map { .count($0.value) }
        json["root"] = root.map { .string($0.base64) }
        json["recordsPerSecond"] = recordsPerSecond.map { .number($0.rounded()) }
        return json
    }
}

extension AuditReport.Verdict {
    /// The verdict's name in a report.
    public var name: String {
        switch self {
        case .intact: "intact"
        case .faulty: "faulty"
        case .unfinished: "unfinished"
        }
    }
}

extension AuditFault {
    /// The fault for programs.
    public var json: JSONValue {
        var json: JSONValue = [
            "cause": .string(cause), "code": .string(kind.code),
            "expected": .string(expected), "found": .string(found),
            "next": .string(nextStep), "place": .string(place.description),
        ]
        if case .record(let index) = place { json["record"] = .count(index.value) }
        return json
    }
}

extension UnreadObject {
    /// The object for programs.
    public var json: JSONValue {
        ["code": .string(code), "path": .string(path), "words": .string(words)]
    }
}

extension AuditCheck {
    fileprivate var json: JSONValue {
        var json: JSONValue = [
            "name": .string(name.rawValue), "state": .string(state.name),
            "words": .string(name.words),
        ]
        if case .notChecked(let reason) = state { json["reason"] = .string(reason) }
        return json
    }
}

extension VoidCheckpoints {
    fileprivate var json: JSONValue {
        [
            "count": .integer(Int64(count)), "first": .count(first.value),
            "last": .count(last.value), "vkey": .string(signer.description),
        ]
    }
}

extension AuditedKey {
    fileprivate var json: JSONValue {
        var json: JSONValue = [
            "id": .string(name.description), "introduced": .count(introduced.value),
            "records": .count(records), "use": .string(use.rawValue),
        ]
        json["retired"] = retired.map { .count($0.value) }
        json["voidFrom"] = voidFrom.map { .count($0.value) }
        return json
    }
}

extension JSONValue {
    /// A count: an integer as far as JSON has them exactly, else its digits.
    fileprivate static func count(_ value: UInt64) -> JSONValue {
        value < 1 << 53 ? .integer(Int64(value)) : .string(String(value))
    }
}
