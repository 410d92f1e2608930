public import CanonicalJSON
import Credentials
public import Records
import Signing
import TransparencyLog

/// One file for the holder: the credential, and what it takes to check it without a network.
///
/// Nobody has checked anything in it.
///
/// Spec: 06-prove §3.
public struct Bundle: Sendable {
    /// The media type of a bundle.
    public static let mediaType = "application/vnd.testamur.bundle+json"
    /// The ending of a bundle's file name, without its point.
    public static let fileExtension = "testamur"
    /// The longest bundle, in bytes.
    public static let bytesMax = 524_288
    /// The most receipts: one a ledger.
    public static let receiptsMax = 16
    /// The most key records, of all ledgers together.
    public static let keysMax = 256
    /// The most records that confirm others again.
    static let confirmationsMax = 16
    /// The most seals.
    public static let sealsMax = 16
    /// The most standings: one a ledger.
    public static let standingsMax = 16

    /// The credential as it stands in the file: with its proofs, or the text of its token.
    public let credential: JSON
    /// Where it is recorded; one receipt a ledger.
    public let receipts: [Receipt]
    /// The key records of those ledgers, each ledger's from its first to its newest.
    public let keys: [KeyReceipt]
    /// The records that confirm those of the receipts again, after a compromise.
    public let confirmations: [KeyReceipt]
    /// What was sealed before issuing; kept, not judged.
    public let seals: [JSON]
    /// The newest standings known when the file was made; one a ledger.
    public let standings: [SignedStanding]
    /// What the key records were read from, where there is a cache.
    private let keysText: KeyRecordsText?

    /// Puts a bundle together around a credential that was read.
    public init(
        credential: JSON, receipts: [Receipt], keys: [KeyReceipt], standings: [SignedStanding],
        confirmations: [KeyReceipt] = [], seals: [JSON] = []
    ) {
        self.credential = credential
        self.receipts = receipts
        self.keys = keys
        self.confirmations = confirmations
        self.seals = seals
        self.standings = standings
        keysText = nil
    }

    /// Reads a bundle strictly: known members only, every limit.
    ///
    /// - Throws: ``SubmissionError``.
    public init(parsing bytes: [UInt8]) throws(SubmissionError) {
        try self.init(JSONDocument.submitted(bytes).root)
    }

    /// Reads a bundle that is already known to be strict JSON.
    init(_ root: JSON, cache: VerifierCache? = nil) throws(SubmissionError) {
        guard root["type"]?.equals("TestamurBundle") == true else {
            throw SubmissionError(.otherJSON)
        }
        guard root["version"]?.integer == 1 else { throw SubmissionError(.bundleVersion) }
        guard let credential = root["credential"],
            credential.kind == .object || credential.utf8.map(CredentialToken.isBegun) == true
        else {
            throw SubmissionError(.bundleMalformed, "at /credential")
        }
        self.credential = credential
        let receipts = try Bundle.list("receipts", of: root, max: Bundle.receiptsMax)
        self.receipts = try Bundle.records(receipts) { json throws(RecordError) in
            try Receipt(json)
        }
        keysText = cache == nil ? nil : root["keys"].map { KeyRecordsText($0.text) }
        if let known = keysText.flatMap({ cache?.keyRecords($0.digest) }) {
            keys = known
        } else {
            keys = try Bundle.keyRecords(of: root)
        }
        confirmations = try Bundle.confirmations(of: root)
        seals = try Bundle.list("seals", of: root, max: Bundle.sealsMax)
        let standings = try Bundle.list("standings", of: root, max: Bundle.standingsMax)
        self.standings = try Bundle.records(standings) { json throws(RecordError) in
            try SignedStanding(json)
        }
        guard root.count == (confirmations.isEmpty ? 7 : 8) else {
            throw SubmissionError(.bundleMalformed, "unknown member")
        }
        guard Bundle.areDifferent(self.receipts.map(\.origin)) else {
            throw SubmissionError(.bundleMalformed, "two receipts of one ledger")
        }
        guard Bundle.areDifferent(self.standings.map(\.standing.origin)) else {
            throw SubmissionError(.bundleMalformed, "two standings of one ledger")
        }
    }

    private static func areDifferent(_ origins: [Origin]) -> Bool {
        origins.indices.allSatisfy { !origins[..<$0].contains(origins[$0]) }
    }

    private static func list(
        _ name: String, of root: JSON, max: Int
    ) throws(SubmissionError) -> [JSON] {
        guard let list = root[name], list.kind == .array, list.count <= max else {
            throw SubmissionError(.bundleMalformed, "at /\(name)")
        }
        return list.elements
    }

    /// They stand only in the files that need them.
    private static func confirmations(of root: JSON) throws(SubmissionError) -> [KeyReceipt] {
        guard root["confirmations"] != nil else { return [] }
        let list = try list("confirmations", of: root, max: confirmationsMax)
        guard !list.isEmpty else { throw SubmissionError(.bundleMalformed, "at /confirmations") }
        return try records(list) { json throws(RecordError) in try KeyReceipt(json) }
    }

    private static func keyRecords(of root: JSON) throws(SubmissionError) -> [KeyReceipt] {
        let list = try list("keys", of: root, max: keysMax)
        return try records(list) { json throws(RecordError) in try KeyReceipt(json) }
    }

    /// Keeps the key records for other files that have the same, now that they were followed, if
    /// those are all that there are.
    func keepKeys(_ followed: [KeyReceipt], in cache: VerifierCache?) {
        guard let keysText, followed.count == keys.count else { return }
        cache?.keep(keys, readFrom: keysText)
    }

    private static func records<Value>(
        _ list: [JSON], _ read: (JSON) throws(RecordError) -> Value
    ) throws(SubmissionError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(list.count)
        for element in list {
            do {
                values.append(try read(element))
            } catch {
                throw SubmissionError(.bundleMalformed, error.description)
            }
        }
        return values
    }

    /// The bundle as JSON.
    public var json: JSONValue {
        var json: JSONValue = [
            "type": "TestamurBundle", "version": 1, "credential": credential.value,
            "receipts": .array(receipts.map(\.json)), "keys": .array(keys.map(\.json)),
            "seals": .array(seals.map(\.value)), "standings": .array(standings.map(\.json)),
        ]
        if !confirmations.isEmpty {
            json["confirmations"] = .array(confirmations.map(\.json))
        }
        return json
    }

    /// The bundle as it is written to a file: canonical JSON.
    public var bytes: [UInt8] { json.canonicalBytes() }
}

extension JSONDocument {
    /// The strict JSON of something handed in.
    static func submitted(_ bytes: [UInt8]) throws(SubmissionError) -> JSONDocument {
        guard bytes.count <= Bundle.bytesMax else { throw SubmissionError(.tooLong) }
        do {
            return try JSONDocument(
                parsing: bytes,
                limits: JSONLimits(bytesMax: Bundle.bytesMax, numbers: .reported))
        } catch {
            throw SubmissionError(.notJSON, error.description)
        }
    }
}
