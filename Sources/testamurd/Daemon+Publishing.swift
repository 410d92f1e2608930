import AppendOnlyLedger
import CanonicalJSON
import Credentials
import HTTPTypes
import HomeFolder
import HummingbirdCore
import Issuance
import Records
import ServiceAPI
import Signing
import TransparencyLog
import Verification

/// What anyone may fetch: the ledger, the keys, the status lists; and receipts for their holders.
extension Daemon {
    /// A file of the public folder.
    func publicFile(_ file: PublicFile, _ exchange: Exchange) async throws -> Answer {
        // The list of now would be a wrong answer for somebody who asks for that of then.
        if let query = exchange.query, let place = file.statusList {
            return try await statusList(place, query: query, exchange)
        }
        let token = file.asToken
        let wanted = try exchange.negotiated(
            among: [file.mediaType, .json, .text, .bytes] + [token?.mediaType].compactMap(\.self))
        if let token, wanted == token.mediaType {
            return try await publicFile(token, exchange).with(.vary, "Accept")
        }
        let folder = institution.home.publicFolder
        guard var bytes = try await files.run({ folder.read(file.name) }) else {
            throw Problem.notFound
        }
        if case .checkpoint = file.kind { bytes = greased(bytes) }
        let tag = "\"" + Digest.sha256(bytes).base64URL.prefix(22) + "\""
        let isKnown = Daemon.matches(exchange.request.headers[.ifNoneMatch], tag)
        var answer =
            isKnown ? Answer(empty: .notModified) : Answer(.ok, file.mediaType, bytes)
        if token != nil { answer = answer.with(.vary, "Accept") }
        return answer.with(.eTag, tag).with(.cacheControl, Daemon.cacheControl(file.kind))
            .with(.accessControlAllowOrigin, "*")
    }

    /// A checkpoint as a demonstration may serve it, to find readers that stumble over lines by
    /// keys that they do not know.
    private func greased(_ checkpoint: [UInt8]) -> [UInt8] {
        guard institution.home.configuration.grease == .unknownLines,
            let note = try? SignedNote(parsing: checkpoint)
        else { return checkpoint }
        var random = SystemRandomNumberGenerator()
        return note.greased(by: &random).bytes
    }

    static var statusCacheControl: String {
        "public, max-age=\(Registrar.statusListTimeToLive.components.seconds)"
    }

    private static func cacheControl(_ kind: PublicFile.Kind) -> String {
        switch kind {
        case .tile: "public, max-age=31536000, immutable"
        case .checkpoint: "public, max-age=2"
        case .statusList, .statusListToken: statusCacheControl
        case .didDocument, .description, .trustList: "public, max-age=300"
        }
    }

    /// Whether a header `If-None-Match` names a tag, be it strong or weak.
    static func matches(_ header: String?, _ tag: String) -> Bool {
        guard let header else { return false }
        func strong(_ tag: Substring) -> Substring { tag.hasPrefix("W/") ? tag.dropFirst(2) : tag }
        return header.split(separator: ",").contains { item in
            let text = item.filter { $0 != " " }
            return text == "*" || strong(text[...]) == strong(tag[...])
        }
    }

    /// One record with its proof up to the newest checkpoint.
    func record(_ text: String, _ exchange: Exchange) async throws -> Answer {
        _ = try exchange.negotiated(among: [.json])
        guard let index = Daemon.index(text),
            let record = try await institution.ledger.record(at: index)
        else { throw Problem.notFound }
        let proof = try await institution.ledger.proof(of: record.index)
        return Answer(.ok, KeyReceipt(record: record, proof: proof).json)
            .with(.cacheControl, "no-cache").with(.accessControlAllowOrigin, "*")
    }

    /// What the ledger says of what a record issued, signed: nothing that the ledger itself would
    /// not tell, and all that is left to tell of what was erased.
    func standing(_ text: String, _ exchange: Exchange) async throws -> Answer {
        _ = try exchange.negotiated(among: [.json])
        guard let index = Daemon.index(text) else { throw Problem.notFound }
        var leaf: LeafIndex?
        if let query = exchange.query {
            let prefix = "leaf="
            guard query.hasPrefix(prefix),
                let number = Daemon.index(String(query.dropFirst(prefix.count)))
            else { throw Problem.notFound }
            leaf = number
        }
        // An older ledger does not know of every withdrawal.
        try institution.home.requireArmed()
        let target = Target(record: index, leaf: leaf)
        let signed: SignedStanding?
        do {
            signed = try await institution.registrar.signedStanding(of: target)
        } catch LedgerError.badTarget {
            throw Problem.notFound
        }
        // The key of the standing may be newer than those that the reader has; and of a record
        // that a compromise made void they say all that there is to say.
        let keys = try await institution.registrar.keyReceipts()
        let confirmations = try await institution.registrar.confirmationReceipts(of: index)
        var json: JSONValue = [
            "confirmations": .array(confirmations.map(\.json)), "keys": .array(keys.map(\.json)),
        ]
        json["standing"] = signed?.json
        return Answer(.ok, json)
            .with(.cacheControl, "no-cache").with(.accessControlAllowOrigin, "*")
    }

    /// A number as a path has it, without leading zeros.
    private static func index(_ text: String) -> LeafIndex? {
        guard let number = UInt64(text), String(number) == text, number < UInt64(Int64.max) else {
            return nil
        }
        return LeafIndex(number)
    }

    /// The bundle for the whole signed credential in the body. Unknown, held and erased are
    /// answered alike, with the ledger's keys.
    func receipt(_ exchange: Exchange) async throws -> Answer {
        let type = try exchange.negotiated(among: [.bundle, .json])
        let body = try await exchange.verifiableBody()
        try institution.home.requireArmed()
        let registrar = institution.registrar
        let bundle: Bundle?
        if let token = try? CredentialToken(parsing: body) {
            bundle = try await registrar.bundle(forPresented: token)
        } else {
            _ = try json(body)
            bundle = try await registrar.bundle(forPresented: body)
        }
        guard let bundle else {
            // With the keys a reader can judge what is left to look at: the signature, and the
            // status lists.
            var json = Problem.noReceipt.json
            json["keys"] = .array(try await registrar.keyReceipts().map(\.json))
            return Answer(.notFound, json, as: .problem)
        }
        return Answer(.ok, type, bundle.bytes)
    }
}
