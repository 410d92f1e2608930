import CanonicalJSON

/// What an institution is called in one language, in the script it uses itself.
public struct InstitutionName: Hashable, Sendable {
    /// The longest name, in bytes.
    public static let bytesMax = 512

    /// The name as written; never normalised.
    public let text: String
    /// Its language: a BCP 47 tag such as `pl` or `zh-Hant`.
    public let language: String
    /// The direction to display it in, where it was given.
    public let direction: Direction?

    /// A base direction.
    public enum Direction: String, Hashable, Sendable {
        /// From left to right.
        case leftToRight = "ltr"
        /// From right to left.
        case rightToLeft = "rtl"
    }

    /// Names an institution; `nil` for a text that is empty, too long or holds control or
    /// direction characters, or a language that is no tag.
    public init?(_ text: String, language: String, direction: Direction? = nil) {
        guard InstitutionName.isDisplayable(text, bytesMax: InstitutionName.bytesMax),
            InstitutionName.isLanguageTag(language)
        else { return nil }
        self.text = text
        self.language = language
        self.direction = direction
    }

    init(_ field: TrustField) throws(TrustError) {
        var object = try TrustReader(field.json, at: field.pointer)
        let text = try object.required("text")
        self.text = try text.words(bytesMax: InstitutionName.bytesMax)
        let language = try object.required("language")
        self.language = try language.text()
        guard InstitutionName.isLanguageTag(self.language) else { throw language.bad }
        if let field = object.optional("direction") {
            guard let direction = Direction(rawValue: try field.text()) else { throw field.bad }
            self.direction = direction
        } else {
            direction = nil
        }
        try object.end()
    }

    var json: JSONValue {
        var json: JSONValue = ["text": .string(text), "language": .string(language)]
        if let direction { json["direction"] = .string(direction.rawValue) }
        return json
    }

    /// Whether a text can be shown to a person without changing how its surroundings look, and
    /// shows a letter or a number.
    static func isDisplayable(_ text: String, bytesMax: Int) -> Bool {
        guard 1...bytesMax ~= text.utf8.count else { return false }
        let isShown = text.unicodeScalars.contains { scalar in
            let properties = scalar.properties
            return (properties.isAlphabetic || properties.numericType != nil)
                && !properties.isDefaultIgnorableCodePoint
        }
        return isShown
            && text.unicodeScalars.allSatisfy { scalar in
                switch scalar.value {
                case 0...0x1F, 0x7F...0x9F: false
                case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x206F: false
                case 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F: false
                default: true
                }
            }
    }

    /// Whether a text has the form of a BCP 47 tag: subtags of one to eight letters and digits,
    /// the first of two to eight letters.
    private static func isLanguageTag(_ text: String) -> Bool {
        guard text.utf8.count <= 35 else { return false }
        let subtags = Array(text.utf8)
            .split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return subtags.enumerated().allSatisfy { index, subtag in
            (index == 0 ? 2...8 : 1...8) ~= subtag.count
                && subtag.allSatisfy {
                    0x61...0x7A ~= $0 | 0x20 || (index > 0 && 0x30...0x39 ~= $0)
                }
        }
    }
}

extension [InstitutionName] {
    /// The name in a language, else the one that its bearer prefers; there is at least one.
    func preferred(in language: String) -> InstitutionName {
        let exact = first { $0.language.utf8.elementsEqual(language.utf8) }
        let near = first {
            $0.language.utf8.starts(with: language.utf8 + [UInt8(ascii: "-")])
        }
        return exact ?? near ?? self[0]
    }
}
