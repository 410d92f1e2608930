/// What is wrong with a table that was to be taken into a list, and where.
///
/// Spec: 07-verify §2.10.
public struct ImportFault: Hashable, Sendable {
    /// What, as a stable code of `spec/errors.md`.
    public enum Reason: String, CaseIterable, Hashable, Sendable {
        /// The table is not UTF-8.
        case notUTF8 = "import.not-utf8"
        /// The table, or a cell of it, is longer than is read.
        case tooLong = "import.too-long"
        /// The first row names no columns.
        case noHeader = "import.no-header"
        /// There is no row below the first.
        case noRows = "import.no-rows"
        /// A column is not one of those that are known.
        case columnUnknown = "import.column-unknown"
        /// A column stands twice.
        case columnRepeated = "import.column-repeated"
        /// A column that every table has is absent.
        case columnMissing = "import.column-missing"
        /// A quote does not end, or something follows its end.
        case badQuotes = "import.bad-quotes"
        /// A row has more or fewer cells than there are columns.
        case cellCount = "import.cell-count"
        /// A cell that every row fills is empty.
        case valueMissing = "import.value-missing"
        /// A row has no DID, so that nothing could be verified by its entry.
        case noDID = "import.no-did"
        /// No key can be had by the row's DID.
        case didUnusable = "import.did-unusable"
        /// A cell is not of the form that its column has.
        case badValue = "import.bad-value"
        /// The check digits of an identifier are not those of the rest.
        case checkDigits = "import.check-digits"
        /// A spreadsheet took a cell for something else, and changed it.
        case spoilt = "import.spoilt"
        /// A time ends before it begins.
        case badPeriod = "import.bad-period"
        /// Two rows of one institution say different things where only one can be true.
        case contradiction = "import.contradiction"
        /// An identifier is two institutions' at the same time.
        case duplicate = "import.duplicate"
        /// The list names no such accreditor.
        case accreditorUnknown = "import.accreditor-unknown"
        /// The list names several accreditors that are called so.
        case accreditorAmbiguous = "import.accreditor-ambiguous"
    }

    /// What.
    public let reason: Reason
    /// In which row, as a spreadsheet counts them; `nil` for the whole.
    public let row: Int?
    /// In which column; `nil` for the whole row.
    public let column: String?
    /// What stands there.
    public let value: String?

    init(_ reason: Reason, row: Int? = nil, column: String? = nil, value: String? = nil) {
        self.reason = reason
        self.row = row
        self.column = column
        self.value = value
    }
}

extension ImportFault {
    /// How the cell is written, in one sentence; `nil` where nothing more can be said.
    public var form: String? {
        guard reason == .badValue, let column, let form = Scope.form(of: column) else { return nil }
        let several = ImportFault.severalColumns.contains(column)
        return "Write \(form)" + (several ? "; several with blanks between." : ".")
    }

    private static let severalColumns = ["types", "eqf", "isced", "fields", "countries"]
}

extension ImportFault.Reason {
    /// What is wrong, in one sentence.
    public var cause: String {
        switch self {
        case .notUTF8: "The table is not UTF-8."
        case .tooLong: "The table, or a cell of it, is longer than is read."
        case .noHeader: "The first row names no columns."
        case .noRows: "The table has no rows: there is nothing to import."
        case .columnUnknown: "There is no such column."
        case .columnRepeated: "The column stands twice."
        case .columnMissing: "The column is missing."
        case .badQuotes: "A quote does not end, or something follows its end."
        case .cellCount: "The row has more or fewer cells than there are columns."
        case .valueMissing: "The cell is empty."
        case .noDID:
            "Without its DID an institution cannot be listed: nothing it signs could be "
                + "told to be its own."
        case .didUnusable: "No key can be had by this DID, so that nothing could be verified."
        case .badValue: "The cell is not of the form that its column has."
        case .checkDigits: "The check digits do not fit the rest of the identifier."
        case .spoilt: "A spreadsheet has made something else of what stood here."
        case .badPeriod: "It ends before it begins."
        case .contradiction: "Another row of the same institution says something else."
        case .duplicate: "Another institution has this identifier at the same time."
        case .accreditorUnknown: "Your list names no such accreditor."
        case .accreditorAmbiguous: "Your list names several accreditors that are called so."
        }
    }

    /// What to do about it, in one sentence.
    public var nextStep: String {
        switch self {
        case .notUTF8: "Save the table as UTF-8."
        case .tooLong: "Split the table."
        case .noHeader: "Write the columns' names into the first row."
        case .noRows: "Write a row for each institution or statement below the columns' names."
        case .columnUnknown: "See the columns' names with: testamur trust import --help"
        case .columnRepeated: "Take one of the two out."
        case .columnMissing: "Add it; see testamur trust import --help"
        case .badQuotes: "Write a quote inside a cell twice, and close what is open."
        case .cellCount: "Put a cell with separators in it between quotes."
        case .valueMissing: "Fill it in."
        case .noDID:
            "Ask the institution for its DID, or better for its description, and use testamur "
                + "trust add; else take the row out."
        case .didUnusable: "Look at the DID again, or ask the institution for a did:web or did:key."
        case .badValue: "Correct it; see testamur trust import --help"
        case .checkDigits: "Copy the identifier again from its register."
        case .spoilt:
            "Set the column to text in the spreadsheet, and write the cell again; days as "
                + "2026-06-24."
        case .badPeriod: "Correct one of the two days."
        case .contradiction: "Make the rows say the same, or leave the cell empty in one."
        case .duplicate: "Say from when until when each had it."
        case .accreditorUnknown: "Name it first with: testamur trust accreditor"
        case .accreditorAmbiguous: "Write its DID in place of its name."
        }
    }
}

/// That a table cannot be taken into a list: everything that is wrong with it.
public struct ImportError: Error, Sendable {
    /// The faults, in the order of the rows; at least one.
    public let faults: [ImportFault]

    init(_ faults: [ImportFault]) {
        precondition(!faults.isEmpty, "an error has a reason")
        self.faults = faults
    }
}
