import Signing
import Testing
import TransparencyLog

@Suite("Log proofs and submissions")
struct LogProofTests {
    @Test("are written and read back, and prove their own leaf only")
    func roundTrip() throws {
        let naive = NaiveTree(size: 9)
        let verified = try TestKeys.checkpoint(size: 9)
        let reader = try TreeReader(size: 9, tiles: TileTable(naive.leaves))
        for index in 0..<9 {
            let proof = LogProof(
                try reader.inclusionProof(of: LeafIndex(UInt64(index))),
                checkpoint: verified.signed, extra: index == 3 ? [1, 2, 3] : nil)
            #expect(try LogProof(parsing: proof.bytes) == proof)
            for (other, leaf) in naive.leaves.enumerated() {
                #expect(proof.proves(leaf: leaf, in: verified) == (other == index))
            }
        }
    }

    @Test("prove nothing under a checkpoint of another size, root or log")
    func otherCheckpoints() throws {
        let naive = NaiveTree(size: 9)
        let reader = try TreeReader(size: 9, tiles: TileTable(naive.leaves))
        let proof = LogProof(
            try reader.inclusionProof(of: 2), checkpoint: try TestKeys.checkpoint(size: 9).signed)
        #expect(proof.proves(leaf: naive.leaves[2], in: try TestKeys.checkpoint(size: 9)))
        #expect(!proof.proves(leaf: naive.leaves[2], in: try TestKeys.checkpoint(size: 8)))
        let other = try TestKeys.log("log.example/other")
        for (name, root) in [("other", naive.root(9)), ("ref", naive.root(8))] {
            let log = name == "ref" ? try TestKeys.log() : other
            let checkpoint = Checkpoint(
                origin: try TestKeys.origin("log.example/\(name)"), size: 9, root: root)
            let verified = try checkpoint.signed(by: log).verified(by: log.verifierKey)
            #expect(!proof.proves(leaf: naive.leaves[2], in: verified))
        }
    }

    @Test("of the worked example have its text")
    func workedExample() throws {
        let entries = (0..<3).map { Array("entry \($0) ".utf8) }
        var edge = RightEdge()
        let prover = edge.append(contentsOf: entries.map(Digest.leaf)).prover
        let checkpoint = Checkpoint(
            origin: try TestKeys.origin(), size: prover.size, root: prover.root)
        let signed = try checkpoint.signed(by: TestKeys.log())
        let proof = LogProof(prover.inclusionProof(of: 2), checkpoint: signed)
        let start = """
            c2sp.org/tlog-proof@v1
            index 2
            eKu5H/lx0HGM1L33UY6+sq6HQJIUu86nq7/LxWF68yg=

            log.example/ref
            3
            u1yKbMSV62I/kGkuIDAVCXpVkLuuwuhUlC2PVonZXro=


            """
        #expect(proof.bytes == Array(start.utf8) + signed.note.signatures[0].line)
    }

    @Test("take extra data to the limit and not beyond")
    func extraLimit() throws {
        let verified = try TestKeys.checkpoint(size: 1)
        let inclusion = InclusionProof(index: 0, size: 1, hashes: [])
        let extra = [UInt8](repeating: 1, count: LogProof.extraBytesMax)
        let proof = LogProof(inclusion, checkpoint: verified.signed, extra: extra)
        #expect(try LogProof(parsing: proof.bytes).extra == extra)
        let header = Array("c2sp.org/tlog-proof@v1\n".utf8)
        let longer =
            header + Array("extra \(Base64.encode(extra + [1]))\nindex 0\n\n".utf8)
            + verified.signed.bytes
        #expect(throws: TransparencyLogError.proofMalformed(line: 2)) {
            try LogProof(parsing: longer)
        }
    }

    @Test("for a witness are written and read back for every pair of sizes to 20")
    func requests() throws {
        let naive = NaiveTree(size: 20)
        for size in 0...20 {
            let signed = try TestKeys.checkpoint(size: size).signed
            let tiles = TileTable(Array(naive.leaves.prefix(size)))
            let reader = try TreeReader(size: TreeSize(UInt64(size)), tiles: tiles)
            for old in 0...size {
                let consistency = try reader.consistencyProof(from: TreeSize(UInt64(old)))
                let request = AddCheckpointRequest(consistency, checkpoint: signed)
                let read = try AddCheckpointRequest(parsing: request.bytes)
                #expect(read == request)
                #expect(read.consistency == consistency)
            }
        }
        let two = try TestKeys.checkpoint(size: 3).signed
        let leaf = NaiveTree(size: 3).leaves[2]
        let request = AddCheckpointRequest(
            ConsistencyProof(oldSize: 2, newSize: 3, hashes: [leaf]), checkpoint: two)
        #expect(request.bytes == Array("old 2\n\(leaf.base64)\n\n".utf8) + two.bytes)
    }

    @Test("for a witness at another size are answered with that size")
    func sizeAnswers() {
        #expect(AddCheckpointRequest.sizeAnswer(20_852_163) == Array("20852163\n".utf8))
        #expect(AddCheckpointRequest.size(inAnswer: Array("20852163\n".utf8)) == 20_852_163)
        #expect(AddCheckpointRequest.size(inAnswer: Array("0\n".utf8)) == 0)
        for text in ["", "\n", "1", "01\n", "+1\n", "1\n\n", "1\r\n", " 1\n", "1 \n", "a\n"] {
            #expect(AddCheckpointRequest.size(inAnswer: Array(text.utf8)) == nil, "\(text)")
        }
    }

    @Test("cut anywhere are refused")
    func cut() throws {
        let verified = try TestKeys.checkpoint(size: 2)
        let leaf = NaiveTree(size: 2).leaves[0]
        let proof = LogProof(
            InclusionProof(index: 1, size: 2, hashes: [leaf]), checkpoint: verified.signed)
        let request = AddCheckpointRequest(
            ConsistencyProof(oldSize: 1, newSize: 2, hashes: [leaf]), checkpoint: verified.signed)
        for count in 0..<proof.bytes.count {
            #expect(throws: TransparencyLogError.self) {
                try LogProof(parsing: Array(proof.bytes.prefix(count)))
            }
        }
        for count in 0..<request.bytes.count {
            #expect(throws: TransparencyLogError.self) {
                try AddCheckpointRequest(parsing: Array(request.bytes.prefix(count)))
            }
        }
    }
}
