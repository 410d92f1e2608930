/// Takes a text apart into lines, on bytes: a carriage return is no line end here, but an error
/// of the line that has it.
struct LineReader {
    private let bytes: [UInt8]
    private var position = 0

    /// The number of the line last read, counted from 1.
    private(set) var lineNumber = 0

    /// Starts at the first line.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Whether no bytes are left.
    var isAtEnd: Bool { position == bytes.count }

    /// What has not been read yet.
    var rest: [UInt8] { Array(bytes[position...]) }

    /// The next line without its newline; `nil` if no newline is left.
    mutating func line() -> ArraySlice<UInt8>? {
        lineNumber += 1
        var end = position
        while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
        guard end < bytes.count else { return nil }
        defer { position = end + 1 }
        return bytes[position..<end]
    }

    /// The next line without a word and a space at its start; `nil` without changing anything if
    /// the line does not start so.
    mutating func line(afterWord word: StaticString) -> ArraySlice<UInt8>? {
        var ahead = self
        guard let line = ahead.line() else { return nil }
        let start = Array("\(word) ".utf8)
        guard line.starts(with: start) else { return nil }
        self = ahead
        return line.dropFirst(start.count)
    }
}
