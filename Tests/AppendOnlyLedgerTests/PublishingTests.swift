import AppendOnlyLedger
import FoundationEssentials
import Records
import Signing
import TestSupport
import Testing
import TransparencyLog

@Suite("A public folder")
struct PublishingTests {
    @Test("never goes back to an older checkpoint when two publish")
    func onlyForward() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let ledger = try await founding.open()
        let folder = PublicFolder(path: founding.folder + "/public")
        let (entered, go) = (Gate(), Gate())
        let slow = HookedStore(
            try founding.store(),
            HookedStore.Hooks(afterHead: {
                entered.open()
                go.wait()
            }))
        let (first, second) = (
            Publisher(store: slow, folder: folder),
            Publisher(store: try founding.store(), folder: folder)
        )
        async let late: Void = first.publish()
        try await entered.passed()
        for number in 0..<5 { _ = try await ledger.append(founding.issue(number)) }
        async let newer: Void = second.publish()
        // Were the second one not kept waiting, this would be time enough for it.
        for _ in 0..<20 where try size(of: folder) != 6 {
            try await Task.sleep(for: .milliseconds(10))
        }
        go.open()
        _ = try await (late, newer)
        #expect(try size(of: folder) == 6)
    }

    @Test("is whole again after any of its files was lost or cut short")
    func lostFiles() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let ledger = try await founding.open()
        for outcome in await ledger.append(try (0..<259).map { try founding.issue($0) }) {
            _ = try outcome.get()
        }
        let folder = PublicFolder(path: founding.folder + "/public")
        let publisher = Publisher(store: try founding.store(), folder: folder)
        try await publisher.publish()
        let whole = try folder.contents()
        #expect(whole["tile/0/001.p/4"] != nil && whole["tile/entries/000"] != nil)
        for (name, bytes) in whole {
            let file = "\(folder.path)/\(name)"
            try FileManager.default.removeItem(atPath: file)
            try await publisher.publish(.everything)
            #expect(try folder.contents() == whole, "\(name) was lost")
            try Data(bytes.dropLast()).write(to: URL(filePath: file))
            try await publisher.publish(.everything)
            #expect(try folder.contents() == whole, "\(name) was cut short")
            let draft = URL(filePath: file).deletingLastPathComponent().path + "/.dat.nosync1.a"
            try Data(bytes.dropLast()).write(to: URL(filePath: draft))
            try await publisher.publish(.everything)
            #expect(try folder.contents() == whole, "\(name) was never finished")
        }
    }

    private func size(of folder: PublicFolder) throws -> TreeSize? {
        try folder.read("checkpoint").map { try SignedCheckpoint(parsing: $0).checkpoint.size }
    }
}
