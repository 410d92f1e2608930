import FoundationEssentials
import Signing
import Testing
import TransparencyLog

/// The proof cases published with transparency-dev/merkle, where the machine has them.
@Suite("The published proof vectors")
struct PublishedVectorTests {
    private struct InclusionCase: Decodable {
        var leafIdx: UInt64
        var treeSize: UInt64
        var root: String
        var leafHash: String
        var proof: [String]?
        var wantErr: Bool
    }

    private struct ConsistencyCase: Decodable {
        var size1: UInt64
        var size2: UInt64
        var root1: String
        var root2: String
        var proof: [String]?
        var wantErr: Bool
    }

    /// The folder beside the package, or nothing with a notice.
    private static func files(_ folder: String) -> [String] {
        let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let root = "/\(package)/../shared/vectors/merkle/\(folder)"
        guard let names = try? FileManager.default.subpathsOfDirectory(atPath: root) else {
            print("skipped: no published vectors at \(root)")
            return []
        }
        return names.filter { $0.hasSuffix(".json") }.sorted().map { "\(root)/\($0)" }
    }

    private static func read<Case: Decodable>(_ file: String) throws -> Case {
        let data = try #require(FileManager.default.contents(atPath: file), "\(file)")
        return try JSONDecoder().decode(Case.self, from: data)
    }

    private static func digests(_ texts: [String]?) -> [Digest]? {
        let digests = (texts ?? []).compactMap(Digest.init(base64:))
        return digests.count == (texts ?? []).count ? digests : nil
    }

    @Test("of inclusion are judged as published")
    func inclusion() throws {
        for file in Self.files("inclusion") {
            let vector: InclusionCase = try Self.read(file)
            var verifies = false
            if let index = LeafIndex(exactly: vector.leafIdx),
                let size = TreeSize(exactly: vector.treeSize),
                let root = Digest(base64: vector.root), let leaf = Digest(base64: vector.leafHash),
                let hashes = Self.digests(vector.proof)
            {
                verifies = InclusionProof(index: index, size: size, hashes: hashes)
                    .verifies(leaf: leaf, root: root)
            }
            #expect(verifies == !vector.wantErr, "\(file)")
        }
    }

    /// Holds only in a tree whose roots may be any text: here they are twelve bytes.
    private static let exception = "sizes-are-equal-one-and-proof-is-empty.json"

    @Test("of consistency are judged as published")
    func consistency() throws {
        for file in Self.files("consistency") where !file.hasSuffix(Self.exception) {
            let vector: ConsistencyCase = try Self.read(file)
            var verifies = false
            if let old = TreeSize(exactly: vector.size1), let new = TreeSize(exactly: vector.size2),
                let oldRoot = Digest(base64: vector.root1),
                let newRoot = Digest(base64: vector.root2), let hashes = Self.digests(vector.proof)
            {
                verifies = ConsistencyProof(oldSize: old, newSize: new, hashes: hashes)
                    .verifies(oldRoot: oldRoot, newRoot: newRoot)
            }
            #expect(verifies == !vector.wantErr, "\(file)")
        }
    }
}
