import CanonicalJSON
public import Credentials
public import Signing

/// What somebody hands in to have it checked: a bundle, or a credential by itself.
///
/// Spec: 07-verify §3.
public struct Submission: Sendable {
    /// What was handed in.
    public enum Content: Sendable {
        /// A bundle.
        case bundle(Bundle)
        /// A credential without its receipt.
        case credential(SecuredCredential)
    }

    /// What it is.
    public let content: Content
    /// The SHA-256 of the bytes that were handed in.
    public let digest: Digest
    /// The credential, unchecked, with whatever secures it.
    let secured: SecuredCredential
    /// Numbers in it that other readers may take for others.
    let numberFindings: [JSONNumberFinding]

    /// Finds out what the bytes are and reads them.
    ///
    /// - Throws: ``SubmissionError``, which says what to do.
    public init(reading bytes: [UInt8]) throws(SubmissionError) {
        try self.init(reading: bytes, cache: nil)
    }

    /// The same with key records at hand that were read before, which bundles of one institution
    /// share.
    init(reading bytes: [UInt8], cache: VerifierCache?) throws(SubmissionError) {
        switch try Handover.Form(bytes) {
        case .token(let token): try self.init(token, digest: .sha256(bytes))
        case .json(let document): try self.init(document, digest: .sha256(bytes), cache: cache)
        }
    }

    init(
        _ document: JSONDocument, digest: Digest, cache: VerifierCache?
    ) throws(SubmissionError) {
        let root = document.root
        if root["type"]?.equals("TestamurBundle") == true {
            let bundle = try Bundle(root, cache: cache)
            content = .bundle(bundle)
            secured = SecuredCredential(bundle.credential)
        } else if root["@context"] != nil {
            secured = SecuredCredential(root)
            content = .credential(secured)
        } else {
            throw SubmissionError(.otherJSON)
        }
        self.digest = digest
        numberFindings = document.numberFindings + (secured.token?.jws.numberFindings ?? [])
    }

    init(_ token: CredentialToken, digest: Digest) throws(SubmissionError) {
        guard token.kind == .credential else {
            throw SubmissionError(.token, "it is a presentation")
        }
        secured = .token(token)
        content = .credential(secured)
        self.digest = digest
        numberFindings = token.jws.numberFindings
    }

    /// Takes a credential that was handed in as part of something else, whatever it looks like.
    ///
    /// - Parameter digest: the SHA-256 of what it was part of.
    public init(_ credential: SecuredCredential, partOf digest: Digest) {
        secured = credential
        content = .credential(credential)
        self.digest = digest
        numberFindings = credential.token?.jws.numberFindings ?? []
    }

    /// The credential as it was handed in, to be shown to somebody else: its bytes, and what they
    /// are.
    public var presented: Presented {
        if let token = secured.token { return Presented(bytes: token.jws.text, kind: .token) }
        return Presented(bytes: secured.json.canonicalBytes(), kind: .json)
    }

    /// A credential as it is handed on.
    public struct Presented: Sendable {
        /// The bytes.
        public let bytes: [UInt8]
        /// What they are.
        public let kind: Kind

        /// What a credential is written as.
        public enum Kind: Hashable, Sendable {
            /// JSON.
            case json
            /// A compact JWS.
            case token
        }
    }

    /// The credential, unchecked.
    var credential: JSON { secured.json }

    /// The bundle, if it is one.
    var bundle: Bundle? {
        if case .bundle(let bundle) = content { bundle } else { nil }
    }
}
