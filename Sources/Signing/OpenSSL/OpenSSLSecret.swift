import COpenSSL

/// A passphrase, or another secret of a few bytes, whose memory is cleared when it is let go.
///
/// Not shown in any description.
@safe
public final class Secret: @unchecked Sendable {
    // Sendable because the bytes are written before the initialiser returns and only read later.
    private let buffer: UnsafeMutableRawBufferPointer

    /// The most bytes that a secret may have.
    public static let bytesMax = 1_024

    /// Copies `bytes`, at most ``bytesMax``; clearing the original is the caller's affair.
    public init(_ bytes: [UInt8]) {
        precondition(bytes.count <= Self.bytesMax, "A secret has at most 1,024 bytes.")
        unsafe buffer = .allocate(byteCount: bytes.count, alignment: 1)
        unsafe buffer.copyBytes(from: bytes)
    }

    /// Reads a file or a pipe and leaves out one newline at its end.
    ///
    /// - Throws: ``SigningError/secretUnreadable(_:errno:)``, ``SigningError/secretLength(_:)``.
    public init(contentsOfFile path: String) throws(SigningError) {
        let file: OpenSSLKeyFile
        do throws(SystemFailure) {
            file = try OpenSSLKeyFile(reading: path, bytesMax: Self.bytesMax + 2, from: .fileOrPipe)
        } catch {
            throw .secretUnreadable(path, errno: error.number)
        }
        let count =
            unsafe file.bytes.last == UInt8(ascii: "\n") ? file.bytes.count - 1 : file.bytes.count
        guard 1...Self.bytesMax ~= count else { throw .secretLength(path) }
        unsafe buffer = .allocate(byteCount: count, alignment: 1)
        unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: file.bytes[..<count]))
    }

    deinit {
        unsafe OPENSSL_cleanse(buffer.baseAddress, buffer.count)
        unsafe buffer.deallocate()
    }

    /// The number of bytes.
    public var count: Int { unsafe buffer.count }

    /// Lends the bytes for the length of `body`.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        unsafe body(UnsafeRawBufferPointer(buffer))
    }
}

extension Secret: CustomStringConvertible, CustomReflectable {
    /// Never the bytes.
    public var description: String { "a secret" }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Randomness from the system, for programs: they pass it down to where it is needed.
public enum Entropy {
    /// Makes `count` bytes that nobody can guess.
    public static func bytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let status = unsafe RAND_priv_bytes(&bytes, Int32(count))
        precondition(status == 1, "The system gives no randomness.")
        return bytes
    }
}
