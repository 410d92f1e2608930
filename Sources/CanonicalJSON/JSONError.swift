/// Why a text is not the strict JSON this module reads, and where that shows.
public struct JSONError: Error, Hashable, Sendable {
    /// The byte at which reading stopped, counted from 0.
    public let offset: Int
    /// What is wrong there.
    public let reason: Reason

    /// Makes an error for the byte at `offset`.
    public init(offset: Int, reason: Reason) {
        self.offset = offset
        self.reason = reason
    }

    /// What can be wrong with a text; the raw value is the stable code.
    public enum Reason: String, Hashable, Sendable, CaseIterable {
        /// The text ends inside a value, or holds none.
        case unexpectedEnd = "json.unexpected-end"
        /// A byte that the grammar does not allow here.
        case unexpectedByte = "json.unexpected-byte"
        /// Bytes other than white space follow the value.
        case trailingBytes = "json.trailing-bytes"
        /// The text begins with a byte order mark.
        case byteOrderMark = "json.byte-order-mark"
        /// Bytes in a string that are not UTF-8.
        case invalidUTF8 = "json.invalid-utf8"
        /// A raw control character (U+0000 to U+001F) in a string.
        case controlCharacter = "json.control-character"
        /// A backslash that starts none of JSON's escapes.
        case invalidEscape = "json.invalid-escape"
        /// A `\u` escape for half of a surrogate pair.
        case loneSurrogate = "json.lone-surrogate"
        /// Digits, signs and points in an order that is no JSON number.
        case invalidNumber = "json.invalid-number"
        /// A number whose magnitude exceeds every finite double.
        case numberOverflow = "json.number-overflow"
        /// A number that a double holds only approximately where I-JSON promises exactness.
        case numberOutsideIJSON = "json.number-outside-i-json"
        /// A member name that an earlier member of the same object has.
        case duplicateKey = "json.duplicate-key"
        /// More arrays and objects inside each other than the limit allows.
        case tooDeep = "json.too-deep"
        /// More values than the limit allows.
        case tooManyNodes = "json.too-many-nodes"
        /// More bytes than the limit allows.
        case tooLong = "json.too-long"

        /// The stable code, such as `json.duplicate-key`.
        public var code: String { rawValue }
    }
}

extension JSONError: CustomStringConvertible {
    /// One line in plain words, such as `duplicate key at byte 41`.
    public var description: String {
        "\(reason.words) at byte \(offset)"
    }
}

extension JSONError.Reason {
    /// The code in words: what follows `json.`, hyphens as spaces, proper names in their own case.
    var words: String {
        switch self {
        case .invalidUTF8: "invalid UTF-8"
        case .numberOutsideIJSON: "number outside I-JSON"
        default: String(rawValue.dropFirst("json.".utf8.count).map { $0 == "-" ? " " : $0 })
        }
    }
}
