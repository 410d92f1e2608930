public import CanonicalJSON
public import Credentials
public import Signing

/// What somebody handed in: one award, or a presentation of several.
///
/// Spec: 07-verify §3.
public enum Handover: Sendable {
    /// A bundle or a credential.
    case award(Submission)
    /// A presentation.
    case presentation(PresentationSubmission)

    /// Finds out what the bytes are and reads them.
    ///
    /// - Throws: ``SubmissionError``, which says what to do.
    public init(reading bytes: [UInt8]) throws(SubmissionError) {
        try self.init(reading: bytes, cache: nil)
    }

    init(reading bytes: [UInt8], cache: VerifierCache?) throws(SubmissionError) {
        let digest = Digest.sha256(bytes)
        switch try Form(bytes) {
        case .token(let token) where token.kind == .presentation:
            self = .presentation(try PresentationSubmission(token, digest: digest))
        case .json(let document) where Presentation.isOne(document.root):
            self = .presentation(try PresentationSubmission(document.root, digest: digest))
        case .token(let token): self = .award(try Submission(token, digest: digest))
        case .json(let document):
            self = .award(try Submission(document, digest: digest, cache: cache))
        }
    }

    /// The two forms in which things are handed in.
    enum Form {
        /// A compact JWS, as it is or as a JSON string.
        case token(CredentialToken)
        /// Anything else that is JSON.
        case json(JSONDocument)

        init(_ bytes: [UInt8]) throws(SubmissionError) {
            guard !bytes.isEmpty else { throw SubmissionError(.empty) }
            if let other = Form.otherKind(of: bytes) { throw SubmissionError(other) }
            guard bytes.count <= Bundle.bytesMax else { throw SubmissionError(.tooLong) }
            if CredentialToken.isBegun(by: bytes.drop { $0 <= 0x20 }) {
                self = .token(try Form.token(bytes))
                return
            }
            let document = try JSONDocument.submitted(bytes)
            if let text = document.root.utf8, CredentialToken.isBegun(by: text) {
                self = .token(try Form.token(Array(text)))
            } else {
                self = .json(document)
            }
        }

        private static func token(_ text: [UInt8]) throws(SubmissionError) -> CredentialToken {
            do {
                return try CredentialToken(parsing: text)
            } catch {
                throw SubmissionError(.token, error.description)
            }
        }

        /// What other kind of file the bytes begin like; `nil` if they may be one that is read.
        private static func otherKind(of bytes: [UInt8]) -> SubmissionError.Reason? {
            // None of these begins like an object of JSON.
            if bytes.first == UInt8(ascii: "{") { return nil }
            let pictures: [[UInt8]] = [
                [0x89, 0x50, 0x4E, 0x47], [0xFF, 0xD8, 0xFF], Array("GIF8".utf8),
                Array("<svg".utf8),
            ]
            if pictures.contains(where: { bytes.starts(with: $0) }) { return .picture }
            return bytes.starts(with: "%PDF".utf8) ? .pdf : nil
        }
    }
}

/// A presentation that was handed in, with the credentials in it, each to be judged by itself.
public struct PresentationSubmission: Sendable {
    /// The presentation.
    public let presentation: Presentation
    /// The SHA-256 of the bytes that were handed in.
    public let digest: Digest
    /// The credentials, in the order written.
    public let credentials: [Submission]

    /// Takes a presentation, or an envelope around one.
    ///
    /// - Throws: ``SubmissionError`` for an envelope that cannot be opened.
    public init(_ json: JSON, digest: Digest) throws(SubmissionError) {
        do {
            self.init(try Presentation(json), digest)
        } catch {
            throw SubmissionError(.token, error.description)
        }
    }

    /// Reads the text of a token that holds a presentation.
    ///
    /// - Throws: ``SubmissionError`` if it cannot be read, or holds something else.
    public init(reading text: some Sequence<UInt8>, digest: Digest) throws(SubmissionError) {
        do {
            self.init(try Presentation(CredentialToken(parsing: text)), digest)
        } catch {
            throw SubmissionError(.token, error.description)
        }
    }

    /// Takes a token that holds a presentation.
    ///
    /// - Throws: ``SubmissionError`` if it holds something else.
    public init(_ token: CredentialToken, digest: Digest) throws(SubmissionError) {
        do {
            self.init(try Presentation(token), digest)
        } catch {
            throw SubmissionError(.token, error.description)
        }
    }

    private init(_ presentation: Presentation, _ digest: Digest) {
        self.presentation = presentation
        self.digest = digest
        credentials = presentation.credentials.map { Submission($0.credential, partOf: digest) }
    }
}
