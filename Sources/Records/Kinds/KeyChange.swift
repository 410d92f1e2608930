import CanonicalJSON
public import Signing
public import TransparencyLog

/// A key was introduced, retired or declared compromised.
///
/// Spec: 01-record §3.7.
public struct KeyChange: Hashable, Sendable {
    /// What happened.
    public enum Action: Hashable, Sendable {
        /// A key may sign from the next record on.
        case add(DeclaredKey)
        /// A key signs no more from the next record on; what it signed stands.
        case retire(DIDURL)
        /// What a key, or a key that it introduced, signed from a tree size on is void.
        case compromised(DIDURL, from: TreeSize)

        /// The action's name in the ledger.
        public var name: String {
            switch self {
            case .add: "add"
            case .retire: "retire"
            case .compromised: "compromised"
            }
        }
    }

    /// What happened.
    public let action: Action
    /// The use of the key that it happened to.
    public let use: KeyUse
    /// The key record before this one, so that key records form a chain of their own.
    public let previous: LeafIndex
    /// The recovery quorum's opening, where the action takes one.
    public let recovery: Recovery?

    /// Makes the body.
    ///
    /// - Precondition: a key that is added is declared for `use`.
    public init(
        _ action: Action, use: KeyUse, previous: LeafIndex, recovery: Recovery? = nil
    ) {
        if case .add(let key) = action {
            precondition(key.use == use, "a key is added for the use that it declares")
        }
        self.action = action
        self.use = use
        self.previous = previous
        self.recovery = recovery
    }

    /// Whether the recovery quorum must have signed: for all but adding and retiring keys for
    /// records, credentials and status, and for these too if the quorum's opening is there.
    public var takesQuorum: Bool {
        if recovery != nil { return true }
        switch (action, use) {
        case (.add, .record), (.add, .assertion), (.add, .status): return false
        case (.retire, .record), (.retire, .assertion), (.retire, .status): return false
        default: return true
        }
    }

    private enum ActionName: String { case add, retire, compromised }

    init(_ field: Field) throws(RecordError) {
        var object = try field.object()
        let name = try object.required("action").oneOf(ActionName.self)
        use = try object.required("use").oneOf(KeyUse.self)
        previous = try object.required("previous").leafIndex()
        let key = try object.required("key")
        switch name {
        case .add:
            let declared = try DeclaredKey(key)
            guard declared.use == use else { throw key.bad }
            action = .add(declared)
        case .retire:
            action = .retire(try key.keyName())
        case .compromised:
            action = .compromised(
                try key.keyName(), from: try object.required("from").treeSize())
        }
        if let opening = object.optional("recovery") {
            recovery = try Recovery(opening)
        } else {
            recovery = nil
        }
        try object.end()
    }

    var json: JSONValue {
        var json: JSONValue = [
            "action": .string(action.name), "previous": .integer(Int64(previous.value)),
            "use": .string(use.rawValue),
        ]
        switch action {
        case .add(let declared): json["key"] = declared.json
        case .retire(let name): json["key"] = .string(name.description)
        case .compromised(let name, let size):
            json["key"] = .string(name.description)
            json["from"] = .integer(Int64(size.value))
        }
        if let recovery { json["recovery"] = recovery.json }
        return json
    }
}
