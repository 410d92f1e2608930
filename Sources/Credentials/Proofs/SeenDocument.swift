import CanonicalJSON
import Signing

/// A document as its proofs saw it: with their contexts, and perhaps with some of them in it.
///
/// The document is put into canonical form once for each of the few contexts, and each proof that
/// others name once, so that what a proof costs does not grow with what the others name.
final class SeenDocument {
    private let document: JSON
    private var forms: [[UInt8]: Form] = [:]
    private var beginnings: [[UInt8]: Bool] = [:]
    /// The canonical forms of the proofs by their names; of several of one name that of the first.
    private lazy var named: [[UInt8]: [UInt8]] = {
        let proofs = (document["proof"]?.asList ?? []).compactMap { proof in
            proof["id"]?.utf8.map { (Array($0), proof.canonicalBytes()) }
        }
        return Dictionary(proofs) { first, _ in first }
    }()

    init(_ document: JSON) { self.document = document }

    /// The document with one set of contexts, without `proof`.
    struct Form {
        /// The members that stand before `proof` in canonical order, without braces.
        let before: [UInt8]
        /// Those that stand behind it.
        let after: [UInt8]
        /// The digest of the canonical form.
        let digest: Digest

        init(_ members: [JSONMember]) {
            func text(_ members: [JSONMember]) -> [UInt8] {
                Array(JSONValue.object(members).canonicalBytes().dropFirst().dropLast())
            }
            let place = "proof".utf16
            before = text(members.filter { $0.name.utf16.lexicographicallyPrecedes(place) })
            after = text(members.filter { place.lexicographicallyPrecedes($0.name.utf16) })
            digest = .sha256(Form.bytes(before, [], after))
        }

        /// The canonical form with those proofs, each in canonical form; without `proof` for none.
        func bytes(with proofs: [[UInt8]] = []) -> [UInt8] { Form.bytes(before, proofs, after) }

        private static func bytes(
            _ before: [UInt8], _ proofs: [[UInt8]], _ after: [UInt8]
        ) -> [UInt8] {
            var bytes = Array("{".utf8)
            bytes += before
            if !proofs.isEmpty {
                bytes += (before.isEmpty ? "\"proof\":[" : ",\"proof\":[").utf8
                for (index, proof) in proofs.enumerated() {
                    if index > 0 { bytes += ",".utf8 }
                    bytes += proof
                }
                bytes += "]".utf8
            }
            if bytes.count > 1, !after.isEmpty { bytes += ",".utf8 }
            return bytes + after + "}".utf8
        }
    }

    /// Whether contexts are the first ones of the document.
    func begins(with contexts: JSON) -> Bool {
        let key = contexts.canonicalBytes()
        if let known = beginnings[key] { return known }
        let own = document["@context"]?.asList ?? []
        let begins = own.lazy.map { $0.canonicalBytes() }.starts(
            with: contexts.asList.lazy.map { $0.canonicalBytes() })
        beginnings[key] = begins
        return begins
    }

    /// The document as a proof saw it: with the proof's contexts in place of its own.
    func form(for proof: DataIntegrityProof) -> Form {
        let context = proof.json["@context"] ?? document["@context"]
        let key = context?.canonicalBytes() ?? []
        if let known = forms[key] { return known }
        var members = document.members.filter { !$0.isNamed("proof") && !$0.isNamed("@context") }
            .map { JSONMember($0.name, $0.value.value) }
        if let context { members.append(JSONMember("@context", context.value)) }
        let form = Form(members)
        forms[key] = form
        return form
    }

    /// The canonical form of the proof of that name, if there is one.
    func proof(named name: String) -> [UInt8]? { named[Array(name.utf8)] }
}
