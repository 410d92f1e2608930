/// What a text looks like: two texts of one skeleton are easily taken for each other.
///
/// After the idea of Unicode's UTS #39, with a small table of our own for Latin, Greek, Cyrillic
/// and digits.
enum Skeleton {
    /// The skeleton of a text: in lower case, without marks, each letter as the Latin one that it
    /// looks like, without what stands between words.
    static func of(_ text: String) -> String {
        var result = ""
        for scalar in text.lowercased().unicodeScalars {
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format, .spaceSeparator, .dashPunctuation:
                continue
            default: break
            }
            let plain = Skeleton.halfWidth(scalar)
            if let look = table[plain] {
                result += look
            } else {
                result.unicodeScalars.append(plain)
            }
        }
        // What two narrow letters make together.
        return result.replacingPairs(["rn": "m", "vv": "w", "cl": "d"])
    }

    /// Letters of the width of an ideograph are the plain ones.
    private static func halfWidth(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard 0xFF01...0xFF5E ~= scalar.value else { return scalar }
        let plain = Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
        return Unicode.Scalar(String(plain).lowercased()) ?? plain
    }

    /// Rows of a letter and all that look like it.
    private static let rows: [(look: String, alike: String)] = [
        ("a", "аαàáâãäåāăąǎạɑ"), ("b", "ЬьвβƄ"), ("c", "сϲçćĉċč"), ("d", "ԁďđ"),
        ("e", "еєέεèéêëēĕėęěẹё"), ("f", "ƒ"), ("g", "ɡġğģĝ"), ("h", "һнħĥ"),
        ("i", "іїιίϊìíîïĩīĭįı"), ("j", "јĵϳ"), ("k", "кκķ"), ("l", "1|ӏłĺļľŀ"),
        ("m", "мμ"), ("n", "пηńņňñ"), ("o", "0оοσόöòóôõøōŏőọ"), ("p", "рρþ"),
        ("q", "ԛ"), ("r", "гŕŗř"), ("s", "ѕ5śŝşšș"), ("t", "тτţťŧț"),
        ("u", "υύцùúûüũūŭůűų"), ("v", "νѵ"), ("w", "ԝωшŵ"), ("x", "хχ"),
        ("y", "уγўýÿŷ"), ("z", "źżžζ"), ("3", "з"),
    ]

    private static let table: [Unicode.Scalar: String] = {
        var table: [Unicode.Scalar: String] = [:]
        for row in rows {
            for scalar in row.alike.unicodeScalars { table[scalar] = row.look }
        }
        // Whether a narrow stroke is an i or an l nobody sees.
        table["i"] = "l"
        for scalar in "іїιίϊìíîïĩīĭįı".unicodeScalars { table[scalar] = "l" }
        return table
    }()
}

extension String {
    fileprivate func replacingPairs(_ pairs: [String: String]) -> String {
        var result = ""
        var rest = self[...]
        while let first = rest.first {
            if let look = pairs[String(rest.prefix(2))] {
                result += look
                rest = rest.dropFirst(2)
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return result
    }
}

/// Whether a word has letters of several scripts that look alike.
enum ScriptMix {
    private enum Script {
        case latin
        case greek
        case cyrillic

        init?(_ scalar: Unicode.Scalar) {
            guard scalar.properties.isAlphabetic else { return nil }
            switch scalar.value {
            case 0x41...0x24F, 0x1E00...0x1EFF, 0xFF21...0xFF5A: self = .latin
            case 0x370...0x3FF, 0x1F00...0x1FFF: self = .greek
            case 0x400...0x52F, 0x1C80...0x1C8F: self = .cyrillic
            default: return nil
            }
        }
    }

    /// Whether any word of a text does.
    static func isMixed(_ text: String) -> Bool {
        let words = text.split { !$0.isLetter && !$0.isNumber }
        return words.contains { word in
            Set(word.unicodeScalars.compactMap(Script.init)).count > 1
        }
    }
}

/// In how many letters two texts differ.
enum EditDistance {
    /// Whether so many letters changed, added, left out or exchanged with the next at most make one
    /// text the other.
    static func isAtMost(
        _ limit: Int, _ a: [Unicode.Scalar], _ b: [Unicode.Scalar]
    ) -> Bool {
        guard abs(a.count - b.count) <= limit else { return false }
        var before: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    best = min(best, before[j - 1] + 1)
                }
                row.append(best)
            }
            // A letter can be exchanged with the one before it, so that two rows decide.
            if row.allSatisfy({ $0 > limit }), last.allSatisfy({ $0 > limit }) { return false }
            before = last
            last = row
        }
        return last[b.count] <= limit
    }
}
