/// An award for trying the program out: an unsigned credential of a made-up person.
struct Sample: Sendable {
    /// The name of its file.
    let fileName: String
    /// The credential as JSON, for a person to read.
    let text: String

    /// All six, in as many scripts.
    static let all = [zofia, oleksandra, amina, hirut, meera, xiaorong]

    /// Writes samples into a folder; files that are there are left alone.
    ///
    /// - Throws: ``Failure``.
    static func write(_ samples: [Sample], into folder: String) throws(Failure) {
        for sample in samples {
            try OutputFile.create(
                Array((sample.text + "\n").utf8), at: "\(folder)/\(sample.fileName)")
        }
    }
}
