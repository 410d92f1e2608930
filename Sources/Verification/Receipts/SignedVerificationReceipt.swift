import CanonicalJSON
import Credentials
public import Records
public import Signing
import Trust

/// A receipt of a verification with the signature of whoever verified: a compact JWS, which
/// programs that know nothing of ledgers check too. Nobody has checked the signature.
///
/// Spec: 07-verify §12.3; RFC 7515.
public struct SignedVerificationReceipt: Sendable {
    /// The most key records of the signer.
    public static let keysMax = Bundle.keysMax

    /// What it says.
    public let receipt: VerificationReceipt
    /// The key that is said to have signed; one for standings, of whoever verified.
    public let signer: DIDURL
    /// The signer's key records, from the first of his ledger to the newest.
    public let keys: [Record]
    /// The receipt as it is kept in a file.
    public let text: [UInt8]
    private let jws: CompactJWS

    private static let limits = JSONLimits(
        bytesMax: VerificationReceipt.bytesMax, nodesMax: 1_000_000, numbers: .refused)

    /// The type that the header names.
    private static let type = String(
        VerificationReceipt.mediaType.dropFirst("application/".count))

    /// Reads a signed receipt strictly.
    ///
    /// - Throws: ``VerificationReceiptError``.
    public init(parsing text: [UInt8]) throws(VerificationReceiptError) {
        guard text.count <= VerificationReceipt.bytesMax else { throw .tooLong }
        guard let jws = try? CompactJWS(parsing: text, limits: SignedVerificationReceipt.limits),
            jws.header["typ"]?.equals(SignedVerificationReceipt.type) == true,
            jws.header.count == 3, let signer = jws.header["kid"]?.string.flatMap({ DIDURL($0) })
        else { throw .malformed("") }
        let payload = jws.payload
        guard let keys = payload["keys"], keys.kind == .array,
            keys.count <= SignedVerificationReceipt.keysMax,
            let records = try? keys.elements.map({
                try Record(parsing: $0.canonicalBytes())
            })
        else { throw .malformed("/keys") }
        receipt = try VerificationReceipt(payload)
        self.signer = signer
        self.keys = records
        self.text = jws.text
        self.jws = jws
    }

    /// Signs a receipt, and reads it back.
    ///
    /// - Parameters:
    ///   - key: the key for standings of whoever verified.
    ///   - keys: his key records, from the first of his ledger to the newest.
    /// - Throws: ``VerificationReceiptError``, or ``SigningError``.
    public init(
        _ receipt: VerificationReceipt, with key: NamedPrivateKey, declaredIn keys: [Record]
    ) throws {
        var payload = receipt.payload
        payload["keys"] = .array(keys.map { JSONValue($0) })
        try self.init(
            parsing: CompactJWS.signing(
                payload, as: SignedVerificationReceipt.type, with: key.key, named: key.name))
    }

    /// Whether a key made the signature.
    func isSigned(by key: PublicKey) -> Bool { jws.isSigned(by: key) }
}

extension VerificationReceipt {
    private static let type = "TestamurVerificationReceipt"

    /// The receipt as JSON, but for the signer's key records.
    fileprivate var payload: JSONValue {
        var json: JSONValue = [
            "type": .string(VerificationReceipt.type), "version": 1,
            "judged_at": .string(judgedAt.description),
            "input_sha256": .string(inputDigest.description),
            "policy": policy.json, "trust_list": trustList.json,
            "evidence": .array(evidence.compactMap(\.json)), "conclusion": conclusion.json,
        ]
        if let asOf { json["as_of"] = .string(asOf.description) }
        if let award { json["award"] = .string(Base64URL.encode(award)) }
        return json
    }

    fileprivate init(_ json: JSON) throws(VerificationReceiptError) {
        guard json["type"]?.equals(VerificationReceipt.type) == true,
            json["version"]?.integer == 1,
            json.count == 9 + (json["as_of"] == nil ? 0 : 1) + (json["award"] == nil ? 0 : 1)
        else { throw .malformed("") }
        func part(_ name: String) throws(VerificationReceiptError) -> JSON {
            guard let part = json[name] else { throw .malformed("/\(name)") }
            return part
        }
        func instant(_ name: String) throws(VerificationReceiptError) -> Instant {
            guard let instant = try part(name).string.flatMap({ Instant($0) }) else {
                throw .malformed("/\(name)")
            }
            return instant
        }
        judgedAt = try instant("judged_at")
        asOf = json["as_of"] == nil ? nil : try instant("as_of")
        guard let digest = json["input_sha256"]?.string.flatMap({ Digest(hex: $0) }) else {
            throw .malformed("/input_sha256")
        }
        inputDigest = digest
        award = try VerificationReceipt.award(json["award"], digest)
        policy = try Policy(try part("policy"))
        do {
            trustList = try TrustListExcerpt(try part("trust_list"))
        } catch {
            throw .malformed("/trust_list")
        }
        let pieces = try part("evidence")
        guard pieces.kind == .array, pieces.count <= VerificationReceipt.evidenceMax else {
            throw .malformed("/evidence")
        }
        var evidence: [Evidence] = []
        for piece in pieces.elements { evidence.append(try Evidence(piece)) }
        self.evidence = evidence
        conclusion = try Conclusion(try part("conclusion"))
    }

    private static func award(
        _ json: JSON?, _ digest: Digest
    ) throws(VerificationReceiptError) -> [UInt8]? {
        guard let json else { return nil }
        guard let bytes = json.utf8.flatMap({ Base64URL.decode($0) }), .sha256(bytes) == digest
        else { throw .malformed("/award") }
        return bytes
    }
}
