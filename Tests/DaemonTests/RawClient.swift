import NIOCore
import NIOPosix

/// One connection over which a test sends exactly the bytes it likes.
final class RawClient {
    /// What was answered.
    struct Reply: Sendable {
        let status: Int
        let headers: [(name: String, value: String)]
        let body: [UInt8]

        func header(_ name: String) -> String? {
            headers.first { $0.name == name }?.value
        }

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// Why there is no reply.
    enum Failure: Error {
        case closed
        case timeout
        case noHTTP(String)
    }

    private enum Event: Sendable {
        case bytes([UInt8])
        case closed
        case timeout
    }

    private let channel: any Channel
    private let events: AsyncStream<Event>.Continuation
    private var iterator: AsyncStream<Event>.Iterator
    private var received: [UInt8] = []
    private(set) var isClosed = false

    /// Connects to a daemon on this machine.
    init(port: Int) async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: Event.self)
        events = continuation
        iterator = stream.makeAsyncIterator()
        channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Receiver(continuation))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
    }

    deinit {
        channel.close(promise: nil)
    }

    private final class Receiver: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let events: AsyncStream<Event>.Continuation

        init(_ events: AsyncStream<Event>.Continuation) {
            self.events = events
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            events.yield(.bytes(Array(unwrapInboundIn(data).readableBytesView)))
        }

        func channelInactive(context: ChannelHandlerContext) {
            events.yield(.closed)
            context.fireChannelInactive()
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case ChannelEvent.inputClosed? = event as? ChannelEvent {
                context.close(promise: nil)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }

    /// Closes the connection.
    func close() {
        channel.close(promise: nil)
    }

    /// Says that there is no more to come.
    func endOutput() {
        channel.close(mode: .output, promise: nil)
    }

    /// Sends bytes; whether the other side still takes them is not asked.
    func send(_ bytes: some Sequence<UInt8>) {
        channel.writeAndFlush(ByteBuffer(bytes: Array(bytes)), promise: nil)
    }

    /// Sends bytes one at a time from now on.
    func sendSlowly(_ bytes: [UInt8], every interval: TimeAmount) {
        let channel = channel
        for (place, byte) in bytes.enumerated() {
            channel.eventLoop.scheduleTask(in: interval * (place + 1)) {
                channel.writeAndFlush(ByteBuffer(bytes: [byte]), promise: nil)
            }
        }
    }

    /// Sends text.
    func send(_ text: String) {
        send(text.utf8)
    }

    /// The next reply.
    ///
    /// - Throws: ``Failure``.
    func reply(
        to method: String = "GET", within limit: TimeAmount = .seconds(40)
    ) async throws -> Reply {
        let events = events
        let timer = channel.eventLoop.scheduleTask(in: limit) { events.yield(.timeout) }
        defer { timer.cancel() }
        while true {
            if let reply = try parse(method) { return reply }
            guard !isClosed else { throw Failure.closed }
            switch await iterator.next() {
            case .bytes(let bytes): received += bytes
            case .closed, nil: isClosed = true
            case .timeout: throw Failure.timeout
            }
        }
    }

    /// Waits until the other side has closed.
    ///
    /// - Throws: ``Failure/timeout``.
    func waitUntilClosed(within limit: TimeAmount = .seconds(40)) async throws {
        let events = events
        let timer = channel.eventLoop.scheduleTask(in: limit) { events.yield(.timeout) }
        defer { timer.cancel() }
        while !isClosed {
            switch await iterator.next() {
            case .bytes: break
            case .closed, nil: isClosed = true
            case .timeout: throw Failure.timeout
            }
        }
    }

    /// Sends a request and returns the reply to it.
    func exchange(
        _ method: String, _ path: String, _ headers: [String: String] = [:],
        body: [UInt8]? = nil
    ) async throws -> Reply {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        if let body { head += "Content-Length: \(body.count)\r\n" }
        send(Array((head + "\r\n").utf8) + (body ?? []))
        return try await reply(to: method)
    }

    /// One request on a connection of its own.
    static func exchange(
        port: Int, _ method: String, _ path: String, _ headers: [String: String] = [:],
        body: [UInt8]? = nil
    ) async throws -> Reply {
        try await RawClient(port: port).exchange(method, path, headers, body: body)
    }

    /// Takes a whole reply off what was received, if there is one.
    private func parse(_ method: String) throws -> Reply? {
        guard let end = received.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: received[..<end.lowerBound], as: UTF8.self)
            .split(separator: "\r\n")
        guard let first = lines.first?.split(separator: " "), first.count >= 2,
            first[0] == "HTTP/1.1", let status = Int(first[1])
        else { throw Failure.noHTTP(String(decoding: received.prefix(80), as: UTF8.self)) }
        let headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (
                name: parts[0].lowercased(),
                value: parts.count == 2 ? String(parts[1].drop { $0 == " " }) : ""
            )
        }
        if 100...199 ~= status {
            received.removeSubrange(..<end.upperBound)
            return Reply(status: status, headers: headers, body: [])
        }
        let hasBody = method != "HEAD" && status != 204 && status != 304
        let length = headers.first { $0.name == "content-length" }.flatMap { Int($0.value) } ?? 0
        let bodyEnd = end.upperBound + (hasBody ? length : 0)
        guard received.count >= bodyEnd else { return nil }
        let body = Array(received[end.upperBound..<bodyEnd])
        received.removeSubrange(..<bodyEnd)
        return Reply(status: status, headers: headers, body: body)
    }
}
