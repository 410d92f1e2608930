import CanonicalJSON
import Credentials
import Signing
import Testing

/// Makes the vectors: one credential, and one thing changed in each.
///
/// The institution's key is that of the seed of 32 bytes 01, its partner's that of 32 bytes 02.
enum ProofVectorSource {
    static func vectors() throws -> [(name: String, vector: ProofVector)] {
        try passing() + changed() + malformed() + keys() + chains() + refused()
    }

    typealias Named = (name: String, vector: ProofVector)

    static func document(_ edits: [Edit] = []) throws -> JSONValue {
        try Example.document().json.applying(edits)
    }

    /// Signs with options of one's own, then changes what is signed.
    static func signed(
        document: [Edit] = [], options: [Edit] = [], after: [Edit] = []
    ) throws -> JSONValue {
        let json = try Example.signed().json.applying(document)
        var proof = try #require(json["proof"]).applying(options).removing(name: "proofValue")
        var unsecured = json.removing(name: "proof")
        let input = ProofInput(
            canonicalOptions: proof.canonicalBytes(),
            documentDigest: .sha256(unsecured.canonicalBytes()))
        let signature = try Example.key().signature(of: input.hashData)
        proof["proofValue"] = .string("z" + Base58.encode(signature))
        unsecured["proof"] = proof
        return try unsecured.applying(after)
    }

    static func vector(
        _ name: String, _ expect: String, _ comment: String, _ json: JSONValue,
        documents: [JSONValue]? = nil
    ) throws -> Named {
        (
            name,
            ProofVector(
                expect, comment, try documents ?? [document()],
                credential: Array(json.prettyText().utf8))
        )
    }

    private static func passing() throws -> [Named] {
        let short = #"["https://www.w3.org/ns/credentials/v2"]"#
        let second = #""https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json""#
        return [
            try vector("pass", "pass", "A credential as it is issued.", signed()),
            try vector(
                "pass-no-created", "pass", "A proof need not say when it was made.",
                signed(options: [.remove("/created")])),
            try vector(
                "pass-created-offset", "pass", "Any XSD dateTimeStamp serves for created.",
                signed(options: [.set("/created", #""2027-01-15T11:00:00.5+03:00""#)])),
            try vector(
                "pass-expires-later", "pass", "The proof expires one millisecond from now.",
                signed(options: [.set("/expires", #""2027-01-15T08:00:00.001Z""#)])),
            try vector(
                "pass-no-proof-context", "pass",
                "Without contexts of its own a proof is hashed without.",
                signed(options: [.remove("/@context")])),
            try vector(
                "pass-context-prefix", "pass",
                "A context added behind those of the proof is not covered by it.",
                signed(
                    document: [.set("/@context", short)], options: [.set("/@context", short)],
                    after: [.set("/@context/1", second)])),
            try vector(
                "pass-unknown-member", "pass", "Members of a proof that are not known are covered.",
                signed(options: [.set("/note", #"{"a": [1, "ä"]}"#)])),
            try vector(
                "pass-unknown-suite-beside", "pass",
                "A proof of a suite that is not known stands beside a good one.",
                beside(#"{"type": "DataIntegrityProof", "cryptosuite": "mldsa44-jcs-2024"}"#)),
        ]
    }

    private static func beside(_ proof: String) throws -> JSONValue {
        var json = try signed()
        json["proof"] = .array([try #require(json["proof"]), try JSONValue(proof)])
        return json
    }

    private static func changed() throws -> [Named] {
        let fail = "fail proof.signature"
        return [
            try vector(
                "changed-title", fail, "A title was changed after signing.",
                signed(after: [.set("/name/1/@value", #""Doctor of Engineering""#)])),
            try vector(
                "changed-added-member", fail, "A member was added after signing.",
                signed(after: [.set("/credentialSubject/licenseNumber", #""1""#)])),
            try vector(
                "changed-removed-member", fail, "A member was removed after signing.",
                signed(after: [.remove("/awardedDate")])),
            try vector(
                "changed-normalisation", fail,
                "A letter was replaced by its canonical equivalent; there is no normalising.",
                signed(
                    document: [.set("/description", #""é""#)],
                    after: [.set("/description", #""e\u0301""#)])),
            try vector(
                "changed-created", fail, "The time of the proof was changed after signing.",
                signed(after: [.set("/proof/created", #""2020-01-01T00:00:00Z""#)])),
            try vector(
                "changed-proof-context", fail, "The contexts of the proof were taken away.",
                signed(after: [.remove("/proof/@context")])),
            try vector("changed-value-bit", fail, "One bit of R is flipped.", flipped(0)),
            try vector("changed-value-last-bit", fail, "One bit of S is flipped.", flipped(511)),
            try vector(
                "changed-value-plus-order", fail,
                "The order of the group was added to S: the same signature in another spelling.",
                withOrderAdded()),
            try vector(
                "signed-hex", fail, "The hashes were signed in hexadecimal.",
                signedOtherwise { Array(Hex.encode($0.hashData).utf8) }),
            try vector(
                "signed-hashes-swapped", fail, "The hash of the document was put first.",
                signedOtherwise { $0.documentDigest.bytes + $0.optionsDigest.bytes }),
            try vector(
                "signed-document-only", fail, "The hash of the document alone was signed.",
                signedOtherwise { $0.documentDigest.bytes }),
        ]
    }

    private static func signature(of json: JSONValue) throws -> [UInt8] {
        guard case .string(let text)? = json["proof"]?["proofValue"] else { return [] }
        return try #require(Base58.decode(String(text.dropFirst())))
    }

    static func setting(_ signature: [UInt8], in json: JSONValue) -> JSONValue {
        var json = json
        json["proof"]?["proofValue"] = .string("z" + Base58.encode(signature))
        return json
    }

    private static func flipped(_ bit: Int) throws -> JSONValue {
        let json = try signed()
        var signature = try signature(of: json)
        signature[bit / 8] ^= 1 << UInt8(bit % 8)
        return setting(signature, in: json)
    }

    private static func withOrderAdded() throws -> JSONValue {
        let order = try #require(
            Hex.decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"))
        let json = try signed()
        var signature = try signature(of: json)
        var carry: UInt16 = 0
        for index in 0..<32 {
            let sum = UInt16(signature[32 + index]) + UInt16(order[index]) + carry
            signature[32 + index] = UInt8(truncatingIfNeeded: sum)
            carry = sum >> 8
        }
        return setting(signature, in: json)
    }

    private static func signedOtherwise(_ message: (ProofInput) -> [UInt8]) throws -> JSONValue {
        let json = try signed()
        let options = try #require(json["proof"]).removing(name: "proofValue")
        let input = ProofInput(
            canonicalOptions: options.canonicalBytes(),
            documentDigest: .sha256(json.removing(name: "proof").canonicalBytes()))
        return setting(try Example.key().signature(of: message(input)), in: json)
    }

    private static func malformed() throws -> [Named] {
        let fail = "fail proof.malformed"
        let base64 = #""uAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA""#
        return [
            try vector(
                "malformed-value-multibase", fail, "The value is not base58.",
                signed(after: [.set("/proof/proofValue", base64)])),
            try vector(
                "malformed-value-short", fail, "The value has 63 bytes.",
                setting(Array(signature(of: signed()).dropLast()), in: signed())),
            try vector(
                "malformed-value-long", fail, "The value has 65 bytes.",
                setting(signature(of: signed()) + [0], in: signed())),
            try vector(
                "malformed-created", fail, "created has no time of day, and was signed so.",
                signed(options: [.set("/created", #""2027-01-15""#)])),
            try vector(
                "pass-created-without-zone", "pass", "created has no zone: it is in UTC.",
                signed(options: [.set("/created", #""2027-01-15T08:00:00""#)])),
            try vector(
                "expired-without-zone", "fail proof.expired",
                "The proof expires now, written without a zone.",
                signed(options: [.set("/expires", #""2027-01-15T08:00:00""#)])),
            try vector(
                "malformed-no-suite", fail, "The suite is missing.",
                signed(options: [.remove("/cryptosuite")])),
            try vector(
                "no-proof", "fail proof.missing", "There is no proof.",
                signed(after: [.remove("/proof")])),
            try vector(
                "expired", "fail proof.expired", "The proof expires now.",
                signed(options: [.set("/expires", #""2027-01-15T08:00:00Z""#)])),
            try vector(
                "other-purpose", "fail proof.purpose", "The proof is for authentication.",
                signed(options: [.set("/proofPurpose", #""authentication""#)])),
            try vector(
                "context-not-prefix", "fail proof.context",
                "The contexts of the proof are those of the document in another order.",
                signed(options: [
                    .set(
                        "/@context",
                        #"["https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]"#)
                ])),
            try vector(
                "unknown-suite", "not-judged proof.suite-not-known", "No proof can be judged.",
                signed(options: [.set("/cryptosuite", #""mldsa44-jcs-2024""#)])),
        ]
    }
}
