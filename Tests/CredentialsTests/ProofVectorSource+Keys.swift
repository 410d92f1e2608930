import CanonicalJSON
import Credentials
import Signing
import Testing

extension ProofVectorSource {
    static func keys() throws -> [Named] {
        let method = "/verificationMethod/0"
        func key(_ name: String, _ expect: String, _ comment: String, _ edits: [Edit]) throws
            -> Named
        {
            try vector(name, expect, comment, signed(), documents: [document(edits)])
        }
        let other = #""did:web:partner.example""#
        let neutral = #""z6MkeXATEjyXENzBXBxgC5EHk2JE5aqd7qMGGtDpLUH1e2Sj""#
        let forged = setting([1] + [UInt8](repeating: 0, count: 63), in: try signed())
        let unknown = #""did:web:partner.example#key-1""#
        return [
            try key(
                "key-expires-later", "pass", "The key expires after it signed.",
                [.set(method + "/expires", #""2027-01-15T08:00:00.001Z""#)]),
            try key(
                "key-expired", "fail method.expired", "The key expired as it signed.",
                [.set(method + "/expires", #""2027-01-15T08:00:00Z""#)]),
            try key(
                "key-revoked", "fail method.revoked", "The key was revoked before it signed.",
                [.set(method + "/revoked", #""2027-01-01T00:00:00Z""#)]),
            try key(
                "key-of-other", "fail method.other-controller",
                "The key in the issuer's document is another's.",
                [.set(method + "/controller", other)]),
            try key(
                "key-not-for-assertions", "fail method.relationship",
                "The key is listed for authentication only.",
                [
                    .remove("/assertionMethod"),
                    .set("/authentication", #"["did:web:uni.example#key-1"]"#),
                ]),
            try key(
                "key-not-found", "fail method.not-found", "The document has another key only.",
                [
                    .set(method + "/id", #""did:web:uni.example#key-2""#),
                    .remove("/assertionMethod"),
                ]),
            try vector(
                "key-small-order", "fail method.key-unusable",
                "The key is the neutral point, for which this one signature fits any document.",
                forged, documents: [document([.set(method + "/publicKeyMultibase", neutral)])]),
            try vector(
                "key-of-other-suite", "fail proof.key-does-not-fit",
                "The suite is that of P-256 and the key is Ed25519.",
                signed(options: [.set("/cryptosuite", #""ecdsa-jcs-2019""#)])),
            try vector(
                "key-no-url", "fail method.not-url", "The key's name has no fragment.",
                signed(options: [.set("/verificationMethod", #""did:web:uni.example""#)])),
            try vector(
                "key-unavailable", "not-judged method.document-unavailable",
                "The issuer's document is not known.", signed(), documents: []),
            try vector(
                "not-by-issuer", "fail proof.not-by-issuer",
                "The proof is good, and not the issuer's.",
                signed(options: [.set("/verificationMethod", unknown)]),
                documents: [
                    try document([
                        .set("/id", other), .set(method + "/id", unknown),
                        .set(method + "/controller", other),
                        .set("/assertionMethod/0", unknown),
                    ])
                ]),
        ]
    }

    static func chains() throws -> [Named] {
        var pair = try signed(options: [.set("/id", #""urn:example:1""#)])
        let second = try signed(options: [.set("/previousProof", #""urn:example:1""#)])
        pair["proof"] = .array([
            try #require(pair["proof"]), try #require(second["proof"]),
        ])
        return [
            try vector("chain", "pass", "The second proof rests on the first.", pair),
            try vector(
                "chain-missing", "fail proof.previous", "The proof rests on one that is not there.",
                second),
            try vector(
                "chain-cycle", "fail proof.previous", "The proof rests on itself.",
                signed(options: [
                    .set("/id", #""urn:example:1""#), .set("/previousProof", #""urn:example:1""#),
                ])),
            try vector(
                "chain-twice", "fail proof.malformed", "The proof names another one twice.",
                pair.applying([
                    .set("/proof/1/previousProof", #"["urn:example:1", "urn:example:1"]"#)
                ])),
            try vector(
                "set-with-bad-one", "fail proof.signature", "The second of two proofs is bad.",
                pair.applying([
                    .remove("/proof/1/previousProof"), .set("/proof/1/nonce", #""1""#),
                ])),
        ]
    }

    static func refused() throws -> [Named] {
        var duplicate = try vector(
            "refused-duplicate-name", "refused",
            "A name stands twice; readers would differ in which they believe.", signed())
        duplicate.vector.credential = Array(
            String(decoding: duplicate.vector.credential, as: UTF8.self)
                .replacing("\"type\": \"IdentityObject\"", with: "\"type\": 1, \"type\": 2").utf8)
        return [
            duplicate,
            try vector(
                "refused-no-issuer", "refused /issuer", "There is no issuer.",
                signed(document: [.remove("/issuer")])),
            try vector(
                "refused-context-order", "refused /@context/0",
                "The data model's context is not the first.",
                signed(document: [
                    .set("/@context/0", #""https://w3id.org/security/multikey/v1""#)
                ])),
            try vector(
                "refused-unmapped-type", "refused /type/1", "No context defines the type.",
                signed(document: [.set("/type/1", #""Unmapped""#)])),
            try vector(
                "refused-redefined-term", "refused /@context/2/name",
                "A context in the document redefines a protected term.",
                signed(document: [.set("/@context/2", #"{"name": "https://a.example/x"}"#)])),
            try vector(
                "refused-time-without-zone", "refused /validFrom", "The time has no zone.",
                signed(document: [.set("/validFrom", #""2026-07-01T00:00:00""#)])),
            try vector(
                "refused-validity", "refused /validUntil", "The validity ends before it begins.",
                signed(document: [.set("/validUntil", #""2026-06-30T20:59:59Z""#)])),
            try vector(
                "refused-inner-context", "refused /credentialSubject/@context",
                "A context inside the credential changes what it means.",
                signed(document: [.set("/credentialSubject/@context", "[]")])),
        ]
    }
}
