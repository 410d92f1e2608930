import Credentials
public import Signing

/// As of when a question is asked.
///
/// Spec: 07-verify §5.2.
public struct AskedInstant: Hashable, Sendable {
    /// Why nobody can be asked about what a text names.
    public enum Fault: Error, Hashable, Sendable {
        /// It is neither a day nor an instant since 1970.
        case notAnInstant
        /// It has not come yet.
        case toCome
    }

    /// By how much a day begins earlier somewhere than in UTC.
    private static let zoneMax: Duration = .seconds(14 * 3_600)

    /// The instant; `nil` for now, which a day that goes on stands for.
    public let instant: Instant?

    /// Reads a day, which stands for its end in UTC, or an instant with its zone.
    ///
    /// - Throws: ``Fault``.
    public init(_ text: String, at now: Instant) throws(Fault) {
        let named: Instant
        let begins: Instant
        if let start = Instant("\(text)T00:00:00.000Z"),
            let end = Instant("\(text)T23:59:59.999Z")
        {
            (named, begins) = (end, start - AskedInstant.zoneMax)
        } else if let stamp = try? DateTimeStamp(text), let read = stamp.instant {
            (named, begins) = (read, read - Policy.standard.clockSkew)
        } else {
            throw .notAnInstant
        }
        guard begins <= now else { throw .toCome }
        instant = named < now ? named : nil
    }
}
