/// One row on its way to becoming a type, with the faults that were found in it.
struct TableRow {
    let number: Int
    private let cells: [String: String]
    private(set) var faults: [ImportFault] = []

    init(_ row: DelimitedText.Row, _ columns: [String]) {
        number = row.number
        cells = Dictionary(zip(columns, row.cells)) { first, _ in first }
    }

    /// The cell's text; `nil` if it is empty or there is no such column.
    func text(_ column: String) -> String? {
        guard let text = cells[column], !text.isEmpty else { return nil }
        return text
    }

    /// The cell's words, as several values stand in one cell with blanks between them.
    func words(_ column: String) -> [String] {
        text(column)?.split(separator: " ").map(String.init) ?? []
    }

    mutating func fault(_ reason: ImportFault.Reason, _ column: String) {
        faults.append(
            ImportFault(reason, row: number, column: column, value: cells[column]))
    }

    /// The cell, which every row fills.
    mutating func required(_ column: String) -> String? {
        guard let text = text(column) else {
            fault(.valueMissing, column)
            return nil
        }
        return text
    }

    /// What a cell's text means; a fault if it means nothing.
    mutating func value<Value>(_ column: String, _ read: (String) -> Value?) -> Value? {
        guard let text = text(column) else { return nil }
        guard let value = read(text) else {
            fault(.badValue, column)
            return nil
        }
        return value
    }

    /// The day in a cell.
    mutating func day(_ column: String) -> TrustDay? {
        if let text = text(column), Spreadsheet.isDayNumber(text) {
            fault(.spoilt, column)
            return nil
        }
        return value(column) { TrustDay($0) }
    }

    /// The period between the days in two cells.
    mutating func period(_ first: String, _ last: String) -> TrustPeriod {
        let from = day(first)
        let until = day(last)
        guard let period = TrustPeriod(from: from, until: until) else {
            fault(.badPeriod, last)
            return .always
        }
        return period
    }

    /// The columns of a scope.
    static let scopeColumns = [
        "types", "eqf", "isced", "framework", "levels", "fields", "countries", "from", "until",
    ]

    /// The scope of the row; `nil` if it limits nothing.
    mutating func scope() -> Scope? {
        var levels: [AwardLevel] = []
        for (column, framework) in [("eqf", "EQF"), ("isced", "ISCED")] {
            for word in words(column) {
                if let level = AwardLevel(framework, word) {
                    levels.append(level)
                } else {
                    fault(.badValue, column)
                }
            }
        }
        let names = words("levels")
        if let framework = text("framework") {
            if names.isEmpty { fault(.valueMissing, "levels") }
            for word in names {
                if let level = AwardLevel(framework, word) {
                    levels.append(level)
                } else {
                    fault(.badValue, "levels")
                }
            }
        } else if !names.isEmpty {
            fault(.valueMissing, "framework")
        }
        for (column, isGood) in [
            ("types", Scope.canBeType), ("fields", Scope.canBeField),
            ("countries", Institution.isCountry),
        ] where !words(column).allSatisfy(isGood) {
            fault(.badValue, column)
        }
        let period = period("from", "until")
        let scope = Scope(
            types: words("types"), levels: levels, fields: words("fields"),
            countries: words("countries"), period: period)
        return scope == .everything ? nil : scope
    }
}

extension DelimitedText {
    /// Refuses a table that says nothing.
    func requireRows() throws(ImportError) {
        guard !rows.isEmpty else { throw ImportError([ImportFault(.noRows)]) }
    }

    /// Refuses columns that nobody reads, and the absence of those that every table has.
    func requireColumns(_ known: [String], among required: [String]) throws(ImportError) {
        let unknown = columns.filter { !known.contains($0) }
            .map { ImportFault(.columnUnknown, row: 1, column: $0) }
        let missing = required.filter { !columns.contains($0) }
            .map { ImportFault(.columnMissing, row: 1, column: $0) }
        guard unknown.isEmpty, missing.isEmpty else { throw ImportError(unknown + missing) }
    }
}

extension Array where Element: Hashable {
    /// The elements, each where it first stands.
    var unique: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
