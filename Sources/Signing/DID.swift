/// A decentralised identifier, checked for syntax only: who controls a key.
///
/// At most 512 ASCII bytes. Two are equal when their bytes are equal.
///
/// Spec: W3C DID Core 1.0, section 3.1.
public struct DID: Hashable, Sendable, CustomStringConvertible {
    /// The longest identifier that is read, in bytes.
    public static let bytesMax = 512

    /// The identifier as text, for example `did:web:uni.example`.
    public let description: String

    /// Reads an identifier; `nil` if the text is not one, or names something inside one.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= DID.bytesMax, bytes.starts(with: Array("did:".utf8)) else {
            return nil
        }
        let rest = bytes.dropFirst(4)
        guard let colon = rest.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let method = rest[..<colon]
        let identifier = rest[(colon + 1)...]
        guard !method.isEmpty, method.allSatisfy(DID.isMethodByte),
            let last = identifier.last, last != UInt8(ascii: ":"),
            DID.isIdentifier(identifier)
        else { return nil }
        description = text
    }

    /// The method's name, for example `web`.
    public var method: String {
        String(description.split(separator: ":", maxSplits: 2)[1])
    }

    /// The part after the method, for example `uni.example`.
    public var methodSpecificIdentifier: String {
        String(description.split(separator: ":", maxSplits: 2)[2])
    }

    private static func isMethodByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isIdentifier(_ bytes: ArraySlice<UInt8>) -> Bool {
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if bytes[index] == UInt8(ascii: "%") {
                guard index + 2 < bytes.endIndex, isHex(bytes[index + 1]), isHex(bytes[index + 2])
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

    /// The name as text, for example `did:web:uni.example#record-1`.
    public var description: String { "\(did)#\(fragment)" }

    /// Reads a key's name; `nil` if the text is not one.
    public init?(_ text: String) {
        guard text.utf8.count <= DID.bytesMax,
            let hash = text.utf8.firstIndex(of: UInt8(ascii: "#")),
            let did = DID(String(text[..<hash]))
        else { return nil }
        self.init(did: did, fragment: String(text[text.utf8.index(after: hash)...]))
    }

    /// Names a key of `did`; `nil` if the fragment is empty or holds other than letters, digits,
    /// `.`, `-` and `_`.
    public init?(did: DID, fragment: String) {
        guard !fragment.isEmpty, fragment.utf8.allSatisfy(DID.isNameByte) else { return nil }
        self.did = did
        self.fragment = fragment
    }
}
