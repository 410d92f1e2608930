import CanonicalJSON
import Signing

/// What a vault destroyed of one credential.
public struct VaultErasure: Hashable, Sendable {
    /// How many bytes the signed credential had.
    public let credentialBytes: Int
    /// The openings of details that were about it or named it.
    public let detailCount: Int
    /// What nobody may find any more: texts and bytes that only this credential had.
    public let traces: [Trace]

    /// Something that only one credential had.
    public struct Trace: Hashable, Sendable {
        /// What it was.
        public let name: String
        /// Its bytes.
        public let bytes: [UInt8]

        /// Names a trace.
        public init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// Notes what was destroyed.
    public init(credentialBytes: Int, detailCount: Int, traces: [Trace]) {
        self.credentialBytes = credentialBytes
        self.detailCount = detailCount
        self.traces = traces
    }
}

extension VaultEntry {
    /// What only this credential has: its number, its salt, its signatures, and the digest of what
    /// it was made from.
    public var traces: [VaultErasure.Trace] {
        var traces = [
            VaultErasure.Trace(name: "number", bytes: Array(id.uuid.utf8)),
            VaultErasure.Trace(name: "salt", bytes: salt),
            VaultErasure.Trace(name: "input", bytes: input.bytes),
        ]
        let proof = try? JSONDocument(parsing: credential).root["proof"]
        let proofs = proof.map { $0.kind == .array ? $0.elements : [$0] } ?? []
        for value in proofs.compactMap({ $0["proofValue"]?.string }) {
            traces.append(VaultErasure.Trace(name: "signature", bytes: Array(value.utf8)))
        }
        return traces
    }
}

/// Finds whatever of several traces stands in some bytes.
public struct TraceFinder: Sendable {
    /// How many bytes of one piece must be looked at together with the next.
    public let overlap: Int
    private let needles: [[UInt8]]
    private let beginnings: [Bool]

    /// Looks for traces in all their forms.
    public init(_ traces: [VaultErasure.Trace]) {
        needles = traces.flatMap(\.forms).filter { !$0.isEmpty }
        var beginnings = Array(repeating: false, count: 256)
        for needle in needles { beginnings[Int(needle[0])] = true }
        self.beginnings = beginnings
        overlap = (needles.map(\.count).max() ?? 1) - 1
    }

    /// Whether one of them stands there.
    public func finds(in bytes: [UInt8]) -> Bool {
        for start in bytes.indices where beginnings[Int(bytes[start])] {
            if needles.contains(where: { bytes[start...].starts(with: $0) }) { return true }
        }
        return false
    }
}

extension VaultErasure.Trace {
    /// The forms in which it may stand in a file: as it is, and bytes that are no text also in
    /// base64, base64url and hexadecimal.
    public var forms: [[UInt8]] {
        guard name == "salt" || name == "input" else { return [bytes] }
        // Without its end: that depends on what follows.
        let base64 = Base64.encode(bytes).prefix(42)
        let base64URL = Base64URL.encode(bytes).prefix(42)
        let hex = Hex.encode(bytes)
        return [
            bytes, Array(base64.utf8), Array(base64URL.utf8), Array(hex.utf8),
            Array(hex.uppercased().utf8),
        ]
    }
}
