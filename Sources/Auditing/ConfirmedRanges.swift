/// The records that a ledger confirmed again, as ranges in order that do not touch.
struct ConfirmedRanges {
    private var ranges: [Range<UInt64>] = []

    /// Brings ranges together that touch or overlap.
    init(_ given: [Range<UInt64>]) {
        for range in given.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = ranges.last, range.lowerBound <= last.upperBound {
                let end = max(last.upperBound, range.upperBound)
                ranges[ranges.count - 1] = last.lowerBound..<end
            } else {
                ranges.append(range)
            }
        }
    }

    /// Whether a record is among them.
    ///
    /// - Complexity: O(log n) in the number of ranges.
    func contains(_ index: UInt64) -> Bool {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = low + (high - low) / 2
            if ranges[middle].upperBound <= index { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(index)
    }
}
