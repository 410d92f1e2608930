import Foundation
import Testing

/// What a person sees: each session in `Sessions` is typed again and compared line by line.
@Suite("Sessions at a terminal")
struct TranscriptTests {
    @Test("the session goes as it is written down", arguments: Transcript.all)
    func session(_ transcript: Transcript) throws {
        guard let programs = Session.programs else {
            print("Skipped: the program testamur was not found beside the tests.")
            return
        }
        let session = try Session(programs: programs)
        for step in transcript.steps {
            let answer = try session.type(step.command).lines
            var expected = step.answer
            var found = answer
            // Blank lines at the end of an answer cannot be seen in a transcript.
            while found.last?.isEmpty == true { found.removeLast() }
            while expected.last?.isEmpty == true { expected.removeLast() }
            guard let values = AnswerPattern(expected).values(matching: found) else {
                Issue.record(
                    """
                    Sessions/\(transcript.name).txt, line \(step.line): $ \(step.command)
                    expected:
                    \(expected.joined(separator: "\n"))
                    found:
                    \(found.joined(separator: "\n"))
                    """)
                return
            }
            session.know(values)
        }
    }

    @Test("every session that is written down is found")
    func sessionsExist() {
        #expect(Transcript.all.count >= 8)
        for transcript in Transcript.all {
            #expect(!transcript.steps.isEmpty, "\(transcript.name) has no command")
        }
    }
}
