public import CanonicalJSON
public import Signing

/// A compact JSON Web Signature whose header and content are objects: read, not yet judged.
///
/// Spec: 02-sign §4.3; RFC 7515, section 3.1.
public struct CompactJWS: Sendable {
    /// The longest token that is read, in bytes.
    public static let byteCountMax = 393_216
    /// How much of a token is read.
    public static let limits = JSONLimits(bytesMax: byteCountMax, numbers: .reported)
    /// The longest header that is read, in bytes.
    static let headerByteCountMax = 8_192

    /// What it says of itself.
    public let header: JSON
    /// What it is about.
    public let payload: JSON
    /// The signature.
    public let signature: [UInt8]
    /// The token as it was written.
    public let text: [UInt8]
    /// How much of the text is signed: header and payload.
    private let signedByteCount: Int
    /// Numbers in the payload that other readers may take for others.
    public let numberFindings: [JSONNumberFinding]

    /// Reads a token; white space around it is passed over.
    ///
    /// - Parameter limits: how much is read: of the text, and of the JSON in it.
    /// - Throws: ``TokenError``.
    public init(
        parsing text: some Sequence<UInt8>, limits: JSONLimits = CompactJWS.limits
    ) throws(TokenError) {
        let text = Self.trimmed(Array(text))
        guard text.count <= limits.bytesMax else { throw .tooLong }
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .notCompact }
        guard let header = Base64URL.decode(parts[0]), let payload = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2])
        else { throw .notCompact }
        let short = JSONLimits(bytesMax: Self.headerByteCountMax, numbers: .reported)
        self.header = try Self.object(header, short).root
        let document = try Self.object(payload, limits)
        self.payload = document.root
        numberFindings = document.numberFindings
        self.signature = signature
        signedByteCount = text.distance(from: text.startIndex, to: parts[1].endIndex)
        self.text = Array(text)
    }

    /// What is signed: header and payload as they are written.
    var signingInput: [UInt8] { Array(text[..<signedByteCount]) }

    /// Whether a key made the signature, by the algorithm that the header names.
    public func isSigned(by key: PublicKey) -> Bool {
        header["alg"]?.equals(key.algorithm.tokenName) == true
            && key.verifies(signature, of: signingInput)
    }

    /// Writes a token.
    ///
    /// - Parameters:
    ///   - type: what it is: a media type without `application/`.
    ///   - name: the name of the key.
    /// - Returns: the text of the token, ASCII.
    /// - Throws: ``SigningError`` if the key cannot sign.
    public static func signing(
        _ payload: JSONValue, as type: String, with key: PrivateKey, named name: DIDURL
    ) throws(SigningError) -> [UInt8] {
        let header: JSONValue = [
            "alg": .string(key.publicKey.algorithm.tokenName), "kid": .string(name.description),
            "typ": .string(type),
        ]
        let parts = [header, payload].map { Base64URL.encode($0.canonicalBytes()) }
        let input = Array(parts.joined(separator: ".").utf8)
        return input + Array(".\(Base64URL.encode(try key.signature(of: input)))".utf8)
    }

    private static func object(
        _ bytes: [UInt8], _ limits: JSONLimits
    ) throws(TokenError) -> JSONDocument {
        let document: JSONDocument
        do {
            document = try JSONDocument(parsing: bytes, limits: limits)
        } catch {
            throw .notJSON("\(error)")
        }
        guard document.root.kind == .object else { throw .notJSON("it is no object") }
        return document
    }

    private static func trimmed(_ text: [UInt8]) -> ArraySlice<UInt8> {
        let isSpace: (UInt8) -> Bool = { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        var slice = text.drop(while: isSpace)
        while let last = slice.last, isSpace(last) { slice.removeLast() }
        return slice
    }
}

/// Why a token cannot be read, so that there is nothing to judge.
public enum TokenError: Error, Hashable, Sendable {
    /// It is longer than a token may be.
    case tooLong
    /// It is not three parts in base64url.
    case notCompact
    /// Its header or its content is not an object of strict JSON.
    case notJSON(String)
    /// It holds neither a credential nor a presentation.
    case otherContent
    /// An envelope holds something that is not read here.
    case otherEnvelope(String)

    /// The stable code.
    public var code: String {
        switch self {
        case .tooLong: "jws.too-long"
        case .notCompact: "jws.not-compact"
        case .notJSON: "jws.not-json"
        case .otherContent: "jws.other-content"
        case .otherEnvelope: "jws.other-envelope"
        }
    }
}

extension TokenError: CustomStringConvertible {
    /// The error in plain words, without a full stop.
    public var description: String {
        switch self {
        case .tooLong: "it is longer than \(CompactJWS.byteCountMax) bytes"
        case .notCompact: "it is not three parts in base64url with points between them"
        case .notJSON(let why): "its header or content is not well-formed: \(why)"
        case .otherContent: "it holds neither a credential nor a presentation"
        case .otherEnvelope(let type): "it envelops \(type), which is not read here"
        }
    }
}
