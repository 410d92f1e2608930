import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

#if canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Why there is no answer, from what the libraries say of it.
enum ConnectionFailure {
    /// The error in this module's terms.
    static func error(_ error: any Error) -> FetchError {
        if let error = error as? FetchError { return error }
        if error is CancellationError { return .cancelled }
        switch error as? HTTPClientError {
        case .deadlineExceeded, .connectTimeout, .getConnectionFromPoolTimeout, .readTimeout,
            .writeTimeout, .tlsHandshakeTimeout:
            return .timeout
        case .cancelled: return .cancelled
        case .remoteConnectionClosed, .uncleanShutdown: return .failed(closed)
        default: break
        }
        if let error = systemError(behind: error) {
            return error.errnoCode == ETIMEDOUT ? .timeout : .failed(words(error.errnoCode))
        }
        switch error {
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: return .notSecure
        case is HTTPParserError: return .failed("what came back is no HTTP")
        // What is left is rare, and for whoever mends it.
        default: return .failed("what came back could not be used (\(type(of: error)))")
        }
    }

    private static let closed = "the other side ended it before it had answered"

    /// The error of the last system call, also where several addresses were tried.
    private static func systemError(behind error: any Error) -> IOError? {
        let tried = (error as? NIOConnectionError)?.connectionErrors.last?.error
        return (tried ?? error) as? IOError
    }

    private static func words(_ number: Int32) -> String {
        switch number {
        case ECONNREFUSED: "nobody answers at that address"
        case ECONNRESET, EPIPE, ECONNABORTED: closed
        case ENETUNREACH, EHOSTUNREACH, ENETDOWN, EHOSTDOWN: "no way leads to that address"
        case EACCES, EPERM: "this machine does not allow it"
        case EMFILE, ENFILE: "this machine has too many connections open"
        default: "system error \(number)"
        }
    }
}
