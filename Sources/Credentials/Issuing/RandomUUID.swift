/// A random identifier: a UUID of version 4.
///
/// Spec: RFC 9562, section 5.4.
public struct RandomUUID: Hashable, Sendable, CustomStringConvertible {
    /// The random bytes that one takes.
    public static let byteCount = 16

    /// The identifier as text, in lower case.
    public let description: String

    /// Makes an identifier of 16 random bytes, of which 122 bits are kept.
    public init(random bytes: [UInt8]) {
        precondition(bytes.count == Self.byteCount, "a UUID takes 16 bytes")
        var bytes = bytes
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 0x0F)])
        }
        description = String(decoding: text, as: UTF8.self)
    }

    /// The identifier as a URL.
    public var urn: String { "urn:uuid:" + description }
}
