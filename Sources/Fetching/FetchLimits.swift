/// How much one fetch may take.
public struct FetchLimits: Hashable, Sendable {
    /// The longest answer that is taken, in bytes.
    public let bytesMax: Int
    /// How long a fetch may last from its start to the last byte, resolving the name included.
    public let total: Duration
    /// How many connections to one host are open at a time; further fetches wait for one.
    public let connectionsPerHostMax: Int
    /// For how long the resolved address of a host is used before it is resolved again.
    public let addressAgeMax: Duration
    /// For how long a host may go on asking to be left alone (429 or 503 with `Retry-After`)
    /// before that is taken for its answer to what is read there; zero takes the first.
    public let patience: Duration

    /// 16 MiB, 10 seconds, 4 connections to a host, addresses resolved anew after a minute, no
    /// patience.
    public static let standard = FetchLimits()

    /// Makes limits; those not given are the standard ones.
    public init(
        bytesMax: Int = 16_777_216, total: Duration = .seconds(10),
        connectionsPerHostMax: Int = 4, addressAgeMax: Duration = .seconds(60),
        patience: Duration = .zero
    ) {
        precondition(bytesMax >= 0, "a length is not negative")
        precondition(connectionsPerHostMax > 0, "without a connection nothing is fetched")
        self.bytesMax = bytesMax
        self.total = total
        self.connectionsPerHostMax = connectionsPerHostMax
        self.addressAgeMax = addressAgeMax
        self.patience = patience
    }
}

/// Into which networks a fetcher connects.
public enum FetchNetworks: Hashable, Sendable {
    /// Addresses of the public Internet; loopback where the listed address says loopback.
    case publicOnly
    /// Private networks too, for institutions that reach each other inside one.
    case anyNetwork
}
