import FoundationEssentials
import Testing

@testable import Signing

@Suite("Private keys in files")
struct PrivateKeyFileTests {
    private let message = Array("signed by what was read back".utf8)

    @Test("a key is read back as it was written", arguments: SignatureAlgorithm.allCases)
    func roundTrip(algorithm: SignatureAlgorithm) throws {
        try withTemporaryFolder { folder in
            let key = try PrivateKey.generate(algorithm)
            try key.write(to: folder + "/key.pem", passphrase: nil)
            #expect(try mode(of: folder + "/key.pem") == 0o600)
            let text = String(decoding: try readFile(folder + "/key.pem"), as: UTF8.self)
            #expect(text.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
            for place in [
                folder + "/key.pem", "file:" + folder + "/key.pem",
                "file://" + folder + "/key.pem", "file://localhost" + folder + "/key.pem",
                "FILE:" + folder + "/../" + (folder.split(separator: "/").last ?? "") + "/key.pem",
            ] {
                let read = try PrivateKey(opening: place, passphrase: nil)
                #expect(read.publicKey == key.publicKey)
                #expect(try key.publicKey.verifies(read.signature(of: message), of: message))
            }
            #expect(errorQueueIsEmpty())
        }
    }

    @Test("an encrypted key opens with its passphrase only, and nothing asks on a terminal")
    func passphrases() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/key.pem"
            let key = try PrivateKey(ed25519Seed: [UInt8](repeating: 3, count: 32))
            try key.write(to: path, passphrase: Secret(Array("correct horse".utf8)))
            let text = String(decoding: try readFile(path), as: UTF8.self)
            #expect(text.hasPrefix("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"))
            #expect(!text.contains(Base64.encode([UInt8](repeating: 3, count: 30))))
            let right = Secret(Array("correct horse".utf8))
            #expect(try PrivateKey(opening: path, passphrase: right).publicKey == key.publicKey)
            #expect(throws: SigningError.passphraseMissing(path)) {
                try PrivateKey(opening: path, passphrase: nil)
            }
            let wrong = [
                "correct horsf", "", "correct horse ", String(repeating: "x", count: 1_024),
            ]
            for text in wrong {
                #expect(throws: SigningError.passphraseWrong(path)) {
                    try PrivateKey(opening: path, passphrase: Secret(Array(text.utf8)))
                }
            }
            #expect(errorQueueIsEmpty())
        }
    }

    @Test("encryption is PBES2 with AES-256-CBC and 600,000 rounds of PBKDF2-HMAC-SHA256")
    func encryption() throws {
        try withTemporaryFolder { folder in
            let key = try PrivateKey(ed25519Seed: [UInt8](repeating: 3, count: 32))
            let pem = try ["a", "b"].map { name in
                let path = folder + "/" + name
                try key.write(to: path, passphrase: Secret(Array("p".utf8)))
                return String(decoding: try readFile(path), as: UTF8.self)
            }
            #expect(pem[0] != pem[1], "The salt is new each time.")
            let body = pem[0].split(separator: "\n").dropFirst().dropLast().joined()
            let der = try #require(Base64.decode(body))
            let parts = try [
                hex("06092a864886f70d01050d"), hex("06092a864886f70d01050c"), hex("0203 0927c0"),
                hex("06082a864886f70d0209"), hex("060960864801650304012a"),
            ]
            for part in parts { #expect(contains(der, part)) }
        }
    }

    private func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
        (0...max(0, bytes.count - part.count)).contains {
            bytes[$0...].starts(with: part)
        }
    }

    @Test("an existing file is never written over, and stays as it was")
    func existing() throws {
        try withTemporaryFolder { folder in
            let key = try PrivateKey.generate(.ed25519)
            try writeFile([1, 2, 3], to: folder + "/key.pem")
            #expect(throws: SigningError.keyFileExists(folder + "/key.pem")) {
                try key.write(to: folder + "/key.pem", passphrase: nil)
            }
            #expect(try readFile(folder + "/key.pem") == [1, 2, 3])
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/link", withDestinationPath: folder + "/elsewhere")
            #expect(throws: SigningError.keyFileExists(folder + "/link")) {
                try key.write(to: folder + "/link", passphrase: nil)
            }
            #expect(!FileManager.default.fileExists(atPath: folder + "/elsewhere"))
        }
    }

    @Test("a place that cannot be written to is named, with the reason")
    func unwritable() throws {
        try withTemporaryFolder { folder in
            let key = try PrivateKey.generate(.ed25519)
            let path = folder + "/no/such/key.pem"
            let error = #expect(throws: SigningError.self) {
                try key.write(to: path, passphrase: nil)
            }
            #expect(error?.code == "key.file-unwritten")
            #expect(error?.description.contains("no such file or folder") == true)
        }
    }

    @Test(
        "a key file that others may read, write or run is refused, and told how to close it",
        arguments: [0o640, 0o604, 0o660, 0o602, 0o644, 0o444, 0o610, 0o601, 0o777])
    func exposed(mode: Int) throws {
        try withTemporaryFolder { folder in
            let path = folder + "/key.pem"
            try PrivateKey.generate(.ed25519).write(to: path, passphrase: nil)
            try setMode(mode, of: path)
            let error = #expect(throws: SigningError.self) {
                try PrivateKey(opening: path, passphrase: nil)
            }
            #expect(error?.code == "key.file-exposed")
            #expect(error?.description.contains("chmod 600 '\(path)'") == true)
            for closed in [0o600, 0o400, 0o700] {
                try setMode(closed, of: path)
                _ = try PrivateKey(opening: path, passphrase: nil)
            }
        }
    }

    @Test("an exposed file is refused through a symbolic link too")
    func link() throws {
        try withTemporaryFolder { folder in
            try PrivateKey.generate(.ed25519).write(to: folder + "/key.pem", passphrase: nil)
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/link", withDestinationPath: folder + "/key.pem")
            _ = try PrivateKey(opening: folder + "/link", passphrase: nil)
            try setMode(0o644, of: folder + "/key.pem")
            #expect(throws: SigningError.keyFileExposed(folder + "/link", mode: 0o644)) {
                try PrivateKey(opening: folder + "/link", passphrase: nil)
            }
        }
    }

    @Test("what is not there, no file, no key, or too long is each its own error")
    func unreadable() throws {
        try withTemporaryFolder { folder in
            #expect(throws: SigningError.keyNotFound(folder + "/none")) {
                try PrivateKey(opening: folder + "/none", passphrase: nil)
            }
            #expect(throws: SigningError.keyNotFound(folder + "/none")) {
                try PrivateKey(opening: "file:" + folder + "/none", passphrase: nil)
            }
            let error = #expect(throws: SigningError.self) {
                try PrivateKey(opening: folder, passphrase: nil)
            }
            #expect(error?.code == "key.file-unreadable")
            let path = folder + "/bad"
            let contents: [[UInt8]] = [
                [], [0],
                Array("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n".utf8),
                [UInt8](repeating: 0x30, count: 1_000), [UInt8](repeating: 0x20, count: 65_537),
            ]
            for content in contents {
                try writeFile(content, to: path)
                #expect(throws: SigningError.keyUnreadable(path)) {
                    try PrivateKey(opening: path, passphrase: nil)
                }
            }
            #expect(errorQueueIsEmpty())
        }
    }

    @Test("a key file cut at any place, or with any byte changed, never opens as another key")
    func damage() throws {
        try withTemporaryFolder { folder in
            let key = try PrivateKey(ed25519Seed: [UInt8](repeating: 3, count: 32))
            try key.write(to: folder + "/key.pem", passphrase: nil)
            let bytes = try readFile(folder + "/key.pem")
            for count in stride(from: 0, to: bytes.count - 26, by: 5) {
                try writeFile(Array(bytes[..<count]), to: folder + "/cut")
                #expect(throws: SigningError.self, "cut at \(count)") {
                    try PrivateKey(opening: folder + "/cut", passphrase: nil)
                }
            }
        }
    }

    @Test("a key of at most 65,536 bytes of file is read, one byte more is not")
    func fileLimit() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/key.pem"
            try PrivateKey.generate(.ed25519).write(to: path, passphrase: nil)
            let pem = try readFile(path)
            let comment = [UInt8](repeating: UInt8(ascii: "#"), count: 65_535 - pem.count)
            try writeFile(comment + [UInt8(ascii: "\n")] + pem, to: path)
            _ = try PrivateKey(opening: path, passphrase: nil)
            try writeFile([UInt8(ascii: "#")] + comment + [UInt8(ascii: "\n")] + pem, to: path)
            #expect(throws: SigningError.keyUnreadable(path)) {
                try PrivateKey(opening: path, passphrase: nil)
            }
        }
    }

    @Test("a URI of another scheme goes to libcrypto, and its secrets stay out of the error")
    func otherSchemes() {
        #expect(throws: SigningError.keyUnreadable("pkcs11:…")) {
            try PrivateKey(opening: "pkcs11:object=ledger;pin-value=1234", passphrase: nil)
        }
        #expect(throws: SigningError.keyNotFound("./a:b")) {
            try PrivateKey(opening: "./a:b", passphrase: nil)
        }
        #expect(throws: SigningError.keyNotFound("")) {
            try PrivateKey(opening: "", passphrase: nil)
        }
        #expect(errorQueueIsEmpty())
    }
}

@Suite("Secrets")
struct SecretTests {
    @Test("a secret is the file without one newline at its end")
    func files() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/passphrase"
            for (content, count) in [
                ("abc", 3), ("abc\n", 3), ("abc\n\n", 4), ("a\r\n", 2), (" ", 1),
            ] {
                try writeFile(Array(content.utf8), to: path)
                #expect(try Secret(contentsOfFile: path).count == count)
            }
            try writeFile(Array("abc\n".utf8), to: path)
            let key = try PrivateKey.generate(.ed25519)
            try key.write(to: folder + "/key", passphrase: Secret(contentsOfFile: path))
            let read = try PrivateKey(
                opening: folder + "/key", passphrase: Secret(Array("abc".utf8)))
            #expect(read.publicKey == key.publicKey)
        }
    }

    @Test("1,024 bytes are the longest secret, one byte the shortest")
    func limits() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/passphrase"
            let longest = [UInt8](repeating: 0x61, count: 1_024)
            for content in [longest, longest + [0x0A], [0x61]] {
                try writeFile(content, to: path)
                #expect(try Secret(contentsOfFile: path).count == min(content.count, 1_024))
            }
            for content in [[], [0x0A], longest + [0x61], longest + [0x61, 0x0A]] as [[UInt8]] {
                try writeFile(content, to: path)
                #expect(throws: SigningError.secretLength(path)) {
                    try Secret(contentsOfFile: path)
                }
            }
            let error = #expect(throws: SigningError.self) {
                try Secret(contentsOfFile: folder + "/none")
            }
            #expect(error?.code == "secret.unreadable")
        }
    }

    @Test("no description shows the bytes")
    func descriptions() {
        let secret = Secret(Array("hidden".utf8))
        #expect("\(secret)" == "a secret")
        #expect(String(reflecting: secret).contains("hidden") == false)
        #expect(Mirror(reflecting: secret).children.isEmpty)
    }

    @Test("randomness has the length that was asked for and is not the same twice")
    func entropy() {
        #expect(Entropy.bytes(0).isEmpty)
        #expect(Entropy.bytes(32).count == 32)
        #expect(Entropy.bytes(32) != Entropy.bytes(32))
    }
}
