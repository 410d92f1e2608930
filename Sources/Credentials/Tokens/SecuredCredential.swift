public import CanonicalJSON
public import Signing

/// A credential as it was handed over: with proofs inside it, or with a token around it.
///
/// Spec: 02-sign §4.3; Verifiable Credentials Data Model 2.0, section 4.13.
public enum SecuredCredential: Sendable {
    /// JSON with proofs in it, or without any.
    case document(JSON)
    /// A compact JWS.
    case token(CredentialToken)
    /// Something in the place of a credential that holds none, and why.
    case unreadable(JSON, TokenError)

    /// Reads a credential in any of its forms: an object, an object that envelops a token, or the
    /// text of a token.
    ///
    /// What cannot be read is kept, so that it can be told what is wrong with it.
    public init(_ json: JSON) {
        do {
            if let text = json.utf8 {
                self = .token(try Self.token(of: .credential, parsing: text))
            } else if let text = try Envelope.text(in: json, holding: .credential) {
                self = .token(try Self.token(of: .credential, parsing: text))
            } else {
                self = .document(json)
            }
        } catch {
            self = .unreadable(json, error)
        }
    }

    private static func token(
        of kind: CredentialToken.Kind, parsing text: ArraySlice<UInt8>
    ) throws(TokenError) -> CredentialToken {
        let token = try CredentialToken(parsing: text)
        guard token.kind == kind else { throw .otherContent }
        return token
    }

    /// The credential itself; of something that holds none, the thing.
    public var json: JSON {
        switch self {
        case .document(let json), .unreadable(let json, _): json
        case .token(let token): token.content
        }
    }

    /// The token, if there is one.
    public var token: CredentialToken? {
        if case .token(let token) = self { token } else { nil }
    }

    /// The names of the keys that are said to have signed it; a token may tell no more than whose
    /// key made it.
    public var namedKeys: [String] {
        let proofs = json["proof"]?.asList.prefix(ProofReport.proofCountMax) ?? []
        let names = proofs.compactMap { $0["verificationMethod"]?.string }
        guard case .key(let name) = token?.keyName else { return names }
        return names + [name]
    }

    /// Those keys that may have signed it: first those that it names; then, if it is a token that
    /// says no more than whose key made it, all that are his, in the order given.
    ///
    /// - Returns: as many as a document of keys may have.
    public func keys(among names: [DIDURL]) -> [DIDURL] {
        var controller: DID?
        if case .keys(let did) = token?.keyName { controller = did }
        let named = Set(namedKeys.compactMap { DIDURL($0) })
        let others = names.filter { $0.did == controller && !named.contains($0) }
        let found = names.filter(named.contains) + others
        return Array(found.prefix(DIDDocument.methodCountMax))
    }
}

/// Objects in which a token stands for the credential or presentation that it holds: whatever else
/// stood in them would be signed by nobody.
enum Envelope {
    private static let members = ["@context", "id", "type"]

    /// The text of the token in an envelope; `nil` if the object is none.
    ///
    /// - Throws: ``TokenError`` for an envelope that cannot be opened here.
    static func text(
        in json: JSON, holding kind: CredentialToken.Kind
    ) throws(TokenError) -> ArraySlice<UInt8>? {
        let type = kind == .credential ? "Credential" : "Presentation"
        guard
            json["type"]?.asList.contains(where: { $0.equals("EnvelopedVerifiable" + type) })
                == true
        else { return nil }
        guard json.members.allSatisfy({ members.contains(where: $0.isNamed) }) else {
            throw .otherEnvelope("a token beside members that nobody signed")
        }
        let types = ["EnvelopedVerifiable" + type, "Verifiable" + type]
        guard json["type"]?.asList.allSatisfy({ types.contains(where: $0.equals) }) == true else {
            throw .otherEnvelope("a token under another type")
        }
        let names =
            kind == .credential
            ? ["vc+jwt", "vc-ld+jwt", "vc+ld+json+jwt", "jwt"]
            : ["vp+jwt", "vp-ld+jwt", "vp+ld+json+jwt", "jwt"]
        guard
            json["@context"]?.asList.contains(where: { $0.equals(KnownContext.credentialsV2) })
                == true
        else { throw .otherEnvelope("without the context of the data model") }
        guard let id = json["id"]?.utf8, let comma = id.firstIndex(of: UInt8(ascii: ",")),
            id.starts(with: "data:".utf8)
        else { throw .otherEnvelope("no data: URL") }
        let header = String(decoding: id[..<comma].dropFirst("data:".utf8.count), as: UTF8.self)
            .lowercased()
        let mediaType = header.split(separator: ";", omittingEmptySubsequences: false)
        guard names.contains(where: { mediaType.first == "application/" + $0 }),
            !mediaType.contains("base64")
        else { throw .otherEnvelope(String(header.prefix(60))) }
        return id[(comma + 1)...]
    }
}
