import CanonicalJSON
import Credentials
import Signing
import Testing

/// The vectors that the W3C publishes with the suites, every intermediate value of them.
@Suite("The W3C's vectors")
struct W3CVectorTests {
    private struct Vector {
        let folder: String
        let suffix: String

        func text(_ name: String) throws -> String? {
            guard let bytes = Files.shared("vectors/data-integrity/\(folder)/\(name)") else {
                return nil
            }
            let trimmed = bytes.reversed().drop { $0 == 0x0A || $0 == 0x0D }.reversed()
            return String(decoding: trimmed, as: UTF8.self)
        }

        func json(_ name: String) throws -> JSON? {
            try text(name).map { try JSONDocument(parsing: Array($0.utf8)).root }
        }
    }

    private static let eddsa = Vector(
        folder: "eddsa-jcs-2022", suffix: "JCS")
    private static let ecdsa = Vector(
        folder: "ecdsa-jcs-2019-p256", suffix: "JCSECDSAP256")

    private func checkInput(_ vector: Vector) throws {
        guard let unsigned = try vector.json("unsigned.json"),
            let options = try vector.json("proofConfig\(vector.suffix).json")
        else { return }
        let document = ProofInput.canonicalDocument(unsigned)
        #expect(
            String(decoding: document, as: UTF8.self)
                == (try vector.text("canonDoc\(vector.suffix).txt")))
        let canonical = options.canonicalBytes()
        let input = ProofInput(canonicalOptions: canonical, documentDigest: .sha256(document))
        #expect(
            String(decoding: canonical, as: UTF8.self)
                == (try vector.text("proofCanon\(vector.suffix).txt")))
        #expect(
            input.documentDigest.description == (try vector.text("docHash\(vector.suffix).txt")))
        #expect(
            input.optionsDigest.description == (try vector.text("proofHash\(vector.suffix).txt")))
        #expect(
            Hex.encode(input.hashData) == (try vector.text("combinedHash\(vector.suffix).txt")))
    }

    private func checkSigned(_ vector: Vector) throws {
        guard let signed = try vector.json("signed\(vector.suffix).json") else { return }
        let proof = try DataIntegrityProof(try #require(signed["proof"]))
        #expect(Hex.encode(proof.signature) == (try vector.text("sigHex\(vector.suffix).txt")))
        let report = ProofReport(
            judging: signed, expecting: ProofExpectation(now: Example.now),
            resolver: KnownDocuments([], keyDIDs: .resolved))
        guard case .pass(let method)? = report.proofs.first?.outcome else {
            Issue.record("\(report)")
            return
        }
        // The issuer of the vector does not control its key: good for the proof alone.
        let credential = try Credential(validating: signed, as: .verifying)
        #expect(report.conclusion(forIssuer: credential.issuer) == .fail(.notByIssuer))
        guard case .pass = report.conclusion(forIssuer: method.controller.description) else {
            Issue.record("\(report)")
            return
        }
        let none = ProofReport(
            judging: signed, expecting: ProofExpectation(now: Example.now),
            resolver: KnownDocuments([]))
        #expect(none.proofs.map(\.outcome) == [.skipped(.keysUnavailable(method.controller))])
    }

    @Test("of eddsa-jcs-2022 agree in every step")
    func eddsaInput() throws {
        try checkInput(Self.eddsa)
        try checkSigned(Self.eddsa)
    }

    @Test("of ecdsa-jcs-2019 agree in every step")
    func ecdsaInput() throws {
        try checkInput(Self.ecdsa)
        try checkSigned(Self.ecdsa)
    }

    @Test("of eddsa-jcs-2022 are made again byte for byte")
    func eddsaSigning() throws {
        let vector = Self.eddsa
        guard let unsigned = try vector.json("unsigned.json"),
            let signed = try vector.json("signed\(vector.suffix).json"),
            let keys = try vector.json("keyPair.json")
        else { return }
        let secret = try #require(keys["privateKeyMultibase"]?.string)
        // Two bytes tell the kind; the seed follows.
        let bytes = try #require(Base58.decode(Array(secret.utf8.dropFirst())))
        let key = try PrivateKey(ed25519Seed: Array(bytes.dropFirst(2)))
        #expect(key.publicKey.multikey == keys["publicKeyMultibase"]?.string)
        let method = try #require(signed["proof"]?["verificationMethod"]?.string)
        // Ours writes milliseconds, the vector none; so the time is put in as the vector has it.
        let options = ProofOptions(verificationMethod: try Example.url(method), created: nil)
        var proof = try DataIntegrityProof.signing(unsigned.value, with: key, options: options)
            .removing(name: "proofValue")
        proof["created"] = "2023-02-24T23:36:38Z"
        let input = ProofInput(
            canonicalOptions: proof.canonicalBytes(),
            documentDigest: .sha256(ProofInput.canonicalDocument(unsigned)))
        proof["proofValue"] = .string("z" + Base58.encode(try key.signature(of: input.hashData)))
        #expect(proof.canonicalBytes() == signed["proof"]?.canonicalBytes())
    }

    @Test("of ecdsa-jcs-2019 are signed to a proof that is good")
    func ecdsaSigning() throws {
        let vector = Self.ecdsa
        guard let unsigned = try vector.json("unsigned.json") else { return }
        let key = try PrivateKey.generate(.es256)
        let did = try #require(DID(key: key.publicKey))
        var json = unsigned.value
        json["proof"] = try DataIntegrityProof.signing(
            json, with: key,
            options: ProofOptions(
                suite: .ecdsaJCS2019, verificationMethod: did.keyURL(), created: Example.now))
        let report = try ProofReport.example(
            json, resolver: KnownDocuments([], keyDIDs: .resolved))
        guard case .pass? = report.proofs.first?.outcome else {
            Issue.record("\(report)")
            return
        }
    }
}
