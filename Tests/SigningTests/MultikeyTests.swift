import FoundationEssentials
import Testing

@testable import Signing

@Suite("Multikeys")
struct MultikeyTests {
    /// Key pairs that the W3C publishes with its Data Integrity specifications.
    static let ed25519Public = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    static let ed25519Secret = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
    static let p256Public = "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP"
    static let p256Secret = "z42twTcNeSYcnqg1FLuSFs2bsGH3ZqbRHFmvS9XMsYhjxvHN"

    /// The seed or scalar in a secret multikey, behind the two bytes that tell its kind.
    private func secret(_ multikey: String) throws -> [UInt8] {
        let bytes = try #require(Base58.decode(Array(multikey.utf8.dropFirst())))
        return Array(bytes.dropFirst(2))
    }

    @Test("the W3C's secret keys have the W3C's public keys, whose texts come back")
    func pairs() throws {
        let ed25519 = try PrivateKey(ed25519Seed: secret(Self.ed25519Secret)).publicKey
        #expect(ed25519.algorithm == .ed25519)
        #expect(ed25519.multikey == Self.ed25519Public)
        #expect(try PublicKey(multikey: Self.ed25519Public) == ed25519)
        let p256 = try privateKey(scalar: secret(Self.p256Secret), on: .p256).publicKey
        #expect(p256.algorithm == .es256)
        #expect(p256.multikey == Self.p256Public)
        #expect(try PublicKey(multikey: Self.p256Public) == p256)
    }

    @Test("the W3C's eddsa-jcs-2022 example is signed byte for byte as published")
    func eddsaExample() throws {
        let combined = try hex(
            """
            66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db59b7cb6251b8991add1ce0bc
            83107e3db9dbbab5bd2c28f687db1a03abc92f19
            """)
        let signature = try hex(
            """
            407cd12654b33d718ecbb99179a1506daaa849450bf3fc523cce3e1c96f8b80351da3f253d725c6f00b07c9e
            5448d50b3ef78012b9ab54255116d069c6dd2808
            """)
        let key = try PrivateKey(ed25519Seed: secret(Self.ed25519Secret))
        #expect(try key.signature(of: combined) == signature)
        #expect(key.publicKey.verifies(signature, of: combined))
        let proofValue =
            "2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHX"
            + "QzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"
        #expect(Base58.encode(signature) == proofValue)
        #expect(Base58.decode(proofValue) == signature)
    }

    @Test("the W3C's ecdsa-jcs-2019 example verifies")
    func ecdsaExample() throws {
        let combined = try hex(
            """
            fe5799489119c7fe3c528715e72bd39d2ec6b4ab345978df32e9a9312648ec2559b7cb6251b8991add1ce0bc
            83107e3db9dbbab5bd2c28f687db1a03abc92f19
            """)
        let proofValue =
            "5ptCet75SaEgzG4v4zJhbJtfNi74Wv7Fq15hhKouJQQj"
            + "EPQvPZKaYxcMXAMLPQS2FXrkCWokNJkFVkwxNzZfD5oT"
        let signature = try #require(Base58.decode(proofValue))
        let key = try PublicKey(multikey: Self.p256Public)
        #expect(key.verifies(signature, of: combined))
        for bit in 0..<512 {
            #expect(!key.verifies(signature, of: flipping(bit: bit, of: combined)))
        }
    }

    @Test("the published files say what this test says")
    func publishedFiles() throws {
        guard let folder = sharedVectors("data-integrity") else { return }
        let files = [
            "eddsa-jcs-2022/keyPair.json": [Self.ed25519Public, Self.ed25519Secret],
            "ecdsa-jcs-2019-p256/p256KeyPair.json": [Self.p256Public, Self.p256Secret],
        ]
        for (name, keys) in files {
            let text = String(decoding: try readFile(folder + "/" + name), as: UTF8.self)
            for key in keys { #expect(text.contains("\"\(key)\""), "\(name)") }
        }
    }

    @Test("every other text of the same key, and every other kind, is refused")
    func refused() throws {
        let key = try PublicKey(multikey: Self.ed25519Public)
        let zeros = [UInt8](repeating: 1, count: 48)
        var texts = [
            "", "z", "6" + Self.ed25519Public.dropFirst(), "Z" + Self.ed25519Public.dropFirst(),
            String(Self.ed25519Public.dropFirst()), "z1" + Self.ed25519Public.dropFirst(),
            " " + Self.ed25519Public, Self.ed25519Public + "\n", Self.ed25519Public + "=",
            "u7Q" + Base64URL.encode(key.bytes), "f" + "ed01" + Hex.encode(key.bytes),
            "zTjsVPtY", "did:key:" + Self.ed25519Public, Self.ed25519Secret, Self.p256Secret,
            String(repeating: "z", count: 81), String(repeating: "z", count: 5_000),
        ]
        let prefixed: [[UInt8]] = [
            [0xED, 0x01] + key.bytes.dropLast(), [0xED, 0x01] + key.bytes + [0],
            [0xED, 0x81, 0x00] + key.bytes, [0x80, 0x24] + zeros.prefix(32), [0xED] + key.bytes,
            [0x80, 0x24] + zeros.prefix(34), [0x81, 0x24] + zeros, [0x81, 0x24] + zeros + [1, 1],
            [0xEC, 0x01] + key.bytes, [0x85, 0x24] + zeros,
            [0x80, 0x24, 4] + [UInt8](repeating: 1, count: 64), [0xED, 0x01], [],
        ]
        texts += prefixed.map { "z" + Base58.encode($0) }
        for text in texts {
            #expect(throws: SigningError.multikeyMalformed, "\(text)") {
                try PublicKey(multikey: text)
            }
        }
    }

    @Test("a multikey of a small-order point or of a point off the curve is refused as such")
    func badKeys() throws {
        let identity = [0xED, 0x01, 1] + [UInt8](repeating: 0, count: 31)
        #expect(throws: SigningError.keySmallOrder) {
            try PublicKey(multikey: "z" + Base58.encode(identity))
        }
        let offCurve = [0x80, 0x24, 2] + [UInt8](repeating: 0xFF, count: 32)
        #expect(throws: SigningError.keyNotOnCurve(.es256)) {
            try PublicKey(multikey: "z" + Base58.encode(offCurve))
        }
        let wide = [0x81, 0x24, 2] + [UInt8](repeating: 0xFF, count: 48)
        #expect(throws: SigningError.keyNotOnCurve(.es384)) {
            try PublicKey(multikey: "z" + Base58.encode(wide))
        }
    }

    @Test("changing any character of a multikey makes it another key or none")
    func changes() throws {
        let text = Array(Self.ed25519Public.utf8)
        for position in text.indices {
            for character in "12zZaA9mM0OIl-".utf8 where character != text[position] {
                var changed = text
                changed[position] = character
                let other = String(decoding: changed, as: UTF8.self)
                guard let key = try? PublicKey(multikey: other) else { continue }
                #expect(key.multikey == other)
            }
        }
    }
}
