/// How much a text may hold, and what becomes of numbers that I-JSON leaves out.
public struct JSONLimits: Hashable, Sendable {
    /// The longest text, in bytes; at most 2^31 - 1.
    public let bytesMax: Int
    /// How many arrays and objects may stand inside each other; a text of one scalar has depth 0.
    public let depthMax: Int
    /// How many values a text may hold: every null, boolean, number, string, array and object
    /// counts one, the outermost too; member names do not count.
    public let nodesMax: Int
    /// What becomes of a number outside I-JSON.
    public let numbers: NumberRule

    /// What becomes of a number outside I-JSON (RFC 7493 §2.2), where readers may differ.
    ///
    /// Such are: an integer literal beyond ±(2^53 - 1) that is not its own ECMAScript text, a
    /// number written with more than 17 significant digits, and one other than zero that a double
    /// can only hold as zero. A number too large for a double is refused under either rule.
    public enum NumberRule: Hashable, Sendable {
        /// The text is refused: the rule for what is issued.
        case refused
        /// The text is read, with the number in `JSONDocument.numberFindings`.
        case reported
    }

    /// 1 MiB, depth 64, 20,000 values, numbers outside I-JSON refused.
    public static let standard = JSONLimits()

    /// Makes limits; those not given are the standard ones.
    public init(
        bytesMax: Int = 1_048_576, depthMax: Int = 64, nodesMax: Int = 20_000,
        numbers: NumberRule = .refused
    ) {
        precondition(0...Int(Int32.max) ~= bytesMax, "offsets are kept in 32 bits")
        precondition(0...1_000 ~= depthMax, "values are walked recursively")
        precondition(0...Int(Int32.max) ~= nodesMax, "indexes are kept in 32 bits")
        self.bytesMax = bytesMax
        self.depthMax = depthMax
        self.nodesMax = nodesMax
        self.numbers = numbers
    }
}

/// A number outside I-JSON that a document was read with.
public struct JSONNumberFinding: Hashable, Sendable {
    /// Where the number begins, in bytes from the start of the text.
    public let offset: Int
    /// The number as written.
    public let literal: String
    /// What it was read as: the nearest double.
    public let value: Double
}
