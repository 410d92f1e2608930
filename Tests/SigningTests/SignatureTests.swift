import Testing

@testable import Signing

@Suite("Signatures")
struct SignatureTests {
    static let message = Array("The record says who, what and when.".utf8)

    @Test("the first two examples of RFC 8032 come out byte for byte")
    func rfc8032() throws {
        let first = try PrivateKey(
            ed25519Seed: hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
        let firstKey = try hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        #expect(first.publicKey.bytes == firstKey)
        let firstSignature = try hex(
            """
            e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970
            1cf9b46bd25bf5f0595bbe24655141438e7a100b
            """)
        #expect(try first.signature(of: []) == firstSignature)
        #expect(first.publicKey.verifies(firstSignature, of: []))
        let second = try PrivateKey(
            ed25519Seed: hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"))
        let secondSignature = try hex(
            """
            92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613
            d0f11d8c387b2eaeb4302aeeb00d291612bb0c00
            """)
        #expect(try second.signature(of: [0x72]) == secondSignature)
        #expect(!first.publicKey.verifies(secondSignature, of: [0x72]))
    }

    @Test(
        "a signature verifies, and flipping any bit of signature, message or key ends that",
        arguments: [SignatureAlgorithm.ed25519, .es256, .es384])
    func flips(algorithm: SignatureAlgorithm) throws {
        let key = try PrivateKey.generate(algorithm)
        let publicKey = key.publicKey
        let signature = try key.signature(of: Self.message)
        #expect(signature.count == (algorithm == .es384 ? 96 : 64))
        #expect(publicKey.verifies(signature, of: Self.message))
        for bit in 0..<8 * signature.count {
            let other = flipping(bit: bit, of: signature)
            #expect(!publicKey.verifies(other, of: Self.message), "signature bit \(bit)")
        }
        for bit in 0..<8 * Self.message.count {
            let other = flipping(bit: bit, of: Self.message)
            #expect(!publicKey.verifies(signature, of: other), "message bit \(bit)")
        }
        for bit in 0..<8 * publicKey.bytes.count {
            let bytes = flipping(bit: bit, of: publicKey.bytes)
            guard let other = try? PublicKey(algorithm, bytes: bytes) else { continue }
            #expect(!other.verifies(signature, of: Self.message), "key bit \(bit)")
        }
        #expect(errorQueueIsEmpty())
        #expect(publicKey.verifies(signature, of: Self.message))
    }

    @Test("flipping any bit of an RSA signature, message or key ends its validity")
    func rsaFlips() throws {
        let key = try PrivateKey.generate(.rs256)
        let publicKey = key.publicKey
        let signature = try key.signature(of: Self.message)
        #expect(signature.count == 384)
        #expect(publicKey.verifies(signature, of: Self.message))
        for bit in 0..<8 * signature.count {
            let other = flipping(bit: bit, of: signature)
            #expect(!publicKey.verifies(other, of: Self.message), "signature bit \(bit)")
        }
        for bit in 0..<8 * Self.message.count {
            #expect(!publicKey.verifies(signature, of: flipping(bit: bit, of: Self.message)))
        }
        var accepted = 0
        for bit in 0..<8 * publicKey.bytes.count {
            let bytes = flipping(bit: bit, of: publicKey.bytes)
            guard let other = try? PublicKey(.rs256, bytes: bytes) else { continue }
            accepted += 1
            #expect(!other.verifies(signature, of: Self.message), "key bit \(bit)")
        }
        #expect(accepted > 3_000)
        #expect(try key.signature(of: Self.message) == signature)
    }

    @Test(
        "a signature that is cut, lengthened or empty does not verify",
        arguments: SignatureAlgorithm.allCases)
    func lengths(algorithm: SignatureAlgorithm) throws {
        let key = try PrivateKey.generate(algorithm)
        let signature = try key.signature(of: Self.message)
        for count in 0..<signature.count {
            #expect(!key.publicKey.verifies(Array(signature[..<count]), of: Self.message))
        }
        #expect(!key.publicKey.verifies(signature + [0], of: Self.message))
        #expect(!key.publicKey.verifies([0] + signature, of: Self.message))
        #expect(!key.publicKey.verifies(signature + signature, of: Self.message))
    }

    @Test(
        "messages of every size are signed, the empty one too", arguments: [0, 1, 63, 64, 70_000])
    func sizes(count: Int) throws {
        let message = [UInt8](repeating: 0xA5, count: count)
        for algorithm in [SignatureAlgorithm.ed25519, .es256, .es384] {
            let key = try PrivateKey.generate(algorithm)
            let signature = try key.signature(of: message)
            #expect(key.publicKey.verifies(signature, of: message))
            #expect(!key.publicKey.verifies(signature, of: message + [0]))
        }
    }

    @Test("an Ed25519 signature whose S is not below the order is refused, though it would verify")
    func malleability() throws {
        let key = try PrivateKey(ed25519Seed: [UInt8](repeating: 7, count: 32))
        let signature = try key.signature(of: Self.message)
        let order = try hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
        var sum: [UInt8] = []
        var carry = 0
        for (a, b) in zip(signature[32...], order) {
            carry += Int(a) + Int(b)
            sum.append(UInt8(carry & 0xFF))
            carry >>= 8
        }
        #expect(!key.publicKey.verifies(signature[..<32] + sum, of: Self.message))
        #expect(!key.publicKey.verifies(signature[..<32] + order, of: Self.message))
        #expect(!Ed25519.isAcceptable(signature: signature[..<32] + order))
        var below = order
        below[0] -= 1
        #expect(Ed25519.isAcceptable(signature: signature[..<32] + below))
    }

    @Test("an R that is not canonical or of small order is refused before libcrypto sees it")
    func pointsOfSignatures() throws {
        let s = [UInt8](repeating: 0, count: 31) + [0x0F]
        for text in smallOrderPoints {
            #expect(try !Ed25519.isAcceptable(signature: hex(text) + s))
        }
        for low in UInt8(0xED)...0xFF {
            let r = [low] + [UInt8](repeating: 0xFF, count: 30)
            #expect(!Ed25519.isAcceptable(signature: r + [0x7F] + s))
            #expect(!Ed25519.isAcceptable(signature: r + [0xFF] + s))
        }
        let largest = [0xEB] + [UInt8](repeating: 0xFF, count: 30) + [0x7F]
        #expect(Ed25519.isAcceptable(signature: largest + s))
    }

    @Test("one key signs and verifies on many tasks at once")
    func concurrency() async throws {
        for algorithm in [SignatureAlgorithm.ed25519, .es256] {
            let key = try PrivateKey.generate(algorithm)
            let isRight = await withTaskGroup(of: Bool.self) { group in
                for task in UInt8(0)..<16 {
                    group.addTask {
                        (UInt8(0)..<40).allSatisfy { turn in
                            let message = [task, turn]
                            guard let signature = try? key.signature(of: message) else {
                                return false
                            }
                            return key.publicKey.verifies(signature, of: message)
                                && !key.publicKey.verifies(signature, of: [turn, task, 0])
                        }
                    }
                }
                return await group.allSatisfy { $0 }
            }
            #expect(isRight)
        }
    }

    @Test("keys are equal when algorithm and bytes are")
    func equality() throws {
        let key = try PrivateKey(ed25519Seed: [UInt8](repeating: 7, count: 32))
        let same = try PublicKey(.ed25519, bytes: key.publicKey.bytes)
        let other = try PrivateKey(ed25519Seed: [UInt8](repeating: 8, count: 32))
        #expect(same == key.publicKey && same != other.publicKey)
        #expect(Set([same, key.publicKey, other.publicKey]).count == 2)
        #expect("\(key)" == "a private Ed25519 key")
        #expect(Mirror(reflecting: key).children.isEmpty)
    }
}
