public import Signing

/// The name of a log: the first line of its checkpoints, and the name of its keys.
///
/// A signed note's key name of at most 255 bytes without control characters; by custom the log's
/// address without a scheme. Compared byte by byte.
public struct Origin: Hashable, Sendable, CustomStringConvertible {
    /// The longest origin, in bytes.
    public static let bytesMax = 255

    /// The origin as the name under which the log's keys sign.
    public let keyName: KeyName

    /// Reads an origin; `nil` if it is empty or too long, or has a space, a plus sign or a
    /// control character.
    public init?(_ text: String) {
        self.init(KeyName(text))
    }

    /// Reads an origin from UTF-8; `nil` as for text, and if the bytes are not UTF-8.
    public init?(utf8 bytes: ArraySlice<UInt8>) {
        self.init(KeyName(utf8: bytes))
    }

    /// Takes a key's name for an origin; `nil` if it is too long or has a control character.
    init?(_ keyName: KeyName?) {
        guard let keyName, keyName.utf8.count <= Origin.bytesMax, !keyName.utf8.contains(0x7F)
        else { return nil }
        self.keyName = keyName
    }

    /// The origin as text.
    public var description: String { keyName.description }
}
