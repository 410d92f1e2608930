public import CanonicalJSON
import Signing
public import TransparencyLog

/// A record, its salt and its inclusion proof up to a checkpoint. Nobody has checked it.
///
/// Spec: 06-prove §1.
public struct Receipt: Hashable, Sendable {
    /// The ledger in which the record is said to stand.
    public let origin: Origin
    /// The record.
    public let record: Record
    /// The 32 bytes that open its commitment.
    public let salt: [UInt8]
    /// The credential's place in the record's list; `nil` where the record is about it alone.
    public let membership: ListMembership?
    /// The inclusion proof and the checkpoint (C2SP `tlog-proof`).
    public let proof: LogProof

    /// Puts a receipt together.
    public init(
        record: Record, salt: [UInt8], membership: ListMembership? = nil, proof: LogProof
    ) {
        precondition(salt.count == Commitment.saltBytes, "a salt is 32 bytes")
        origin = record.statement.ledger
        self.record = record
        self.salt = salt
        self.membership = membership
        self.proof = proof
    }

    /// Reads a receipt strictly.
    ///
    /// - Throws: ``RecordError`` that names the first fault, by its place in the whole document.
    public init(_ json: JSON) throws(RecordError) {
        var object = try ClosedObject(json)
        origin = try object.required("origin").origin()
        record = try Record(object.required("record"))
        salt = try object.required("salt").bytes(Commitment.saltBytes)
        membership = try object.optional("list").map(ListMembership.init)
        proof = try object.required("proof").logProof()
        try object.end()
    }

    /// What the ledger's statements call the credential.
    public var target: Target { Target(record: record.index, leaf: membership?.leaf) }

    /// The receipt as JSON.
    public var json: JSONValue {
        var json: JSONValue = [
            "origin": .string(origin.description), "proof": JSONValue(proof),
            "record": JSONValue(record), "salt": .string(Base64URL.encode(salt)),
        ]
        if let membership { json["list"] = membership.json }
        return json
    }
}

/// A key record and its inclusion proof. Nobody has checked it.
///
/// Spec: 06-prove §2.
public struct KeyReceipt: Hashable, Sendable {
    /// The key record.
    public let record: Record
    /// The inclusion proof and the checkpoint.
    public let proof: LogProof

    /// Puts a key record and its proof together.
    public init(record: Record, proof: LogProof) {
        self.record = record
        self.proof = proof
    }

    /// Reads a key record with its proof strictly.
    ///
    /// - Throws: ``RecordError`` that names the first fault, by its place in the whole document.
    public init(_ json: JSON) throws(RecordError) {
        var object = try ClosedObject(json)
        record = try Record(object.required("record"))
        proof = try object.required("proof").logProof()
        try object.end()
    }

    /// The key record and its proof as JSON.
    public var json: JSONValue {
        ["proof": JSONValue(proof), "record": JSONValue(record)]
    }
}

extension Field {
    fileprivate func logProof() throws(RecordError) -> LogProof {
        guard let text = json.utf8, let proof = try? LogProof(parsing: Array(text)) else {
            throw bad
        }
        return proof
    }
}

extension JSONValue {
    /// A proof's text as part of a larger document.
    fileprivate init(_ proof: LogProof) {
        self = .string(String(decoding: proof.bytes, as: UTF8.self))
    }

    /// A record as part of a larger document.
    public init(_ record: Record) {
        guard let document = try? JSONDocument(parsing: record.bytes) else {
            preconditionFailure("a record's bytes are JSON")
        }
        self = document.root.value
    }
}
