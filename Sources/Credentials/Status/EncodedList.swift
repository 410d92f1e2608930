import Signing

/// The text form of a bit string: `u`, then unpadded base64url of gzip.
///
/// Spec: Bitstring Status List 1.0, sections 3.3 and 3.4.
extension BitString {
    /// The text; the same bits always give the same text with one version of zlib.
    public var encodedList: String {
        "u" + Base64URL.encode(Gzip.compress(bytes))
    }

    /// Reads the text; a missing `u`, which others have issued, is forgiven.
    ///
    /// The result may have fewer bits than a list needs: that is judged with the entry, since it
    /// depends on the size of a status.
    ///
    /// - Throws: `malformedValue` for text that is not base64url, bytes that are not gzip, and
    ///   content beyond `byteCountMax`.
    public init(encodedList text: String) throws(StatusListError) {
        let utf8 = Array(text.utf8)
        // Gzip begins with 1F 8B, so base64url of it begins with H: the prefix is never in doubt.
        let body = utf8.first == UInt8(ascii: "u") ? Array(utf8.dropFirst()) : utf8
        guard !body.isEmpty, let compressed = Base64URL.decode(body) else {
            throw StatusListError(.malformedValue, "encodedList is not u and unpadded base64url.")
        }
        switch Gzip.expand(compressed, byteCountMax: Self.byteCountMax) {
        case .bytes(let bytes): self.init(decoded: bytes)
        case .tooLong:
            throw StatusListError(
                .malformedValue, "encodedList expands to more than \(Self.byteCountMax) bytes.")
        case .malformed:
            throw StatusListError(.malformedValue, "encodedList does not hold whole gzip data.")
        }
    }
}
