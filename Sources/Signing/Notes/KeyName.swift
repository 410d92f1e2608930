/// The name of a key in a signed note: not empty, no Unicode space, no `+`, no control character.
///
/// Names are compared byte by byte: two texts that merely look alike are two names.
///
/// Spec: 02-sign §4.
public struct KeyName: Hashable, Sendable {
    /// The name in UTF-8.
    public let utf8: [UInt8]

    /// Makes a name, or `nil` if the text may not be one.
    public init?(_ text: String) {
        self.init(utf8: Array(text.utf8))
    }

    /// Makes a name of bytes, or `nil` if they are not UTF-8 or may not be a name.
    public init?(utf8 bytes: ArraySlice<UInt8>) {
        self.init(utf8: Array(bytes))
    }

    /// Makes a name of bytes, or `nil` if they are not UTF-8 or may not be a name.
    public init?(utf8 bytes: [UInt8]) {
        guard !bytes.isEmpty,
            bytes.allSatisfy({ $0 > UInt8(ascii: " ") && $0 != UInt8(ascii: "+") }),
            bytes.allSatisfy({ $0 < 0x80 }) || KeyName.isForeignName(bytes)
        else { return nil }
        self.utf8 = bytes
    }

    private static func isForeignName(_ bytes: [UInt8]) -> Bool {
        NoteText.isUTF8(bytes)
            && String(decoding: bytes, as: UTF8.self).unicodeScalars.allSatisfy {
                !$0.properties.isWhitespace
            }
    }
}

extension KeyName: CustomStringConvertible {
    /// The name as text.
    public var description: String { String(decoding: utf8, as: UTF8.self) }
}
