public import CanonicalJSON
import Signing

/// A proof as it stands in a document: read, not yet judged.
///
/// Spec: 02-sign §4; Verifiable Credential Data Integrity 1.0, section 2.1.
public struct DataIntegrityProof: Sendable {
    /// The proof itself.
    public let json: JSON
    /// How it was made.
    public let suite: Cryptosuite
    /// The name of the key, as written.
    public let verificationMethod: String
    /// What the proof is for, as written.
    public let purpose: String
    /// When it says that it was made.
    public let created: DateTimeStamp?
    /// From when on it is void.
    public let expires: DateTimeStamp?
    /// For whom it was made; empty if it does not say.
    public let domains: [String]
    /// What it answers, if anything.
    public let challenge: String?
    /// Its name within the document.
    public let id: String?
    /// The names of the proofs that it rests on.
    public let previousProofs: [String]
    /// The signature, as long as one of its suite can be.
    public let signature: [UInt8]

    /// The name of its key; of a DID that is nothing but a key, that of this key. `nil` for one
    /// that leads out of here.
    var keyName: String? {
        let did = DID(verificationMethod)
        switch did?.method {
        case "key": return (try? did?.keyURL())?.description ?? verificationMethod
        case "jwk": return verificationMethod + "#0"
        default:
            let isWeb = verificationMethod.utf8.starts(with: "https:".utf8)
            return isWeb && URLSyntax.isAbsolute(verificationMethod) ? nil : verificationMethod
        }
    }

    /// The most characters of `proofValue` that can stand for a signature.
    private static let valueCharactersMax = 133

    /// The suite of a proof, or the name of one not known here.
    enum SuiteReading {
        case known(Cryptosuite)
        case unknown(String)
        case missing
    }

    static func suite(of json: JSON) -> SuiteReading {
        guard json["type"]?.equals("DataIntegrityProof") == true else {
            return .unknown(json["type"]?.string ?? "")
        }
        guard let name = json["cryptosuite"], name.kind == .string else { return .missing }
        let known = Cryptosuite.allCases.first { name.equals($0.rawValue) }
        return known.map { .known($0) } ?? .unknown(name.string ?? "")
    }

    /// Reads a proof of a known suite.
    ///
    /// - Throws: `malformed` with the member that is.
    public init(_ json: JSON) throws(ProofFailure) {
        guard case .known(let suite) = Self.suite(of: json) else {
            throw .malformed(member: "cryptosuite")
        }
        self.json = json
        self.suite = suite
        guard let method = json["verificationMethod"]?.string else {
            throw .malformed(member: "verificationMethod")
        }
        verificationMethod = method
        guard let purpose = json["proofPurpose"]?.string else {
            throw .malformed(member: "proofPurpose")
        }
        self.purpose = purpose
        created = try Self.time("created", of: json)
        expires = try Self.time("expires", of: json)
        domains = try Self.texts("domain", of: json)
        previousProofs = try Self.texts("previousProof", of: json)
        challenge = json["challenge"]?.string
        guard (json["challenge"] == nil) == (challenge == nil) else {
            throw .malformed(member: "challenge")
        }
        if let nonce = json["nonce"], nonce.kind != .string { throw .malformed(member: "nonce") }
        if let id = json["id"] {
            guard let bytes = id.utf8, URLSyntax.isAbsolute(bytes) else {
                throw .malformed(member: "id")
            }
        }
        id = json["id"]?.string
        signature = try Self.signature(in: json, by: suite)
    }

    private static func signature(
        in json: JSON, by suite: Cryptosuite
    ) throws(ProofFailure) -> [UInt8] {
        guard let value = json["proofValue"]?.utf8, value.count <= valueCharactersMax,
            value.first == UInt8(ascii: "z"),
            let bytes = Base58.decode(value.dropFirst()),
            suite.signatureByteCounts.contains(bytes.count)
        else { throw .malformed(member: "proofValue") }
        return bytes
    }

    /// Reads a moment; one that was written without a zone is in UTC.
    private static func time(
        _ name: String, of json: JSON
    ) throws(ProofFailure) -> DateTimeStamp? {
        guard let value = json[name] else { return nil }
        guard let text = value.string,
            let stamp = (try? DateTimeStamp(text)) ?? (try? DateTimeStamp(text + "Z"))
        else { throw .malformed(member: name) }
        return stamp
    }

    /// Reads a string or a non-empty array of strings.
    private static func texts(_ name: String, of json: JSON) throws(ProofFailure) -> [String] {
        guard let value = json[name] else { return [] }
        let list = value.asList
        let texts = list.compactMap(\.string)
        guard !texts.isEmpty, texts.count == list.count else { throw .malformed(member: name) }
        return texts
    }
}
