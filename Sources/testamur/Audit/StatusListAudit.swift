import Auditing
import CanonicalJSON
import Credentials
import Fetching
import FoundationEssentials
import HomeFolder
import Issuance
import Records
import Signing
import TransparencyLog

/// Whether the status lists that are published beside a ledger are what its records say.
///
/// Spec: 08-audit §10.
struct StatusListAudit: Sendable {
    /// A list that is not what it must be.
    struct Fault: Hashable, Sendable {
        /// The list, by its name.
        let list: String
        /// What is wrong with it.
        let words: String
    }

    /// What came out.
    enum State: Hashable, Sendable {
        /// There is none beside the ledger.
        case notApplicable
        /// They were not compared, and why.
        case notChecked(String)
        /// All that are published were compared.
        case checked
    }

    /// What came out.
    private(set) var state = State.notApplicable
    /// How many lists were compared.
    private(set) var count = 0
    /// What is wrong, list by list.
    private(set) var faults: [Fault] = []
    private var wasRead = true
    /// A list that is dated ahead, in words.
    private var ahead: String?

    /// Compares all lists that a place publishes.
    static func of(
        _ report: AuditReport, in source: StatusListSource?
    ) async throws -> StatusListAudit {
        var audit = StatusListAudit()
        guard let source, let did = report.keys.first?.name.did else {
            if report.statusBits?.isAnySet == true { audit.state = noneBeside }
            return audit
        }
        guard let bits = report.statusBits else {
            audit.state = .notChecked("not everything could be read, or too many bits are set")
            return audit
        }
        let now = Machine.now()
        if let last = report.lastAt, now + ProofExpectation(now: now).clockSkew < last {
            return .notRead(
                "the clock of this machine is behind the ledger: its last record is of \(last)")
        }
        let judge = ListJudge(report, of: did)
        let numbers = try await source.numbers(beside: bits.lists)
        for number in numbers.all.sorted() {
            for purpose in StatusBits.Purpose.allCases {
                let published = try await source.list(number, purpose)
                let expected = bits.indexes(in: number, for: purpose)
                audit.compare(published, purpose, expected, judge)
            }
        }
        if audit.faults.isEmpty, audit.ahead != nil || !numbers.isWhole {
            audit.wasRead = false
            audit.state = .notChecked(
                audit.ahead.map { "the clock of this machine is behind that of the ledger: \($0)" }
                    ?? "more than \(StatusListSource.beyondMax) lists are beside it that no "
                    + "record names")
            return audit
        }
        if audit.count == 0 {
            // A copy of a ledger need not have them.
            if !audit.faults.isEmpty {
                audit.state = noneBeside
                audit.faults = []
            }
        } else {
            audit.state = .checked
        }
        return audit
    }

    private static let noneBeside = State.notChecked(
        "none is beside it, and its records set bits in some")

    /// Lists that could not be read.
    static func notRead(_ why: String) -> StatusListAudit {
        var audit = StatusListAudit()
        audit.state = .notChecked(why)
        audit.wasRead = false
        return audit
    }

    /// How a program that found this is to end.
    var status: ExitStatus {
        if !faults.isEmpty { return .integrity }
        return wasRead ? .success : .incomplete
    }

    /// The same where the ledger has grown since it was audited: what differs may be newer.
    var afterGrowth: StatusListAudit {
        guard !faults.isEmpty else { return self }
        var audit = self
        audit.state = .notChecked("the ledger grew meanwhile; audit it again")
        audit.faults = []
        return audit
    }

    /// Compares both forms of a list; a token that is missing beside the JSON is no fault, since a
    /// copy need not have it.
    private mutating func compare(
        _ published: PublishedForms, _ purpose: StatusBits.Purpose, _ expected: Set<Int64>,
        _ judge: ListJudge
    ) {
        let name = published.name
        if published.json == nil, !expected.isEmpty {
            faults.append(
                Fault(list: name, words: "it is not there, and the ledger has set bits in it"))
        }
        if let bytes = published.json {
            compare(name, expected) { try judge.bits(of: .json(bytes), name, purpose) }
        }
        if let text = published.token {
            compare(name + PublishedForms.tokenEnding, expected) {
                try judge.bits(of: .token(text), name, purpose)
            }
        }
        if published.json != nil || published.token != nil { count += 1 }
    }

    private mutating func compare(
        _ form: String, _ expected: Set<Int64>, _ read: () throws -> BitString
    ) {
        do {
            let found = try read()
            for index in found.first(StatusListAudit.differencesTold, besides: expected) {
                faults.append(
                    Fault(list: form, words: "bit \(index) is set, and no record sets it"))
            }
            let missing = expected.filter { !found.isSet($0) }.sorted()
            for index in missing.prefix(StatusListAudit.differencesTold) {
                faults.append(
                    Fault(list: form, words: "bit \(index) is clear, and a record sets it"))
            }
        } catch let ahead as DatedAhead {
            self.ahead = "\(form) counts from \(ahead.time)"
        } catch {
            faults.append(Fault(list: form, words: StatusListAudit.words(for: error)))
        }
    }

    /// How many differences of a kind are told of a list.
    private static let differencesTold = 3

    private static func words(for error: any Error) -> String {
        switch error {
        case let error as StatusListError: error.text
        case let error as CredentialError: Failure(error).text
        case let error as TokenError: error.description
        default: Failure(error).message
        }
    }
}

extension BitString {
    /// Whether a bit lies within the list, and is set.
    fileprivate func isSet(_ index: Int64) -> Bool {
        guard 0..<Int64(count) ~= index else { return false }
        return bytes[Int(index / 8)] >> (7 - UInt8(index % 8)) & 1 == 1
    }

    /// The first of the bits that are set and are none of those known: a list may have 134 million.
    fileprivate func first(_ most: Int, besides known: Set<Int64>) -> [Int64] {
        var found: [Int64] = []
        for (place, byte) in bytes.enumerated() where byte != 0 {
            for index in Int64(place * 8)..<Int64(place * 8 + 8)
            where isSet(index) && !known.contains(index) {
                found.append(index)
                if found.count == most { return found }
            }
        }
        return found
    }
}

extension StatusListAudit {
    /// The answer in one line, where something is wrong.
    var headline: String? {
        guard let first = faults.first else { return nil }
        return "Not intact: \(first.list) is not what the ledger says."
    }

    /// For a person; nothing where there are no lists.
    var lines: [String] {
        let title = "status lists".padded(to: 15)
        switch state {
        case .notApplicable: return []
        case .notChecked(let why): return [(title + "not checked: " + why).harmless]
        case .checked where faults.isEmpty:
            return [title + count.of("list") + " beside it, as the records say"]
        case .checked:
            return faults.map { title + "\($0.list): \($0.words)".harmless }
        }
    }

    /// For programs.
    var json: JSONValue {
        var json: JSONValue = [
            "checked": .integer(Int64(count)),
            "faults": .array(
                faults.map { ["list": .string($0.list), "words": .string($0.words)] }),
        ]
        switch state {
        case .notApplicable: json["state"] = "not_applicable"
        case .notChecked(let why):
            json["state"] = "not_checked"
            json["reason"] = .string(why)
        case .checked: json["state"] = faults.isEmpty ? "pass" : "fail"
        }
        return json
    }
}
