import Signing
import Testing
import TransparencyLog

@Suite("Witness policies")
struct WitnessPolicyTests {
    /// The checkpoint with cosignatures by witnesses at the seconds given for them.
    private func cosigned(_ times: [Int: Int64]) throws -> VerifiedCheckpoint {
        let verified = try TestKeys.checkpoint(size: 3)
        let cosignatures = try times.sorted { $0.key < $1.key }.map { number, seconds in
            try TestKeys.witness(number).cosign(verified, at: Instant(seconds: seconds))
        }
        return try verified.adding(cosignatures)
    }

    @Test("of k of n are met by the k-th earliest time, for every k, n and set of witnesses to 4")
    func thresholds() throws {
        for count in 1...4 {
            let policies = try (0...count).map { try TestKeys.policy($0, of: count) }
            for present in 0..<(1 << count) {
                // Later witnesses have earlier times.
                let numbers = (1...count).filter { present >> ($0 - 1) & 1 == 1 }
                let times = Dictionary(
                    uniqueKeysWithValues: numbers.map { ($0, Int64(100 - $0)) })
                let verified = try cosigned(times)
                for (threshold, policy) in policies.enumerated() {
                    let evaluation = try policy.evaluate(verified)
                    #expect(evaluation.cosignatures.count == numbers.count)
                    #expect(evaluation.isMet == (numbers.count >= threshold))
                    let expected =
                        threshold > 0 && evaluation.isMet
                        ? Instant(seconds: times.values.sorted()[threshold - 1]) : nil
                    #expect(evaluation.witnessedTime == expected)
                }
            }
        }
    }

    @Test("with groups in groups take each group's own time")
    func nested() throws {
        let keys = try (1...4).map { try TestKeys.witness($0).key }
        let text = """
            witness a \(keys[0])
            witness b \(keys[1])
            witness c \(keys[2])
            witness d \(keys[3])
            group one 2 a b c
            group both all one d
            quorum both

            """
        let policy = try WitnessPolicy(parsing: Array(text.utf8))
        #expect(policy.text == Array(text.utf8))
        #expect(policy.quorumDescription == "all of (2 of (a, b, c), d)")
        func time(_ times: [Int: Int64]) throws -> Int64? {
            try policy.evaluate(cosigned(times)).witnessedTime?.seconds
        }
        #expect(try time([1: 10, 2: 30, 3: 20, 4: 5]) == 20)
        #expect(try time([1: 10, 2: 30, 3: 20, 4: 50]) == 50)
        #expect(try time([1: 10, 3: 20]) == nil)
        #expect(try time([1: 10, 4: 20]) == nil)
    }

    @Test("trust a checkpoint only when its log is listed and the quorum is met")
    func trust() throws {
        let verified = try cosigned([1: 10])
        let trusted = try verified.trusted(under: TestKeys.policy(1, of: 2))
        #expect(trusted.checkpoint == verified.checkpoint)
        #expect(trusted.evaluation.cosignatures.map(\.time) == [Instant(seconds: 10)])
        #expect(throws: TransparencyLogError.quorumNotMet) {
            try verified.trusted(under: TestKeys.policy(2, of: 2))
        }
        let other = try TestKeys.log("log.example/other").verifierKey
        let policy = try WitnessPolicy(
            logs: [WitnessPolicy.Log(key: other)], witnesses: [], quorum: .none)
        #expect(throws: TransparencyLogError.originMismatch(verified.checkpoint.origin)) {
            try verified.trusted(under: policy)
        }
        // A policy may leave the log to its user, who has verified it by another way.
        let noLogs = try WitnessPolicy(logs: [], witnesses: [], quorum: .none)
        #expect(try verified.trusted(under: noLogs).witnessedTime == nil)
    }

    @Test("are questioned for thresholds of at most two thirds")
    func weakThresholds() throws {
        for count in 1...9 {
            for threshold in 1...count {
                let policy = try TestKeys.policy(threshold, of: count)
                let isWeak = policy.findings.contains {
                    if case .weakThreshold = $0 { return true }
                    return false
                }
                #expect(
                    isWeak == (Double(threshold) <= 2 * Double(count) / 3), "\(threshold)/\(count)")
            }
        }
    }

    @Test("are questioned for no quorum, idle witnesses and logs that witness themselves")
    func findings() throws {
        let log = try TestKeys.log().verifierKey
        let own = CosignatureKeyPair(log)
        let text = """
            log \(log)
            witness a \(try TestKeys.witness(1).key)
            witness self \(try own.key())
            quorum self

            """
        let policy = try WitnessPolicy(parsing: Array(text.utf8))
        let a = try #require(PolicyWord("a"))
        let itself = try #require(PolicyWord("self"))
        #expect(policy.findings == [.unusedWitness(a), .witnessIsLog(itself)])
        #expect(policy.findings.allSatisfy { !$0.description.isEmpty })
        let none = try WitnessPolicy(parsing: Array("quorum none\n".utf8))
        #expect(none.findings == [.noQuorum])
        #expect(none.quorumDescription == "none")
        #expect(try TestKeys.policy(3, of: 3).findings.isEmpty)
    }

    @Test("name the line of a fault")
    func faultLines() {
        let text = "# one\n\nlog x\nquorum none\n"
        #expect(throws: TransparencyLogError.policy(.key, line: 3)) {
            try WitnessPolicy(parsing: Array(text.utf8))
        }
        #expect(throws: TransparencyLogError.policy(.quorumMissing, line: 2)) {
            try WitnessPolicy(parsing: Array("# one\n# two\n".utf8))
        }
    }

    @Test("have at most 256 lines of a kind, and at least the 32 that others must read")
    func limits() throws {
        let lines = try (0..<257).map { number in
            let seed = [UInt8(number & 255), UInt8(number >> 8)] + [UInt8](repeating: 0, count: 30)
            let key = try PrivateKey(ed25519Seed: seed).publicKey
            let name = try #require(KeyName("w\(number).example"))
            return "witness w\(number) \(try CosignatureKey(name: name, publicKey: key))\n"
        }
        func text(_ count: Int) -> [UInt8] {
            Array((lines.prefix(count).joined() + "quorum w0\n").utf8)
        }
        #expect(try WitnessPolicy(parsing: text(256)).witnesses.count == 256)
        #expect(throws: TransparencyLogError.policy(.tooLarge, line: 257)) {
            try WitnessPolicy(parsing: text(257))
        }
        let comment = [UInt8](repeating: 35, count: WitnessPolicy.bytesMax - 13) + [10]
        let quorum = Array("quorum none\n".utf8)
        #expect(try WitnessPolicy(parsing: comment + quorum).quorum == .none)
        #expect(throws: TransparencyLogError.policy(.tooLarge, line: 1)) {
            try WitnessPolicy(parsing: [35] + comment + quorum)
        }
    }

    @Test("made from parts keep the rules of the text")
    func parts() throws {
        let witness = WitnessPolicy.Witness(
            name: try #require(PolicyWord("quorum")), key: try TestKeys.witness(1).key)
        let policy = try WitnessPolicy.requiring(1, of: [witness], logs: [])
        #expect(try WitnessPolicy(parsing: policy.text) == policy)
        for threshold in [-1, 2] {
            #expect(throws: TransparencyLogError.policy(.threshold, line: 0)) {
                try WitnessPolicy.requiring(threshold, of: [witness], logs: [])
            }
        }
        #expect(throws: TransparencyLogError.policy(.nameTaken, line: 0)) {
            try WitnessPolicy.requiring(1, of: [witness, witness], logs: [])
        }
        #expect(PolicyWord("") == nil)
        #expect(PolicyWord("a b") == nil)
        #expect(PolicyWord([0x7F]) == nil)
        #expect(PolicyWord([0xFF])?.bytes == [0xFF])
    }

    /// The same public key as a log's, used as a witness's.
    private struct CosignatureKeyPair {
        let log: VerifierKey

        init(_ log: VerifierKey) { self.log = log }

        func key() throws -> CosignatureKey {
            try CosignatureKey(
                name: #require(KeyName("self.example")), publicKey: #require(log.publicKey))
        }
    }
}
