/// The byte rules of signed notes.
enum NoteText {
    static let newline = UInt8(ascii: "\n")

    /// Whether the bytes are UTF-8 without control characters other than newline.
    static func isAllowed(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy { $0 >= 0x20 || $0 == newline } && isUTF8(bytes)
    }

    /// Whether the bytes are UTF-8, without overlong forms, surrogates or code points too large.
    static func isUTF8(_ bytes: [UInt8]) -> Bool {
        do {
            _ = try UTF8Span(validating: bytes.span)
            return true
        } catch {
            return false
        }
    }

    /// Whether the bytes may be the text of a note.
    static func isText(_ bytes: [UInt8]) -> Bool {
        bytes.last == newline && isAllowed(bytes)
    }

    /// The end of the text and the start of the signatures: at the last blank line.
    static func split(_ note: [UInt8]) -> Int? {
        guard note.count >= 2 else { return nil }
        var position = note.count - 2
        while position >= 0 {
            if note[position] == newline, note[position + 1] == newline { return position + 1 }
            position -= 1
        }
        return nil
    }
}
