/// A media type without parameters.
///
/// Spec: RFC 9110, section 8.3.1.
public struct MediaType: Hashable, Sendable, CustomStringConvertible {
    /// The type before the slash, in lower case.
    public let type: String
    /// The subtype after the slash, in lower case.
    public let subtype: String
    /// What a `Content-Type` header says: the type, and its character set where that is needed.
    public let header: String

    /// JSON.
    public static let json = MediaType(known: "application", "json")
    /// A problem document.
    public static let problem = MediaType(known: "application", "problem+json")
    /// A credential.
    public static let credential = MediaType(known: "application", "vc")
    /// A credential as a compact JWS.
    public static let credentialToken = MediaType(known: "application", "vc+jwt")
    /// A presentation as a compact JWS.
    public static let presentationToken = MediaType(known: "application", "vp+jwt")
    /// A compact JWS of any kind.
    public static let token = MediaType(known: "application", "jwt")
    /// A holder's bundle.
    public static let bundle = MediaType(known: "application", "vnd.testamur.bundle+json")
    /// A DID document.
    public static let didDocument = MediaType(known: "application", "did+json")
    /// Text.
    public static let text = MediaType(known: "text", "plain", characterSet: true)
    /// A page.
    public static let html = MediaType(known: "text", "html", characterSet: true)
    /// The size that a witness cosigned last.
    public static let treeSize = MediaType(known: "text", "x.tlog.size")
    /// Anything else.
    public static let bytes = MediaType(known: "application", "octet-stream")

    private init(known type: String, _ subtype: String, characterSet isText: Bool = false) {
        self.type = type
        self.subtype = subtype
        header = "\(type)/\(subtype)" + (isText ? "; charset=utf-8" : "")
    }

    /// Reads the value of a `Content-Type` header and lets go of its parameters; `nil` if it is
    /// not one, or says another character set than UTF-8.
    public init?(contentType text: String) {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false)
        guard let first = parts.first,
            let (type, subtype) = MediaType.names(MediaType.trimmed(first)),
            type != "*", subtype != "*"
        else { return nil }
        for parameter in parts.dropFirst() {
            let words = MediaType.trimmed(parameter).lowercased()
            guard words.hasPrefix("charset=") else { continue }
            let value = words.dropFirst("charset=".count).filter { $0 != "\"" }
            guard value == "utf-8" else { return nil }
        }
        self.type = type
        self.subtype = subtype
        header = "\(type)/\(subtype)"
    }

    /// The type and subtype, such as `application/json`.
    public var description: String { "\(type)/\(subtype)" }

    /// Whether what is of this type is JSON text.
    public var isJSON: Bool {
        subtype == "json" || subtype.hasSuffix("+json") || self == .credential
            || (type == "application" && subtype == "vp")
    }

    /// Whether what is of this type may be a compact JWS.
    public var mayBeToken: Bool {
        self == .text || subtype == "jwt" || subtype == "jose" || subtype.hasSuffix("+jwt")
    }

    /// Whether two are the same type, whatever their headers say besides.
    public static func == (left: MediaType, right: MediaType) -> Bool {
        left.type == right.type && left.subtype == right.subtype
    }

    /// Feeds type and subtype.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(type)
        hasher.combine(subtype)
    }

    /// Type and subtype in lower case; each a token or a star.
    static func names(_ text: Substring) -> (String, String)? {
        let parts = text.utf8.split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isTokenByte) })
        else { return nil }
        return (String(Substring(parts[0])).lowercased(), String(Substring(parts[1])).lowercased())
    }

    /// The text without spaces and tabs around it.
    static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
