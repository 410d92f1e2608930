import AppendOnlyLedger
import FoundationEssentials
import Signing

/// The tokens with which callers may issue: a file of their digests, read anew for each request.
/// The tokens themselves are kept nowhere.
///
/// Each line is the SHA-256 of a token in lower-case hexadecimal, a space, and whose it is.
///
/// Spec: 09-surfaces §3.5.
public struct TokenFile: Sendable {
    /// One token.
    public struct Entry: Hashable, Sendable {
        /// The SHA-256 of the token's text.
        let digest: [UInt8]
        /// Who has it.
        public let name: String

        /// Names a token.
        public init(_ token: String, named name: String) {
            digest = Digest.sha256(Array(token.utf8)).bytes
            self.name = name
        }

        /// Reads a line; `nil` for one that is no token.
        fileprivate init?(line: some Collection<UInt8>) {
            let (hex, rest) = (Array(line.prefix(64)), line.dropFirst(64))
            let isLower = !hex.contains { UInt8(ascii: "A")...UInt8(ascii: "F") ~= $0 }
            guard hex.count == 64, isLower, rest.first == UInt8(ascii: " "), rest.count > 1,
                let digest = Hex.decode(String(decoding: hex, as: UTF8.self))
            else { return nil }
            self.digest = digest
            name = String(decoding: rest.dropFirst(), as: UTF8.self)
        }

        fileprivate var line: String { "\(Hex.encode(digest)) \(name)\n" }
    }

    /// The longest file that is read, in bytes.
    static let bytesMax = 1_048_576
    /// The longest token that is looked up, in bytes.
    static let tokenBytesMax = 512

    /// Where the file is; it need not exist.
    public let path: String
    private let queue = BlockingQueue(label: "testamur.tokens")

    /// Names the file.
    public init(path: String) {
        self.path = path
    }

    /// The tokens, in the order of making.
    ///
    /// - Throws: ``HomeError/badTokens(_:)``, ``HomeError/file(_:_:)``.
    public func entries() throws(HomeError) -> [Entry] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        guard let lines = lines() else { throw .file(path, "could not be read") }
        var entries: [Entry] = []
        for line in lines {
            guard let entry = Entry(line: line) else { throw .badTokens(path) }
            entries.append(entry)
        }
        return entries
    }

    /// Changes the tokens. Nobody else changes them meanwhile.
    ///
    /// - Throws: as ``entries()`` does, ``HomeError/busy(_:)``, or what `body` throws.
    public func change(_ body: (inout [Entry]) throws -> Void) throws {
        let held = try DurableFile.hold(DurableFile.parent(of: path))
        defer { held.release() }
        var entries = try entries()
        try body(&entries)
        try DurableFile.replace(Array(entries.map(\.line).joined().utf8), at: path)
    }

    /// Whether an `Authorization` header carries one of the tokens.
    public func authorises(_ header: String?) async -> Bool {
        let prefix = "bearer "
        guard let header, header.utf8.count <= prefix.utf8.count + TokenFile.tokenBytesMax,
            header.prefix(prefix.count).lowercased() == prefix
        else { return false }
        let token = header.dropFirst(prefix.count).drop { $0 == " " }
        guard !token.isEmpty else { return false }
        let presented = Digest.sha256(Array(token.utf8)).bytes
        let file = self
        // A line that is none lets nobody in, and keeps nobody out.
        let known = try? await queue.run { (file.lines() ?? []).compactMap { Entry(line: $0) } }
        var isKnown = false
        // Every digest is compared in full, so that the time tells nothing of them.
        for entry in known ?? [] {
            let difference = zip(entry.digest, presented).reduce(0) { $0 | ($1.0 ^ $1.1) }
            isKnown = difference == 0 || isKnown
        }
        return isKnown
    }

    private func lines() -> [Data]? {
        guard let data = try? Data(contentsOf: URL(filePath: path)),
            data.count <= TokenFile.bytesMax
        else { return nil }
        return data.split(separator: UInt8(ascii: "\n"))
    }
}
