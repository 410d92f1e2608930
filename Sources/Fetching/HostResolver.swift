import NIOCore
import NIOPosix
import Synchronization

/// Finds the one address at which a host is connected to, and judges it.
struct HostResolver: Sendable {
    /// Gives an address of a host, as text; blocks.
    typealias LookUp = @Sendable (_ host: String, _ port: UInt16) -> String?

    /// Into which networks addresses may lead.
    let networks: FetchNetworks
    /// Who is asked where a host is.
    let lookUp: LookUp

    /// Asks the system.
    static let system: LookUp = { host, port in
        (try? SocketAddress.makeAddressResolvingHost(host, port: Int(port)))?.ipAddress
    }

    /// The address to pin; `nil` where the host is an address already.
    ///
    /// Only what was judged here is connected to: were the name resolved a second time by whoever
    /// connects, it could then be an address inside this network.
    func address(of web: WebAddress) async throws(FetchError) -> String? {
        if let literal = web.literal {
            try judge(literal, of: web)
            return nil
        }
        guard let text = await address(ofHost: web.host, port: web.port),
            let address = NetworkAddress(text)
        else { throw .notResolved(host: web.host) }
        try judge(address, of: web)
        return text
    }

    private func judge(
        _ address: NetworkAddress, of web: WebAddress
    ) throws(FetchError) {
        let isAllowed =
            switch address.scope {
            case .global: !web.isLoopback
            case .loopback: web.isLoopback
            case .restricted: networks == .anyNetwork && !web.isLoopback
            }
        guard isAllowed else {
            throw .privateAddress(host: web.host, address: address.text)
        }
    }

    /// Resolving blocks, and cannot be interrupted: it runs on a thread of its own pool, and is
    /// left behind when the caller gives up.
    private func address(ofHost host: String, port: UInt16) async -> String? {
        let answer = Answer()
        let lookUp = lookUp
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                answer.wait(with: continuation)
                NIOThreadPool.singleton.submit { state in
                    guard case .active = state else { return answer.give(nil) }
                    answer.give(lookUp(host, port))
                }
            }
        } onCancel: {
            answer.give(nil)
        }
    }

    /// The first of several answers, handed to whoever waits.
    private final class Answer: Sendable {
        private enum State {
            case empty
            case waiting(CheckedContinuation<String?, Never>)
            case given(String?)
        }

        private let state = Mutex(State.empty)

        func wait(with continuation: CheckedContinuation<String?, Never>) {
            let given: String?? = state.withLock { state in
                if case .given(let text) = state { return .some(text) }
                state = .waiting(continuation)
                return nil
            }
            if let given { continuation.resume(returning: given) }
        }

        func give(_ text: String?) {
            let waiting: CheckedContinuation<String?, Never>? = state.withLock { state in
                let before = state
                if case .given = before { return nil }
                state = .given(text)
                if case .waiting(let continuation) = before { return continuation }
                return nil
            }
            waiting?.resume(returning: text)
        }
    }
}
