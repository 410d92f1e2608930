import Signing
import Testing
import TransparencyLog
import Witnessing

@Suite("A witness answers")
struct AnswerTests {
    private let log: TestLog
    private let witness: TestWitness

    init() throws {
        log = try TestLog()
        witness = try TestWitness(watching: [log])
    }

    private func status(_ body: [UInt8]) throws -> Int { try witness.answer(body).status }

    @Test("200 with its own cosignature to whatever only grew, again and again")
    func grows() throws {
        let sizes: [TreeSize] = [0, 1, 1, 2, 3, 255, 256, 257, 257, 512, 600]
        var last: TreeSize = 0
        for size in sizes {
            let answer = try witness.answer(try log.request(from: last, to: size))
            let verified = try log.verified(size)
            let found = try witness.cosignatures(in: answer, of: verified)
            #expect(found.map(\.witness) == [witness.witness.key], "\(last) to \(size)")
            #expect(found.first?.time == Instant(seconds: 1_800_000_000))
            last = size
        }
        let kept = try #require(try witness.store.log(log.origin)?.latest)
        #expect(kept.size == 600)
        #expect(kept.note.note.signatures.count == 2)
    }

    @Test("400 to what is no request, whoever it claims to be of")
    func malformed() throws {
        let good = try log.request(from: 0, to: 3)
        let note = try log.checkpoint(3).bytes
        let unknown = try TestLog("other.example/ledger").checkpoint(3).bytes
        let hash = Digest.leaf([1])
        var bodies: [[UInt8]] = [
            [], [10], note, Array("old 0\n".utf8), Array("old 0\n\n".utf8),
            Array(good.dropLast()), good + [10], good + [0], [0xFF] + good,
        ]
        for old in ["", "00", "01", "+1", "-1", " 0", "0 ", "0x1", "9223372036854775808", "1\r"] {
            bodies.append(log.request(old: old, checkpoint: note))
        }
        // The old size is above the new one: of any log, known or not.
        bodies.append(log.request(old: "4", checkpoint: note))
        bodies.append(log.request(old: "4", checkpoint: unknown))
        bodies.append(
            log.request(old: "0", hashes: Array(repeating: hash, count: 64), checkpoint: note))
        for text in ["old 0\nAAAA\n\n", "Old 0\n\n", "old  0\n\n", "old 0\r\n\r\n", "old 0\n \n"] {
            bodies.append(Array(text.utf8) + note)
        }
        let unpadded = hash.base64.dropLast()
        bodies.append(Array("old 0\n\(unpadded)\n\n".utf8) + note)
        for body in bodies {
            let answer = try witness.answer(body)
            #expect(answer.status == 400, "\(String(decoding: body, as: UTF8.self))")
        }
        #expect(try witness.store.log(log.origin)?.latest == nil)
    }

    @Test("400 to a body one byte longer than the longest, and reads the longest")
    func longest() throws {
        let lines = Witness.requestBytesMax - (try log.request(from: 0, to: 3)).count
        // Unknown lines fill it up; nobody checks them and they are not kept.
        let name = String(repeating: "x", count: 900)
        var checkpoint = try log.checkpoint(3)
        var left = lines
        var number: UInt8 = 0
        while left > 0 {
            let want = min(left, 2_000)
            number += 1
            let key = try #require(KeyName("\(name)\(number)"))
            let bare = NoteSignature(name: key, keyID: 7, payload: [number]).line.count
            let payload = max(1, (want - bare) * 3 / 4)
            let line = NoteSignature(
                name: key, keyID: 7, payload: Array(repeating: number, count: payload))
            guard line.line.count <= left else { break }
            checkpoint = try checkpoint.adding([line])
            left -= line.line.count
        }
        let body = log.request(old: "0", checkpoint: checkpoint.bytes)
        #expect(body.count <= Witness.requestBytesMax)
        #expect(try status(body) == 200)
        #expect(try witness.store.log(log.origin)?.latest?.note.note.signatures.count == 2)
        let long = Array(repeating: UInt8(ascii: "x"), count: Witness.requestBytesMax + 1)
        #expect(try witness.answer(long) == .malformed(.note(.tooLong)))
    }

    @Test("404 for a log that it does not know or cosigns no more, even if nobody signed")
    func unknownLog() throws {
        let other = try TestLog("other.example/ledger")
        #expect(try status(try other.request(from: 0, to: 3)) == 404)
        // A stranger's name with the known log's signature.
        let note = try SignedNote(
            text: Checkpoint(origin: other.origin, size: 3, root: .emptyTree).text,
            signatures: log.checkpoint(3).note.signatures)
        #expect(try status(log.request(old: "1", checkpoint: note.bytes)) == 404)
        #expect(try status(try log.request(from: 0, to: 3)) == 200)
        try witness.store.disable(log.origin)
        #expect(try status(try log.request(from: 3, to: 4)) == 404)
        #expect(try status(try log.request(from: 2, to: 4)) == 404)
        try witness.store.add(log.origin, keys: [])
        #expect(try status(try log.request(from: 0, to: 3)) == 409)
        #expect(try status(try log.request(from: 3, to: 4)) == 200)
    }

    @Test("403 unless a key that is trusted for that size signed, before anything of sizes")
    func notSigned() throws {
        let thief = try TestLog(seed: 2)
        #expect(try status(try thief.request(from: 0, to: 3)) == 403)
        #expect(try status(try thief.request(from: 2, to: 3)) == 403)
        // A good signature does not make up for a wrong one by the same key.
        let forged = NoteSignature(
            name: log.origin.keyName, keyID: log.signer.verifierKey.keyID,
            payload: Array(repeating: 1, count: 64))
        let both = try log.checkpoint(3).adding([forged])
        #expect(try status(log.request(old: "0", checkpoint: both.bytes)) == 403)
        // A line by a key that nobody knows is passed over.
        let strange = try log.checkpoint(3).adding(thief.checkpoint(3).note.signatures)
        #expect(try status(log.request(old: "0", checkpoint: strange.bytes)) == 200)
        let kept = try #require(try witness.store.log(log.origin)?.latest)
        #expect(
            kept.note.note.signatures.map(\.keyID) == [
                log.signer.verifierKey.keyID, witness.witness.key.keyID,
            ])
    }

    @Test("403 to a key outside of its sizes, and takes a new key when it is added")
    func keysOverTime() throws {
        let next = try TestLog(seed: 2)
        let ended = try #require(WitnessedKey(log.signer.verifierKey, until: 10))
        let fresh = try #require(WitnessedKey(next.signer.verifierKey, from: 10))
        #expect(try status(try log.request(from: 0, to: 5)) == 200)
        try witness.store.add(log.origin, keys: [ended, fresh])
        #expect(try status(try next.request(from: 5, to: 9)) == 403)
        #expect(try status(try log.request(from: 5, to: 11)) == 403)
        #expect(try status(try log.request(from: 5, to: 10)) == 200)
        #expect(try status(try next.request(from: 10, to: 10)) == 200)
        #expect(try status(try next.request(from: 10, to: 12)) == 200)
    }

    @Test("409 with its size to any other old size, before it looks at the proof")
    func otherSize() throws {
        #expect(
            try witness.answer(try log.request(from: 2, to: 3)) == .otherSize(0))
        #expect(try status(try log.request(from: 0, to: 7)) == 200)
        for old in [0, 1, 6, 8] {
            let answer = try witness.answer(
                log.request(old: "\(old)", checkpoint: log.checkpoint(9).bytes))
            #expect(answer == .otherSize(7), "\(old)")
        }
        // Another history of the same log: the size comes first.
        let fork = try TestLog(salt: 1)
        #expect(try witness.answer(try fork.request(from: 6, to: 9)) == .otherSize(7))
    }

    @Test("422 to an empty tree with a root, to a proof from nothing, to a second history")
    func inconsistent() throws {
        let filled = try Checkpoint(origin: log.origin, size: 0, root: .leaf([1]))
            .signed(by: log.signer)
        #expect(
            try witness.answer(log.request(old: "0", checkpoint: filled.bytes))
                == .inconsistent(.emptyRoot))
        let hashes = try log.proof(from: 2, to: 3).hashes
        #expect(
            try witness.answer(
                log.request(old: "0", hashes: hashes, checkpoint: log.checkpoint(3).bytes))
                == .inconsistent(.proof))
        #expect(try status(try log.request(from: 0, to: 7)) == 200)
        let fork = try TestLog(salt: 1)
        #expect(
            try witness.answer(try fork.request(from: 7, to: 7)) == .inconsistent(.otherRoot))
        #expect(try witness.answer(try fork.request(from: 7, to: 9)) == .inconsistent(.proof))
        #expect(
            try witness.answer(
                log.request(old: "7", hashes: hashes, checkpoint: log.checkpoint(7).bytes))
                == .inconsistent(.proof))
        let proof = try log.proof(from: 7, to: 300).hashes
        let note = try log.checkpoint(300).bytes
        for position in proof.indices {
            var wrong = proof
            wrong.remove(at: position)
            #expect(try status(log.request(old: "7", hashes: wrong, checkpoint: note)) == 422)
            wrong.insert(.leaf([9]), at: position)
            #expect(try status(log.request(old: "7", hashes: wrong, checkpoint: note)) == 422)
        }
        let longer = proof + [.leaf([9])]
        #expect(try status(log.request(old: "7", hashes: longer, checkpoint: note)) == 422)
        #expect(try witness.store.log(log.origin)?.size == 7)
        #expect(try status(log.request(old: "7", hashes: proof, checkpoint: note)) == 200)
    }

    @Test("never 200 to a request in which any bit was changed")
    func everyBit() throws {
        #expect(try status(try log.request(from: 0, to: 70)) == 200)
        let good = try log.request(from: 70, to: 300)
        var seen: [Int: Int] = [:]
        for position in good.indices {
            for bit in 0..<8 {
                var body = good
                body[position] ^= 1 << bit
                let status = try status(body)
                #expect(status != 200, "byte \(position), bit \(bit)")
                seen[status, default: 0] += 1
            }
        }
        #expect(Set(seen.keys) == [400, 403, 404, 409, 422])
        #expect(try witness.store.log(log.origin)?.size == 70)
        #expect(try status(good) == 200)
    }

    @Test("for each log by itself")
    func severalLogs() throws {
        let other = try TestLog("other.example/ledger", seed: 3)
        try witness.store.add(other.origin, keys: [other.witnessedKey])
        #expect(try status(try log.request(from: 0, to: 7)) == 200)
        #expect(try status(try other.request(from: 0, to: 300)) == 200)
        #expect(try status(try log.request(from: 7, to: 8)) == 200)
        let hash = Digest.sha256(other.origin.keyName.utf8)
        let served = try #require(try witness.witness.latest(hash: hash))
        #expect(served.checkpoint.size == 300)
        let verified = try served.verified(by: other.signer.verifierKey)
        #expect(try verified.cosignatures(by: [witness.witness.key]).count == 1)
        #expect(try witness.witness.latest(hash: .emptyTree) == nil)
    }
}
