import CanonicalJSON

/// What reading a text came to, in a form that tests can write down.
enum Reading: Equatable, CustomStringConvertible {
    case canonical(String)
    case refused(String, at: Int)

    /// Reads a text of bytes.
    init(_ bytes: [UInt8], limits: JSONLimits = .standard) {
        do throws(JSONError) {
            let document = try JSONDocument(parsing: bytes, limits: limits)
            self = .canonical(String(decoding: document.canonicalBytes(), as: UTF8.self))
        } catch {
            self = .refused(error.reason.code, at: error.offset)
        }
    }

    /// Reads a text.
    init(_ text: String, limits: JSONLimits = .standard) {
        self.init(Array(text.utf8), limits: limits)
    }

    /// Whether the bytes are the same: `String` would take different spellings for one.
    static func == (left: Reading, right: Reading) -> Bool {
        switch (left, right) {
        case (.canonical(let left), .canonical(let right)): Array(left.utf8) == Array(right.utf8)
        case (.refused(let left, let leftAt), .refused(let right, let rightAt)):
            left == right && leftAt == rightAt
        default: false
        }
    }

    var description: String {
        switch self {
        case .canonical(let text): "canonical \(text)"
        case .refused(let code, let offset): "\(code) at \(offset)"
        }
    }
}

/// The canonical form of a text, as a string.
func canonical(_ text: String, limits: JSONLimits = .standard) throws -> String {
    let document = try JSONDocument(parsing: Array(text.utf8), limits: limits)
    return String(decoding: document.canonicalBytes(), as: UTF8.self)
}

/// The outermost value of a text.
func json(_ text: String) throws -> JSON {
    try JSONDocument(parsing: Array(text.utf8)).root
}
