import HTTPTypes
import HummingbirdCore
import NIOCore
import ServiceAPI

/// One request on its way to an answer.
struct Exchange: Sendable {
    /// The request.
    let request: Request
    /// The target up to a question mark, exactly as sent.
    let path: Substring
    /// What follows the question mark; `nil` without one.
    let query: Substring?
    /// How much is taken.
    let limits: DaemonLimits

    /// Takes the target apart; the body is not read yet.
    init(_ request: Request, limits: DaemonLimits) {
        self.request = request
        self.limits = limits
        let target = request.head.path ?? ""
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = parts.first ?? ""
        query = parts.count == 2 ? parts[1] : nil
    }

    /// Whether the client announces a body.
    var announcesBody: Bool {
        let length = request.headers[.contentLength]
        return request.headers[.transferEncoding] != nil || (length != nil && length != "0")
    }

    /// The type that the client prefers of those in which there is an answer.
    ///
    /// - Throws: a ``Problem`` that lists them, if it takes none.
    func negotiated(among offers: [MediaType]) throws(Problem) -> MediaType {
        // Several fields of that name are one list.
        let header = request.headers[values: .accept].joined(separator: ",")
        guard let type = Accept(header).best(of: offers) else {
            throw .notAcceptable(offers: offers)
        }
        return type
    }

    /// The whole body of a request that brings JSON.
    ///
    /// - Throws: a ``Problem`` for another type, for a body that is too long or breaks off.
    func jsonBody() async throws(Problem) -> [UInt8] {
        if let header = request.headers[.contentType] {
            guard MediaType(contentType: header)?.isJSON == true else {
                throw .unsupportedMediaType(readable: [.json, .credential, .bundle])
            }
        }
        return try await body()
    }

    /// The whole body of a request that brings JSON or a compact JWS.
    ///
    /// - Throws: a ``Problem`` for another type, for a body that is too long or breaks off.
    func verifiableBody() async throws(Problem) -> [UInt8] {
        if let header = request.headers[.contentType] {
            guard let type = MediaType(contentType: header), type.isJSON || type.mayBeToken else {
                throw .unsupportedMediaType(readable: [
                    .json, .credential, .bundle, .credentialToken, .presentationToken, .token,
                    .text,
                ])
            }
        }
        return try await body()
    }

    /// The whole body, of whatever type.
    ///
    /// - Parameter bytesMax: the longest that is read, in bytes; without it, the daemon's limit.
    /// - Throws: a ``Problem`` for a body that is too long or breaks off.
    func body(bytesMax: Int? = nil) async throws(Problem) -> [UInt8] {
        let bytesMax = min(bytesMax ?? limits.bodyBytesMax, limits.bodyBytesMax)
        let length = request.headers[.contentLength].flatMap { Int($0) } ?? 0
        guard length <= bytesMax else { throw .tooLarge(bytesMax: bytesMax) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(length)
        do {
            for try await part in request.body {
                guard bytes.count + part.readableBytes <= bytesMax else {
                    throw Problem.tooLarge(bytesMax: bytesMax)
                }
                bytes += part.readableBytesView
            }
        } catch let problem as Problem {
            throw problem
        } catch {
            // The client broke off or was too slow; nobody is left to read the answer.
            throw .malformed
        }
        return bytes
    }
}
