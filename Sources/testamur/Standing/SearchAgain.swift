import CanonicalJSON
import HomeFolder
import Issuance
import Records
import Signing
import TransparencyLog
import Verification

/// Another search for what was destroyed of an award: by what is still known of it.
///
/// Spec: 03-append §10.
struct SearchAgain {
    private let named: NamedAward
    /// The record that closes it, where the holder's file leads there.
    private let closedBy: LeafIndex?
    private let known: [VaultErasure.Trace]
    private let search: TraceSearch

    /// Looks for an award that the vault does not have; `nil` for one that it has, or that was
    /// never erased.
    ///
    /// - Throws: ``Failure`` for a file that cannot be read, ``RegistrarError`` or ``LedgerError``.
    init?(for named: NamedAward, _ institution: OpenHome) async throws {
        let registrar = institution.registrar
        var closedBy: LeafIndex?
        if let bundle = named.bundle {
            let award = try await registrar.recorded(shownBy: bundle)
            let history = try await registrar.standing(of: award).history
            closedBy = history.last { $0.action == .erase }?.record
            guard award.keeping == .erased, closedBy != nil else { return nil }
        } else {
            do {
                _ = try await registrar.recorded(named.id)
                return nil
            } catch let error as RegistrarError where error == .unknownCredential(named.id) {}
        }
        self.named = named
        self.closedBy = closedBy
        known = named.traces
        search = try TraceSearch(for: known, in: institution.home)
    }

    /// Tells what was found.
    func tell(_ output: OutputOptions) -> ExitStatus {
        if output.json {
            Console.output.json(json)
        } else {
            Console.output.line(text)
            Console.messages.line("Nothing was written.")
        }
        return search.found.isEmpty ? .success : .negative
    }

    private var names: [String] {
        known.map(\.name).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private var text: String {
        let fate =
            closedBy.map { "erased, in record \($0)." }
            ?? "not in the vault: erased, or never issued here."
        let unknown = ["name", "salt", "signature", "input"].filter { !names.contains($0) }
        let found = search.found.joined(separator: ", ").harmless
        return [
            "\(named.id): \(fate)",
            "Searched again for " + SearchAgain.list(names),
            "  " + search.fileCount.of("file") + " of the home: "
                + (search.found.isEmpty ? "nothing left" : "left in \(found)"),
            "Not known here any more, and not searched for",
            "  " + SearchAgain.list(unknown),
        ].joined(separator: "\n")
    }

    private static func list(_ names: [String]) -> String {
        let words = [
            "number": "its number", "salt": "its secret", "signature": "its signature",
            "input": "the digest of the file that it was made from", "name": "whose it was",
        ]
        return names.compactMap { words[$0] }.joined(separator: ", ")
    }

    private var json: JSONValue {
        var json: JSONValue = [
            "id": .string(named.id.description), "destroyed": .null,
            "searched": [
                "for": .array(names.map { .string($0) }),
                "files": .integer(Int64(search.fileCount)),
                "found": .array(search.found.map { .string($0) }),
            ],
        ]
        if let closedBy { json["record"] = .integer(Int64(closedBy.value)) }
        return json
    }
}

extension NamedAward {
    /// What only this award has, as far as its number or its holder's file tells.
    fileprivate var traces: [VaultErasure.Trace] {
        var traces = [VaultErasure.Trace(name: "number", bytes: Array(id.uuid.utf8))]
        for receipt in bundle?.receipts ?? [] {
            traces.append(VaultErasure.Trace(name: "salt", bytes: receipt.salt))
        }
        let proof = bundle?.credential["proof"]
        let proofs = proof.map { $0.kind == .array ? $0.elements : [$0] } ?? []
        for value in proofs.compactMap({ $0["proofValue"]?.string }) {
            traces.append(VaultErasure.Trace(name: "signature", bytes: Array(value.utf8)))
        }
        return traces
    }
}
