/// Host names whose labels are written in ASCII, and read otherwise (RFC 3492).
enum Punycode {
    /// The longest label that is decoded, as in DNS.
    private static let labelMax = 63

    /// The host as people are shown it: labels that begin with `xn--` decoded, others as they are.
    static func decoded(_ host: String) -> String {
        guard host.lowercased().contains("xn--") else { return host }
        return host.split(separator: ".", omittingEmptySubsequences: false).map { label in
            guard label.lowercased().hasPrefix("xn--"), label.utf8.count <= labelMax else {
                return String(label)
            }
            return Punycode.label(decoding: label.dropFirst(4)) ?? String(label)
        }.joined(separator: ".")
    }

    /// A label without its prefix, decoded; `nil` if it encodes nothing.
    private static func label(decoding text: Substring) -> String? {
        var output: [UInt32] = []
        var input = Array(text.lowercased().utf8)
        if let dash = input.lastIndex(of: UInt8(ascii: "-")) {
            output = input[..<dash].map(UInt32.init)
            input = Array(input[(dash + 1)...])
        }
        var (n, i, bias): (UInt32, UInt32, UInt32) = (128, 0, 72)
        var rest = input[...]
        while !rest.isEmpty {
            let old = i
            var (weight, k): (UInt32, UInt32) = (1, 36)
            while true {
                guard let digit = rest.popFirst().flatMap(value) else { return nil }
                let (step, overflow) = digit.multipliedReportingOverflow(by: weight)
                let (sum, isTooLarge) = i.addingReportingOverflow(step)
                guard !overflow, !isTooLarge else { return nil }
                i = sum
                let t = k <= bias ? 1 : min(26, k - bias)
                if digit < t { break }
                let (next, isOver) = weight.multipliedReportingOverflow(by: 36 - t)
                guard !isOver else { return nil }
                weight = next
                k += 36
            }
            let count = UInt32(output.count + 1)
            bias = adapted(i - old, count, old == 0 ? .first : .later)
            let (next, isOutside) = n.addingReportingOverflow(i / count)
            guard !isOutside else { return nil }
            n = next
            i %= count
            guard Unicode.Scalar(n) != nil else { return nil }
            output.insert(n, at: Int(i))
            i += 1
        }
        var result = ""
        for value in output {
            guard let scalar = Unicode.Scalar(value) else { return nil }
            result.unicodeScalars.append(scalar)
        }
        return result
    }

    private static func value(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x61...0x7A: UInt32(byte - 0x61)
        case 0x30...0x39: UInt32(byte - 0x30) + 26
        default: nil
        }
    }

    private enum Turn {
        case first
        case later
    }

    private static func adapted(_ delta: UInt32, _ count: UInt32, _ turn: Turn) -> UInt32 {
        var delta = turn == .first ? delta / 700 : delta / 2
        delta += delta / count
        var k: UInt32 = 0
        while delta > 455 {
            delta /= 35
            k += 36
        }
        return k + 36 * delta / (delta + 38)
    }
}
