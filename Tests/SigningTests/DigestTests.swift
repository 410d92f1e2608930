import Testing

@testable import Signing

@Suite("Digests")
struct DigestTests {
    @Test(
        "published SHA-256 values come out",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func publishedValues(text: String, expected: String) {
        #expect(Digest.sha256(Array(text.utf8)).description == expected)
    }

    @Test("a million letters fed in uneven steps hash to the published value")
    func stream() {
        var stream = SHA256Stream()
        var rest = 1_000_000
        var step = 1
        while rest > 0 {
            let count = min(step, rest)
            stream.update([UInt8](repeating: UInt8(ascii: "a"), count: count))
            rest -= count
            step = step * 3 % 1_009 + 1
        }
        let expected = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        #expect(stream.finish().description == expected)
        #expect(stream.finish().description == expected)
    }

    @Test("a copied stream goes on by itself")
    func copiedStream() {
        var first = SHA256Stream()
        first.update(Array("ab".utf8))
        var second = first
        first.update(Array("c".utf8))
        second.update(Array("d".utf8))
        #expect(first.finish() == Digest.sha256(Array("abc".utf8)))
        #expect(second.finish() == Digest.sha256(Array("abd".utf8)))
    }

    @Test("every length up to 300 hashes as the naive SHA-256 does, whichever way it is fed")
    func againstNaive() {
        var numbers = SeededNumbers(seed: 1)
        for count in 0...300 {
            let bytes = numbers.bytes(count)
            let expected = naiveSHA256(bytes)
            #expect(Digest.sha256(bytes).bytes == expected, "length \(count)")
            let cut = count == 0 ? 0 : Int.random(in: 0..<count, using: &numbers)
            #expect(Digest.sha256([Array(bytes[..<cut]), Array(bytes[cut...])]).bytes == expected)
            if let first = bytes.first {
                #expect(
                    Digest.sha256(prefix: first, Array(bytes.dropFirst())).bytes == expected)
            }
        }
    }

    @Test("a node is the hash of prefix, left and right")
    func node() {
        var numbers = SeededNumbers(seed: 2)
        for prefix in UInt8.min ... .max {
            let left = Digest.sha256(numbers.bytes(8))
            let right = Digest.sha256(numbers.bytes(8))
            let expected = Digest.sha256([[prefix], left.bytes, right.bytes])
            #expect(Digest.sha256(prefix: prefix, left, right) == expected)
            #expect(Digest.sha256(prefix: prefix, right, left) != expected)
        }
    }

    @Test("only 32 bytes are a digest, and they are kept as they are")
    func lengths() {
        for count in 0...64 {
            let bytes = (0..<count).map { UInt8($0) }
            #expect(Digest(bytes)?.bytes == (count == 32 ? bytes : nil))
        }
        #expect(Digest(Array(0..<40)[4..<36])?.bytes == Array(4..<36))
    }

    @Test("digests are ordered as their bytes")
    func order() throws {
        var numbers = SeededNumbers(seed: 3)
        for _ in 0..<2_000 {
            var left = numbers.bytes(32)
            var right = left
            let position = Int.random(in: 0..<32, using: &numbers)
            left[position] = UInt8.random(in: .min ... .max, using: &numbers)
            right[position] = UInt8.random(in: .min ... .max, using: &numbers)
            let first = try #require(Digest(left))
            let second = try #require(Digest(right))
            #expect((first < second) == left.lexicographicallyPrecedes(right))
            #expect((first == second) == (left == right))
        }
    }

    @Test("flipping any bit of a digest makes another digest")
    func flips() throws {
        let digest = Digest.sha256(Array("testamur".utf8))
        for bit in 0..<256 {
            let other = try #require(Digest(flipping(bit: bit, of: digest.bytes)))
            #expect(other != digest && other.description != digest.description)
        }
    }

    @Test("the texts of a digest are read back, and only in their one form")
    func texts() {
        let digest = Digest.sha256([UInt8]())
        #expect(digest.base64 == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
        #expect(digest.base64URL == "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")
        #expect(Digest(base64: digest.base64) == digest)
        #expect(Digest(base64URL: digest.base64URL) == digest)
        #expect(Digest(base64: digest.base64URL) == nil)
        #expect(Digest(base64URL: digest.base64) == nil)
        #expect(Digest(base64: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=") == nil)
        #expect(Digest(base64: Base64.encode([1, 2, 3])) == nil)
    }

    @Test("many tasks hash at once without disturbing each other")
    func concurrency() async {
        let expected = (0..<64).map { naiveSHA256([UInt8(clamping: $0)]) }
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    (0..<2_000).allSatisfy {
                        Digest.sha256([UInt8(clamping: $0 % 64)]).bytes == expected[$0 % 64]
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}

/// SHA-256 written down from its definition in FIPS 180-4, to compare with.
private func naiveSHA256(_ message: [UInt8]) -> [UInt8] {
    let primes = (2..<312).filter { number in (2..<number).allSatisfy { number % $0 != 0 } }
    let constants = primes.prefix(64).map { fraction(of: Double($0), cubic: true) }
    var state = primes.prefix(8).map { fraction(of: Double($0), cubic: false) }
    var padded = message + [0x80]
    while padded.count % 64 != 56 { padded.append(0) }
    padded += (0..<8).map { UInt8(truncatingIfNeeded: (message.count * 8) >> (56 - 8 * $0)) }
    for start in stride(from: 0, to: padded.count, by: 64) {
        var words = (0..<16).map { word in
            (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(padded[start + 4 * word + $1]) }
        }
        for index in 16..<64 {
            let (a, b) = (words[index - 15], words[index - 2])
            let first = rotated(a, 7) ^ rotated(a, 18) ^ a >> 3
            let second = rotated(b, 17) ^ rotated(b, 19) ^ b >> 10
            words.append(words[index - 16] &+ first &+ words[index - 7] &+ second)
        }
        var v = state
        for index in 0..<64 {
            let sum1 = rotated(v[4], 6) ^ rotated(v[4], 11) ^ rotated(v[4], 25)
            let choice = v[4] & v[5] ^ ~v[4] & v[6]
            let first = v[7] &+ sum1 &+ choice &+ constants[index] &+ words[index]
            let sum0 = rotated(v[0], 2) ^ rotated(v[0], 13) ^ rotated(v[0], 22)
            let majority = v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2]
            v = [first &+ sum0 &+ majority, v[0], v[1], v[2], v[3] &+ first, v[4], v[5], v[6]]
        }
        state = zip(state, v).map { $0 &+ $1 }
    }
    return state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) }
    }
}

private func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word >> count | word << (32 - count)
}

/// The first 32 bits of the fraction of a square or cube root, found by bisection on integers.
private func fraction(of number: Double, cubic: Bool) -> UInt32 {
    let target = UInt128(number)
    var low: UInt128 = 0
    var high: UInt128 = 1 << 36
    while high - low > 1 {
        let middle = (low + high) / 2
        let isBelow =
            cubic ? middle * middle * middle <= target << 96 : middle * middle <= target << 64
        if isBelow { low = middle } else { high = middle }
    }
    return UInt32(truncatingIfNeeded: low)
}
