import CanonicalJSON
public import Signing

/// A status list as its issuer keeps it, to be signed and published.
///
/// Spec: 02-sign §6; Bitstring Status List 1.0, section 2.2.
public struct StatusList: Sendable {
    /// Where it is published.
    public let url: String
    /// Who publishes it.
    public let issuer: DID
    /// What its bits say; one purpose or more, all said by the same bit.
    public let purposes: [StatusPurpose]
    /// The bits.
    public var bits: BitString

    /// Makes a list.
    ///
    /// - Parameters:
    ///   - url: an absolute URL.
    ///   - purposes: at least one.
    public init(url: String, issuer: DID, purposes: [StatusPurpose], bits: BitString) {
        precondition(URLSyntax.isAbsolute(url), "a status list has an absolute URL")
        precondition(!purposes.isEmpty, "a status list has a purpose")
        self.url = url
        self.issuer = issuer
        self.purposes = purposes
        self.bits = bits
    }

    /// The credential that publishes the list, to be signed like any other.
    ///
    /// - Parameters:
    ///   - validFrom: from when it tells the truth.
    ///   - validUntil: until when it may be relied upon; later than `validFrom`.
    ///   - timeToLive: after how long readers should look again; in whole milliseconds. It never
    ///     stretches `validUntil`.
    /// - Throws: `CredentialError.tooLong` if the bits are too many and too mixed to fit.
    public func unsigned(
        validFrom: Instant, validUntil: Instant, timeToLive: Duration
    ) throws(CredentialError) -> UnsignedCredential {
        precondition(validFrom < validUntil, "a status list is valid for some time")
        let (seconds, attoseconds) = timeToLive.components
        let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
        precondition(milliseconds > 0, "a status list can be kept for some time")
        let names = purposes.map { JSONValue.string($0.description) }
        let json: JSONValue = [
            "@context": [.string(KnownContext.credentialsV2)],
            "id": .string(url),
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": .string(issuer.description),
            "validFrom": .string(validFrom.description),
            "validUntil": .string(validUntil.description),
            "credentialSubject": [
                "id": .string(url + "#list"),
                "type": "BitstringStatusList",
                "statusPurpose": names.count == 1 ? names[0] : .array(names),
                "encodedList": .string(bits.encodedList),
                "ttl": .integer(milliseconds),
            ],
        ]
        return try UnsignedCredential(composed: json, id: url, issuer: issuer)
    }
}
