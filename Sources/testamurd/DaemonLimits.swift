import NIOCore

/// How much a daemon takes from others.
///
/// Spec: 09-surfaces §3.3.
struct DaemonLimits: Sendable {
    /// The longest body of a request, in bytes.
    var bodyBytesMax = 1_048_576
    /// The longest head of a request, in bytes: path and header fields together.
    var headBytesMax = 16_384
    /// The longest path with its query, in bytes.
    var pathBytesMax = 2_048
    /// How long a client may take to send a request's head.
    var headTime: TimeAmount = .seconds(10)
    /// How long a client may take to send a request's body.
    var bodyTime: TimeAmount = .seconds(30)
    /// How long a client may take for each ``answerBytesMin`` bytes of its answers.
    var answerTime: TimeAmount = .seconds(20)
    /// How many bytes of its answers a client takes at least in ``answerTime``, if so many wait.
    var answerBytesMin = 65_536
    /// How long a connection may rest between two requests.
    var idleTime: TimeAmount = .seconds(60)
    /// How long a client may go on sending after its last answer was sent.
    var lingerTime: TimeAmount = .seconds(2)
    /// The most connections at a time, give or take the few that the system hands over at once;
    /// more wait until one is closed.
    var connectionsMax = 512
    /// The most credentials that wait to be issued.
    var issuesWaitingMax = 1_024
    /// The most clients whose rates are remembered.
    var clientsMax = 65_536
    /// The longest status list or DID document that is fetched, in bytes.
    var evidenceBytesMax = 4_194_304
    /// The most fetched documents that are kept.
    var evidenceCountMax = 64
}
