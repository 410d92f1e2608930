/// A table as spreadsheets write it: UTF-8, a first row with the columns' names, cells with
/// commas, semicolons or tabs between them, in quotes where they hold one of these or a line
/// break (RFC 4180).
///
/// Spec: 07-verify §2.10.
struct DelimitedText {
    /// The longest table, in bytes.
    static let bytesMax = 8_388_608
    /// The most rows below the first.
    static let rowsMax = 50_000
    /// The most columns.
    static let columnsMax = 64
    /// The longest cell, in bytes.
    static let cellBytesMax = 4_096

    /// One row: its number as a spreadsheet shows it, the first row being 1, and its cells.
    struct Row {
        let number: Int
        let cells: [String]
    }

    /// The columns' names in small letters, with `_` for blanks and hyphens.
    let columns: [String]
    /// The rows below the first, without those in which every cell is empty.
    let rows: [Row]

    /// Reads a table.
    ///
    /// - Throws: ``ImportError`` with every fault of the table's form.
    init(parsing bytes: [UInt8]) throws(ImportError) {
        guard bytes.count <= DelimitedText.bytesMax else {
            throw ImportError([ImportFault(.tooLong)])
        }
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        guard let valid = String(validating: text, as: UTF8.self) else {
            throw ImportError([DelimitedText.notUTF8(text)])
        }
        var rows = try DelimitedText.rows(
            Array(valid.utf8), between: DelimitedText.separator(of: text))
        guard let first = rows.first, first.cells.contains(where: { !$0.isEmpty }) else {
            throw ImportError([ImportFault(.noHeader)])
        }
        rows.removeFirst()
        columns = first.cells.map(DelimitedText.columnName)
        guard columns.count <= DelimitedText.columnsMax, rows.count <= DelimitedText.rowsMax
        else { throw ImportError([ImportFault(.tooLong)]) }
        var faults: [ImportFault] = []
        for (place, name) in columns.enumerated() where columns[..<place].contains(name) {
            faults.append(ImportFault(.columnRepeated, row: 1, column: name))
        }
        self.rows = rows.filter { $0.cells.contains { !$0.isEmpty } }
        for row in self.rows where row.cells.count != columns.count {
            faults.append(
                ImportFault(
                    .cellCount, row: row.number,
                    value: "\(row.cells.count) in place of \(columns.count)"))
        }
        for row in self.rows {
            for (name, cell) in zip(columns, row.cells) where Spreadsheet.hasSpoilt(cell) {
                faults.append(
                    ImportFault(.spoilt, row: row.number, column: name, value: cell))
            }
        }
        guard faults.isEmpty else { throw ImportError(faults) }
    }

    /// The first line that is not UTF-8, with letters of Western Europe as older files have them.
    private static func notUTF8(_ text: [UInt8]) -> ImportFault {
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let place = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
        guard let place, !text.contains(0) else { return ImportFault(.notUTF8) }
        var guess = ""
        for byte in lines[place].prefix(120) where byte >= 0x20 {
            guess.unicodeScalars.append(
                0x7F...0x9F ~= byte ? "\u{FFFD}" : Unicode.Scalar(byte))
        }
        return ImportFault(.notUTF8, row: place + 1, value: guess)
    }

    /// Which of the three stands most often in the first row, outside quotes.
    private static func separator(of text: [UInt8]) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in text {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
            counts[byte, default: 0] += 1
        }
        let all = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        return all.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? all[0]
    }

    private static func columnName(_ text: String) -> String {
        String(text.lowercased().map { $0 == " " || $0 == "-" ? "_" : $0 })
    }

    private static func rows(
        _ text: [UInt8], between separator: UInt8
    ) throws(ImportError) -> [Row] {
        var reader = CellReader(text, separator)
        var rows: [Row] = []
        while !reader.isAtEnd {
            var cells: [String] = []
            var isOpen = true
            while isOpen {
                guard let cell = reader.cell() else {
                    throw ImportError([
                        ImportFault(
                            .badQuotes, row: rows.count + 1, value: "cell \(cells.count + 1)")
                    ])
                }
                guard cell.count <= cellBytesMax else {
                    throw ImportError([
                        ImportFault(
                            .tooLong, row: rows.count + 1, value: "cell \(cells.count + 1)")
                    ])
                }
                cells.append(trimmed(String(decoding: cell, as: UTF8.self)))
                isOpen = reader.skipSeparator()
            }
            reader.skipLineEnd()
            rows.append(Row(number: rows.count + 1, cells: cells))
        }
        return rows
    }

    private static func trimmed(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard let first = bytes.firstIndex(where: { $0 != 0x20 }),
            let last = bytes.lastIndex(where: { $0 != 0x20 })
        else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }
}

/// Reads one cell after another.
private struct CellReader {
    private let text: [UInt8]
    private let separator: UInt8
    private var at = 0

    init(_ text: [UInt8], _ separator: UInt8) {
        self.text = text
        self.separator = separator
    }

    var isAtEnd: Bool { at == text.count }

    private var next: UInt8? { at < text.count ? text[at] : nil }

    private var isAtCellEnd: Bool {
        next == nil || next == separator || next == UInt8(ascii: "\n")
            || next == UInt8(ascii: "\r")
    }

    /// The next cell; `nil` if a quote does not end, or something follows its end.
    mutating func cell() -> [UInt8]? {
        guard next == UInt8(ascii: "\"") else {
            let start = at
            while !isAtCellEnd { at += 1 }
            return Array(text[start..<at])
        }
        at += 1
        var cell: [UInt8] = []
        while let byte = next {
            at += 1
            if byte != UInt8(ascii: "\"") {
                cell.append(byte)
            } else if next == UInt8(ascii: "\"") {
                cell.append(byte)
                at += 1
            } else {
                return isAtCellEnd ? cell : nil
            }
        }
        return nil
    }

    mutating func skipSeparator() -> Bool {
        guard next == separator else { return false }
        at += 1
        return true
    }

    mutating func skipLineEnd() {
        if next == UInt8(ascii: "\r") { at += 1 }
        if next == UInt8(ascii: "\n") { at += 1 }
    }
}
