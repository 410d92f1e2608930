import Auditing
import CanonicalJSON
import FoundationEssentials
import Testing
import TransparencyLog

@Suite("Any damage")
struct DamageTests {
    @Test("to any object is never called intact, and never stops the program")
    func random() async throws {
        let isSlow = ProcessInfo.processInfo.environment["TESTAMUR_SLOW"] == "1"
        var sample = try SampleLedger.allKinds()
        let next = try SampleLedger.key("rec-2", seed: 120)
        for number in 0..<260 { try sample.append(sample.issue(number), by: [next]) }
        let objects = try sample.published()
        let paths = objects.keys.sorted()
        for seed in 0..<UInt64(isSlow ? 2_000 : 60) {
            var random = SampleRandom(seed: seed)
            var damaged = objects
            for _ in 0...(random.next() % 3) {
                let path = paths[Int(random.next() % UInt64(paths.count))]
                damage(&damaged, path, paths, &random)
            }
            guard damaged != objects else { continue }
            let report = try await Auditor(
                anchor: .none, options: AuditOptions(signatures: .skipped)
            ).audit(MemoryLedger(objects: damaged))
            #expect(report.exitCode != 0, "seed \(seed)")
            #expect(!report.text.isEmpty && !report.json.canonicalBytes().isEmpty)
        }
    }

    private func damage(
        _ objects: inout [String: [UInt8]], _ path: String, _ paths: [String],
        _ random: inout SampleRandom
    ) {
        guard var bytes = objects[path], !bytes.isEmpty else { return }
        let at = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 7 {
        case 0: bytes.removeLast(bytes.count - at)
        case 1: bytes.insert(contentsOf: random.bytes(Int(random.next() % 40)), at: at)
        case 2: bytes.remove(at: at)
        case 3:
            for offset in at..<min(at + 187, bytes.count) { bytes[offset] = 0 }
        case 4:
            let other = paths[Int(random.next() % UInt64(paths.count))]
            objects[path] = objects[other]
            objects[other] = bytes
            return
        case 5:
            objects[path] = nil
            return
        default: bytes.replaceSubrange(at..<min(at + 4, bytes.count), with: random.bytes(4))
        }
        objects[path] = bytes
    }
}
