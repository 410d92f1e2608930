import Foundation
import Testing

/// What `monitor --exec` starts.
@Suite("Commands of a monitor")
struct MonitorCommandsTests {
    @Test("run for every ledger in trouble, eight at a time")
    func eightAtATime() throws {
        guard let session = try Session.ifThereArePrograms() else { return }
        let text = try session.demand(
            Stage.university + """
                testamur mirror uni/public copy > /dev/null
                for i in $(seq 12); do cp -r copy c$i; : > c$i/checkpoint; done
                printf '#!/bin/sh\\necho + >> log; sleep 0.5; echo - >> log\\n' > tell
                chmod +x tell
                testamur monitor c? c?? --once --trust list.json --seen seen --exec ./tell \\
                > /dev/null || echo "exit $?"
                grep -c + log; grep -c - log
                awk '/\\+/ { n++ } /-/ { n-- } n > most { most = n } END { print "most", most }' log
                """)
        #expect(text.hasPrefix("exit 4\n12\n12\n"), "\(text)")
        let last = text.split(separator: "\n").first { $0.hasPrefix("most ") }
        let most = last.flatMap { Int($0.dropFirst(5)) } ?? 0
        #expect(2...8 ~= most, "\(text)")
    }
}
