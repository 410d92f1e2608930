import CanonicalJSON
public import Signing

/// Who may accredit, and what was stated: the part of a list about accreditation.
///
/// Spec: 07-verify §2.9.
public struct AccreditationRegister: Sendable {
    /// The most accreditors on one list.
    static let accreditorsMax = 1_000
    /// The most statements on one list.
    static let statementsMax = 50_000

    /// Whose word counts.
    public let accreditors: [Accreditor]
    /// What was stated; by others than those it counts for nothing.
    public let statements: [Accreditation]

    private let byInstitution: [DID: [Accreditation]]

    /// Nobody, and nothing.
    public static let empty = AccreditationRegister(unchecked: [], [])

    private init(unchecked accreditors: [Accreditor], _ statements: [Accreditation]) {
        self.accreditors = accreditors
        self.statements = statements
        byInstitution = Dictionary(grouping: statements, by: \.institution)
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
        self.init(unchecked: accreditors, statements)
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

    /// The accreditor of that name in statements, or else all that people call so.
    func accreditors(called name: String) -> [Accreditor] {
        accreditor(name).map { [$0] }
            ?? accreditors.filter { $0.names.contains { $0.text == name } }
    }

    /// The statements about an institution, whoever made them.
    public func statements(about institution: DID) -> [Accreditation] {
        byInstitution[institution] ?? []
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
