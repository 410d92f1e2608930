import NIOCore
import NIOPosix
import Synchronization

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
        /// These bytes in turn, and the last ones from then on.
        case inTurn([String])
    }

    /// How often each path was asked for.
    private final class Count: Sendable {
        private let counts = Mutex<[String: Int]>([:])

        func add(_ path: String) -> Int {
            counts.withLock { counts in
                counts[path, default: 0] += 1
                return counts[path, default: 0]
            }
        }

        func value(_ path: String) -> Int { counts.withLock { $0[path, default: 0] } }
    }

    let port: Int
    private let channel: any Channel
    private let count: Count

    init(_ replies: [String: Reply], greeting: String? = nil) async throws {
        let count = Count()
        self.count = count
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        Handler(replies, count, greeting))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    /// How often a path was asked for.
    func requests(for path: String) -> Int { count.value(path) }

    func close() async {
        try? await channel.close()
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let replies: [String: Reply]
        private let count: Count
        private var received = ""

        private let greeting: String?

        init(_ replies: [String: Reply], _ count: Count, _ greeting: String?) {
            self.replies = replies
            self.count = count
            self.greeting = greeting
        }

        func channelActive(context: ChannelHandlerContext) {
            if let greeting { write(greeting, context) }
            context.fireChannelActive()
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
            let turn = count.add(path)
            switch replies[path] ?? .bytes("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n") {
            case .bytes(let text), .stall(let text): write(text, context)
            case .inTurn(let texts): write(texts[min(turn, texts.count) - 1], context)
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
