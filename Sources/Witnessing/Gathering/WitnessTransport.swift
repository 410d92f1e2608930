/// Brings a request to a witness and its answer back.
public protocol WitnessTransport: Sendable {
    /// Sends `body` to an address and returns the answer, whatever its status.
    ///
    /// Ends by itself within a few seconds, and takes no answer beyond a few thousand bytes.
    func post(_ body: [UInt8], to url: String) async throws -> WitnessReply
}
