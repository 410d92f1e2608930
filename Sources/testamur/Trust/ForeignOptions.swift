import ArgumentParser
import Credentials
import Signing
import Trust

/// What is said of an institution that does not run this software and so describes itself nowhere.
struct ForeignOptions: ParsableArguments {
    @Option(help: "With a DID: what you call the institution.")
    var name: String?

    @Option(help: "With a DID: the language of the name.")
    var lang: String?

    @Option(help: "With a DID: its country, two letters of ISO 3166-1.")
    var country: String?

    @Option(
        help: ArgumentHelp(
            "With a DID: an address from which its status lists may be fetched.",
            valueName: "url"))
    var host: [String] = []

    @Option(
        help: ArgumentHelp(
            "With a did:web: a copy of its did.json, whose keys count and no others.",
            valueName: "file"))
    var keys: String?

    /// Describes the institution of a DID.
    ///
    /// - Throws: ``Failure`` or ``TrustError``.
    func description(of did: DID) throws -> InstitutionDescription {
        guard let text = name, let name = InstitutionName(text, language: lang ?? "und") else {
            throw Failure.wrongUse(
                "A DID does not say what its institution is called.",
                next: "Add: --name NAME, and perhaps --lang en --country KE")
        }
        var hosts = try host.map { text -> WebBase in
            guard let base = WebBase(text) else {
                throw Failure.wrongUse(
                    "\(text.quoted) is not an address.",
                    next: "Write it like this: --host https://college.example")
            }
            return base
        }
        guard DID.usableMethods.contains(did.method) else {
            throw Failure.wrongUse(
                "Keys of the method did:\(did.method) cannot be had here.",
                next: "Ask the institution for a did:web or did:key.")
        }
        try did.checkUsable()
        if did.method == "web" {
            let location = try did.webLocation()
            let authority = location.port.map { "\(location.host):\($0)" } ?? location.host
            if let base = WebBase("https://\(authority)"), !hosts.contains(base) {
                hosts.insert(base, at: 0)
            }
        }
        return InstitutionDescription(
            try Institution(
                did: did, names: [name], country: country ?? Trust.Institution.countryUnknown,
                ledgers: [], hosts: hosts, keys: pinnedKeys(of: did)))
    }

    /// The keys for assertions of the document that was handed over.
    private func pinnedKeys(of did: DID) throws -> [AssertionKey] {
        guard let keys else { return [] }
        let bytes = try InputFile(keys).bytes(max: DIDDocument.byteCountMax)
        let document = try DIDDocument(parsing: bytes)
        guard document.id == did else {
            throw Failure.wrongUse(
                "\(keys.quoted) is the document of \(document.id).",
                next: "Ask the institution for its own did.json.")
        }
        for words in document.leftOut {
            Console.messages.line("warning: \(words) It is left out.".harmless)
        }
        let pinned = document.assertionKeys
        guard !pinned.isEmpty else {
            throw Failure.wrongUse(
                "\(keys.quoted) holds no key with which awards are signed.",
                next: "Leave out --keys to take the keys from its web address.")
        }
        return pinned
    }

    /// Refuses what only an institution that is named by its DID needs.
    func requireNone() throws(Failure) {
        guard name == nil, lang == nil, country == nil, host.isEmpty, keys == nil else {
            throw .wrongUse(
                "--name and the like are for an institution that is named by its DID.",
                next: "Leave them out: the description says it all.")
        }
    }
}

extension DID {
    /// Why no key can be had by the DID, in a sentence; `nil` if one can.
    var whyUnusable: String? {
        do {
            try checkUsable()
            return nil
        } catch .method {
            return "Keys of the method did:\(method) cannot be had here."
        } catch {
            return error.description
        }
    }
}

extension DIDDocument {
    /// The keys with which the controller signs awards, as a list can pin them: by the rules by
    /// which a verifier takes them from the document itself, each with its end.
    var assertionKeys: [AssertionKey] {
        methods.compactMap { method in
            guard method.relationships.contains(.assertionMethod), reason(against: method) == nil,
                let key = method.publicKey
            else { return nil }
            return AssertionKey(
                name: method.id, key: key, expires: method.expires, revoked: method.revoked)
        }
    }

    /// Which keys for assertions cannot be pinned, and why.
    fileprivate var leftOut: [String] {
        methods.filter { $0.relationships.contains(.assertionMethod) }
            .compactMap(reason(against:))
    }

    private func reason(against method: VerificationMethod) -> String? {
        if case .unusable(let reason) = method.material {
            return "The key \(method.id) cannot be used: \(reason)"
        }
        if method.id.did != id { return "The key \(method.id) bears another's name." }
        if method.controller != id {
            return "The key \(method.id) is controlled by \(method.controller)."
        }
        return nil
    }
}
