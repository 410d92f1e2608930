/// Which media types a client takes, and which it prefers.
///
/// Spec: RFC 9110, section 12.5.1.
public struct Accept: Hashable, Sendable {
    /// The most ranges that are looked at; the rest are as if they were not there.
    public static let rangesMax = 64

    private struct Range: Hashable, Sendable {
        let type: String
        let subtype: String
        /// In thousandths.
        let weight: Int

        /// How exactly the range names the type; `nil` if it does not.
        func precision(for offer: MediaType) -> Int? {
            if type == "*" { return subtype == "*" ? 0 : nil }
            guard type == offer.type else { return nil }
            if subtype == "*" { return 1 }
            return subtype == offer.subtype ? 2 : nil
        }
    }

    private let ranges: [Range]

    /// Reads the value of an `Accept` header; none at all takes anything. Ranges that cannot be
    /// read are left out.
    public init(_ header: String?) {
        guard let header, header.utf8.contains(where: { $0 != 0x20 && $0 != 0x09 }) else {
            ranges = [Range(type: "*", subtype: "*", weight: 1_000)]
            return
        }
        ranges = header.split(separator: ",", maxSplits: Accept.rangesMax)
            .prefix(Accept.rangesMax).compactMap(Accept.range)
    }

    /// The offer that the client prefers; of equals the first. `nil` if it takes none.
    public func best(of offers: [MediaType]) -> MediaType? {
        var best: (offer: MediaType, weight: Int)?
        for offer in offers {
            let weight = weight(of: offer)
            if weight > best?.weight ?? 0 { best = (offer, weight) }
        }
        return best?.offer
    }

    private func weight(of offer: MediaType) -> Int {
        var found: (precision: Int, weight: Int) = (-1, 0)
        for range in ranges {
            if let precision = range.precision(for: offer), precision > found.precision {
                found = (precision, range.weight)
            }
        }
        return found.weight
    }

    private static func range(_ text: Substring) -> Range? {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false)
        guard let first = parts.first,
            let (type, subtype) = MediaType.names(MediaType.trimmed(first))
        else { return nil }
        var weight = 1_000
        for parameter in parts.dropFirst() {
            let words = MediaType.trimmed(parameter)
            guard words.hasPrefix("q=") || words.hasPrefix("Q=") else { continue }
            guard let value = thousandths(words.dropFirst(2)) else { return nil }
            weight = value
        }
        return Range(type: type, subtype: subtype, weight: weight)
    }

    /// `0`, `0.5`, `1.000`: at most three digits after the point, at most 1.
    private static func thousandths(_ text: Substring) -> Int? {
        let parts = text.utf8.split(
            separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, whole.count == 1, let digit = whole.first,
            digit == UInt8(ascii: "0") || digit == UInt8(ascii: "1")
        else { return nil }
        var value = Int(digit - UInt8(ascii: "0")) * 1_000
        if parts.count == 2 {
            guard parts[1].count <= 3 else { return nil }
            var place = 100
            for digit in parts[1] {
                guard 0x30...0x39 ~= digit else { return nil }
                value += Int(digit - 0x30) * place
                place /= 10
            }
        }
        return value <= 1_000 ? value : nil
    }
}
