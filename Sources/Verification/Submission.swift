public import CanonicalJSON
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
        case credential(JSON)
    }

    /// What it is.
    public let content: Content
    /// The SHA-256 of the bytes that were handed in.
    public let digest: Digest
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
        guard !bytes.isEmpty else { throw SubmissionError(.empty) }
        if let other = Submission.otherKind(of: bytes) { throw SubmissionError(other) }
        let document = try JSONDocument.submitted(bytes)
        let root = document.root
        if root["type"]?.equals("TestamurBundle") == true {
            content = .bundle(try Bundle(root, cache: cache))
        } else if root["@context"] != nil {
            content = .credential(root)
        } else {
            throw SubmissionError(.otherJSON)
        }
        digest = .sha256(bytes)
        numberFindings = document.numberFindings
    }

    /// What other kind of file the bytes begin like; `nil` if they may be JSON.
    private static func otherKind(of bytes: [UInt8]) -> SubmissionError.Reason? {
        // None of these begins like an object of JSON.
        if bytes.first == UInt8(ascii: "{") { return nil }
        let pictures: [[UInt8]] = [
            [0x89, 0x50, 0x4E, 0x47], [0xFF, 0xD8, 0xFF], Array("GIF8".utf8), Array("<svg".utf8),
        ]
        if pictures.contains(where: { bytes.starts(with: $0) }) { return .picture }
        if bytes.starts(with: "%PDF".utf8) { return .pdf }
        return bytes.starts(with: "eyJ".utf8) ? .token : nil
    }

    /// The credential, unchecked.
    var credential: JSON {
        switch content {
        case .bundle(let bundle): bundle.credential
        case .credential(let json): json
        }
    }

    /// The bundle, if it is one.
    var bundle: Bundle? {
        if case .bundle(let bundle) = content { bundle } else { nil }
    }
}
