/// What spreadsheet programs make of cells that they take for something else.
enum Spreadsheet {
    private static let errors: Set<String> = [
        "#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
    ]

    /// Whether a cell no longer says what somebody wrote: a formula, a formula's error, or a long
    /// number that was shortened, as in `1.23E+15`.
    ///
    /// A formula is no harm here, and would be to the next who opens the table.
    static func hasSpoilt(_ cell: String) -> Bool {
        let begun = cell.utf8.count > 1 ? cell.utf8.first : nil
        return begun.map("=+-@".utf8.contains) ?? false || errors.contains(cell)
            || isShortened(cell)
    }

    /// Whether a cell is so many days since 1900 in place of a day.
    static func isDayNumber(_ cell: String) -> Bool {
        4...5 ~= cell.utf8.count && cell.utf8.allSatisfy { 0x30...0x39 ~= $0 }
    }

    private static func isShortened(_ cell: String) -> Bool {
        let parts = cell.uppercased().utf8.split(
            separator: UInt8(ascii: "E"), omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].first == UInt8(ascii: "+") else { return false }
        func isNumber(_ text: Substring.UTF8View) -> Bool {
            !text.isEmpty && text.allSatisfy { 0x30...0x39 ~= $0 || ".,".utf8.contains($0) }
        }
        return isNumber(parts[0]) && isNumber(parts[1].dropFirst())
    }
}
