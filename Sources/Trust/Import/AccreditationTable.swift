import Signing

/// Statements of accreditors out of a table, one in each row.
///
/// Spec: 07-verify §2.10.
public struct AccreditationTable: Sendable {
    /// The names of all columns.
    public static let columns = ["did", "accreditor", "source"] + TableRow.scopeColumns

    /// The statements.
    public let statements: [Accreditation]

    /// Whether a table's first row is that of a table of statements.
    public static func isMeant(by bytes: [UInt8]) -> Bool {
        (try? DelimitedText(parsing: bytes))?.columns.contains("accreditor") ?? false
    }

    /// Reads a table whole.
    ///
    /// - Parameter register: the accreditors of the list that it is for; a name of one may stand
    ///   in place of its DID.
    /// - Throws: ``ImportError`` with everything that is wrong.
    public init(
        parsing bytes: [UInt8], for register: AccreditationRegister
    ) throws(ImportError) {
        let table = try DelimitedText(parsing: bytes)
        try table.requireColumns(AccreditationTable.columns, among: ["did", "accreditor"])
        try table.requireRows()
        var faults: [ImportFault] = []
        var statements: [Accreditation] = []
        for row in table.rows {
            var row = TableRow(row, table.columns)
            if row.text("did") == nil { row.fault(.noDID, "did") }
            let did = row.value("did") { DID($0) }
            let name = row.required("accreditor")
            let accreditors = name.map(register.accreditors(called:)) ?? []
            if name != nil, accreditors.count != 1 {
                row.fault(
                    accreditors.isEmpty ? .accreditorUnknown : .accreditorAmbiguous, "accreditor")
            }
            let scope = row.scope() ?? .everything
            let source = row.text("source")
            if row.faults.isEmpty, let did, let accreditor = accreditors.first {
                if let statement = Accreditation(
                    of: did, by: accreditor.id, scope, source: source)
                {
                    statements.append(statement)
                } else {
                    row.fault(.badValue, "source")
                }
            }
            faults += row.faults
        }
        guard faults.isEmpty else { throw ImportError(faults) }
        self.statements = statements.unique
    }

    /// A list with the table's statements; those that it has already are not repeated.
    ///
    /// - Throws: ``TrustError`` for a list that is full.
    public func added(to list: TrustList) throws(TrustError) -> TrustList {
        let known = Set(list.register.statements)
        return try list.replacing(
            register: AccreditationRegister(
                list.register.accreditors,
                list.register.statements + statements.filter { !known.contains($0) }))
    }
}
