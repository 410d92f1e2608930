import CanonicalJSON
import FoundationEssentials
public import Signing
public import TransparencyLog

/// That an operator went on with a home although records that were signed may be missing.
///
/// Spec: 03-append §8.
public struct AcceptedLoss: Hashable, Sendable {
    /// The longest file of them that is read, in bytes.
    private static let fileBytesMax = 1_048_576

    /// When.
    public let at: Instant
    /// What the ledger had.
    public let checkpoint: Checkpoint
    /// The most that anybody was known to have seen.
    public let largestSeen: TreeSize?
    /// What each source said.
    public let sources: [String]

    /// Notes a loss.
    public init(
        at: Instant, checkpoint: Checkpoint, largestSeen: TreeSize?, sources: [String]
    ) {
        self.at = at
        self.checkpoint = checkpoint
        self.largestSeen = largestSeen
        self.sources = sources
    }

    private init?(_ json: JSON) {
        guard let at = json["at"]?.string.flatMap({ Instant($0) }),
            let origin = json["origin"]?.string.flatMap({ Origin($0) }),
            let size = json["size"]?.string.flatMap({ TreeSize($0) }),
            let root = json["root"]?.string.flatMap({ Digest(base64: $0) })
        else { return nil }
        self.init(
            at: at, checkpoint: Checkpoint(origin: origin, size: size, root: root),
            largestSeen: json["largest_seen"]?.string.flatMap { TreeSize($0) },
            sources: (json["sources"]?.elements ?? []).compactMap(\.string))
    }

    private var json: JSONValue {
        var json: JSONValue = [
            "at": .string(at.description), "origin": .string(checkpoint.origin.description),
            "size": .string(checkpoint.size.description),
            "root": .string(checkpoint.root.base64),
            "sources": .array(sources.map { .string($0) }),
        ]
        if let largestSeen { json["largest_seen"] = .string(largestSeen.description) }
        return json
    }

    /// Every loss that was accepted in a home, the first one first.
    ///
    /// - Throws: ``HomeError/file(_:_:)`` for a file that cannot be read as what it is.
    public static func all(of home: Home) throws(HomeError) -> [AcceptedLoss] {
        let file = home.acceptedLossFile
        guard FileManager.default.fileExists(atPath: file) else { return [] }
        guard let data = try? Data(contentsOf: URL(filePath: file)) else {
            throw HomeError.file(file, "could not be read")
        }
        guard data.count <= fileBytesMax, let root = try? JSONDocument(parsing: Array(data)).root,
            root["version"]?.integer == 1
        else { throw HomeError.file(file, "is damaged") }
        let losses = (root["accepted"]?.elements ?? []).map(AcceptedLoss.init(_:))
        guard losses.allSatisfy({ $0 != nil }) else { throw HomeError.file(file, "is damaged") }
        return losses.compactMap(\.self)
    }

    /// Puts a home's list in place of the one that was there; on the disk when this returns.
    ///
    /// - Throws: ``HomeError/file(_:_:)``.
    public static func write(_ losses: [AcceptedLoss], of home: Home) throws(HomeError) {
        let json: JSONValue = ["version": 1, "accepted": .array(losses.map(\.json))]
        try DurableFile.replace(Array(json.prettyText().utf8), at: home.acceptedLossFile)
    }

    /// Whether a checkpoint that the ledger does not have was given up with this loss: it can be
    /// of the history that was lost, and proves nothing new.
    ///
    /// - Parameter size: how many records the ledger has now.
    func gaveUp(_ seen: Checkpoint, beside size: TreeSize) -> Bool {
        seen.size > checkpoint.size && seen.size <= max(size, largestSeen ?? .zero)
    }
}
