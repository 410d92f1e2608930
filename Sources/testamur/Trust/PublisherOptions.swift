import ArgumentParser
import HomeFolder
import Signing
import Trust

/// On whose signature under a trust list to rely.
struct PublisherOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Believe the list only if this key signed it: the key's text, or a file with it. "
                + "Without it: the key pinned with `testamur trust pin`.",
            valueName: "key"))
    var publisher: String?

    /// The largest file with a key, in bytes.
    private static let keyFileBytesMax = 4_096

    /// The key of a list's publisher: as typed, or in a file of that name.
    ///
    /// - Throws: ``Failure`` or ``TrustError``.
    static func key(_ argument: String) throws -> TrustKey {
        guard InputFile.exists(argument) else { return try TrustKey(parsing: argument) }
        let bytes = try InputFile(argument).bytes(max: keyFileBytesMax)
        let text = String(decoding: bytes, as: UTF8.self)
        return try TrustKey(
            parsing: text.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }

    /// A trust list that may be believed; which edition it is, is remembered where a key is
    /// pinned.
    ///
    /// - Throws: ``Failure`` or ``TrustError``.
    func list(at path: String) throws -> TrustList {
        let key = try publisher.map(PublisherOptions.key)
        let bytes = try InputFile(path).bytes(max: TrustList.bytesMax)
        let file = TrustListFile(path: path)
        let list = try believed(bytes, file, key)
        do {
            try file.remember(list, publisher: key)
        } catch {
            Console.messages.line(
                "Which edition this was could not be remembered: \(Failure(error).message)")
        }
        return list
    }

    private func believed(
        _ bytes: [UInt8], _ file: TrustListFile, _ key: TrustKey?
    ) throws(Failure) -> TrustList {
        do {
            return try file.believed(bytes, publisher: key)
        } catch {
            throw PublisherOptions.failure(error, bytes, file.path)
        }
    }

    /// Names the key that the list itself shows, where that is what a person has to compare.
    private static func failure(_ error: TrustError, _ bytes: [UInt8], _ path: String) -> Failure {
        let signatures = (try? SignedTrustList(parsing: bytes))?.signatures ?? []
        guard error.reason == .notPinned, signatures.count == 1,
            let key = signatures[0].claimedKey?.verifierKey
        else { return Failure(error) }
        return Failure(
            error.code, .refused, error.reason.cause,
            next: "Compare this key with the list's publisher, over another channel, then: "
                + "testamur trust pin \(key.description.quoted) --list \(path.quoted)")
    }
}
