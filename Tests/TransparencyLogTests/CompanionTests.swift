import Signing
import Testing
import TransparencyLog

@Suite("Checkpoints with a post-quantum signature")
struct CompanionTests {
    private let signer: NoteSigner
    private let companion: VerifierKey
    private let signed: SignedCheckpoint

    init() throws {
        let origin = try #require(Origin("uni.example/ledger"))
        signer = try NoteSigner(
            name: origin.keyName, key: PrivateKey(ed25519Seed: Array(repeating: 1, count: 32)),
            companion: CompanionKey(seed: Array(repeating: 2, count: 32)))
        companion = try #require(signer.companionKey)
        signed = try Checkpoint(origin: origin, size: 3, root: .sha256([1])).signed(by: signer)
    }

    private func keeping(_ index: Int) throws -> SignedCheckpoint {
        try SignedCheckpoint(
            note: SignedNote(text: signed.note.text, signatures: [signed.note.signatures[index]]))
    }

    @Test("hold for readers that know both keys, and for those that know the first only")
    func both() throws {
        let keys = [companion, signer.verifierKey]
        #expect(try signed.verified(byAnyOf: keys).keys == [signer.verifierKey, companion])
        #expect(try signed.verified(by: signer.verifierKey).keys == [signer.verifierKey])
        #expect(
            try signed.verified(byAnyOf: keys).signedByLogOnly.signed.note == signed.note)
        #expect(
            try signed.verified(by: signer.verifierKey).signedByLogOnly.signed.note.signatures
                .count == 1)
    }

    @Test("are refused without it by readers that know its key, and hold for all others")
    func stripped() throws {
        let stripped = try keeping(0)
        #expect(try stripped.verified(by: signer.verifierKey).keys == [signer.verifierKey])
        let keys = [signer.verifierKey, companion]
        #expect(throws: TransparencyLogError.companionMissing) {
            try stripped.verified(byAnyOf: keys)
        }
        #expect(
            try stripped.verified(byAnyOf: keys, companions: .welcome).keys
                == [signer.verifierKey])
    }

    @Test("are never held by it alone")
    func alone() throws {
        let keys = [signer.verifierKey, companion]
        for companions in [SignedCheckpoint.Companions.demanded, .welcome] {
            #expect(throws: TransparencyLogError.note(.noKnownSignature)) {
                try keeping(1).verified(byAnyOf: keys, companions: companions)
            }
        }
        #expect(throws: TransparencyLogError.note(.noKnownSignature)) {
            try signed.verified(by: companion)
        }
    }

    @Test("are read the same with lines by nobody in any order, by every reader of notes")
    func greased() throws {
        let cosigner = try Cosigner(
            name: #require(KeyName("w.example")),
            key: PrivateKey(ed25519Seed: Array(repeating: 3, count: 32)))
        let keys = [signer.verifierKey, companion]
        let verified = try signed.verified(byAnyOf: keys)
        let cosigned = try verified.adding([
            cosigner.cosign(verified, at: Instant(seconds: 1_790_000_000))
        ])
        let policy = try WitnessPolicy(
            parsing: Array(
                "log \(signer.verifierKey)\nwitness w \(cosigner.key)\nquorum w\n".utf8))
        var random = SystemRandomNumberGenerator()
        for _ in 0..<50 {
            let greased = try SignedCheckpoint(
                parsing: cosigned.signed.note.greased(by: &random).bytes)
            let verified = try greased.verified(byAnyOf: keys)
            #expect(verified.checkpoint == signed.checkpoint)
            #expect(
                try verified.trusted(under: policy).witnessedTime?.seconds == 1_790_000_000)
            let own = verified.signedByLogOnly.signed
            #expect(Set(own.note.signatures) == Set(signed.note.signatures))
            let proof = LogProof(
                InclusionProof(index: 0, size: 3, hashes: [.sha256([2]), .sha256([3])]),
                checkpoint: greased)
            #expect(try LogProof(parsing: proof.bytes) == proof)
            let request = AddCheckpointRequest(
                ConsistencyProof(oldSize: 0, newSize: 3, hashes: []), checkpoint: greased)
            #expect(try AddCheckpointRequest(parsing: request.bytes) == request)
        }
    }
}
