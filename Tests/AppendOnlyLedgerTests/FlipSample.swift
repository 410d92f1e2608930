import AppendOnlyLedger
import FoundationEssentials
import Records
import SQLiteStorage
import Signing
import TransparencyLog

/// A closed ledger file, and what a copy of it with one bit flipped says otherwise.
struct FlipSample {
    static let isSlow = ProcessInfo.processInfo.environment["TESTAMUR_SLOW"] == "1"

    let founding: Founding
    /// Where the file has bytes other than zero: little else is ever read.
    let occupied: [Int]
    private let bytes: [UInt8]
    private let records: [Record]
    private let published: [String: [UInt8]]

    /// Credentials, a key record, then a withdrawal of record 2 and a hold on record 3.
    init(issues: Int) async throws {
        founding = try await Founding()
        let key = try Founding.key("record-2", seed: 3).declared(for: .record)
        var bodies = try (0..<issues).map { [founding] in
            try founding.issue($0).signed.statement.body
        }
        bodies += [
            .key(KeyChange(.add(key), use: .record, previous: 0)),
            .revoke(try founding.change(2)), .suspend(try founding.change(3, bit: 8)),
        ]
        // The same nonces each time, so that a flipped bit can be flipped again.
        let statements = try bodies.enumerated().map { [founding] number, body in
            let nonce = Digest.sha256(Array("nonce \(number)".utf8)).bytes.prefix(16)
            return try founding.state(body, nonce: Array(nonce))
        }
        let ledger = try await founding.open()
        records = try await ledger.append(statements).map { try $0.get().record }
        published = try await FlipSample.publish(founding.store(), below: founding.folder)
        try Database(path: founding.file).execute("PRAGMA wal_checkpoint(TRUNCATE)")
        let bytes = Array(try Data(contentsOf: URL(filePath: founding.file)))
        self.bytes = bytes
        occupied = bytes.indices.filter { bytes[$0] != 0 }
    }

    /// What is read otherwise than before from a copy of the file in which one bit is flipped;
    /// what is refused, or not found, is not wrong.
    func wrongs(flipping bit: UInt8, of byte: Int) async throws -> [String] {
        // A folder of its own: the last connection to an earlier copy may still be closing.
        let folder = "\(founding.folder)/copy-\(byte)-\(bit)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var flipped = bytes
        flipped[byte] ^= 1 << bit
        try Data(flipped).write(to: URL(filePath: "\(folder)/ledger.sqlite"))
        try FileManager.default.copyItem(
            atPath: "\(founding.file)-publishing", toPath: "\(folder)/ledger.sqlite-publishing")
        guard let store = try? SQLiteLedgerStore(path: "\(folder)/ledger.sqlite"),
            let ledger = try? await founding.open(store)
        else { return [] }
        var wrongs = (try? await ledger.read { try self.wrongReadings(of: $0) }) ?? []
        if let others = try? await FlipSample.publish(store, below: folder), others != published {
            wrongs.append("published something else")
        }
        wrongs += await wrongAppends(to: ledger)
        return wrongs
    }

    private func wrongReadings(of view: LedgerView) throws -> [String] {
        var wrongs: [String] = []
        func check(_ what: String, _ isRight: () throws -> Bool) {
            if (try? isRight()) == false { wrongs.append(what) }
        }
        let key = try founding.signer.verifierKey
        for record in [records[0], records[2]] + records.suffix(4) {
            check("record \(record.index)") {
                try view.record(at: record.index).map { $0 == record } ?? true
            }
            check("the proof of record \(record.index)") {
                let proof = try view.proof(of: record.index)
                return proof.proves(
                    leaf: record.leafHash, in: try proof.checkpoint.verified(by: key))
            }
        }
        return wrongs
    }

    private func wrongAppends(to ledger: Ledger) async -> [String] {
        var wrongs: [String] = []
        if let new = try? founding.issue(0), let appended = try? await ledger.append(new) {
            if appended.record.previous != records.last?.leafHash {
                wrongs.append("appended after another record")
            }
            if let key = try? founding.signer.verifierKey,
                let checkpoint = try? appended.checkpoint.verified(by: key),
                !appended.proof.proves(leaf: appended.record.leafHash, in: checkpoint)
            {
                wrongs.append("acknowledged with a wrong proof")
            }
        }
        return wrongs
    }

    private static func publish(
        _ store: any LedgerStore, below folder: String
    ) async throws -> [String: [UInt8]] {
        let folder = PublicFolder(path: "\(folder)/public")
        try await Publisher(store: store, folder: folder).publish()
        return try folder.contents()
    }
}

extension PublicFolder {
    /// Every file that is there, by its name.
    func contents() throws -> [String: [UInt8]] {
        var contents: [String: [UInt8]] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
            if let bytes = read(name) { contents[name] = bytes }
        }
        return contents
    }
}

/// Random numbers that are the same each time.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
