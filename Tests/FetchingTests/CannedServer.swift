import NIOCore
import NIOPosix

/// A server on loopback that answers each request by its path with bytes made beforehand.
final class CannedServer: Sendable {
    /// What a path is answered with.
    enum Reply: Sendable {
        /// These bytes, then the connection is kept.
        case bytes(String)
        /// These bytes, and then nothing more.
        case stall(String)
        /// These bytes, and the connection is closed.
        case close(String)
        /// The request's own bytes as the body.
        case echo
    }

    let port: Int
    private let channel: any Channel

    init(_ replies: [String: Reply]) async throws {
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(replies))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    func close() async {
        try? await channel.close()
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let replies: [String: Reply]
        private var received = ""

        init(_ replies: [String: Reply]) {
            self.replies = replies
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received += String(buffer: unwrapInboundIn(data))
            guard let end = received.firstRange(of: "\r\n\r\n") else { return }
            let head = received[..<end.lowerBound]
            let length =
                head.split(separator: "\r\n").first {
                    $0.lowercased().hasPrefix("content-length:")
                }.flatMap { Int($0.split(separator: ":")[1].filter { $0 != " " }) } ?? 0
            guard received[end.upperBound...].utf8.count >= length else { return }
            let request = received
            received = ""
            answer(request, context)
        }

        private func answer(_ request: String, _ context: ChannelHandlerContext) {
            let path = request.split(separator: " ").dropFirst().first.map(String.init) ?? ""
            switch replies[path] ?? .bytes("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n") {
            case .bytes(let text), .stall(let text): write(text, context)
            case .close(let text):
                write(text, context)
                context.close(promise: nil)
            case .echo:
                write(
                    "HTTP/1.1 200 OK\r\ncontent-length: \(request.utf8.count)\r\n\r\n" + request,
                    context)
            }
        }

        private func write(_ text: String, _ context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        }
    }
}
