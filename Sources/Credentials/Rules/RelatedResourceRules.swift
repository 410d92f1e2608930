import CanonicalJSON
import Signing

/// The rules for resources that a credential names with their digests. Nothing is fetched, so that
/// the digests are looked at and not compared.
///
/// Spec: 02-sign §2; Verifiable Credentials Data Model 2.0, section 5.3.
extension CredentialCheck {
    /// Checks the resources that a credential names.
    mutating func checkRelatedResources(_ value: JSON) {
        var seen: Set<ArraySlice<UInt8>> = []
        eachObject(value) { check, resource in
            check.required("id", of: resource) { check, id in
                check.checkURL(id)
                if let bytes = id.utf8, !seen.insert(bytes).inserted {
                    check.note("This resource is listed twice.")
                }
            }
            let digests = ["digestSRI", "digestMultibase"].compactMap { resource[$0] }
            if digests.isEmpty { check.note("A related resource needs a digest.") }
            if digests.contains(where: { $0.asList.contains { $0.kind != .string } }) {
                return check.note("A digest is a string.")
            }
            check.optional("digestSRI", of: resource) { check, value in
                if !value.asList.compactMap(\.string).allSatisfy(DigestText.isIntegrity) {
                    check.note("This is no sha256-, sha384- or sha512- and a digest in base64.")
                }
            }
            check.optional("digestMultibase", of: resource) { check, value in
                if !value.asList.compactMap(\.string).allSatisfy(DigestText.isMultibase) {
                    check.note("This is no digest of 32, 48 or 64 bytes in multibase.")
                }
            }
        }
    }
}

/// Digests as texts.
enum DigestText {
    /// Whether a text is one or more digests with blanks between them: the name of an algorithm, a
    /// hyphen, base64 of its length, and perhaps options.
    ///
    /// Spec: Subresource Integrity, section 3.5.
    static func isIntegrity(_ text: String) -> Bool {
        let parts = text.utf8.split(whereSeparator: { [0x09, 0x0A, 0x0C, 0x0D, 0x20].contains($0) })
        return !parts.isEmpty
            && parts.allSatisfy { part in
                let digest = part.prefix { $0 != UInt8(ascii: "?") }
                guard let kind = lengths.first(where: { digest.starts(with: $0.name.utf8) }) else {
                    return false
                }
                let value = digest.dropFirst(kind.name.utf8.count)
                let padding = value.reversed().prefix { $0 == UInt8(ascii: "=") }.count
                return padding <= 2 && value.count - padding == (kind.bytes * 4 + 2) / 3
                    && value.dropLast(padding).allSatisfy(isBase64)
            }
    }

    private static let lengths = [("sha256-", 32), ("sha384-", 48), ("sha512-", 64)].map {
        (name: $0.0, bytes: $0.1)
    }

    /// Whether a text is a digest in multibase: by itself, or behind the one or two bytes that a
    /// multihash begins with. Of encodings that are not read here the length is not known.
    ///
    /// Spec: Controlled Identifiers 1.0, section 2.4.
    static func isMultibase(_ text: String) -> Bool {
        let encoded = String(text.dropFirst())
        let bytes: [UInt8]?
        switch text.first {
        case "u": bytes = Base64URL.decode(encoded)
        case "z": bytes = encoded.utf8.count <= 128 ? Base58.decode(encoded) : nil
        case nil: return false
        default: return true
        }
        guard let count = bytes?.count else { return false }
        return lengths.contains { $0.bytes...($0.bytes + 2) ~= count }
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
