/// What the query of a request to verify asks for.
///
/// Spec: 09-surfaces §3.3.
public struct VerificationQuery: Hashable, Sendable {
    /// Whether the answer carries a receipt.
    public enum Receipt: String, CaseIterable, Hashable, Sendable {
        /// Without the award: whoever keeps the receipt keeps the award beside it.
        case alone
        /// With the award in it.
        case withAward = "with-award"
    }

    /// As of when, as it was written; `nil` for now.
    public let asOf: Substring?
    /// The receipt that is wanted, if any.
    public let receipt: Receipt?

    /// Reads what follows the question mark.
    ///
    /// - Throws: a ``Problem`` of status 400 for anything else.
    public init(_ query: Substring?) throws(Problem) {
        var asOf: Substring?
        var receipt: Receipt?
        for pair in query?.split(separator: "&", omittingEmptySubsequences: false) ?? [] {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            switch (parts[0], parts.count) {
            case ("asOf", 2) where asOf == nil:
                asOf = parts[1]
            case ("receipt", 2) where receipt == nil:
                receipt = Receipt(rawValue: String(parts[1]))
                if receipt == nil { throw VerificationQuery.unknown }
            default: throw VerificationQuery.unknown
            }
        }
        self.asOf = asOf
        self.receipt = receipt
    }

    private static let unknown = Problem.badQuery(
        "Write ?asOf= and a day or an instant, ?receipt=alone or ?receipt=with-award, or two of "
            + "them with & between.")
}
