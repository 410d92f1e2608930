import ArgumentParser
import CanonicalJSON
import FoundationEssentials
import Trust

/// Looks at ledgers again and again, and says what is wrong.
struct MonitorCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "monitor",
        abstract: "Watch ledgers, and say when one goes back on what it signed.",
        discussion: """
            Tells of each event once: a fork (with a proof), a rollback, a key that nobody knows, \
            files that are not what was signed, no answer for too long, a reason on this machine \
            why it could not be compared, and when all is well again. After a fork it never is, as \
            long as keys that are known for those sizes signed both histories.

            What the address on your list shows, or the home itself, counts as seen by you when \
            you verify. Copies at other places are watched apart.

            The command of --exec runs for each alert, with TESTAMUR_EVENT, TESTAMUR_LEDGER, \
            TESTAMUR_WORDS and TESTAMUR_FORK_PROOF in its environment; it gets a minute. With \
            --once it looks once and ends with 0, or with 4 if something is wrong.
            """)

    static let examples = """
        testamur monitor https://uni.example/ledger https://partner.example/ledger --trust list.json
        testamur monitor https://uni.example/ledger --every 300 --exec ./wake-somebody
        testamur monitor https://uni.example/ledger --once --json
        """

    @Argument(
        help: ArgumentHelp("The ledgers' addresses, homes or folders.", valueName: "ledger"))
    var places: [String]

    @OptionGroup var anchor: AnchorOptions

    @Option(help: ArgumentHelp("How often to look.", valueName: "seconds"))
    var every: Int = 60

    @Option(
        help: ArgumentHelp("After how long without an answer to say so.", valueName: "seconds"))
    var stall: Int = 3_600

    @Option(help: ArgumentHelp("What to run for each alert.", valueName: "command"))
    var exec: String?

    @Flag(help: "Look once, and end.")
    var once = false

    @OptionGroup var seen: SeenOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...86_400).contains(every), (0...31_536_000).contains(stall) else {
            throw ValidationError("--every is 1 to 86400 seconds, and --stall at most a year.")
        }
        guard !places.isEmpty, places.count <= 1_000 else {
            throw ValidationError("Name at least one ledger, and at most 1000.")
        }
    }

    /// How many ledgers are looked at at a time: a machine has only so many connections.
    private static let looksMax = 64
    /// How many commands of --exec run at a time: something may befall a thousand ledgers at once.
    private static let commandsMax = 8

    func perform() async throws -> ExitStatus {
        guard let folder = seen.folder else {
            throw Failure.wrongUse(
                "There is no place to remember what was seen.",
                next: "Name a folder with --seen.")
        }
        // Looking once has no patience: what does not answer is told at once.
        let patience: Duration = once ? .zero : .seconds(stall)
        // One task for each: a ledger that is slow, or worse, holds up none of the others.
        let (turns, others) = (Turns(MonitorCommand.looksMax), LargestShown())
        let commands = Turns(MonitorCommand.commandsMax)
        return try await withThrowingTaskGroup(of: ExitStatus.self) { group in
            for place in places {
                let watch = LedgerWatch(
                    LedgerPlace(place), anchor: anchor, seen: folder, patience: patience,
                    beside: others)
                group.addTask { try await follow(watch, turns, commands) }
            }
            var status = ExitStatus.success
            // What a ledger did is worth more than what this machine failed to do.
            for try await one in group where status != .integrity {
                status = one == .integrity ? one : status.worse(one)
            }
            return status
        }
    }

    /// Looks at one ledger for ever, or once, and says how that ended.
    private func follow(
        _ watch: LedgerWatch, _ turns: Turns, _ commands: Turns
    ) async throws -> ExitStatus {
        var watch = watch
        while true {
            let list = try anchor.list()
            let before = watch
            let (after, events) = try await turns.waiting {
                var watch = before
                let events = try await watch.look(by: list)
                return (watch, events)
            }
            watch = after
            for event in events { try await tell(event, commands) }
            if once {
                return watch.isInTrouble ? .integrity : watch.failure?.status ?? .success
            }
            try await Task.sleep(for: .seconds(every))
        }
    }

    private func tell(_ event: LedgerEvent, _ commands: Turns) async throws {
        let now = Machine.now()
        if output.json {
            Console.output.write(
                String(decoding: event.json(at: now).canonicalBytes(), as: UTF8.self) + "\n")
        } else {
            Console.output.line(event.line(at: now))
        }
        guard event.kind.isAlert, let exec else { return }
        try await commands.waiting { try await run(exec, for: event) }
    }

    /// Runs a command, which ends by itself within a minute or is ended.
    private func run(_ command: String, for event: LedgerEvent) async throws {
        let environment = Machine.environment.merging(event.environment) { $1 }
        let child = try ChildProcess.start(
            "/bin/sh", ["-c", command], environment: environment, output: "/dev/null", group: .own)
        defer { child.end() }
        let deadline = ContinuousClock.now + .seconds(60)
        while child.poll() == nil, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(20))
        }
        guard let code = child.poll(), code == 0 else {
            Console.messages.line("The command of --exec failed for \(event.kind.rawValue).")
            return
        }
    }
}
