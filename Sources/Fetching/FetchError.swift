/// Why something was not fetched.
///
/// Spec: 09-surfaces §3.8.
public enum FetchError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The address lies below none of those that the caller listed.
    case notListed(String)
    /// The text is no address of a kind that is ever fetched.
    case badAddress(String)
    /// The host's name could not be resolved.
    case notResolved(host: String)
    /// The host resolves to an address inside a private network.
    case privateAddress(host: String, address: String)
    /// The other side could not show that it is whose the address is, or nothing secret could be
    /// agreed with it.
    case notSecure
    /// The answer is longer than the limit, in bytes.
    case tooLarge(bytesMax: Int)
    /// The answer did not come, whole, within the limit.
    case timeout
    /// The other side answered with another status than was asked for.
    case status(Int)
    /// The connection failed; why, in plain words.
    case failed(String)
    /// The caller gave up.
    case cancelled
    /// The fetcher was shut down.
    case shutDown

    /// The stable code of `spec/errors.md`.
    public var code: String {
        switch self {
        case .notListed: "fetch.not-listed"
        case .badAddress: "fetch.bad-address"
        case .notResolved: "fetch.not-resolved"
        case .privateAddress: "fetch.private-address"
        case .notSecure: "fetch.not-secure"
        case .tooLarge: "fetch.too-large"
        case .timeout: "fetch.timeout"
        case .status: "fetch.status"
        case .failed: "fetch.failed"
        case .cancelled: "fetch.cancelled"
        case .shutDown: "fetch.shut-down"
        }
    }

    /// What happened, in one sentence.
    public var description: String {
        switch self {
        case .notListed(let url): "\(url) is not below an address that may be fetched from."
        case .badAddress(let text): "\(text) is not an address that can be fetched."
        case .notResolved(let host): "The name \(host) could not be resolved."
        case .privateAddress(let host, let address):
            "\(host) is at \(address), inside a private network; it was not fetched."
        case .notSecure:
            "No secure connection came about: the other side has no good certificate for that "
                + "address."
        case .tooLarge(let bytesMax): "The answer is longer than \(bytesMax) bytes."
        case .timeout: "The answer did not come in time."
        case .status(let status) where status == 429 || status == 503:
            "The other side is too busy to answer (status \(status)); try again later."
        case .status(let status): "The other side answered with status \(status)."
        case .failed(let words): "The connection failed: \(words)."
        case .cancelled: "Fetching was given up."
        case .shutDown: "Fetching has ended."
        }
    }
}
