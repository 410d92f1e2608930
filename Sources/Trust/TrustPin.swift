public import CanonicalJSON
public import Signing

/// What a reader has settled about a published list: on whose signature he relies, and the newest
/// edition that he used.
///
/// Spec: 07-verify §2.5.
public struct TrustPin: Hashable, Sendable {
    /// The longest pin, in bytes.
    static let bytesMax = 4_096

    /// One edition of a list.
    public struct Edition: Hashable, Sendable {
        /// Its number.
        public let sequence: Int64
        /// Its digest: which list it is.
        public let digest: Digest

        /// The edition that a list is.
        public init(_ list: TrustList) {
            sequence = list.sequence
            digest = list.digest
        }

        fileprivate init(_ field: TrustField) throws(TrustError) {
            var object = try TrustReader(field.json, at: field.pointer)
            sequence = try object.required("sequence").positive()
            let digest = try object.required("digest")
            guard let value = Digest(base64URL: try digest.text()) else { throw digest.bad }
            self.digest = value
            try object.end()
        }
    }

    /// The key that must have signed.
    public let publisher: TrustKey
    /// The newest edition that was used; `nil` if none was yet.
    public let newest: Edition?

    /// Relies on a publisher, of whom no edition was used yet; his key is an Ed25519 key.
    public init(_ publisher: TrustKey) {
        precondition(publisher.verifierKey != nil, "Only Ed25519 keys have a text to pin.")
        self.init(publisher, newest: nil)
    }

    private init(_ publisher: TrustKey, newest: Edition?) {
        self.publisher = publisher
        self.newest = newest
    }

    /// Reads a pin strictly.
    ///
    /// - Throws: ``TrustError/Reason/badPin`` that names the place.
    public init(parsing bytes: [UInt8]) throws(TrustError) {
        do {
            let document = try JSONDocument.trust(bytes, bytesMax: TrustPin.bytesMax)
            var object = try TrustReader(document.root, at: "")
            try object.requireFormat("TestamurTrustPin", upTo: .first)
            publisher = try TrustKey(parsing: object.required("publisher").text())
            if let field = object.optional("newest") {
                newest = try Edition(field)
            } else {
                newest = nil
            }
            try object.end()
        } catch {
            throw TrustError(.badPin, at: error.pointer)
        }
    }

    /// The list, if the publisher signed it and it is no step back.
    ///
    /// - Throws: what ``SignedTrustList/verified(by:)`` throws,
    ///   ``TrustError/Reason/earlierEdition`` or ``TrustError/Reason/editionTwice``.
    public func believed(_ signed: SignedTrustList) throws(TrustError) -> TrustList {
        let list = try signed.verified(by: [publisher])
        guard let newest else { return list }
        guard list.sequence >= newest.sequence else {
            throw TrustError(.earlierEdition, at: "/sequence")
        }
        guard list.sequence > newest.sequence || list.digest == newest.digest else {
            throw TrustError(.editionTwice, at: "/sequence")
        }
        return list
    }

    /// The pin after a list was used.
    public func remembering(_ list: TrustList) -> TrustPin {
        TrustPin(publisher, newest: Edition(list))
    }

    /// The pin as JSON.
    public var json: JSONValue {
        var json: JSONValue = [
            "type": "TestamurTrustPin", "version": 1,
            "publisher": .string(publisher.verifierKey?.description ?? ""),
        ]
        if let newest {
            json["newest"] = [
                "sequence": .integer(newest.sequence), "digest": .string(newest.digest.base64URL),
            ]
        }
        return json
    }
}
