import CanonicalJSON
import Credentials
import Signing
import Testing

@Suite("Several proofs")
struct ProofSetTests {
    /// The example with proofs that have the given names and rest on the given others.
    private func document(_ proofs: [(id: String?, previous: String?)]) throws -> JSONValue {
        let unsigned = try Example.unsigned()
        var values: [JSONValue] = []
        for (id, previous) in proofs {
            var proof: JSONValue = [
                "type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022",
                "verificationMethod": .string(try Example.url().description),
                "proofPurpose": "assertionMethod",
            ]
            if let id { proof["id"] = .string(id) }
            if let previous { proof["previousProof"] = try JSONValue(previous) }
            let input = ProofInput(
                canonicalOptions: proof.canonicalBytes(), documentDigest: unsigned.digest)
            let signature = try Example.key().signature(of: input.hashData)
            proof["proofValue"] = .string("z" + Base58.encode(signature))
            values.append(proof)
        }
        var json = unsigned.json
        json["proof"] = .array(values)
        return json
    }

    private func passes(_ json: JSONValue) throws -> [Bool] {
        try ProofReport.example(json).proofs.map { item in
            if case .pass = item.outcome { true } else { false }
        }
    }

    private func conclusion(_ edits: [Edit]) throws -> ProofConclusion {
        let json = try document([(nil, nil), (nil, nil)]).applying(edits)
        return try ProofReport.example(json).conclusion(forIssuer: Example.institution)
    }

    @Test("are each judged, and one bad one spoils the document")
    func set() throws {
        guard case .pass = try conclusion([]) else {
            Issue.record("both proofs are good")
            return
        }
        #expect(
            try conclusion([.set("/proof/1/created", #""2027-01-01T00:00:00Z""#)])
                == .fail(.signature))
        guard case .pass = try conclusion([.set("/proof/0/cryptosuite", #""other""#)]) else {
            Issue.record("one proof is good, the other not known")
            return
        }
        #expect(
            try conclusion([
                .set("/proof/0/cryptosuite", #""other""#),
                .set("/proof/1/cryptosuite", #""another""#),
            ]) == .notJudged(.suiteNotKnown("other")))
        let none = try Example.unsigned().json
        #expect(
            try ProofReport.example(none).conclusion(forIssuer: Example.institution)
                == .fail(.missing))
    }

    @Test("are good for the issuer only with one of the issuer's keys")
    func binding() throws {
        let json = try document([(nil, nil)])
        #expect(
            try ProofReport.example(json).conclusion(forIssuer: "did:web:other.example")
                == .fail(.notByIssuer))
        let other = try json.applying([
            .set("/proof/1", #"{"type": "Other"}"#)
        ])
        #expect(
            try ProofReport.example(other).conclusion(forIssuer: "did:web:other.example")
                == .notJudged(.suiteNotKnown("Other")))
    }

    @Test("for another purpose count for nothing beside a good one, and are not good alone")
    func otherPurpose() throws {
        let edit = Edit.set("/proof/0/proofPurpose", #""authentication""#)
        guard case .pass = try conclusion([edit]) else {
            Issue.record("the other proof is good")
            return
        }
        let report = try ProofReport.example(
            document([(nil, nil), (nil, nil)]).applying([edit]))
        #expect(report.proofs[0].outcome == .skipped(.otherPurpose("authentication")))
        #expect(report.conclusion(forIssuer: "did:web:other.example") == .fail(.notByIssuer))
        #expect(
            try conclusion([edit, .set("/proof/1/nonce", #""1""#)])
                == .fail(.purpose("authentication")))
        #expect(
            try conclusion([edit, .set("/proof/1/cryptosuite", #""other""#)])
                == .fail(.purpose("authentication")))
        #expect(try conclusion([edit, .remove("/proof/1")]) == .fail(.purpose("authentication")))
        // Nothing rests on it either.
        let chain = try document([("urn:a:1", nil), (nil, #""urn:a:1""#)]).applying([edit])
        #expect(
            try ProofReport.example(chain).proofs.map(\.outcome)
                == [.fail(.purpose("authentication")), .fail(.previousProof)])
    }

    @Test("see the document with at most four different contexts")
    func contexts() throws {
        let names = (0..<6).map { JSONValue.string("https://context.example/\($0)") }
        func outcomes(_ count: Int) throws -> [ProofOutcome] {
            var json = try document((0..<count).map { _ in (nil, nil) })
            json["@context"] = .array(names)
            let proofs = try json.document.root["proof"]?.elements.map(\.value) ?? []
            json["proof"] = .array(
                proofs.enumerated().map { index, proof in
                    var proof = proof
                    proof["@context"] = .array(Array(names.prefix(index + 1)))
                    return proof
                })
            return try ProofReport.example(json).proofs.map(\.outcome)
        }
        #expect(try outcomes(4) == Array(repeating: .fail(.signature), count: 4))
        #expect(try outcomes(5) == [.fail(.tooMany)])
    }

    @Test("leave open what the issuer's own leaves open, whatever stands before it")
    func gapOfTheIssuer() throws {
        let json = try document([(nil, nil), (nil, nil)]).applying([
            .set("/proof/0/verificationMethod", #""did:web:partner.example#key""#)
        ])
        let none = KnownDocuments([])
        let report = try ProofReport.example(json, resolver: none)
        let issuer = try #require(DID(Example.institution))
        #expect(
            report.conclusion(forIssuer: Example.institution)
                == .notJudged(.keysUnavailable(issuer)))
        let other = try json.applying([.set("/proof/1/cryptosuite", #""other""#)])
        #expect(
            try ProofReport.example(other, resolver: none)
                .conclusion(forIssuer: Example.institution)
                == .notJudged(.suiteNotKnown("other")), "it may be the issuer's")
    }

    @Test("may rest on each other, if each that is named is there once and good")
    func chain() throws {
        #expect(try passes(document([("urn:a:1", nil), (nil, #""urn:a:1""#)])) == [true, true])
        #expect(
            try passes(
                document([
                    ("urn:a:1", nil), ("urn:a:2", #""urn:a:1""#),
                    (nil, #"["urn:a:1", "urn:a:2"]"#),
                ])) == [true, true, true])
        #expect(try passes(document([("urn:a:1", nil), (nil, #""urn:a:2""#)])) == [true, false])
        #expect(
            try passes(document([(nil, #"["urn:a:1", "urn:a:9"]"#), ("urn:a:1", nil)]))
                == [false, true])
        #expect(
            try passes(
                document([("urn:a:1", nil), ("urn:a:1", nil), (nil, #""urn:a:1""#)]))
                == [true, true, false])
    }

    @Test("may sign those that they rest on with the document, in the order named")
    func signedTogether() throws {
        var json = try document([("urn:a:1", nil), ("urn:a:2", nil)])
        let first = try json.document.root["proof"]?.elements.map(\.value) ?? []
        json["@context"] = ["https://context.example/0", "https://context.example/1"]
        func passes(_ signed: [JSONValue], context: JSONValue?) throws -> Bool {
            var proof: JSONValue = [
                "type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022",
                "verificationMethod": .string(try Example.url().description),
                "proofPurpose": "assertionMethod", "previousProof": ["urn:a:2", "urn:a:1"],
            ]
            var content = json
            content["proof"] = .array(signed)
            if let context {
                proof["@context"] = context
                content["@context"] = context
            }
            let input = ProofInput(
                canonicalOptions: proof.canonicalBytes(),
                documentDigest: .sha256(content.canonicalBytes()))
            let signature = try Example.key().signature(of: input.hashData)
            proof["proofValue"] = .string("z" + Base58.encode(signature))
            var all = json
            all["proof"] = .array(first + [proof])
            let outcome = try ProofReport.example(all).proofs.last?.outcome
            // The others were made without these contexts.
            return outcome == .fail(.previousProof)
        }
        #expect(try passes([first[1], first[0]], context: nil))
        #expect(try passes([first[1], first[0]], context: ["https://context.example/0"]))
        #expect(try !passes(first, context: nil))
        #expect(try !passes([first[1]], context: nil))
    }

    @Test("never rest on themselves, directly or round about")
    func cycle() throws {
        #expect(try passes(document([("urn:a:1", #""urn:a:1""#)])) == [false])
        #expect(
            try passes(
                document([
                    ("urn:a:1", #""urn:a:2""#), ("urn:a:2", #""urn:a:3""#),
                    ("urn:a:3", #""urn:a:1""#), ("urn:a:4", nil), (nil, #""urn:a:1""#),
                ])) == [false, false, false, true, false])
    }

    @Test("are not better than those they rest on")
    func dependence() throws {
        let json = try document([
            ("urn:a:1", nil), ("urn:a:2", #""urn:a:1""#), (nil, #""urn:a:2""#),
        ])
        let bad = try json.applying([.set("/proof/0/nonce", #""1""#)])
        #expect(
            try ProofReport.example(bad).proofs.map(\.outcome) == [
                .fail(.signature), .fail(.previousProof), .fail(.previousProof),
            ])
        let unknown = try json.applying([
            .set("/proof/0/verificationMethod", #""did:web:other.example#key-1""#)
        ])
        let outcomes = try ProofReport.example(unknown).proofs.map(\.outcome)
        #expect(outcomes[1] == .skipped(.previousProofNotJudged))
        #expect(outcomes[2] == .skipped(.previousProofNotJudged))
    }

    @Test("are judged up to 32, and no more")
    func limit() throws {
        let json = try document(Array(repeating: (nil, nil), count: 32))
        #expect(try passes(json).count == 32)
        let more = try document(Array(repeating: (nil, nil), count: 33))
        #expect(try ProofReport.example(more).proofs.map(\.outcome) == [.fail(.tooMany)])
    }

    @Test("that rest on one another in every way are still judged at once")
    func dense() throws {
        let names = (0..<32).map { "urn:a:\($0)" }
        let json = try document(
            names.indices.map { index in
                let previous = names[..<index].map { "\"\($0)\"" }.joined(separator: ",")
                return (names[index], index == 0 ? nil : "[\(previous)]")
            })
        #expect(try passes(json).allSatisfy { $0 })
    }
}
