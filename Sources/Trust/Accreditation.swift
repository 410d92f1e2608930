import CanonicalJSON
public import Signing

/// Somebody whose word on who may award what counts for the verifier.
///
/// Spec: 07-verify §2.9.
public struct Accreditor: Hashable, Sendable {
    /// The most names of one accreditor.
    public static let namesMax = 32
    /// The most scopes of one accreditor.
    public static let scopesMax = 64

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
    public func name(in language: String) -> String {
        names.first { $0.language.utf8.starts(with: language.utf8) }?.text ?? names[0].text
    }

    var json: JSONValue {
        var json: JSONValue = ["names": .array(names.map(\.json))]
        if let did { json["did"] = .string(did.description) }
        if let key = key?.verifierKey { json["key"] = .string(key.description) }
        if !scopes.isEmpty { json["scope"] = .array(scopes.map(\.json)) }
        return json
    }
}

/// An accreditor's statement that an institution may make certain awards, from when until when.
///
/// Spec: 07-verify §2.9.
public struct Accreditation: Hashable, Sendable {
    /// The longest source, in bytes.
    public static let sourceBytesMax = 512

    /// Who may make awards.
    public let institution: DID
    /// Who says so: the ``Accreditor/id`` of an accreditor.
    public let accreditor: String
    /// Which awards, and when.
    public let scope: Scope
    /// Where the statement can be looked up, for people.
    public let source: String?

    /// Sets down a statement; `nil` for texts that cannot be shown.
    public init?(
        of institution: DID, by accreditor: String, _ scope: Scope = .everything,
        source: String? = nil
    ) {
        guard Accreditation.isName(accreditor),
            source.map({
                InstitutionName.isDisplayable($0, bytesMax: Accreditation.sourceBytesMax)
            }) ?? true
        else { return nil }
        self.institution = institution
        self.accreditor = accreditor
        self.scope = scope
        self.source = source
    }

    /// Reads a statement; in an accreditor's own file it need not say by whom it is.
    init(_ field: TrustField, by signer: String? = nil) throws(TrustError) {
        var object = try TrustReader(field.json, at: field.pointer)
        institution = try object.required("institution").did()
        if let signer {
            accreditor = signer
        } else {
            let by = try object.required("by")
            accreditor = try by.text()
            guard Accreditation.isName(accreditor) else { throw by.bad }
        }
        scope = try Scope(&object, at: field.pointer)
        source = try object.optional("source")?.words(bytesMax: Accreditation.sourceBytesMax)
        try object.end()
    }

    private static func isName(_ text: String) -> Bool {
        InstitutionName.isDisplayable(text, bytesMax: 2_048)
    }

    /// The statement as it stands in a trust list.
    var json: JSONValue {
        var json = ownJSON
        json["by"] = .string(accreditor)
        return json
    }

    /// The statement as it stands in its accreditor's own file.
    var ownJSON: JSONValue {
        var json: JSONValue = ["institution": .string(institution.description)]
        for member in scope.members { json[member.name] = member.value }
        if let source { json["source"] = .string(source) }
        return json
    }
}

/// Who may accredit, and what was stated: the part of a list about accreditation.
///
/// Spec: 07-verify §2.9.
public struct AccreditationRegister: Sendable {
    /// The most accreditors on one list.
    public static let accreditorsMax = 1_000
    /// The most statements on one list.
    public static let statementsMax = 50_000

    /// Whose word counts.
    public let accreditors: [Accreditor]
    /// What was stated; by others than those it counts for nothing.
    public let statements: [Accreditation]

    private let places: [DID: [Int]]

    /// Nobody, and nothing.
    public static let empty = AccreditationRegister([], [], [:])

    private init(
        _ accreditors: [Accreditor], _ statements: [Accreditation], _ places: [DID: [Int]]
    ) {
        self.accreditors = accreditors
        self.statements = statements
        self.places = places
    }

    /// Puts accreditors and statements together.
    ///
    /// - Throws: ``TrustError`` for too many, and for an accreditor listed twice.
    public init(
        _ accreditors: [Accreditor], _ statements: [Accreditation] = []
    ) throws(TrustError) {
        guard accreditors.count <= AccreditationRegister.accreditorsMax else {
            throw TrustError(.tooMany, at: "/accreditors")
        }
        guard statements.count <= AccreditationRegister.statementsMax else {
            throw TrustError(.tooMany, at: "/accreditations")
        }
        var seen: Set<String> = []
        for (index, accreditor) in accreditors.enumerated()
        where !seen.insert(accreditor.id).inserted {
            throw TrustError(.duplicate, at: "/accreditors/\(index)")
        }
        var places: [DID: [Int]] = [:]
        for (index, statement) in statements.enumerated() {
            places[statement.institution, default: []].append(index)
        }
        self.init(accreditors, statements, places)
    }

    init(_ object: inout TrustReader) throws(TrustError) {
        var accreditors: [Accreditor] = []
        for element in try object.several(
            "accreditors", AccreditationRegister.accreditorsMax)
        {
            accreditors.append(try Accreditor(element))
        }
        var statements: [Accreditation] = []
        for element in try object.several(
            "accreditations", AccreditationRegister.statementsMax)
        {
            statements.append(try Accreditation(element))
        }
        try self.init(accreditors, statements)
    }

    /// Whether it says nothing.
    public var isEmpty: Bool { accreditors.isEmpty && statements.isEmpty }

    /// The accreditor of that name, if the list names it.
    public func accreditor(_ id: String) -> Accreditor? {
        accreditors.first { $0.id.utf8.elementsEqual(id.utf8) }
    }

    /// The statements about an institution, whoever made them.
    public func statements(about institution: DID) -> [Accreditation] {
        (places[institution] ?? []).map { statements[$0] }
    }

    var members: [JSONMember] {
        var members: [JSONMember] = []
        if !accreditors.isEmpty {
            members.append(JSONMember("accreditors", .array(accreditors.map(\.json))))
        }
        if !statements.isEmpty {
            members.append(JSONMember("accreditations", .array(statements.map(\.json))))
        }
        return members
    }
}

/// What is known of whether an institution was entitled to make an award on a day.
///
/// Spec: 07-verify §5.4.
public enum Entitlement: Hashable, Sendable {
    /// Somebody whose word counts has stated it.
    case accredited(by: String, Accreditation)
    /// Statements that count are known, and none of them covers the award on that day; what the
    /// nearest one misses.
    case notCovered([ScopeMiss])
    /// No statement that counts is known: this says nothing about the institution.
    case noInformation

    /// Looks among the statements about an institution.
    ///
    /// A statement counts if the list names its accreditor, and only as far as the list lets
    /// that accreditor accredit.
    public init(
        of award: AwardProfile, on day: TrustDay?, _ statements: [Accreditation],
        by register: AccreditationRegister
    ) {
        var nearest: [ScopeMiss]?
        for statement in statements {
            guard let accreditor = register.accreditor(statement.accreditor) else { continue }
            var misses = statement.scope.misses(award, on: day)
            switch ScopeJudgement(award, on: day, by: accreditor.scopes) {
            case .inside: break
            case .open(let more), .outside(let more): misses += more
            }
            if misses.isEmpty {
                self = .accredited(by: accreditor.name(in: "en"), statement)
                return
            }
            if nearest.map({ misses.count < $0.count }) ?? true { nearest = misses }
        }
        self = nearest.map { .notCovered($0) } ?? .noInformation
    }
}
