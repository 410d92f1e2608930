import ArgumentParser
import CanonicalJSON
import Dispatch
import Glibc

/// Shows the whole story on this machine.
struct DemoCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Two universities, an employer and an auditor, on this machine, in a minute.",
        discussion: """
            Everything that is printed is what the commands themselves answered; the first that \
            answers anything unexpected ends the demonstration with 70. The people and the \
            institutions are made up, and the keys are worthless: everybody has them. Nothing \
            leaves this machine, and nothing stays on it unless you say --keep.
            """)

    static let examples = """
        testamur demo
        testamur demo --keep                          leave it running, to look around
        testamur demo --samples samples               only write the six sample awards
        """

    @Flag(help: "Leave the folder and the daemons, and say how to stop them.")
    var keep = false

    @Option(
        help: ArgumentHelp(
            "Write the six sample awards into this folder, and do nothing else.",
            valueName: "dir"))
    var samples: String?

    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        if let samples {
            try Sample.write(Sample.all, into: samples)
            if output.json {
                Console.output.json([
                    "written": .array(Sample.all.map { .string("\(samples)/\($0.fileName)") })
                ])
            } else {
                Console.output.line("Wrote \(Sample.all.count) sample awards into \(samples).")
            }
            return .success
        }
        let stage = try DemoStage(narration: output.json ? .silent : .told)
        let interrupts = [SIGINT, SIGTERM].map { Interrupt($0, on: stage) }
        defer { interrupts.forEach { $0.cancel() } }
        do {
            try await DemoStory(stage: stage).tell()
        } catch {
            stage.close()
            // What an ended command answered is no news then.
            throw stage.isInterrupted ? CancellationError() : error
        }
        if output.json {
            Console.output.json(stage.report)
        }
        if keep {
            stage.handOver()
        } else {
            stage.close()
        }
        return .success
    }
}

/// Ends the demonstration when somebody presses Ctrl-C.
private final class Interrupt {
    private let source: any DispatchSourceSignal

    init(_ number: Int32, on stage: DemoStage) {
        // The source sees the signal; without this the signal would end the program first.
        ignore(number)
        source = DispatchSource.makeSignalSource(signal: number)
        source.setEventHandler {
            stage.interrupt()
        }
        source.resume()
    }

    func cancel() { source.cancel() }
}
