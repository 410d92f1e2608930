import Records
import Signing
import Testing
import TransparencyLog

@Suite("A standing over time")
struct StandingTableTests {
    private let target = Target(record: 4)

    private func body(_ action: StandingAction) throws -> StatementBody {
        action.body(
            of: target, status: try #require(StatusBit(list: 1, index: 7)),
            effective: try #require(Day("2026-07-01")), detail: .sha256([1]))
    }

    /// What has been stated, as a person would note it down.
    private struct Notes {
        var words: Set<String> = []

        func allows(_ action: StandingAction) -> Bool {
            switch action {
            case .revoke: !words.contains("withdrawn")
            case .suspend: words.isDisjoint(with: ["withdrawn", "on hold"])
            case .reinstate: words.contains("on hold") && !words.contains("withdrawn")
            case .supersede: !words.contains("replaced")
            case .erase: !words.contains("erased")
            }
        }

        mutating func note(_ action: StandingAction) {
            switch action {
            case .revoke: words.insert("withdrawn")
            case .suspend: words.insert("on hold")
            case .reinstate: words.remove("on hold")
            case .supersede: words.insert("replaced")
            case .erase: words.insert("erased")
            }
        }

        var state: StandingState {
            if words.contains("withdrawn") { return .withdrawn }
            if words.contains("on hold") { return .onHold }
            if words.contains("replaced") { return .replaced }
            return words.contains("erased") ? .erased : .inForce
        }
    }

    @Test("each statement leads from each state to the one that the table has")
    func table() throws {
        let ways: [(StandingState, [StandingAction])] = [
            (.inForce, []), (.onHold, [.suspend]), (.withdrawn, [.revoke]),
            (.replaced, [.supersede]), (.erased, [.erase]),
        ]
        // `nil`: it cannot follow.
        let table: [StandingState: [StandingState?]] = [
            .inForce: [.withdrawn, .onHold, nil, .replaced, .erased],
            .onHold: [.withdrawn, nil, .inForce, .onHold, .onHold],
            .withdrawn: [nil, nil, nil, .withdrawn, .withdrawn],
            .replaced: [.withdrawn, .onHold, nil, nil, .replaced],
            .erased: [.withdrawn, .onHold, nil, .replaced, nil],
        ]
        for (state, way) in ways {
            for (action, expected) in zip(StandingAction.allCases, try #require(table[state])) {
                var history = StandingHistory()
                for step in way { history.apply(try body(step)) }
                #expect(history.state == state)
                let next = try body(action)
                #expect(history.allows(next) == (expected != nil), "\(state), \(action)")
                history.apply(next)
                if let expected { #expect(history.state == expected, "\(state), \(action)") }
            }
        }
    }

    @Test("every order of six statements that may follow each other ends where the notes do")
    func orders() throws {
        var count = 0
        func go(_ history: StandingHistory, _ notes: Notes, _ left: Int) throws {
            #expect(history.state == notes.state)
            count += 1
            guard left > 0 else { return }
            for action in StandingAction.allCases {
                let next = try body(action)
                guard notes.allows(action) == history.allows(next) else {
                    Issue.record("\(notes.words.sorted()), \(action)")
                    continue
                }
                guard notes.allows(action) else { continue }
                var (history, notes) = (history, notes)
                history.apply(next)
                notes.note(action)
                try go(history, notes, left - 1)
            }
        }
        try go(StandingHistory(), Notes(), 6)
        #expect(count == 233)
    }

    @Test("a statement's action is read back from its body, with day and detail")
    func actions() throws {
        for action in StandingAction.allCases {
            let body = try body(action)
            #expect(StandingAction(body) == action)
            #expect(body.kind.rawValue == action.rawValue)
            #expect(body.detail == .sha256([1]))
            let isPublic = [.revoke, .suspend, .reinstate].contains(action)
            #expect(body.effective == (isPublic ? Day("2026-07-01") : nil))
        }
    }
}
