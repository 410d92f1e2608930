import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import ServiceAPI

/// Watches one connection: what is too slow, too long or no HTTP is answered here and cut off.
///
/// Stands between the HTTP codec and the server. One timer is armed at a time; it looks at the
/// deadline when it fires, so that a quick request costs no timer of its own.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    /// What the codec reads.
    typealias InboundIn = HTTPRequestPart
    /// What the server gets.
    typealias InboundOut = HTTPRequestPart
    /// What the server writes.
    typealias OutboundIn = HTTPResponsePart
    /// What the codec gets.
    typealias OutboundOut = HTTPResponsePart

    /// That a body did not arrive in time.
    struct BodyTooSlow: Error {}

    private let limits: DaemonLimits
    /// Until when the client has to have sent what it began, or to have begun.
    private var deadline = NIODeadline.distantFuture
    /// Until when it has to have taken more of its answers.
    private var answerDeadline = NIODeadline.distantFuture
    private var timer: Scheduled<Void>?
    private var isReadingBody = false
    private var isAnswering = false
    private var isClosing = false
    private var closesAfterAnswer = false
    /// Requests whose head was passed on and whose answer has not been written to its end.
    private var unanswered = 0
    /// Answers that were written to their end and have not left yet.
    private var unsent = 0
    /// How many bytes of answers were written, and how many of them had left at the last look.
    private var (written, taken) = (0, 0)
    /// Whether an answer has left whole since the last look.
    private var hasAnswerLeft = false
    private var isInputClosed = false

    /// Makes the guard of one connection.
    init(_ limits: DaemonLimits) {
        self.limits = limits
    }

    // MARK: The connection's life

    /// Begins the time for the first head, if the connection stands already.
    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { start(context) }
    }

    /// Begins the time for the first head.
    func channelActive(context: ChannelHandlerContext) {
        start(context)
        context.fireChannelActive()
    }

    /// Ends the timer.
    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    /// Ends the timer.
    func handlerRemoved(context: ChannelHandlerContext) {
        stop()
    }

    private func start(_ context: ChannelHandlerContext) {
        deadline = .now() + limits.headTime
        if timer == nil { arm(context) }
    }

    private func stop() {
        timer?.cancel()
        timer = nil
    }

    // MARK: Requests

    /// Passes on what arrives, until the connection is being closed.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing else { return }
        switch unwrapInboundIn(data) {
        case .head(let request):
            unanswered += 1
            isReadingBody = true
            setDeadline(limits.bodyTime, context)
            if request.headerFields[.connection]?.lowercased() == "close" {
                closesAfterAnswer = true
            }
            encourage(request, context)
        case .body: break
        case .end:
            isReadingBody = false
            deadline = .distantFuture
        }
        context.fireChannelRead(data)
    }

    /// Asks for the body, if the client waits to be asked and the body would be taken.
    private func encourage(_ request: HTTPRequest, _ context: ChannelHandlerContext) {
        guard unanswered == 1, request.headerFields[.expect]?.lowercased() == "100-continue",
            let length = request.headerFields[.contentLength].flatMap({ Int($0) }),
            length <= limits.bodyBytesMax
        else { return }
        context.writeAndFlush(
            wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    }

    /// Closes a connection whose client has nothing more to say, once it has its answer.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent {
            isInputClosed = true
            if isClosing, unsent == 0 { context.close(promise: nil) }
            if isClosing { return }
        }
        context.fireUserInboundEventTriggered(event)
    }

    /// Answers what is no HTTP.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !isClosing else { return }
        let problem: Problem
        switch error {
        case HTTPParserError.headerOverflow: problem = .headTooLarge
        case is HTTPParserError: problem = .malformed
        case is IOError, is ChannelError:
            context.fireErrorCaught(error)
            return
        default: problem = .malformed
        }
        if unanswered == 0 {
            refuse(with: problem, context)
        } else if unanswered == 1, isReadingBody, !isAnswering {
            refuse(with: problem, context)
            context.fireErrorCaught(error)
        } else {
            // Earlier requests are answered first; then the connection ends.
            closesAfterAnswer = true
            deadline = .now() + limits.bodyTime
        }
    }

    // MARK: Answers

    /// Passes on the answers, and ends the connection after the one that says so.
    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isClosing else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(let response):
            if response.status.kind != .informational {
                isAnswering = true
                answerDeadline = min(answerDeadline, .now() + limits.answerTime)
            }
            if response.headerFields[.connection] == "close" { closesAfterAnswer = true }
            context.write(data, promise: promise)
        case .body(let bytes):
            written += bytes.readableBytes
            context.write(data, promise: promise)
        case .end:
            isAnswering = false
            unanswered -= 1
            let isLast = closesAfterAnswer && unanswered == 0
            writeEnd(data, promise, context)
            if isLast { linger(context) }
        }
    }

    /// Writes the end of an answer; the client's time for the next request begins when it has left.
    private func writeEnd(
        _ end: NIOAny, _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext
    ) {
        let sent = promise ?? context.eventLoop.makePromise()
        unsent += 1
        sent.futureResult.assumeIsolated().whenSuccess { self.answerLeft(context) }
        context.write(end, promise: sent)
    }

    private func answerLeft(_ context: ChannelHandlerContext) {
        unsent -= 1
        hasAnswerLeft = true
        guard unsent == 0, !isAnswering else { return }
        answerDeadline = .distantFuture
        if isClosing, isInputClosed {
            context.close(promise: nil)
        } else if isClosing {
            setDeadline(limits.lingerTime, context)
        } else if unanswered == 0, !isReadingBody {
            setDeadline(limits.idleTime, context)
        }
    }

    /// Answers in place of the server, and ends the connection.
    private func refuse(with problem: Problem, _ context: ChannelHandlerContext) {
        let body = problem.bytes
        var response = HTTPResponse(status: .init(code: problem.status))
        response.headerFields[.contentType] = MediaType.problem.header
        response.headerFields[.contentLength] = String(body.count)
        response.headerFields[.cacheControl] = "no-store"
        response.headerFields[.connection] = "close"
        context.write(wrapOutboundOut(.head(response)), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: body))), promise: nil)
        answerDeadline = min(answerDeadline, .now() + limits.answerTime)
        writeEnd(wrapOutboundOut(.end(nil)), nil, context)
        linger(context)
    }

    /// Says that there is no more to come, and lets the client finish speaking for a moment: were
    /// the connection cut at once, the answer would be lost with it.
    private func linger(_ context: ChannelHandlerContext) {
        isClosing = true
        deadline = .distantFuture
        arm(context)
        context.flush()
        context.close(mode: .output, promise: nil)
    }

    // MARK: Time

    private func setDeadline(_ time: TimeAmount, _ context: ChannelHandlerContext) {
        deadline = .now() + time
        // A deadline nearer than the one that the timer waits for.
        if time < limits.headTime { arm(context) }
    }

    private func arm(_ context: ChannelHandlerContext) {
        timer?.cancel()
        let wake = min(deadline, answerDeadline, .now() + limits.headTime)
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: wake) {
            self.timer = nil
            self.look(context)
        }
    }

    private func look(_ context: ChannelHandlerContext) {
        let now = NIODeadline.now()
        if now >= answerDeadline {
            guard takesItsAnswers(context) else { return context.close(promise: nil) }
            answerDeadline = now + limits.answerTime
        }
        guard now >= deadline else { return arm(context) }
        if isClosing || unanswered == 0 {
            context.close(promise: nil)
        } else if isReadingBody, unanswered == 1, !isAnswering {
            refuse(with: .requestTimeout, context)
            context.fireErrorCaught(BodyTooSlow())
        } else {
            context.close(promise: nil)
        }
    }

    /// Whether the client took enough of its answers since the last look, or all that there was.
    private func takesItsAnswers(_ context: ChannelHandlerContext) -> Bool {
        let options = context.channel.syncOptions
        let waiting = (try? options?.getOption(.bufferedWritableBytes)) ?? 0
        let (before, hasLeft) = (taken, hasAnswerLeft)
        (taken, hasAnswerLeft) = (written - waiting, false)
        return waiting == 0 || hasLeft || taken - before >= limits.answerBytesMin
    }
}
