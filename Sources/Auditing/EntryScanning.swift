import CanonicalJSON
import Signing

/// Reading an entry piece by piece; each call moves on only if it returns what was there.
extension Span<UInt8> {
    /// Whether `piece` stands here; moves behind it if so.
    @inline(__always)
    func take(_ piece: Span<UInt8>, _ at: inout Int) -> Bool {
        let length = piece.count
        guard at >= 0, at <= count &- length else { return false }
        let here = extracting(at..<(at &+ length))
        var offset = 0
        while offset <= length &- 8 {
            guard here.word(at: offset) == piece.word(at: offset) else { return false }
            offset &+= 8
        }
        while offset < length {
            guard here[offset] == piece[offset] else { return false }
            offset &+= 1
        }
        at &+= length
        return true
    }

    /// The number of at most 15 digits, without leading zeros, that stands here.
    ///
    /// Larger numbers are left to the reader of JSON, which knows where they stop being exact.
    @inline(__always)
    func number(_ at: inout Int) -> UInt64? {
        var value: UInt64 = 0
        var end = at
        while end < count, self[end] &- UInt8(ascii: "0") < 10, end &- at < 16 {
            value = value &* 10 &+ UInt64(self[end] &- UInt8(ascii: "0"))
            end &+= 1
        }
        let length = end &- at
        guard 1...15 ~= length, length == 1 || self[at] != UInt8(ascii: "0") else { return nil }
        at = end
        return value
    }

    /// The number of so many digits at an index, or a negative one if others stand there.
    @inline(__always)
    func digits(_ length: Int, at index: Int) -> Int64 {
        var value: Int64 = 0
        for offset in 0..<length {
            let digit = self[index &+ offset] &- UInt8(ascii: "0")
            guard digit < 10 else { return -1 }
            value = value &* 10 &+ Int64(digit)
        }
        return value
    }
}

/// The day on which the last instant fell: neighbours share it, and then only the time of day is
/// left to read.
struct ScannedDay {
    private static let textCount = 24
    private static let dayCount = 11

    private var text: [UInt8] = []
    private var start: Int64 = 0

    /// The instant `YYYY-MM-DDTHH:MM:SS.mmmZ` that stands here, in milliseconds since 1970.
    mutating func instant(_ entry: Span<UInt8>, _ at: inout Int) -> Int64? {
        guard at <= entry.count &- ScannedDay.textCount else { return nil }
        var behind = at
        guard !text.isEmpty, entry.take(text.span, &behind) else { return first(entry, &at) }
        guard let time = ScannedDay.time(entry, at: behind) else { return nil }
        at &+= ScannedDay.textCount
        return start &+ time
    }

    private mutating func first(_ entry: Span<UInt8>, _ at: inout Int) -> Int64? {
        var characters: [UInt8] = []
        for offset in 0..<ScannedDay.textCount { characters.append(entry[at &+ offset]) }
        guard let instant = Instant(String(decoding: characters, as: UTF8.self)),
            let time = ScannedDay.time(entry, at: at &+ ScannedDay.dayCount)
        else { return nil }
        text = Array(characters[..<ScannedDay.dayCount])
        start = instant.milliseconds &- time
        at &+= ScannedDay.textCount
        return instant.milliseconds
    }

    /// The milliseconds of `HH:MM:SS.mmmZ`.
    private static func time(_ entry: Span<UInt8>, at index: Int) -> Int64? {
        let hour = entry.digits(2, at: index)
        let minute = entry.digits(2, at: index &+ 3)
        let second = entry.digits(2, at: index &+ 6)
        let millisecond = entry.digits(3, at: index &+ 9)
        guard 0...23 ~= hour, 0...59 ~= minute, 0...59 ~= second, millisecond >= 0,
            entry[index &+ 2] == UInt8(ascii: ":"), entry[index &+ 5] == UInt8(ascii: ":"),
            entry[index &+ 8] == UInt8(ascii: "."), entry[index &+ 12] == UInt8(ascii: "Z")
        else { return nil }
        return ((hour &* 60 &+ minute) &* 60 &+ second) &* 1_000 &+ millisecond
    }
}
