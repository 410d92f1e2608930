import CanonicalJSON
public import Signing
public import TransparencyLog

/// One entry of a ledger: a signed statement with its place in the hash chain.
///
/// Its bytes are canonical JSON and are the leaf of the Merkle tree, so that chain and tree agree
/// by construction.
///
/// Spec: 01-record §1.
public struct Record: Hashable, Sendable {
    /// The longest record, in bytes.
    public static let bytesMax = 32_768

    /// The record's place, counted from zero.
    public let index: LeafIndex
    /// The sequencer's clock. It proves nothing; witnesses' clocks do.
    public let at: Instant
    /// The leaf hash of the record before, or ``genesisPrevious(_:)`` for the first.
    public let previous: Digest
    /// What is stated, and by whom.
    public let signed: SignedStatement
    /// The record's canonical JSON: the bytes of the leaf.
    public let bytes: [UInt8]
    /// The Merkle leaf hash: what the next record calls `previous`.
    public let leafHash: Digest

    /// What is stated.
    public var statement: Statement { signed.statement }

    /// The digest to which the first record of a ledger is chained.
    public static func genesisPrevious(_ origin: Origin) -> Digest {
        .sha256(Array("testamur.genesis.v1\n\(origin)".utf8))
    }

    /// Gives a signed statement its place.
    ///
    /// - Throws: ``RecordError`` `record.too-long` if the record would exceed ``bytesMax``.
    public init(
        _ signed: SignedStatement, index: LeafIndex, at instant: Instant, previous: Digest
    ) throws(RecordError) {
        self.index = index
        at = instant
        self.previous = previous
        self.signed = signed
        var bytes: [UInt8] = []
        bytes.reserveCapacity(signed.canonical.count + 512)
        bytes += "{\"at\":\"\(instant)\",\"index\":\(index.value),\"previous\":\"".utf8
        bytes += previous.base64URL.utf8
        bytes += "\",\"signatures\":".utf8
        bytes += signed.canonicalSignatures
        bytes += ",\"statement\":".utf8
        bytes += signed.canonical
        bytes.append(UInt8(ascii: "}"))
        guard bytes.count <= Record.bytesMax else { throw RecordError(.tooLong, at: "") }
        self.bytes = bytes
        leafHash = .leaf(bytes)
    }

    /// Reads a record strictly: known members only, and only its canonical bytes.
    ///
    /// - Throws: ``RecordError`` that names the first fault.
    public init(parsing bytes: [UInt8]) throws(RecordError) {
        try self.init(Field(parsing: bytes), bytes: bytes)
    }

    /// Reads a record inside another document, which is strict JSON: its canonical form is the
    /// record's bytes.
    init(_ field: Field) throws(RecordError) {
        let bytes = field.json.canonicalBytes()
        guard bytes.count <= Record.bytesMax else {
            throw RecordError(.tooLong, at: field.pointer)
        }
        try self.init(field, bytes: bytes)
    }

    private init(_ field: Field, bytes: [UInt8]) throws(RecordError) {
        var object = try field.object()
        at = try object.required("at").instant()
        index = try object.required("index").leafIndex()
        previous = try object.required("previous").digest()
        signed = try SignedStatement(members: &object)
        try object.end()
        self.bytes = bytes
        leafHash = .leaf(bytes)
    }
}

extension Field {
    /// The root of a record-sized text that must be its own canonical form.
    init(parsing bytes: [UInt8]) throws(RecordError) {
        guard bytes.count <= Record.bytesMax else { throw RecordError(.tooLong, at: "") }
        let document: JSONDocument
        do {
            document = try JSONDocument(parsing: bytes)
        } catch {
            throw RecordError(.notJSON, at: "")
        }
        guard document.isCanonical else { throw RecordError(.notCanonical, at: "") }
        self.init(json: document.root)
    }
}
