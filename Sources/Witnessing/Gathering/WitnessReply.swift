/// What a witness answered, before anybody has looked at it.
public struct WitnessReply: Hashable, Sendable {
    /// The status code of HTTP.
    public let status: Int
    /// The body.
    public let body: [UInt8]
    /// After how long the witness wants to be asked again, if it says so.
    public let retryAfter: Duration?

    /// Takes an answer.
    public init(status: Int, body: [UInt8], retryAfter: Duration? = nil) {
        self.status = status
        self.body = body
        self.retryAfter = retryAfter
    }
}
