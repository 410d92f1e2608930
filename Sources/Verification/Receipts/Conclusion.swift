public import CanonicalJSON
import Signing

/// What was answered about an award, without anything that the award says of a person.
///
/// Spec: 07-verify §12.1.
public struct Conclusion: Sendable {
    /// The answer.
    public let code: Verdict.Code
    /// The members that are compared by their names: the checks, and what else was found.
    private let parts: [JSONMember]
    private let asOf: String

    private static let others = ["status_age_seconds", "log"]

    /// Takes what may be kept out of a verdict.
    init(_ verdict: Verdict) {
        code = verdict.code
        asOf = verdict.asOf.description
        var parts = verdict.checks.map { JSONMember($0.id.rawValue, $0.concluded) }
        if let age = verdict.standingAge {
            parts.append(
                JSONMember("status_age_seconds", .integer(age.components.seconds)))
        }
        if let ledger = verdict.ledger { parts.append(JSONMember("log", ledger.json)) }
        self.parts = parts
    }

    /// Reads a conclusion: known checks, each once, and no other member.
    ///
    /// - Throws: ``VerificationReceiptError/malformed(_:)``.
    init(_ json: JSON) throws(VerificationReceiptError) {
        guard let code = json["verdict"]?.string.flatMap({ Verdict.Code(rawValue: $0) }),
            let asOf = json["as_of"]?.string, Instant(asOf) != nil, let checks = json["checks"],
            checks.kind == .array, !checks.elements.isEmpty,
            checks.count <= Check.ID.allCases.count
        else { throw .malformed(json.pointer) }
        var parts: [JSONMember] = []
        for check in checks.elements {
            guard let id = check["id"]?.string, Check.ID(rawValue: id) != nil,
                !parts.contains(where: { $0.isNamed(id) })
            else { throw .malformed(check.pointer) }
            parts.append(JSONMember(id, check.value))
        }
        let found = Conclusion.others.compactMap { name in
            json[name].map { JSONMember(name, $0.value) }
        }
        guard json.count == 3 + found.count else { throw .malformed(json.pointer) }
        self.code = code
        self.asOf = asOf
        self.parts = parts + found
    }

    /// The codes of the checks.
    public var checkCodes: Set<String> {
        Set(
            parts.compactMap { part in
                guard case .object(let members) = part.value,
                    case .string(let code)? = members.first(where: { $0.isNamed("code") })?.value
                else { return nil }
                return code
            })
    }

    /// What the conclusion says, as it stands in a receipt.
    public var json: JSONValue {
        let found = parts.filter { part in Conclusion.others.contains(where: part.isNamed) }
        let checks = parts.filter { part in !Conclusion.others.contains(where: part.isNamed) }
        var json: JSONValue = [
            "verdict": .string(code.rawValue), "as_of": .string(asOf),
            "checks": .array(checks.map(\.value)),
        ]
        for part in found { json[part.name] = part.value }
        return json
    }

    /// What is otherwise in another conclusion: names of checks and of members. A check that one
    /// of the two does not have is passed over, so that what is checked besides in years to come
    /// does not make an old answer wrong.
    func differences(from other: Conclusion) -> [String] {
        var names = code == other.code ? [] : ["verdict"]
        if asOf != other.asOf { names.append("as_of") }
        for name in Conclusion.others where part(name) != other.part(name) { names.append(name) }
        for check in Check.ID.allCases {
            guard let mine = part(check.rawValue), let others = other.part(check.rawValue),
                mine != others
            else { continue }
            names.append(check.rawValue)
        }
        return names
    }

    private func part(_ name: String) -> JSONValue? {
        parts.first { $0.isNamed(name) }?.value
    }
}

extension Check {
    /// The check as it stands in a receipt.
    fileprivate var concluded: JSONValue {
        var json: JSONValue = [
            "id": .string(id.rawValue), "state": .string(state.rawValue), "code": .string(code),
        ]
        json["evidence"] = evidence.filter { $0.source == .found }.json
        if let age { json["age_seconds"] = .integer(age.components.seconds) }
        return json
    }
}
