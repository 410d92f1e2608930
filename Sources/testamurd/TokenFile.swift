import AppendOnlyLedger
import FoundationEssentials
import Signing

/// The tokens with which callers may issue: a file of their digests, read anew for each request.
///
/// Each line is the SHA-256 of a token in lower-case hexadecimal, a space, and whose it is.
///
/// Spec: 09-surfaces §3.5.
struct TokenFile: Sendable {
    /// The longest file that is read, in bytes.
    static let bytesMax = 1_048_576
    /// The longest token that is looked up, in bytes.
    static let tokenBytesMax = 512

    /// Where the file is; it need not exist.
    let path: String
    private let queue = BlockingQueue(label: "testamurd.tokens")

    /// Names the file.
    init(path: String) {
        self.path = path
    }

    /// Whether an `Authorization` header carries one of the tokens.
    func authorises(_ header: String?) async -> Bool {
        let prefix = "bearer "
        guard let header, header.utf8.count <= prefix.utf8.count + TokenFile.tokenBytesMax,
            header.prefix(prefix.count).lowercased() == prefix
        else { return false }
        let token = header.dropFirst(prefix.count).drop { $0 == " " }
        guard !token.isEmpty else { return false }
        let presented = Digest.sha256(Array(token.utf8)).bytes
        let path = path
        let known = try? await queue.run { TokenFile.digests(at: path) }
        var isKnown = false
        // Every digest is compared in full, so that the time tells nothing of them.
        for digest in known ?? [] {
            let difference = zip(digest, presented).reduce(0) { $0 | ($1.0 ^ $1.1) }
            isKnown = difference == 0 || isKnown
        }
        return isKnown
    }

    private static func digests(at path: String) -> [[UInt8]] {
        guard let data = try? Data(contentsOf: URL(filePath: path)), data.count <= bytesMax else {
            return []
        }
        return data.split(separator: UInt8(ascii: "\n")).compactMap { line in
            let digest = line.prefix(64)
            let rest = line.dropFirst(64)
            guard digest.count == 64, rest.isEmpty || rest.first == UInt8(ascii: " ") else {
                return nil
            }
            return Hex.decode(String(decoding: digest, as: UTF8.self))
        }
    }
}
