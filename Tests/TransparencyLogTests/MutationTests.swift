import Signing
import Testing
import TransparencyLog

@Suite("Mutated texts")
struct MutationTests {
    private func mutated(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let position = Int.random(in: 0..<max(bytes.count, 1), using: &random)
            switch Int.random(in: 0...4, using: &random) {
            case 0 where position < bytes.count:
                bytes[position] ^= 1 << UInt8.random(in: 0...7, using: &random)
            case 1 where position < bytes.count:
                bytes.remove(at: position)
            case 2:
                let special: [UInt8] = [0, 9, 10, 13, 32, 43, 45, 48, 61, 127, 0xE2, 0xFF]
                bytes.insert(special.randomElement(using: &random) ?? 0, at: position)
            case 3:
                bytes.removeSubrange(position...)
            default:
                bytes += bytes.suffix(position)
            }
        }
        return bytes
    }

    @Test("are refused or mean what they say, and never trap", arguments: 0..<8 as Range<UInt64>)
    func neverTrap(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let naive = NaiveTree(size: 7)
        let signed = try TestKeys.checkpoint(size: 7).signed
        let key = try TestKeys.log().verifierKey
        let inclusion = InclusionProof(index: 4, size: 7, hashes: naive.path(4, 7))
        let consistency = ConsistencyProof(oldSize: 3, newSize: 7, hashes: naive.proof(3, 7))
        let proof = LogProof(inclusion, checkpoint: signed, extra: [1, 2, 3]).bytes
        let request = AddCheckpointRequest(consistency, checkpoint: signed).bytes
        let policy = try TestKeys.policy(2, of: 3).text
        let path = Array("tile/0/x001/x234/067.p/12".utf8)
        let bundle = try EntryBundle.encode([[1, 2, 3], [], [4]])
        for _ in 0..<150 {
            if let read = try? LogProof(parsing: mutated(proof, &random)) {
                #expect(try LogProof(parsing: read.bytes) == read, "seed \(seed)")
                let text = read.checkpoint.note.text
                let verified = try? read.checkpoint.verified(by: key)
                #expect(verified == nil || text == signed.note.text, "seed \(seed)")
            }
            if let read = try? AddCheckpointRequest(parsing: mutated(request, &random)) {
                #expect(try AddCheckpointRequest(parsing: read.bytes) == read, "seed \(seed)")
            }
            if let read = try? WitnessPolicy(parsing: mutated(policy, &random)) {
                #expect(try WitnessPolicy(parsing: read.text) == read, "seed \(seed)")
            }
            let text = String(decoding: mutated(path, &random), as: UTF8.self)
            #expect(TileCoordinate(path: text).map { $0.path == text } ?? true, "seed \(seed)")
            let bytes = mutated(bundle, &random)
            if let entries = try? EntryBundle.decode(bytes, count: 3) {
                #expect(try EntryBundle.encode(entries) == bytes, "seed \(seed)")
            }
        }
    }
}
