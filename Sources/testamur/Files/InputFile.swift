import CanonicalJSON
import FoundationEssentials
import Signing
import Verification

/// A file that a person names: a path, or `-` for what comes in on stdin.
struct InputFile: Sendable {
    /// The name as it was typed.
    let name: String

    /// Names a file.
    init(_ name: String) {
        self.name = name
    }

    /// The name as programs are told it.
    var label: String { name == "-" ? "stdin" : name }

    /// The name as a person is shown it: whoever named the file writes nothing around it.
    var shown: String { label.harmless }

    /// The name without folders and without its last extension; `nil` for stdin.
    var stem: String? {
        guard name != "-", let last = name.split(separator: "/").last else { return nil }
        guard let dot = last.lastIndex(of: "."), dot != last.startIndex else { return String(last) }
        return String(last[..<dot])
    }

    /// Whether something is at a path.
    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path)
    }

    /// The file's bytes.
    ///
    /// - Throws: ``Failure`` for a file that cannot be read or has more than `max` bytes.
    func bytes(max: Int) throws(Failure) -> [UInt8] {
        let bytes: [UInt8]
        if name == "-" {
            guard let read = StandardStream.standardInput.readAll(max: max) else {
                throw .unreadable(label)
            }
            bytes = read
        } else {
            let attributes = try? FileManager.default.attributesOfItem(atPath: name)
            if let size = attributes?[.size] as? Int, size > max { throw tooLong(max) }
            guard let data = try? Data(contentsOf: URL(filePath: name)) else {
                throw .unreadable(label)
            }
            bytes = Array(data)
        }
        guard bytes.count <= max else { throw tooLong(max) }
        return bytes
    }

    private func tooLong(_ max: Int) -> Failure {
        Failure(
            "file.too-long", .usage, "\(label) has more than \(max) bytes.",
            next: "Check that it is the right file.")
    }

    /// The file as a JSON document.
    ///
    /// - Throws: ``Failure`` for a file that cannot be read or is not strict JSON.
    func json(max: Int) throws(Failure) -> JSONDocument {
        do {
            return try JSONDocument(parsing: bytes(max: max))
        } catch {
            throw Failure(error)
        }
    }
}

extension String {
    /// The text as a person may be shown it: control and direction characters are replaced.
    var harmless: String { Words.foreign(self, lengthMax: 4_096) }
}

extension PassphraseOptions {
    /// The passphrase, if a file with one was named.
    ///
    /// - Throws: ``SigningError``.
    func secret() throws -> Secret? {
        try passphraseFile.map { try Secret(contentsOfFile: $0) }
    }
}
