import Synchronization

/// One of the two streams on which a person reads: answers on one, messages on the other.
struct Console: Sendable {
    /// Answers.
    static let output = Console(.standardOutput)
    /// Messages.
    static let messages = Console(.standardError)

    /// Whether answers were lost: the stream could not be written.
    static var hasLostAnswers: Bool { lost.load(ordering: .relaxed) }
    private static let lost = Atomic(false)

    private let stream: StandardStream
    /// Whether a person sits at the other end who can see colours and moving lines.
    let isLive: Bool

    private init(_ stream: StandardStream) {
        self.stream = stream
        let environment = Machine.environment
        isLive =
            stream.isTerminal && environment["TERM"] != "dumb"
            && (environment["NO_COLOR"] ?? "").isEmpty
    }

    /// Writes text as it is.
    func write(_ text: String) {
        let isWritten = stream.write(Array(text.utf8))
        if !isWritten, stream == .standardOutput {
            Console.lost.store(true, ordering: .relaxed)
        }
    }

    /// Writes a line.
    func line(_ text: String = "") {
        write(text + "\n")
    }

    /// The text in a colour, where a person can see it; never the only bearer of a meaning.
    func styled(_ text: String, _ style: Style) -> String {
        isLive ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// A way to set off a piece of text.
    enum Style: String {
        /// Strong.
        case bold = "1"
        /// Less strong than the rest.
        case dim = "2"
        /// Something is wrong.
        case red = "31"
        /// All is well.
        case green = "32"
        /// Look here.
        case amber = "33"
        /// For your information.
        case blue = "34"
    }
}
