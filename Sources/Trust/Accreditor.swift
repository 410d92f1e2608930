import CanonicalJSON
public import Signing

/// Somebody whose word on who may award what counts for the verifier.
///
/// Spec: 07-verify §2.9.
public struct Accreditor: Hashable, Sendable {
    /// The most names of one accreditor.
    static let namesMax = 32
    /// The most scopes of one accreditor.
    static let scopesMax = 64

    /// What it is called; the first is the one it prefers.
    public let names: [InstitutionName]
    /// Its DID, if it has one.
    public let did: DID?
    /// The key with which it signs its statements, if it signs any.
    public let key: TrustKey?
    /// What it may accredit; empty for everything.
    public let scopes: [Scope]

    /// Describes an accreditor.
    ///
    /// - Throws: ``TrustError`` for no or too many names, too many scopes or one without limits,
    ///   and for a key that lists cannot be signed with.
    public init(
        names: [InstitutionName], did: DID? = nil, key: TrustKey? = nil, scopes: [Scope] = []
    ) throws(TrustError) {
        self.names = names
        self.did = did
        self.key = key
        self.scopes = scopes
        guard 1...Accreditor.namesMax ~= names.count else {
            throw TrustError(names.isEmpty ? .badValue : .tooMany, at: "/names")
        }
        guard scopes.count <= Accreditor.scopesMax, !scopes.contains(.everything) else {
            throw TrustError(.badValue, at: "/scope")
        }
        guard key.map({ $0.verifierKey != nil }) ?? true else {
            throw TrustError(.badKey, at: "/key")
        }
    }

    init(_ field: TrustField) throws(TrustError) {
        var object = try TrustReader(field.json, at: field.pointer)
        var names: [InstitutionName] = []
        for element in try object.required("names").elements(1...Accreditor.namesMax) {
            names.append(try InstitutionName(element))
        }
        self.names = names
        did = try object.optional("did")?.did()
        if let field = object.optional("key") {
            guard let key = try? TrustKey(parsing: field.text()) else {
                throw TrustError(.badKey, at: field.pointer)
            }
            self.key = key
        } else {
            key = nil
        }
        var scopes: [Scope] = []
        for element in try object.several("scope", Accreditor.scopesMax) {
            scopes.append(try Scope(element))
        }
        self.scopes = scopes
        try object.end()
    }

    /// By what statements name it: its DID, or where it has none its first name.
    public var id: String { did?.description ?? names[0].text }

    /// The name in a language, else the one that it prefers.
    public func name(in language: String) -> String { names.preferred(in: language).text }

    var json: JSONValue {
        var json: JSONValue = ["names": .array(names.map(\.json))]
        if let did { json["did"] = .string(did.description) }
        if let key = key?.verifierKey { json["key"] = .string(key.description) }
        if !scopes.isEmpty { json["scope"] = .array(scopes.map(\.json)) }
        return json
    }
}
