/// How quickly cosignatures are gathered, and how long witnesses that fail are left alone.
public struct GatheringPace: Hashable, Sendable {
    /// How often the ledger is looked at for a new checkpoint.
    public var look: Duration
    /// The least time between two checkpoints that are sent.
    public var roundMin: Duration
    /// How long a checkpoint waits for its quorum before a newer one is sent.
    public var roundMax: Duration
    /// How long a witness is left alone after its first failure, at most.
    public var pauseMin: Duration
    /// The longest that a witness is left alone, unless it asks for more.
    public var pauseMax: Duration

    /// A quarter of a second, 1 second, 5 seconds; 1 second to 5 minutes.
    public static let standard = GatheringPace()

    /// Makes a pace; what is not given is that of ``standard``.
    public init(
        look: Duration = .milliseconds(250), roundMin: Duration = .seconds(1),
        roundMax: Duration = .seconds(5), pauseMin: Duration = .seconds(1),
        pauseMax: Duration = .seconds(300)
    ) {
        precondition(look > .zero && pauseMin > .zero, "nobody is asked without a pause")
        self.look = look
        self.roundMin = roundMin
        self.roundMax = roundMax
        self.pauseMin = pauseMin
        self.pauseMax = pauseMax
    }
}
