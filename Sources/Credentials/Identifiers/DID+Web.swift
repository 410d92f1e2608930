public import Signing

/// Where the document of a `did:web` stands.
///
/// Strict: one DID has one address and one spelling. The host is a domain name in lower case, never
/// an IP address; a port follows it as `%3A` and digits; each part of the path is decoded after the
/// split, and must not climb or hide a separator.
///
/// Spec: 02-sign §5; did:web method, sections 2.3 and 2.5.2.
public struct WebLocation: Hashable, Sendable {
    /// The domain name, in lower case.
    public let host: String
    /// The port, where one is named.
    public let port: UInt16?
    /// The parts of the path, percent-encoded as in the DID.
    public let path: [String]

    /// The address of the document.
    public var documentURL: String {
        let authority = port.map { "\(host):\($0)" } ?? host
        let folder = path.isEmpty ? ".well-known" : path.joined(separator: "/")
        return "https://\(authority)/\(folder)/did.json"
    }
}

extension DID {
    /// Where the document of this `did:web` stands.
    ///
    /// - Throws: `method` for another method, or what is wrong with the address.
    public func webLocation() throws(DIDError) -> WebLocation {
        guard method.utf8.elementsEqual("web".utf8) else { throw .method(self) }
        let parts = methodSpecificIdentifier.utf8
            .split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            .map(Array.init)
        let (host, port) = try hostAndPort(parts[0])
        let path = parts.dropFirst()
        guard path.allSatisfy(Self.isPathPart) else { throw .path(self) }
        return WebLocation(
            host: String(decoding: host, as: UTF8.self), port: port,
            path: path.map { String(decoding: $0, as: UTF8.self) })
    }

    private func hostAndPort(_ authority: [UInt8]) throws(DIDError) -> ([UInt8], UInt16?) {
        guard let percent = authority.firstIndex(of: UInt8(ascii: "%")) else {
            guard Self.isHost(authority[...]) else { throw .host(self) }
            return (authority, nil)
        }
        let host = authority[..<percent]
        let rest = authority[percent...]
        guard Self.isHost(host), rest.starts(with: "%3A".utf8) else { throw .host(self) }
        let digits = rest.dropFirst(3)
        guard 1...5 ~= digits.count, digits.first != UInt8(ascii: "0"),
            digits.allSatisfy({ 0x30...0x39 ~= $0 }),
            let port = UInt16(String(decoding: digits, as: UTF8.self))
        else { throw .port(self) }
        return (Array(host), port)
    }

    /// Whether bytes are a domain name in lower case that no URL reader takes for an address.
    private static func isHost(_ host: ArraySlice<UInt8>) -> Bool {
        guard 1...253 ~= host.count else { return false }
        let labels = host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let areLabels = labels.allSatisfy { label in
            1...63 ~= label.count && label.first != UInt8(ascii: "-")
                && label.last != UInt8(ascii: "-")
                && label.allSatisfy {
                    0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == UInt8(ascii: "-")
                }
        }
        guard areLabels, let last = labels.last else { return false }
        return !last.allSatisfy { 0x30...0x39 ~= $0 } && !last.starts(with: "0x".utf8)
    }

    private static func isPathPart(_ part: [UInt8]) -> Bool {
        var decoded: [UInt8] = []
        var index = 0
        while index < part.count {
            if part[index] == UInt8(ascii: "%"), index + 2 < part.count {
                let digits = String(decoding: part[index + 1...index + 2], as: UTF8.self)
                guard let byte = UInt8(digits, radix: 16) else { return false }
                decoded.append(byte)
                index += 3
            } else {
                decoded.append(part[index])
                index += 1
            }
        }
        guard !decoded.isEmpty, String(validating: decoded, as: UTF8.self) != nil else {
            return false
        }
        if decoded == Array(".".utf8) || decoded == Array("..".utf8) { return false }
        return decoded.allSatisfy { byte in
            switch byte {
            case 0...0x20, 0x7F: false
            case UInt8(ascii: "/"), UInt8(ascii: "\\"), UInt8(ascii: "?"), UInt8(ascii: "#"),
                UInt8(ascii: "%"), UInt8(ascii: ":"), UInt8(ascii: "@"):
                false
            default: true
            }
        }
    }
}
