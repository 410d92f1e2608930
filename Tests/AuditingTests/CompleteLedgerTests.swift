import Auditing
import CanonicalJSON
import Credentials
import FoundationEssentials
import Records
import Signing
import Testing
import TransparencyLog

/// The complete ledger of `spec/vectors/08-audit-ledger`: written from seeds, read by this auditor
/// here and by another one in `IndependentAuditorTests`.
@Suite("The complete ledger")
struct CompleteLedgerTests {
    private static let folder: String = {
        let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(package)/spec/vectors/08-audit-ledger"
    }()
    private static let made = Result { try CompleteLedger() }
    private let complete: CompleteLedger

    init() throws { complete = try Self.made.get() }

    /// Every file that is made, by its path in the folder.
    private func files() async throws -> [String: [UInt8]] {
        var files = ["policy": Array(complete.policy.utf8)]
        for (path, bytes) in try complete.published() { files["ledger/\(path)"] = bytes }
        let cases = try complete.cases()
        for sample in cases { files["cases/\(sample.name)"] = sample.bytes }
        files["index.json"] = Array(try await index(cases).prettyText().utf8)
        return files
    }

    private func audit(
        _ objects: [String: [UInt8]], known: [SignedCheckpoint] = []
    ) async throws -> AuditReport {
        var ledger = MemoryLedger(objects: objects)
        ledger.earlier = complete.checkpoints.sorted { $0.key < $1.key }.map(\.value)
            .filter { $0.checkpoint.size < 300 }
        return try await Auditor(
            anchor: .pinned(complete.pinned()), options: AuditOptions(known: known)
        ).audit(ledger)
    }

    /// What an auditor must say of the ledger as it is, and of every case.
    private func index(_ cases: [CompleteCase]) async throws -> JSONValue {
        let report = try await audit(complete.published())
        let latest = try #require(complete.checkpoints[CompleteLedger.size])
        return [
            "verdict": .string(report.verdict.name),
            "origin": .string(SampleLedger.origin), "did": .string(SampleLedger.did),
            "size": .integer(Int64(CompleteLedger.size)),
            "root": .string(latest.checkpoint.root.base64),
            "genesis": .string(Digest.leaf(complete.sample.entries[0]).base64URL),
            "pinned": .array(
                try complete.pinned().keys.map { pin in
                    .string("\(pin.key) \(pin.from)" + (pin.until.map { " \($0)" } ?? ""))
                }),
            "kinds": .object(
                StatementKind.allCases.compactMap { kind in
                    report.kinds[kind].map { JSONMember(kind.rawValue, .integer(Int64($0))) }
                }),
            "keys": .array(report.keys.sorted { "\($0.name)" < "\($1.name)" }.map(\.vector)),
            "void": [66, 67, 68, 69],
            "standings": .array(
                CompleteLedger.states.map { target, leaf, state in
                    var json: JSONValue = [
                        "target": .integer(Int64(target)), "state": .string(state.rawValue),
                    ]
                    json["leaf"] = leaf.map { .integer(Int64($0)) }
                    return json
                }),
            "bits": [
                "revocation": ["1": .array(CompleteLedger.revoked.map { .integer($0) })],
                "suspension": ["2": .array(CompleteLedger.suspended.map { .integer($0) })],
            ],
            "cases": .array(cases.sorted { $0.name < $1.name }.map(\.entry)),
        ]
    }

    @Test("is the one that the seeds make, byte for byte")
    func written() async throws {
        let isWriting = ProcessInfo.processInfo.environment["TESTAMUR_WRITE_VECTORS"] == "1"
        let files = try await files()
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
            let whole = "\(Self.folder)/\(path)"
            if isWriting {
                let folder = whole.split(separator: "/").dropLast().joined(separator: "/")
                try FileManager.default.createDirectory(
                    atPath: "/\(folder)", withIntermediateDirectories: true)
                try Data(bytes).write(to: URL(filePath: whole))
            }
            let stored = try #require(FileManager.default.contents(atPath: whole), "\(path)")
            if path.hasPrefix("cases/status-list") {
                // What zlib makes of a list is its own affair; what is in the list is not.
                #expect(try Self.bits(Array(stored)) == Self.bits(bytes), "\(path)")
            } else {
                #expect(Array(stored) == bytes, "\(path)")
            }
        }
        let stored = try FileManager.default.subpathsOfDirectory(atPath: Self.folder)
            .filter { path in
                var isFolder = false
                return FileManager.default.fileExists(
                    atPath: "\(Self.folder)/\(path)", isDirectory: &isFolder) && !isFolder
            }
        #expect(Set(stored) == Set(files.keys).union(["README.md"]))
    }

    private static func bits(_ file: [UInt8]) throws -> BitString {
        let border = try #require(
            file.indices.dropLast().first { file[$0] == 10 && file[$0 + 1] == 10 })
        let document = try JSONDocument(parsing: Array(file[(border + 2)...]))
        let list = try #require(document.root["credentialSubject"]?["encodedList"]?.string)
        return try BitString(encodedList: list)
    }

    @Test("is intact, and has records of every kind, void ones among them")
    func intact() async throws {
        let report = try await audit(complete.published())
        #expect(report.verdict == .intact, "\(report.faults)")
        #expect(Set(report.kinds.keys) == Set(StatementKind.allCases))
        let stolen = report.keys.filter { $0.voidFrom != nil }.map { "\($0.name)" }.sorted()
        #expect(stolen == ["rec-3", "rec-4"].map { "\(SampleLedger.did)#\($0)" })
    }

    @Test("with one object damaged is judged as its case says")
    func damaged() async throws {
        for sample in try complete.damages() {
            var objects = try complete.published()
            let path = try #require(sample.values("object").first)
            var object = try #require(objects[path])
            if let offset = sample.values("offset").first.flatMap({ Int($0) }) {
                object.replaceSubrange(offset..<(offset + sample.body.count), with: sample.body)
            } else if let keep = sample.values("keep").first.flatMap({ Int($0) }) {
                object = Array(object.prefix(keep))
            } else {
                object = sample.body
            }
            objects[path] = sample.values("gone").isEmpty ? object : nil
            let known = try sample.values("known").map {
                try SignedCheckpoint(parsing: #require(Base64.decode($0)))
            }
            let report = try await audit(objects, known: known)
            let expected = sample.values("expect").first
            switch report.verdict {
            case .intact: #expect(expected == "intact", "\(sample.name)")
            case .unfinished(let object):
                #expect(expected == "unfinished", "\(sample.name)")
                #expect(sample.values("place") == [object.path], "\(sample.name)")
            case .faulty(let first, _):
                #expect(expected == first.kind.code, "\(sample.name): \(first)")
                #expect(sample.values("place") == ["\(first.place)"], "\(sample.name)")
                if let record = sample.values("record").first {
                    #expect(record == "\(first.position)", "\(sample.name)")
                }
            }
        }
    }

    @Test("has an answer of a witness for every status that there is")
    func statuses() throws {
        let statuses = try complete.exchanges().flatMap { $0.values("status") }
        #expect(Set(statuses) == ["200", "400", "403", "404", "409", "422"])
        for exchange in try complete.exchanges() {
            let status = try #require(exchange.values("status").first)
            #expect(exchange.name.hasPrefix("exchange-\(status)"))
        }
    }
}

extension CompleteCase {
    /// The case in the index: what it is and what must be answered.
    fileprivate var entry: JSONValue {
        var json: JSONValue = ["name": .string(name)]
        for field in ["kind", "expect", "place", "status"] {
            json[field] = values(field).first.map { .string($0) }
        }
        json["record"] = values("record").first.flatMap { Int64($0) }.map { .integer($0) }
        return json
    }
}

extension AuditedKey {
    /// The key's life as the index tells it.
    fileprivate var vector: JSONValue {
        var json: JSONValue = [
            "id": .string("\(name)"), "use": .string(use.rawValue),
            "introduced": .integer(Int64(introduced.value)),
        ]
        json["retired"] = retired.map { .integer(Int64($0.value)) }
        json["voidFrom"] = voidFrom.map { .integer(Int64($0.value)) }
        return json
    }
}
