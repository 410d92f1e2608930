import CanonicalJSON
import HomeFolder
import Signing
import TransparencyLog

/// That an operator went on with a restored home although records that were signed may be missing.
///
/// Spec: 03-append §8.
struct AcceptedLoss: Hashable, Sendable {
    /// When.
    let at: Instant
    /// What the ledger had.
    let checkpoint: Checkpoint
    /// The most that anybody was known to have seen.
    let largestSeen: TreeSize?
    /// What each source said.
    let sources: [String]

    init(at: Instant, checkpoint: Checkpoint, largestSeen: TreeSize?, sources: [String]) {
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
    static func all(of home: Home) throws -> [AcceptedLoss] {
        let file = home.acceptedLossFile
        guard InputFile.exists(file) else { return [] }
        let document = try InputFile(file).json(max: 1_048_576)
        let losses = (document.root["accepted"]?.elements ?? []).map(AcceptedLoss.init(_:))
        guard document.root["version"]?.integer == 1, losses.allSatisfy({ $0 != nil }) else {
            throw HomeError.file(file, "is damaged")
        }
        return losses.compactMap(\.self)
    }

    /// Puts a home's list in place of the one that was there; on the disk when this returns.
    ///
    /// - Throws: ``Failure``.
    static func write(_ losses: [AcceptedLoss], of home: Home) throws(Failure) {
        let json: JSONValue = ["version": 1, "accepted": .array(losses.map(\.json))]
        try PrivateFile.replace(Array(json.prettyText().utf8), at: home.acceptedLossFile)
    }
}
