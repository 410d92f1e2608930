import CanonicalJSON
import Records
import Signing
import Testing
import TransparencyLog

@Suite("A record")
struct RecordTests {
    @Test("of every kind is read back as what was written")
    func roundTrip() throws {
        for body in try everyBody() {
            var ledger = try SampleLedger()
            let record = try ledger.append(body, by: ["record-1"])
            #expect(try Record(parsing: record.bytes) == record)
            #expect(try JSONDocument(parsing: record.bytes).canonicalBytes() == record.bytes)
            let vaulted = try SignedStatement(parsing: record.signed.bytes)
            #expect(vaulted == record.signed)
        }
    }

    @Test("with any one byte flipped is refused, or is signed by nobody")
    func everyBitCounts() throws {
        var ledger = try SampleLedger()
        let record = try ledger.append(try everyBody()[0], by: ["record-1"])
        let keys = try KeyHistory(genesis: ledger.records[0])
        for index in record.bytes.indices {
            for bit in [UInt8(1), 0x20, 0x80] {
                var bytes = record.bytes
                bytes[index] ^= bit
                guard let altered = try? Record(parsing: bytes) else { continue }
                // What is outside the signature is bound by chain and tree.
                let isPlace =
                    altered.signed == record.signed && altered.leafHash != record.leafHash
                if isPlace { continue }
                #expect(throws: KeyHistoryError.self, "byte \(index), bit \(bit)") {
                    try keys.authorise(altered)
                }
            }
        }
    }

    @Test("with a member that the schema does not know is refused, at every depth")
    func closedSchemas() throws {
        for body in try everyBody() {
            var ledger = try SampleLedger()
            let record = try ledger.append(body, by: ["record-1"])
            let value = try JSONDocument(parsing: record.bytes).root.value
            for altered in value.withExtraMember() {
                let bytes = altered.canonicalBytes()
                #expect(throws: RecordError.self, "\(String(decoding: bytes, as: UTF8.self))") {
                    try Record(parsing: bytes)
                }
            }
        }
    }

    @Test("lacking any one member is refused, unless the member may be left out")
    func missingMembers() throws {
        var ledger = try SampleLedger()
        let record = try ledger.append(
            .issue(
                Issue(
                    commitments: [
                        Commitment(
                            form: .jcs, salt: Array(repeating: 1, count: 32),
                            content: .sha256(Array("x".utf8)))
                    ])), by: ["record-1"])
        let value = try JSONDocument(parsing: record.bytes).root.value
        for name in ["at", "index", "previous", "signatures", "statement"] {
            #expect(throws: RecordError.self) {
                try Record(parsing: value.removing(name: name).canonicalBytes())
            }
        }
    }

    @Test("that is not its own canonical form is refused")
    func onlyCanonicalBytes() throws {
        let record = try SampleLedger().records[0]
        let document = try JSONDocument(parsing: record.bytes)
        let pretty = Array(document.root.value.prettyText().utf8)
        #expect(throws: RecordError(.notCanonical, at: "")) { try Record(parsing: pretty) }
        #expect(throws: RecordError(.notCanonical, at: "")) {
            try Record(parsing: record.bytes + [0x0A])
        }
    }

    @Test("is refused above 32,768 bytes and read at the limit")
    func lengthLimit() throws {
        let record = try SampleLedger().records[0]
        var bytes = record.bytes
        bytes += Array(repeating: 0x20, count: Record.bytesMax - bytes.count)
        #expect(throws: RecordError(.notCanonical, at: "")) { try Record(parsing: bytes) }
        #expect(throws: RecordError(.tooLong, at: "")) { try Record(parsing: bytes + [0x20]) }
    }

    @Test("has no place for a free string: every text in every kind is of a closed form")
    func noFreeStrings() throws {
        for body in try everyBody() {
            var ledger = try SampleLedger()
            let record = try ledger.append(body, by: ["record-1"])
            let value = try JSONDocument(parsing: record.bytes).root.value
            for altered in value.withEachText(replacedBy: "Jan Kowalski, born 1999") {
                #expect(throws: RecordError.self) {
                    try Record(parsing: altered.canonicalBytes())
                }
            }
        }
    }

    @Test("of genesis is chained to its ledger's name")
    func genesisPrevious() throws {
        let origin = try #require(Origin("uni.example/ledger"))
        #expect(
            Record.genesisPrevious(origin)
                == .sha256(Array("testamur.genesis.v1\nuni.example/ledger".utf8)))
    }

    @Test("commits as the specification says")
    func commitmentBytes() {
        let salt = Array(UInt8(0)..<32)
        let content = Digest.sha256(Array("{}".utf8))
        let expected = Digest.sha256(
            Array("testamur.commitment.v1\n".utf8) + salt + content.bytes)
        #expect(Commitment(form: .jcs, salt: salt, content: content).value == expected)
    }
}

@Suite("A day")
struct DayTests {
    @Test(
        "that the calendar does not have is refused",
        arguments: [
            "2026-02-29", "2100-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-1-01",
            "26-01-01", "2026-01-01Z", "2026/01/01", "", "0999-12-31", "٢٠٢٦-٠١-٠١",
        ])
    func refused(_ text: String) {
        #expect(Day(text) == nil)
    }

    @Test("that the calendar has is read", arguments: ["2024-02-29", "2000-02-29", "1000-01-01"])
    func read(_ text: String) {
        #expect(Day(text)?.description == text)
    }
}

extension JSONValue {
    /// The value with one unknown member, once for each object in it.
    func withExtraMember() -> [JSONValue] {
        switch self {
        case .object(let members):
            var results = [JSONValue.object(members + [JSONMember("zzz", 1)])]
            for (index, member) in members.enumerated() {
                for inner in member.value.withExtraMember() {
                    var members = members
                    members[index] = JSONMember(member.name, inner)
                    results.append(.object(members))
                }
            }
            return results
        case .array(let elements):
            return elements.enumerated().flatMap { index, element in
                element.withExtraMember().map { inner in
                    var elements = elements
                    elements[index] = inner
                    return JSONValue.array(elements)
                }
            }
        case .null, .boolean, .integer, .number, .string: return []
        }
    }

    /// The value with another text, once for each text in it.
    func withEachText(replacedBy text: String) -> [JSONValue] {
        switch self {
        case .string: return [.string(text)]
        case .object(let members):
            return members.enumerated().flatMap { index, member in
                member.value.withEachText(replacedBy: text).map { inner in
                    var members = members
                    members[index] = JSONMember(member.name, inner)
                    return JSONValue.object(members)
                }
            }
        case .array(let elements):
            return elements.enumerated().flatMap { index, element in
                element.withEachText(replacedBy: text).map { inner in
                    var elements = elements
                    elements[index] = inner
                    return JSONValue.array(elements)
                }
            }
        case .null, .boolean, .integer, .number: return []
        }
    }
}
