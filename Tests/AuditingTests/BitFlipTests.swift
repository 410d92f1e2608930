import Auditing
import FoundationEssentials
import Signing
import Testing
import TransparencyLog

/// One bit changed in whatever is published.
///
/// One bit in every byte under `TESTAMUR_SLOW=1`, in a checkpoint every bit; otherwise in a sample
/// of bytes that is the same each time, in a checkpoint in every byte.
@Suite("One flipped bit")
struct BitFlipTests {
    private static let isSlow = ProcessInfo.processInfo.environment["TESTAMUR_SLOW"] == "1"
    private static let sample = Result {
        var sample = try SampleLedger()
        try sample.appendIssues(599)
        return sample
    }

    /// The objects as they should be.
    private let objects: [String: [UInt8]]
    private let key: VerifierKey

    init() throws {
        let sample = try Self.sample.get()
        objects = try sample.published()
        key = sample.signer.verifierKey
    }

    @Test("of the checkpoint is found there", arguments: [Outside.key, Outside.nothing])
    func checkpoint(outside: Outside) async throws {
        var small = try SampleLedger()
        try small.appendIssues(19)
        let intact = try small.published()
        let bytes = try #require(intact["checkpoint"])
        for offset in bytes.indices {
            for bit in Self.isSlow ? Array(0..<8) : [offset % 8] {
                var objects = intact
                objects["checkpoint"]?[offset] ^= 1 << bit
                let report = try await audit(objects, outside: outside)
                let isNamed = report.faults.first?.place == .checkpoint
                // A wrong size may leave nothing to read, and then no key to judge it by.
                let isOpen = outside == .nothing && report.exitCode == 3
                #expect(
                    isNamed || isOpen, "bit \(bit) of byte \(offset): \(report.headline)")
            }
        }
    }

    @Test(
        "of a record is found in that record or in its length",
        arguments: [
            0, 1, 41, 254, 255, 256, 511, 512, 598, 599,
        ])
    func record(index: Int) async throws {
        let width = index < 512 ? 256 : 88
        let tile = try #require(
            TileCoordinate(level: 0, index: UInt64(index / 256), width: width))
        let bytes = try #require(objects[tile.entriesPath])
        let start = EntryPrefix.bytes(of: bytes, count: index % 256).count
        let end = EntryPrefix.bytes(of: bytes, count: index % 256 + 1).count
        for offset in Self.offsets(in: start..<end, count: 12) {
            let first = try await firstFault(
                flipping: offset, of: tile.entriesPath,
                signatures: Self.isSlow ? .verified : .skipped)
            let isLength = offset < start + 2
            let isNamed =
                first?.place == .record(LeafIndex(UInt64(index)))
                || (isLength && first?.place == .entries(tile))
            #expect(isNamed, "byte \(offset): \(first?.description ?? "none")")
        }
    }

    @Test(
        "of a served hash is found in its tile",
        arguments: [
            "tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2",
        ])
    func hash(path: String) async throws {
        let bytes = try #require(objects[path])
        let tile = try #require(TileCoordinate(path: path))
        for offset in Self.offsets(in: 0..<bytes.count, count: 12) + [bytes.count - 1] {
            let first = try await firstFault(
                flipping: offset, of: path, signatures: .skipped)
            #expect(
                first?.place == .hashes(tile), "byte \(offset): \(first?.description ?? "none")")
        }
    }

    enum Outside: Sendable { case key, nothing }

    private func firstFault(
        flipping offset: Int, of path: String,
        signatures: AuditOptions.Signatures
    ) async throws -> AuditFault? {
        var flipped = objects
        flipped[path]?[offset] ^= 1 << (offset % 8)
        return try await audit(flipped, outside: .nothing, signatures: signatures).faults.first
    }

    private func audit(
        _ objects: [String: [UInt8]], outside: Outside,
        signatures: AuditOptions.Signatures = .skipped
    ) async throws -> AuditReport {
        let anchor: AuditAnchor
        switch outside {
        case .key: anchor = .key(key)
        case .nothing: anchor = .none
        }
        return try await Auditor(
            anchor: anchor, options: AuditOptions(signatures: signatures)
        ).audit(MemoryLedger(objects: objects))
    }

    /// The offsets to try: all, or so many that are spread over the range.
    private static func offsets(in range: Range<Int>, count: Int) -> [Int] {
        if isSlow || range.count <= count { return Array(range) }
        var random = SampleRandom(seed: UInt64(range.count))
        let fixed = [range.lowerBound, range.lowerBound + 1, range.upperBound - 1]
        return fixed
            + (3..<count).map { _ in range.lowerBound + Int(random.next() % UInt64(range.count)) }
    }
}
