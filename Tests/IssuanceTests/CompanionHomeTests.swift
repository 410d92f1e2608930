import AppendOnlyLedger
import CanonicalJSON
import HomeFolder
import Issuance
import Records
import Signing
import Testing
import TransparencyLog
import Trust
import Verification

import class FoundationEssentials.FileManager

@Suite("A home with a post-quantum key")
struct CompanionHomeTests {
    private static let now = OpenDesk.clock()

    private func list(_ description: InstitutionDescription) throws -> TrustList {
        try TrustList(
            name: "Partners", issued: Self.now, expires: Self.now + .seconds(86_400),
            institutions: [description.institution])
    }

    private func state(_ bytes: [UInt8], by list: TrustList, _ check: Check.ID) throws -> String {
        let verdict = Verifier(trusting: list).verify(
            try Submission(reading: bytes), at: Self.now)
        return verdict.checks.first { $0.id == check }.map { "\($0.state.rawValue)" } ?? "none"
    }

    @Test("signs checkpoints twice from then on, and those who list the key demand it")
    func issuing() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let before = try await desk.open()
        let early = try await before.registrar.issue([OpenDesk.input(1)])
        let plain = try list(await before.registrar.description())
        let companion = try desk.home.makeCompanion(passphrase: nil)
        #expect(throws: HomeError.self) {
            try Home(opening: desk.home.path).makeCompanion(passphrase: nil)
        }

        let home = try Home(opening: desk.home.path)
        #expect(home.configuration.companion == companion)
        let open = try await home.open(
            passphrase: nil, clock: OpenDesk.clock, entropy: Entropy.bytes)
        let late = try await open.registrar.issue([OpenDesk.input(2)])
        #expect(try await open.ledger.checkpoint().note.signatures.count == 2)
        let pinned = try list(await open.registrar.description())
        #expect(pinned.institutions[0].ledgers[0].keys.contains(companion))

        let ids = try [early, late].map { try #require($0[0].issuedID) }
        for id in ids {
            let bundle = try await open.registrar.bundle(for: id).bytes
            // Those who list the key, and those who do not know it.
            for list in [plain, pinned] {
                #expect(try state(bundle, by: list, .recorded) == "pass")
            }
        }
        let bundle = try await open.registrar.bundle(for: ids[1]).bytes
        let stripped = try Self.stripping(companion.key, from: bundle)
        #expect(stripped.count < bundle.count - 4_000)
        #expect(try state(stripped, by: plain, .recorded) == "pass")
        #expect(try state(stripped, by: pinned, .recorded) == "fail")
    }

    @Test("is noticed by a program that has the home open, before its next checkpoint")
    func running() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let running = try await desk.open()
        _ = try await running.registrar.issue([OpenDesk.input(1)])
        let companion = try desk.home.makeCompanion(passphrase: nil)
        #expect(companion.from == 3)
        let late = try await running.registrar.issue([OpenDesk.input(2)])
        let checkpoint = try await running.ledger.checkpoint()
        #expect(checkpoint.checkpoint.size == 3 && checkpoint.note.signatures.count == 2)
        // It describes itself with the key too, without having been opened anew.
        let pinned = try list(await running.registrar.description())
        #expect(pinned.institutions[0].ledgers[0].keys.contains(companion))
        let bundle = try await running.registrar.bundle(for: #require(late[0].issuedID)).bytes
        #expect(try state(bundle, by: pinned, .recorded) == "pass")
    }

    @Test("has no checkpoint signed by a program that cannot open its key")
    func unreadable() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let running = try await desk.open()
        _ = try desk.home.makeCompanion(passphrase: nil)
        try FileManager.default.removeItem(atPath: desk.home.keysFolder + "/companion-1.pem")
        let outcomes = try? await running.registrar.issue([OpenDesk.input(1)])
        #expect(outcomes?[0].issuedID == nil)
        #expect(try desk.size() == 1)
    }

    @Test("opens for nobody who has not its key")
    func missing() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        _ = try desk.home.makeCompanion(passphrase: nil)
        try FileManager.default.removeItem(atPath: desk.home.keysFolder + "/companion-1.pem")
        let home = try Home(opening: desk.home.path)
        await #expect(
            throws: HomeError.noKey(use: "post-quantum", folder: desk.home.keysFolder)
        ) {
            try await home.open(
                passphrase: nil, clock: OpenDesk.clock, entropy: Entropy.bytes)
        }
    }

    /// The text without every line of a key, in whatever JSON string it stands.
    private static func stripping(_ key: VerifierKey, from bytes: [UInt8]) throws -> [UInt8] {
        let id = (0..<4).map { UInt8(truncatingIfNeeded: key.keyID >> UInt32(24 - 8 * $0)) }
        // Five letters of base64 are wholly of the ID.
        let beginning = "\u{2014} \(key.name) \(Base64.encode(id).prefix(5))"
        let parts = String(decoding: bytes, as: UTF8.self).split(
            separator: beginning, omittingEmptySubsequences: false)
        var text = String(try #require(parts.first))
        for part in parts.dropFirst() {
            let end = try #require(part.firstRange(of: "\\n"))
            text += part[end.upperBound...]
        }
        return Array(text.utf8)
    }
}
