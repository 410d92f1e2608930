/// A decentralised identifier, checked for syntax only: who controls a key.
///
/// At most 512 ASCII bytes; a `did:jwk`, which holds a whole key, 2,048. Two are equal when their
/// bytes are equal.
///
/// Spec: W3C DID Core 1.0, section 3.1.
public struct DID: Hashable, Sendable, CustomStringConvertible {
    /// The longest identifier that is read, in bytes.
    public static let bytesMax = 512
    /// The longest `did:jwk` that is read, in bytes: room for RSA keys of 8,192 bits.
    static let keyBytesMax = 2_048

    /// The identifier as text, for example `did:web:uni.example`.
    public let description: String

    /// Reads an identifier; `nil` if the text is not one, or names something inside one.
    public init?(_ text: String) {
        let utf8 = text.utf8
        guard DID.isIdentifier(utf8.span) else { return nil }
        description = text
    }

    /// Reads an identifier given as ASCII; `nil` if it is not one.
    public init?(utf8 bytes: ArraySlice<UInt8>) {
        guard DID.isIdentifier(bytes.span) else { return nil }
        description = String(decoding: bytes, as: UTF8.self)
    }

    /// The method's name, for example `web`.
    public var method: String { String(description[methodRange]) }

    /// The part after the method, for example `uni.example`.
    public var methodSpecificIdentifier: String {
        String(description[methodRange.upperBound...].utf8.dropFirst()) ?? ""
    }

    private var methodRange: Range<String.Index> {
        let rest = description.utf8.dropFirst(DID.scheme.utf8.count)
        return rest.startIndex..<(rest.firstIndex(of: UInt8(ascii: ":")) ?? rest.endIndex)
    }

    private static let scheme = "did:"

    private static func isIdentifier(_ bytes: Span<UInt8>) -> Bool {
        let scheme = scheme.utf8
        let wanted = scheme.span
        guard bytes.count <= DID.keyBytesMax, bytes.count > wanted.count else { return false }
        for index in wanted.indices where bytes[index] != wanted[index] { return false }
        guard bytes.count <= DID.bytesMax || isKey(bytes) else { return false }
        let method = wanted.count
        var index = method
        while index < bytes.count, isMethodByte(bytes[index]) { index += 1 }
        guard index > method, index < bytes.count, bytes[index] == UInt8(ascii: ":") else {
            return false
        }
        let last = bytes.count - 1
        return index < last && bytes[last] != UInt8(ascii: ":")
            && isMethodSpecific(bytes.extracting(droppingFirst: index + 1))
    }

    private static func isKey(_ bytes: Span<UInt8>) -> Bool {
        let prefix = "did:jwk:".utf8
        let wanted = prefix.span
        for index in wanted.indices where bytes[index] != wanted[index] { return false }
        return true
    }

    private static func isMethodByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isMethodSpecific(_ bytes: Span<UInt8>) -> Bool {
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%") {
                guard index + 2 < bytes.count, isHex(bytes[index + 1]), isHex(bytes[index + 2])
                else { return false }
                index += 3
                continue
            }
            guard isNameByte(bytes[index]) || bytes[index] == UInt8(ascii: ":") else {
                return false
            }
            index += 1
        }
        return true
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }

    fileprivate static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

/// The name of one key of a DID's controller: a DID, `#`, and a fragment.
///
/// Spec: W3C DID Core 1.0, section 3.2; only the form that names a verification method.
public struct DIDURL: Hashable, Sendable, CustomStringConvertible {
    /// Who controls the key.
    public let did: DID
    /// The key's name within its controller's document, without `#`.
    public let fragment: String

    /// The longest fragment, in bytes.
    private static let fragmentBytesMax = 512

    /// The name as text, for example `did:web:uni.example#record-1`.
    public var description: String { "\(did)#\(fragment)" }

    /// Reads a key's name; `nil` if the text is not one.
    public init?(_ text: String) {
        self.init(utf8: Array(text.utf8)[...])
    }

    /// Reads a key's name given as ASCII; `nil` if it is not one.
    public init?(utf8 bytes: ArraySlice<UInt8>) {
        guard let hash = bytes.prefix(DID.keyBytesMax + 1).firstIndex(of: UInt8(ascii: "#")),
            let did = DID(utf8: bytes[..<hash])
        else { return nil }
        self.init(did: did, fragment: String(decoding: bytes[(hash + 1)...], as: UTF8.self))
    }

    /// Names a key of `did`; `nil` if the fragment is empty, has more than 512 bytes, or holds
    /// other than letters, digits, `.`, `-` and `_`.
    public init?(did: DID, fragment: String) {
        guard 1...Self.fragmentBytesMax ~= fragment.utf8.count,
            fragment.utf8.allSatisfy(DID.isNameByte)
        else { return nil }
        self.did = did
        self.fragment = fragment
    }
}
