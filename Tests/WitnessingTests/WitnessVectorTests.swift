import FoundationEssentials
import Signing
import Synchronization
import Testing
import TransparencyLog
import Witnessing

/// A witness's memory that holds one log and forgets with the test.
private final class OneLogMemory: WitnessStore {
    private let state: Mutex<WitnessedLog>

    init(_ log: WitnessedLog) { state = Mutex(log) }

    func log(_ origin: Origin) throws -> WitnessedLog? {
        state.withLock { $0.origin == origin ? $0 : nil }
    }

    func log(hash: Digest) throws -> WitnessedLog? { nil }
    func logs() throws -> [WitnessedLog] { state.withLock { [$0] } }
    func add(_ origin: Origin, keys: [WitnessedKey]) throws {}
    func disable(_ origin: Origin) throws {}

    func replace(
        _ last: CosignedCheckpoint?, with next: CosignedCheckpoint
    ) throws -> Bool {
        state.withLock { log in
            guard log.latest == last else { return false }
            log = WitnessedLog(
                origin: log.origin, keys: log.keys, standing: log.standing, latest: next)
            return true
        }
    }
}

/// The requests of `spec/vectors/05-witness`, put to the witness itself.
@Suite("The specification's requests to a witness")
struct WitnessVectorTests {
    struct Case: Sendable, CustomStringConvertible {
        let description: String
        let fields: [String: String]
        let body: [UInt8]
    }

    static let cases: [Case] = {
        let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let folder = "/\(package)/spec/vectors/05-witness"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().compactMap { name in
            guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)"),
                let end = data.indices.dropLast().first(where: {
                    data[$0] == 10 && data[$0 + 1] == 10
                })
            else { return nil }
            var fields: [String: String] = [:]
            for line in data[..<end].split(separator: 10) {
                let text = String(decoding: line, as: UTF8.self)
                guard let colon = text.firstIndex(of: ":") else { continue }
                fields[String(text[..<colon])] = String(text[colon...].dropFirst(2))
            }
            guard fields["kind"] == "add-checkpoint" else { return nil }
            return Case(description: name, fields: fields, body: Array(data[(end + 2)...]))
        }
    }()

    @Test("are there") func present() { #expect(Self.cases.count >= 27) }

    @Test("are answered with the status that stands there", arguments: cases)
    func answered(_ vector: Case) throws {
        let key = try VerifierKey(parsing: #require(vector.fields["key"]))
        let origin = try #require(Origin(key.name.description))
        let last = try #require(vector.fields["last"].flatMap { TreeSize($0) })
        let root = try #require(vector.fields["last-root"].flatMap(Digest.init(base64:)))
        // What was cosigned last, under a signature that nobody looks at any more.
        let note = try SignedNote(
            text: Checkpoint(origin: origin, size: last, root: root).text,
            signatures: [NoteSignature(name: key.name, keyID: key.keyID, payload: [1])])
        let latest = last == .zero ? nil : try CosignedCheckpoint(kept: note.bytes)
        let memory = OneLogMemory(
            WitnessedLog(
                origin: origin, keys: [try #require(WitnessedKey(key))], standing: .active,
                latest: latest))
        let answer = try TestWitness.witness(memory).answer(to: vector.body)
        #expect("\(answer.status)" == vector.fields["status"])
        if answer.status == 200 {
            let kept = try #require(try memory.log(origin)?.latest)
            #expect(kept.note.note.signatures.count == 2)
        } else {
            #expect(try memory.log(origin)?.latest == latest)
        }
    }
}
