import CanonicalJSON
public import Signing

/// What became of an institution on some day.
///
/// Spec: 07-verify §2.8.
public struct Succession: Hashable, Sendable {
    /// How.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// It became a part of another.
        case partOf = "part-of"
        /// It goes on under another name.
        case renamed
        /// Another took its place.
        case succeeded
        /// It closed, and nobody took its place.
        case closed
    }

    /// How.
    public let kind: Kind
    /// Since when.
    public let since: TrustDay
    /// What the other, or it itself, is called since; `nil` for one that closed.
    public let name: InstitutionName?
    /// Who the other is, where that is known.
    public let did: DID?

    /// Sets down what became of it; `nil` if a name is missing, or there is one without anybody.
    public init?(_ kind: Kind, since: TrustDay, name: InstitutionName? = nil, did: DID? = nil) {
        guard (kind == .closed) == (name == nil), kind != .closed || did == nil else { return nil }
        self.kind = kind
        self.since = since
        self.name = name
        self.did = did
    }

    init(_ field: TrustField) throws(TrustError) {
        var object = try TrustReader(field.json, at: field.pointer)
        let word = try object.required("kind")
        guard let kind = Kind(rawValue: try word.text()) else { throw word.bad }
        let since = try object.required("since").day()
        var name: InstitutionName?
        if let field = object.optional("name") { name = try InstitutionName(field) }
        let did = try object.optional("did")?.did()
        try object.end()
        guard let value = Succession(kind, since: since, name: name, did: did) else {
            throw field.bad
        }
        self = value
    }

    var json: JSONValue {
        var json: JSONValue = [
            "kind": .string(kind.rawValue), "since": .string(since.description),
        ]
        if let name { json["name"] = name.json }
        if let did { json["did"] = .string(did.description) }
        return json
    }

    /// What became of it, in a few words that follow its name.
    public var words: String {
        let other = name?.text ?? ""
        return switch kind {
        case .partOf: "now part of \(other) since \(since.year)"
        case .renamed: "called \(other) since \(since.year)"
        case .succeeded: "succeeded by \(other) in \(since.year)"
        case .closed: "closed in \(since.year)"
        }
    }
}

/// Whether an institution lists the keeper of the list in turn, as of a day.
///
/// Spec: 07-verify §2.8.
public struct Reciprocity: Hashable, Sendable {
    /// Whether it does.
    public enum State: String, CaseIterable, Hashable, Sendable {
        /// Each lists the other.
        case mutual
        /// It does not.
        case oneWay = "one-way"
    }

    /// Whether it does.
    public let state: State
    /// When the keeper looked.
    public let asOf: TrustDay

    /// Sets down what the keeper saw.
    public init(_ state: State, asOf: TrustDay) {
        self.state = state
        self.asOf = asOf
    }

    init(_ field: TrustField) throws(TrustError) {
        var object = try TrustReader(field.json, at: field.pointer)
        let word = try object.required("state")
        guard let state = State(rawValue: try word.text()) else { throw word.bad }
        self.state = state
        asOf = try object.required("as_of").day()
        try object.end()
    }

    var json: JSONValue {
        ["state": .string(state.rawValue), "as_of": .string(asOf.description)]
    }

    /// What the keeper saw, in a few words.
    public var words: String {
        switch state {
        case .mutual: "mutual: it lists you too, as of \(asOf)"
        case .oneWay: "one-way: it did not list you on \(asOf)"
        }
    }
}
