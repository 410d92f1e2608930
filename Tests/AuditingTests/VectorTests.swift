import Auditing
import FoundationEssentials
import Signing
import Testing
import TransparencyLog

/// The ledgers in `spec/vectors/08-audit`, for this auditor and for any other.
@Suite("The vectors of audits")
struct VectorTests {
    private static let folder: String = {
        let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(package)/spec/vectors/08-audit"
    }()
    private static let isWriting =
        ProcessInfo.processInfo.environment["TESTAMUR_WRITE_VECTORS"] == "1"

    @Test("are the ledgers that the cases make")
    func written() throws {
        for sample in try AuditCase.all() {
            let path = "\(Self.folder)/\(sample.name)"
            if Self.isWriting {
                try Data(sample.vector).write(to: URL(filePath: path))
            }
            let isSame = FileManager.default.contents(atPath: path) == Data(sample.vector)
            #expect(isSame, "\(sample.name)")
        }
    }

    @Test("are judged as they say")
    func judged() async throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
            .filter { $0 != "README.md" }.sorted()
        #expect(names.count == (try AuditCase.all().count))
        for name in names {
            let data = try #require(
                FileManager.default.contents(atPath: "\(Self.folder)/\(name)"))
            let vector = try #require(AuditVector(Array(data)), "\(name)")
            let report = try await Auditor(
                anchor: vector.anchor, options: AuditOptions(known: vector.known)
            ).audit(vector.ledger)
            let (expected, place) = (vector.expectation, vector.place)
            switch report.verdict {
            case .intact:
                #expect(expected == "intact", "\(name)")
            case .unfinished(let object):
                #expect(expected == "unfinished" && place == object.path, "\(name)")
            case .faulty(let first, _):
                #expect(
                    expected == first.kind.code && place == first.place.description,
                    "\(name): \(first)")
            }
        }
    }
}

extension AuditCase {
    /// The case as a file: its header, an empty line, and a line for each object.
    var vector: [UInt8] {
        var lines: [String] = []
        switch expectation {
        case .intact: lines.append("expect: intact")
        case .unfinished(let path): lines += ["expect: unfinished", "place: \(path)"]
        case .faulty(let kind, let place): lines += ["expect: \(kind.code)", "place: \(place)"]
        }
        lines.append("comment: \(comment)")
        switch anchor {
        case .none: break
        case .key(let key): lines.append("key: \(key)")
        case .pinned(let pinned):
            lines += ["origin: \(pinned.origin)", "genesis: \(pinned.genesis.base64URL)"]
            for key in pinned.keys {
                let until = key.until.map { " \(key.from) \($0)" } ?? " \(key.from)"
                lines.append("pinned: \(key.key)\(until)")
            }
        }
        lines.append("")
        lines += ledger.objects.sorted { $0.key < $1.key }.map {
            "\($0.key) \(Base64.encode($0.value))"
        }
        lines += ledger.earlier.map { "earlier \(Base64.encode($0.bytes))" }
        lines += known.map { "known \(Base64.encode($0.bytes))" }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }
}

/// A vector as read from its file, without the code that wrote it.
struct AuditVector {
    private(set) var expectation = ""
    private(set) var place = ""
    private(set) var anchor = AuditAnchor.none
    private(set) var known: [SignedCheckpoint] = []
    private(set) var ledger = MemoryLedger(objects: [:])

    init?(_ bytes: [UInt8]) {
        let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard let border = lines.firstIndex(of: "") else { return nil }
        var origin: Origin?
        var genesis: Digest?
        var pinned: [PinnedKey] = []
        for line in lines[..<border] {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            let value = String(parts[1].dropFirst())
            switch parts[0] {
            case "expect": expectation = value
            case "place": place = value
            case "key": anchor = (try? VerifierKey(parsing: value)).map { .key($0) } ?? .none
            case "origin": origin = Origin(value)
            case "genesis": genesis = Digest(base64URL: value)
            case "pinned":
                let words = value.split(separator: " ").map(String.init)
                guard let key = try? VerifierKey(parsing: words[0]) else { return nil }
                pinned.append(
                    PinnedKey(
                        key: key, from: TreeSize(words[1]) ?? .zero,
                        until: words.count > 2 ? TreeSize(words[2]) : nil))
            default: break
            }
        }
        if let origin, let genesis {
            anchor = .pinned(AnchoredLedger(origin: origin, genesis: genesis, keys: pinned))
        }
        for line in lines[(border + 1)...] where !line.isEmpty {
            let words = line.split(separator: " ", omittingEmptySubsequences: false)
            guard words.count == 2, let object = Base64.decode(String(words[1])) else {
                return nil
            }
            switch words[0] {
            case "earlier", "known":
                guard let signed = try? SignedCheckpoint(parsing: object) else { return nil }
                if words[0] == "known" {
                    known.append(signed)
                } else {
                    ledger.earlier.append(signed)
                }
            default: ledger.objects[String(words[0])] = object
            }
        }
    }
}
