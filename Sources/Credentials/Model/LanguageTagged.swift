import CanonicalJSON

/// A text for people, in the script it was written in, with its language where one was given.
public struct LanguageTagged: Hashable, Sendable {
    /// The text as written; never normalised.
    public let text: String
    /// A BCP 47 tag such as `pl` or `zh-Hant`.
    public let language: String?

    /// Makes a text.
    public init(_ text: String, language: String? = nil) {
        self.text = text
        self.language = language
    }

    /// Reads a string, a language-value object, a map from language to text, or an array of the
    /// first two; what is none of these is left out.
    static func texts(in json: JSON?) -> [LanguageTagged] {
        guard let json else { return [] }
        switch json.kind {
        case .string: return json.string.map { [LanguageTagged($0)] } ?? []
        case .array: return json.elements.flatMap { $0.kind == .array ? [] : texts(in: $0) }
        case .object: return texts(inObject: json)
        case .null, .boolean, .number: return []
        }
    }

    private static func texts(inObject json: JSON) -> [LanguageTagged] {
        if let text = json["@value"]?.string {
            return [LanguageTagged(text, language: json["@language"]?.string)]
        }
        return json.members.compactMap { member in
            guard isLanguageTag(member.nameUTF8) else { return nil }
            return member.value.string.map { LanguageTagged($0, language: member.name) }
        }
    }

    /// Whether bytes have the form of a BCP 47 tag: subtags of one to eight letters and digits,
    /// the first of letters only.
    static func isLanguageTag(_ bytes: ArraySlice<UInt8>) -> Bool {
        var isFirst = true
        var length = 0
        for byte in bytes {
            if byte == UInt8(ascii: "-") {
                guard length > 0 else { return false }
                isFirst = false
                length = 0
            } else {
                guard isLetter(byte) || (!isFirst && 0x30...0x39 ~= byte), length < 8 else {
                    return false
                }
                length += 1
            }
        }
        return length > 0
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        0x61...0x7A ~= byte | 0x20
    }
}
