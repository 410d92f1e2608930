import FoundationEssentials
import Signing
import Testing
import TransparencyLog

/// One file of `spec/vectors`: header lines, an empty line, the bytes.
struct SpecVector: CustomStringConvertible, Sendable {
    /// Folder and file.
    let name: String
    private let fields: [(name: String, value: String)]
    /// What the vector is about.
    let body: [UInt8]

    /// All files of a folder with one kind of body.
    static func all(_ folder: String, kind: String) -> [SpecVector] {
        let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let root = "/\(package)/spec/vectors/\(folder)"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return names.sorted().compactMap { name in
            guard let data = FileManager.default.contents(atPath: "\(root)/\(name)") else {
                return nil
            }
            let vector = SpecVector(name: "\(folder)/\(name)", bytes: Array(data))
            return vector?["kind"] == kind ? vector : nil
        }
    }

    private init?(name: String, bytes: [UInt8]) {
        self.name = name
        guard
            let end = bytes.indices.dropLast().first(where: {
                bytes[$0] == 10 && bytes[$0 + 1] == 10
            })
        else { return nil }
        let lines = bytes[..<end].split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
        fields = lines.compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (String(line[..<colon]), String(line[colon...].dropFirst(2)))
        }
        body = Array(bytes[(end + 2)...])
    }

    /// The values of a header name, in order.
    func values(_ name: String) -> [String] {
        fields.filter { $0.name == name }.map(\.value)
    }

    /// The value of a header name.
    subscript(_ name: String) -> String? { values(name).first }

    var description: String { name }
}

@Suite("The specification's vectors")
struct SpecVectorTests {
    /// What the module makes of a vector, in the words of `expect:`.
    private func outcome(_ judge: () throws -> String) -> String {
        do {
            return try judge()
        } catch let error as TransparencyLogError {
            return error.code
        } catch {
            return "\(error)"
        }
    }

    private func key(_ vector: SpecVector) throws -> VerifierKey {
        try VerifierKey(parsing: #require(vector["key"]))
    }

    @Test("are there")
    func present() {
        #expect(SpecVector.all("04-checkpoint", kind: "checkpoint").count >= 28)
        #expect(SpecVector.all("05-witness", kind: "add-checkpoint").count >= 27)
        #expect(SpecVector.all("05-witness", kind: "policy").count >= 36)
        #expect(SpecVector.all("06-prove", kind: "log-proof").count >= 39)
    }

    @Test("of checkpoints", arguments: SpecVector.all("04-checkpoint", kind: "checkpoint"))
    func checkpoint(vector: SpecVector) throws {
        let key = try key(vector)
        let found = outcome {
            let signed = try SignedCheckpoint(parsing: vector.body)
            #expect(signed.bytes == vector.body)
            #expect(try signed.verified(by: key).checkpoint.text == signed.note.text)
            return "valid"
        }
        #expect(found == vector["expect"])
    }

    @Test("of tile paths", arguments: SpecVector.all("04-checkpoint", kind: "tile-path"))
    func tilePath(vector: SpecVector) {
        let path = String(decoding: vector.body, as: UTF8.self)
        let tile = TileCoordinate(path: path)
        #expect((tile == nil ? "malformed" : "valid") == vector["expect"])
        #expect(tile?.path == (tile == nil ? nil : path))
    }

    @Test("of entry bundles", arguments: SpecVector.all("04-checkpoint", kind: "entry-bundle"))
    func bundle(vector: SpecVector) throws {
        let count = try #require(vector["count"].flatMap { Int($0) })
        let found = outcome {
            let entries = try EntryBundle.decode(vector.body, count: count)
            #expect(try EntryBundle.encode(entries) == vector.body)
            return "valid"
        }
        #expect(found == vector["expect"])
    }

    @Test("of submissions", arguments: SpecVector.all("05-witness", kind: "add-checkpoint"))
    func addCheckpoint(vector: SpecVector) throws {
        let key = try key(vector)
        let last = try #require(vector["last"].flatMap { TreeSize($0) })
        let lastRoot = try #require(vector["last-root"].flatMap(Digest.init(base64:)))
        var status = "400"
        let found = outcome {
            let request = try AddCheckpointRequest(parsing: vector.body)
            #expect(request.bytes == vector.body)
            status = "403"
            if request.checkpoint.checkpoint.origin.keyName != key.name { status = "404" }
            let verified = try request.checkpoint.verified(by: key)
            status = "409"
            guard request.oldSize == last else { return "conflict" }
            status = "422"
            let isConsistent = request.consistency.verifies(
                oldRoot: lastRoot, newRoot: verified.checkpoint.root)
            guard isConsistent else { return "inconsistent" }
            status = "200"
            return "valid"
        }
        #expect(found == vector["expect"])
        #expect(status == vector["status"])
    }

    @Test(
        "of cosigned checkpoints",
        arguments: SpecVector.all("05-witness", kind: "cosigned-checkpoint"))
    func cosigned(vector: SpecVector) throws {
        let text = vector.values("policy").map { $0 + "\n" }.joined()
        let policy = try WitnessPolicy(parsing: Array(text.utf8))
        let found = outcome {
            let trusted = try SignedCheckpoint(parsing: vector.body)
                .verified(byAnyOf: policy.logs.map(\.key)).trusted(under: policy)
            #expect(trusted.witnessedTime?.seconds == vector["time"].flatMap { Int64($0) })
            return "valid"
        }
        #expect(found == vector["expect"])
    }

    @Test("of policies", arguments: SpecVector.all("05-witness", kind: "policy"))
    func policy(vector: SpecVector) {
        let found = outcome {
            let policy = try WitnessPolicy(parsing: vector.body)
            #expect(try WitnessPolicy(parsing: policy.text) == policy)
            return "valid"
        }
        #expect(found == vector["expect"])
    }

    @Test("of log proofs", arguments: SpecVector.all("06-prove", kind: "log-proof"))
    func logProof(vector: SpecVector) throws {
        let key = try key(vector)
        let leaf = try #require(vector["leaf"].flatMap(Digest.init(base64:)))
        let found = outcome {
            let proof = try LogProof(parsing: vector.body)
            #expect(proof.bytes == vector.body)
            let verified = try proof.checkpoint.verified(by: key)
            return proof.proves(leaf: leaf, in: verified) ? "valid" : "not-proved"
        }
        #expect(found == vector["expect"])
    }
}
