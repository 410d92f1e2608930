import AppendOnlyLedger
import Records
import SQLiteStorage
import Signing
import Testing
import TransparencyLog

@Suite("Cosigned checkpoints")
struct CosignedTests {
    private static func witness(_ number: Int) throws -> Cosigner {
        let key = try PrivateKey(ed25519Seed: Array(repeating: UInt8(200 + number), count: 32))
        return try Cosigner(name: #require(KeyName("w\(number).example/witness")), key: key)
    }

    private static func policy(_ threshold: Int, of count: Int) throws -> WitnessPolicy {
        let witnesses = try (1...count).map { number in
            WitnessPolicy.Witness(
                name: try #require(PolicyWord("w\(number)")), key: try witness(number).key)
        }
        return try .requiring(threshold, of: witnesses, logs: [])
    }

    private static func cosign(
        _ checkpoint: SignedCheckpoint, _ witnesses: [Int], of founding: Founding,
        at second: Int64 = 1_780_000_100
    ) throws -> [Cosignature] {
        let verified = try checkpoint.verified(by: founding.signer.verifierKey)
        return try witnesses.map {
            try witness($0).cosign(verified, at: Instant(seconds: second))
        }
    }

    /// A ledger of ten records, one checkpoint each.
    private func ledger(_ founding: Founding) async throws -> [SignedCheckpoint] {
        let ledger = try await founding.open()
        var checkpoints = [try await ledger.checkpoint()]
        for number in 1..<10 {
            checkpoints.append(try await ledger.append(founding.issue(number)).checkpoint)
        }
        return checkpoints
    }

    @Test("that met the policy are found: the latest, and the earliest for each record")
    func search() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let checkpoints = try await ledger(founding)
        let policy = try Self.policy(2, of: 3)
        let cosigned = CosignedCheckpoints(try founding.store(), policy: policy)
        #expect(try cosigned.latest() == nil)
        #expect(try cosigned.earliest(covering: 0) == nil)
        for (size, witnesses) in [(3, [1, 2]), (5, [3]), (7, [3]), (8, [1, 2, 3]), (9, [2])] {
            let checkpoint = checkpoints[size - 1]
            try cosigned.keep(
                Self.cosign(checkpoint, witnesses, of: founding), of: checkpoint.checkpoint)
        }
        let later = CosignedCheckpoints(try founding.store(), policy: policy)
        for cosigned in [cosigned, later] {
            #expect(try cosigned.latest()?.checkpoint.size == 8)
            #expect(try cosigned.latest()?.evaluation.cosignatures.count == 3)
            let sizes = try (0..<10).map {
                try cosigned.earliest(covering: LeafIndex($0))?.checkpoint.size
            }
            #expect(sizes == [3, 3, 3, 8, 8, 8, 8, 8, nil, nil])
            #expect(try cosigned.newest().checkpoint.size == 10)
        }
        // A line that comes late completes an earlier one.
        let checkpoint = checkpoints[4]
        try cosigned.keep(
            Self.cosign(checkpoint, [1], of: founding), of: checkpoint.checkpoint)
        for cosigned in [cosigned, later] {
            #expect(try cosigned.earliest(covering: 3)?.checkpoint.size == 5)
            #expect(try cosigned.latest()?.checkpoint.size == 8)
        }
    }

    @Test("that do not count are passed over for the next one that does")
    func wanted() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let checkpoints = try await ledger(founding)
        let cosigned = CosignedCheckpoints(try founding.store(), policy: try Self.policy(1, of: 1))
        for size in [3, 5, 8] {
            try cosigned.keep(
                Self.cosign(checkpoints[size - 1], [1], of: founding),
                of: checkpoints[size - 1].checkpoint)
        }
        func earliest(from size: TreeSize) throws -> TreeSize? {
            try cosigned.earliest(covering: 1) { $0.checkpoint.size >= size }?.checkpoint.size
        }
        #expect(try earliest(from: 1) == 3)
        #expect(try earliest(from: 4) == 5)
        #expect(try earliest(from: 6) == 8)
        #expect(try earliest(from: 9) == nil)
    }

    @Test("tell which records were there before an instant, and never more than that")
    func witnessedBefore() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let checkpoints = try await ledger(founding)
        let cosigned = CosignedCheckpoints(try founding.store(), policy: try Self.policy(2, of: 3))
        let day = Int64(86_400)
        #expect(try cosigned.size(witnessedBefore: .latest) == nil)
        // Size 3 by the second witness on day 2, 6 by one alone, 8 on day 4; 10 by nobody.
        for (size, witness, time) in [
            (3, 1, 1), (3, 2, 2), (6, 3, 2), (8, 1, 3), (8, 2, 4), (8, 3, 5),
        ] {
            let checkpoint = checkpoints[size - 1]
            try cosigned.keep(
                Self.cosign(checkpoint, [witness], of: founding, at: Int64(time) * day),
                of: checkpoint.checkpoint)
        }
        let later = CosignedCheckpoints(try founding.store(), policy: try Self.policy(2, of: 3))
        for (instant, size) in [
            (2 * day, nil), (2 * day + 1, 3), (4 * day, 3), (4 * day + 1, 8), (9 * day, 8),
        ] as [(Int64, TreeSize?)] {
            let found = try later.size(witnessedBefore: Instant(seconds: instant))
            #expect(found == size, "before \(instant)")
        }
        // A quorum of nobody has seen nothing.
        let nobody = CosignedCheckpoints(try founding.store(), policy: try Self.policy(0, of: 3))
        #expect(try nobody.size(witnessedBefore: .latest) == nil)
    }

    @Test("of another process are seen")
    func otherProcess() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let checkpoints = try await ledger(founding)
        let policy = try Self.policy(2, of: 2)
        let mine = CosignedCheckpoints(try founding.store(), policy: policy)
        let theirs = CosignedCheckpoints(try founding.store(), policy: policy)
        #expect(try mine.latest() == nil)
        for size in [4, 6] {
            for witness in 1...2 {
                let checkpoint = checkpoints[size - 1]
                try theirs.keep(
                    Self.cosign(checkpoint, [witness], of: founding), of: checkpoint.checkpoint)
            }
            #expect(try mine.latest()?.checkpoint.size == TreeSize(UInt64(size)))
        }
    }

    @Test("keep the first line of each key, for ever")
    func firstStays() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let checkpoint = try await ledger(founding)[3]
        let store = try founding.store()
        let cosigned = CosignedCheckpoints(store, policy: try Self.policy(1, of: 1))
        for second in [1_780_000_200, 1_780_000_100, 1_780_000_300] as [Int64] {
            let lines = try Self.cosign(checkpoint, [1], of: founding, at: second)
            try cosigned.keep(lines, of: checkpoint.checkpoint)
        }
        #expect(try store.cosignatures(ofCheckpoint: 4).count == 1)
        #expect(try cosigned.latest()?.witnessedTime == Instant(seconds: 1_780_000_200))
        let database = Database(path: founding.file)
        for statement in [
            "DELETE FROM cosignature", "UPDATE cosignature SET payload = x'00'",
            "UPDATE cosignature SET size = 5",
            "INSERT OR REPLACE INTO cosignature SELECT size, name, key_id, x'01' FROM cosignature",
            "PRAGMA foreign_keys = ON; INSERT INTO cosignature VALUES (99, 'w', 1, x'01')",
        ] {
            #expect(throws: Database.Refused.self, "\(statement)") {
                try database.execute(statement)
            }
        }
    }

    @Test("leave out a kept line in which any bit was changed, and only that one")
    func damage() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let checkpoint = try await ledger(founding)[3]
        let store = try founding.store()
        let policy = try Self.policy(1, of: 2)
        try CosignedCheckpoints(store, policy: policy).keep(
            Self.cosign(checkpoint, [1, 2], of: founding), of: checkpoint.checkpoint)
        let database = Database(path: founding.file)
        try database.execute("DROP TRIGGER cosignature_kept")
        let line = try #require(
            try store.cosignatures(ofCheckpoint: 4).first { $0.name.description.hasPrefix("w1") })
        for position in line.payload.indices {
            var payload = line.payload
            payload[position] ^= 1 << (position % 8)
            try database.execute(
                """
                UPDATE cosignature SET payload = x'\(Hex.encode(payload))' WHERE name LIKE 'w1%'
                """)
            let found = try CosignedCheckpoints(founding.store(), policy: policy).latest()
            #expect(found?.evaluation.cosignatures.count == 1, "byte \(position)")
            #expect(found?.verified.signed.note.signatures.count == 2)
        }
    }

    @Test("can be kept in a file of the version before")
    func olderFile() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let checkpoint = try await ledger(founding)[3]
        let database = Database(path: founding.file)
        try database.execute(
            """
            DROP TABLE cosignature; DROP INDEX record_that_confirms; PRAGMA user_version = 1
            """)
        let store = try founding.store()
        #expect(try store.cosignatures(ofCheckpoint: 4).isEmpty)
        let cosigned = CosignedCheckpoints(store, policy: try Self.policy(1, of: 1))
        try cosigned.keep(
            Self.cosign(checkpoint, [1], of: founding), of: checkpoint.checkpoint)
        #expect(try founding.store().cosignatures(ofCheckpoint: 4).count == 1)
        try database.execute("PRAGMA user_version = 4")
        #expect(throws: SQLiteError.self) { try founding.store() }
    }

    @Test("are served apart from the newest, and never go back")
    func served() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let checkpoints = try await ledger(founding)
        let store = try founding.store()
        let folder = PublicFolder(path: founding.folder + "/public")
        // Without a policy both are the newest.
        try await Publisher(store: store, folder: folder).publish()
        #expect(folder.read("checkpoint") == checkpoints[9].bytes)
        let cosigned = CosignedCheckpoints(store, policy: try Self.policy(2, of: 2))
        let publisher = Publisher(store: store, cosigned: cosigned, folder: folder)
        try await publisher.publish()
        #expect(folder.read("checkpoint") == nil)
        #expect(folder.read("checkpoint.latest") == checkpoints[9].bytes)
        func keep(_ size: Int, _ witnesses: [Int]) throws {
            let checkpoint = checkpoints[size - 1]
            try cosigned.keep(
                Self.cosign(checkpoint, witnesses, of: founding), of: checkpoint.checkpoint)
        }
        try keep(7, [1, 2])
        try keep(10, [1])
        try await publisher.publish()
        let trusted = try SignedCheckpoint(parsing: #require(folder.read("checkpoint")))
        #expect(trusted.checkpoint == checkpoints[6].checkpoint)
        #expect(trusted.note.signatures.count == 3)
        let latest = try SignedCheckpoint(parsing: #require(folder.read("checkpoint.latest")))
        #expect(latest.checkpoint == checkpoints[9].checkpoint)
        #expect(latest.note.signatures.count == 2)
        // Its partial tiles are there, though that size was never the newest when published.
        #expect(folder.read("tile/0/000.p/7") != nil && folder.read("tile/entries/000.p/7") != nil)
        // The lines were lost: what was served stays, since it still proves itself.
        try Database(path: founding.file).execute(
            "DROP TRIGGER cosignature_stays; DELETE FROM cosignature")
        let bare = Publisher(
            store: store, cosigned: CosignedCheckpoints(store, policy: cosigned.policy),
            folder: folder)
        try await bare.publish(.everything)
        #expect(folder.read("checkpoint") == trusted.bytes)
        // What does not prove itself goes.
        var forged = trusted.bytes
        forged[forged.count - 10] ^= 1
        try folder.replace(forged, at: "checkpoint")
        try await bare.publish()
        #expect(folder.read("checkpoint") == nil)
    }
}
