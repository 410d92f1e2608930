import Foundation
import TestSupport
import Testing

@testable import Signing

/// What the `openssl` command of this machine makes of our keys, and we of its keys.
@Suite("Beside the openssl command", .enabled(if: OpenSSLCommand.isInstalled))
struct OpenSSLCommandTests {
    @Test("the command reads the keys written here", arguments: SignatureAlgorithm.allCases)
    func readsOurs(algorithm: SignatureAlgorithm) throws {
        try withTemporaryFolder { folder in
            let key = try PrivateKey.generate(algorithm)
            try key.write(to: folder + "/plain", passphrase: nil)
            try key.write(to: folder + "/sealed", passphrase: Secret(Array("p w".utf8)))
            for arguments in [
                ["-in", folder + "/plain"],
                ["-in", folder + "/sealed", "-passin", "pass:p w"],
            ] {
                var output = ["-pubout", "-outform", "DER", "-out", folder + "/public"]
                if EllipticCurve(of: algorithm) != nil {
                    output += ["-ec_conv_form", "compressed"]
                }
                #expect(try OpenSSLCommand.run(["pkey"] + arguments + output))
                let der = try readFile(folder + "/public")
                #expect(der.suffix(key.publicKey.bytes.count).elementsEqual(key.publicKey.bytes))
            }
            let wrong = ["pkey", "-in", folder + "/sealed", "-passin", "pass:p x", "-noout"]
            #expect(try !OpenSSLCommand.run(wrong))
        }
    }

    @Test(
        "keys that the command makes are read here, in the forms it writes",
        arguments: [
            ("ED25519", []), ("EC", ["-pkeyopt", "ec_paramgen_curve:P-256"]),
            ("EC", ["-pkeyopt", "ec_paramgen_curve:P-384"]),
            ("RSA", ["-pkeyopt", "rsa_keygen_bits:2048"]),
        ] as [(String, [String])])
    func readsTheirs(kind: String, options: [String]) throws {
        try withTemporaryFolder { folder in
            let path = folder + "/key"
            #expect(
                try OpenSSLCommand.run(["genpkey", "-algorithm", kind] + options + ["-out", path]))
            let forms: [([String], String?)] = [
                ([], nil), (["-outform", "DER"], nil),
                (["-aes256", "-passout", "pass:abc"], "abc"),
                (["-aes128", "-passout", "pass:abc"], "abc"),
                (["-traditional"], nil),
                (["-traditional", "-aes256", "-passout", "pass:abc"], "abc"),
            ]
            // Ed25519 has no traditional form.
            let count = kind == "ED25519" ? 4 : forms.count
            try setMode(0o600, of: path)
            let key = try PrivateKey(opening: path, passphrase: nil)
            for (index, (form, passphrase)) in forms[..<count].enumerated() {
                let other = folder + "/form\(index)"
                #expect(try OpenSSLCommand.run(["pkey", "-in", path, "-out", other] + form))
                try setMode(0o600, of: other)
                let secret = passphrase.map { Secret(Array($0.utf8)) }
                let read = try PrivateKey(opening: other, passphrase: secret)
                #expect(read.publicKey == key.publicKey, "form \(index)")
            }
            // A public key alone is no private key.
            #expect(
                try OpenSSLCommand.run(["pkey", "-in", path, "-pubout", "-out", folder + "/pub"]))
            try setMode(0o600, of: folder + "/pub")
            #expect(throws: SigningError.keyUnreadable(folder + "/pub")) {
                try PrivateKey(opening: folder + "/pub", passphrase: nil)
            }
            // Anything before the key in the file is passed over.
            let both = try readFile(folder + "/pub") + readFile(path)
            try writeFile(both, to: folder + "/both")
            let read = try PrivateKey(opening: folder + "/both", passphrase: nil)
            #expect(read.publicKey == key.publicKey)
        }
    }

    @Test(
        "keys of other kinds are refused as such",
        arguments: [
            ("X25519", []), ("ED448", []), ("EC", ["-pkeyopt", "ec_paramgen_curve:P-521"]),
            ("EC", ["-pkeyopt", "ec_paramgen_curve:secp256k1"]),
            ("RSA-PSS", ["-pkeyopt", "rsa_keygen_bits:2048"]),
        ] as [(String, [String])])
    func otherKinds(kind: String, options: [String]) throws {
        try withTemporaryFolder { folder in
            let path = folder + "/key"
            #expect(
                try OpenSSLCommand.run(["genpkey", "-algorithm", kind] + options + ["-out", path]))
            try setMode(0o600, of: path)
            #expect(throws: SigningError.keyKindUnsupported(path)) {
                try PrivateKey(opening: path, passphrase: nil)
            }
        }
    }

    @Test("an RSA key of 1024 bits is refused for its modulus")
    func shortRSA() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/key"
            let arguments = ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"]
            #expect(try OpenSSLCommand.run(arguments + ["-out", path]))
            try setMode(0o600, of: path)
            #expect(throws: SigningError.keyModulus(bits: 1_024)) {
                try PrivateKey(opening: path, passphrase: nil)
            }
        }
    }

    @Test("a P-256 file whose public half is another key's is refused")
    func mismatch() throws {
        try withTemporaryFolder { folder in
            let scalar = [UInt8](repeating: 0x11, count: 32)
            let other = try PrivateKey.generate(.es256).publicKey
            let curve = try hex("a00a06082a8648ce3d030107")
            let half = DER.element(0xA1, DER.element(DER.bitString, [0] + other.bytes))
            let der = DER.element(
                DER.sequence, [2, 1, 1] + DER.element(0x04, scalar) + curve + half)
            try writeFile(der, to: folder + "/key")
            let error = #expect(throws: SigningError.self) {
                try PrivateKey(opening: folder + "/key", passphrase: nil)
            }
            #expect(["key.pair-mismatch", "key.unreadable"].contains(error?.code))
        }
    }

    @Test("RS256 and ES256 signatures of each side verify on the other")
    func signatures() throws {
        try withTemporaryFolder { folder in
            let message = Array("interoperable".utf8)
            try writeFile(message, to: folder + "/message")
            for algorithm in [SignatureAlgorithm.rs256, .es256] {
                let key = try PrivateKey.generate(algorithm)
                let path = folder + "/\(algorithm.rawValue)"
                try key.write(to: path, passphrase: nil)
                let ours = try key.key.signature(of: message)
                try writeFile(ours, to: path + ".ours")
                let digest = ["dgst", "-sha256"]
                #expect(
                    try OpenSSLCommand.run(
                        digest + [
                            "-prverify", path, "-signature",
                            path + ".ours", folder + "/message",
                        ]))
                #expect(
                    try OpenSSLCommand.run(
                        digest + [
                            "-sign", path, "-out", path + ".theirs",
                            folder + "/message",
                        ]))
                let theirs = try readFile(path + ".theirs")
                let raw =
                    algorithm == .rs256
                    ? theirs : EllipticCurve.p256.rawSignature(fromDER: theirs) ?? []
                #expect(key.publicKey.verifies(raw, of: message))
            }
        }
    }
}

/// The `openssl` command of this machine.
private enum OpenSSLCommand {
    static let path = ["/usr/bin/openssl", "/usr/local/bin/openssl", "/opt/homebrew/bin/openssl"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }
    static let isInstalled: Bool = {
        if path == nil { print("skipped: the openssl command is not installed") }
        return path != nil
    }()

    /// Whether the command ends without an error.
    static func run(_ arguments: [String]) throws -> Bool {
        guard let path else { throw MissingValue() }
        return try SpawnedProcess.run(path, arguments) == 0
    }
}
