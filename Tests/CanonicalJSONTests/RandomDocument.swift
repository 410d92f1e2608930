import CanonicalJSON

/// Values that follow from a seed, and random spellings of them.
struct RandomDocument {
    var random: SeededRandom
    /// How many more values may be made.
    private var budget = 60

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    /// A value of up to so many levels.
    mutating func value(depth: Int = 6) -> JSONValue {
        budget -= 1
        let isLeaf = depth == 0 || budget <= 0
        switch Int.random(in: 0..<(isLeaf ? 6 : 10), using: &random) {
        case 0: return .null
        case 1: return .boolean(random.oneIn(2))
        case 2: return .integer(Int64.random(in: -1000...1000, using: &random))
        case 3: return number()
        case 4, 5: return .string(text())
        case 6, 7:
            let count = Int.random(in: 0...5, using: &random)
            return .array((0..<count).map { _ in value(depth: depth - 1) })
        default: return object(depth: depth)
        }
    }

    private mutating func object(depth: Int) -> JSONValue {
        let isLarge = random.oneIn(12)
        let count = Int.random(in: isLarge ? 25...60 : 0...8, using: &random)
        var value: JSONValue = [:]
        for _ in 0..<count {
            let name = random.oneIn(3) ? "credential" + text() : text()
            value[name] = self.value(depth: isLarge ? 0 : depth - 1)
        }
        guard case .object(let members) = value else { return value }
        // Now and then in canonical order, which is a path of its own.
        guard random.oneIn(3) else { return value }
        return .object(
            members.sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) })
    }

    private mutating func number() -> JSONValue {
        switch Int.random(in: 0..<5, using: &random) {
        case 0:
            return .integer(
                Int64.random(in: -9_007_199_254_740_991...9_007_199_254_740_991, using: &random))
        case 1: return .number(Double(Int.random(in: -9999...9999, using: &random)) / 100)
        case 2: return .number(Double.random(in: 0...1, using: &random) * 1e-6)
        case 3: return .number(Double.random(in: -1e23...1e23, using: &random))
        default:
            let double = Double(bitPattern: random.next())
            return double.isFinite ? .number(double) : .integer(0)
        }
    }

    private mutating func text() -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...(random.oneIn(4) ? 40 : 6), using: &random) {
            let code: UInt32 =
                switch Int.random(in: 0..<8, using: &random) {
                case 0: UInt32.random(in: 0..<0x20, using: &random)
                case 1: random.pick([0x22, 0x5C, 0x2F, 0x7F, 0xE9, 0x301, 0x2028, 0xFFFF, 0x10000])
                case 2: UInt32.random(in: 0x80...0xD7FF, using: &random)
                case 3: UInt32.random(in: 0xE000...0x10FFFF, using: &random)
                default: UInt32.random(in: 0x61...0x66, using: &random)
                }
            if let scalar = Unicode.Scalar(code) { text.unicodeScalars.append(scalar) }
        }
        return text
    }
}

extension RandomDocument {
    /// A text of a value, with white space, escapes and number forms at random.
    mutating func spelling(of value: JSONValue) -> [UInt8] {
        var out = space()
        switch value {
        case .null, .boolean, .integer: out += value.canonicalBytes()
        case .number(let double): out += spelling(of: double)
        case .string(let text): out += spelling(ofText: text)
        case .array(let elements):
            out += "[".utf8
            for (index, element) in elements.enumerated() {
                if index > 0 { out += ",".utf8 }
                out += spelling(of: element)
            }
            out += space() + "]".utf8
        case .object(let members):
            out += "{".utf8
            for (index, member) in members.enumerated() {
                if index > 0 { out += ",".utf8 }
                out += space() + spelling(ofText: member.name) + space() + ":".utf8
                out += spelling(of: member.value)
            }
            out += space() + "}".utf8
        }
        return out + space()
    }

    private mutating func space() -> [UInt8] {
        guard random.oneIn(3) else { return [] }
        if random.oneIn(8) { return Array(repeating: 0x20, count: 21) }
        return (0..<Int.random(in: 0...2, using: &random)).map { _ in
            random.pick([0x20, 0x0A, 0x0D, 0x09])
        }
    }

    private mutating func spelling(of double: Double) -> [UInt8] {
        let text = JSONValue.number(double).canonicalBytes()
        // Swift writes the same digits in another layout, which JSON allows.
        return random.oneIn(2) ? text : Array(double.description.utf8)
    }

    private mutating func spelling(ofText text: String) -> [UInt8] {
        var out = Array("\"".utf8)
        for scalar in text.unicodeScalars {
            if scalar.value >= 0x20, scalar != "\"", scalar != "\\", !random.oneIn(6) {
                out += String(scalar).utf8
            } else {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16, uppercase: random.oneIn(2))
                    out += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8
                }
            }
        }
        return out + "\"".utf8
    }
}

extension JSONValue {
    /// The canonical form made in the plainest way, to compare with.
    func plainlyCanonical() -> String {
        switch self {
        case .null: return "null"
        case .boolean(let value): return value ? "true" : "false"
        case .integer(let value): return value.description
        case .number: return String(decoding: canonicalBytes(), as: UTF8.self)
        case .string(let text): return Self.plainlyQuoted(text)
        case .array(let elements):
            return "[" + elements.map { $0.plainlyCanonical() }.joined(separator: ",") + "]"
        case .object(let members):
            let sorted = members.sorted {
                $0.name.utf16.lexicographicallyPrecedes($1.name.utf16)
            }
            let parts = sorted.map {
                Self.plainlyQuoted($0.name) + ":" + $0.value.plainlyCanonical()
            }
            return "{" + parts.joined(separator: ",") + "}"
        }
    }

    private static func plainlyQuoted(_ text: String) -> String {
        let short: [Unicode.Scalar: String] = [
            "\"": "\\\"", "\\": "\\\\", "\u{8}": "\\b", "\t": "\\t", "\n": "\\n", "\u{C}": "\\f",
            "\r": "\\r",
        ]
        return text.unicodeScalars.reduce(into: "\"") { out, scalar in
            if let escape = short[scalar] {
                out += escape
            } else if scalar.value < 0x20 {
                out += "\\u00" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
            } else {
                out.unicodeScalars.append(scalar)
            }
        } + "\""
    }
}
