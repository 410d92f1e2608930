@testable import Signing

/// Where the files of `spec/vectors/02-sign` come from: each is written from one value here.
struct SignVector {
    /// The file's name.
    let name: String
    /// What the body is: `note`, `verifier-key`, `multikey`, `public-key` or `signature`.
    let kind: String
    /// `accepted`, or the code of the refusal; of signatures `verifies` or `fails`.
    let expect: String
    /// What the vector is about.
    let comment: String
    /// Further header lines, `name: value`.
    var fields: [String] = []
    /// What stands after the empty line.
    let body: [UInt8]

    /// The file's bytes: header lines, an empty line, the body.
    var bytes: [UInt8] {
        let header = ["kind: \(kind)", "expect: \(expect)", "comment: \(comment)"] + fields
        return Array(header.joined(separator: "\n").utf8) + [10, 10] + body
    }

    /// Every vector of the folder.
    static func all() throws -> [SignVector] {
        try notes() + malformedNotes() + verifierKeys() + multikeys() + publicKeys() + signatures()
    }
}

extension SignVector {
    static func text(
        _ kind: String, _ name: String, _ expect: String, _ comment: String, _ body: String,
        _ fields: [String] = []
    ) -> SignVector {
        SignVector(
            name: "\(kind)-\(name)", kind: kind, expect: expect, comment: comment, fields: fields,
            body: Array(body.utf8))
    }

    /// Names of verifier keys as text, refused or not.
    private static func verifierKeys() throws -> [SignVector] {
        let good = WorkedExample.vkey
        let cosigner = try VerifierKey(
            name: signer("a").verifierKey.name,
            publicKey: PrivateKey(ed25519Seed: [UInt8](repeating: 1, count: 32)).publicKey,
            type: VerifierKey.cosignatureType)
        let identity = [1, 1] + [UInt8](repeating: 0, count: 31)
        let id = Hex.encode(Digest.sha256([0x61, 0x0A] + identity).bytes[..<4])
        let malformed = "verifier-key.malformed"
        let key = good.drop { $0 != "+" }.dropFirst(10)
        return [
            text("verifier-key", "worked-example", "accepted", "type 1", good),
            text("verifier-key", "cosigner", "accepted", "type 4", cosigner.description),
            text(
                "verifier-key", "other-id", "verifier-key.wrong-id",
                "the last digit of the ID is one more",
                "log.example/ref+3d37bb92+\(key)"),
            text(
                "verifier-key", "other-name", "verifier-key.wrong-id", "the ID covers the name",
                "log.example/reg+3d37bb91+\(key)"),
            text(
                "verifier-key", "uppercase-id", malformed, "the ID is in lowercase digits",
                "log.example/ref+3D37BB91+\(key)"),
            text(
                "verifier-key", "short-id", malformed, "the ID has eight digits",
                "log.example/ref+3d37bb9+\(key)"),
            text("verifier-key", "unpadded", malformed, "base64 is padded", "a+00000000+AQ"),
            text(
                "verifier-key", "no-key", malformed, "a type byte alone is no key",
                "a+00000000+AQ=="),
            text("verifier-key", "space", malformed, "a name has no space", "a b+00000000+AQE="),
            text("verifier-key", "no-name", malformed, "a name is not empty", "+00000000+AQE="),
            text("verifier-key", "newline", malformed, "nothing follows the key", good + "\n"),
            text(
                "verifier-key", "small-order", "verifier-key.refused",
                "the identity point as the key",
                "a+\(id)+\(Base64.encode(identity))"),
        ]
    }

    /// Multikeys as text, refused or not.
    private static func multikeys() throws -> [SignVector] {
        let malformed = "key.multikey-malformed"
        let key = try PublicKey(multikey: MultikeyTests.ed25519Public)
        func encoded(_ bytes: [UInt8]) -> String { "z" + Base58.encode(bytes) }
        let identity = [0xED, 0x01, 1] + [UInt8](repeating: 0, count: 31)
        return [
            text("multikey", "ed25519", "accepted", "the W3C's", MultikeyTests.ed25519Public),
            text("multikey", "p256", "accepted", "the W3C's", MultikeyTests.p256Public),
            text(
                "multikey", "secret", malformed, "a secret key where a public one belongs",
                MultikeyTests.ed25519Secret),
            text(
                "multikey", "no-z", malformed, "the letter of the base is missing",
                String(MultikeyTests.ed25519Public.dropFirst())),
            text(
                "multikey", "leading-one", malformed, "a zero byte before the prefix",
                "z1" + MultikeyTests.ed25519Public.dropFirst()),
            text(
                "multikey", "letter-l", malformed, "not in the alphabet",
                MultikeyTests.ed25519Public.dropLast() + "l"),
            text(
                "multikey", "short", malformed, "31 bytes of key",
                encoded([0xED, 0x01] + key.bytes.dropLast())),
            text(
                "multikey", "long", malformed, "33 bytes of key",
                encoded([0xED, 0x01] + key.bytes + [0])),
            text(
                "multikey", "long-prefix", malformed, "the prefix in three bytes",
                encoded([0xED, 0x81, 0x00] + key.bytes)),
            text(
                "multikey", "x25519", malformed, "a kind that does not sign",
                encoded([0xEC, 0x01] + key.bytes)),
            text(
                "multikey", "base64url", malformed, "another base",
                "u" + Base64URL.encode([0xED, 0x01] + key.bytes)),
            text(
                "multikey", "small-order", "key.small-order", "the identity point",
                encoded(identity)),
        ]
    }
}
