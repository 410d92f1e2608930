import ArgumentParser
import CanonicalJSON
import FoundationEssentials

/// Measures this machine and this program against each other, as ratios within one run.
struct BenchCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure this program against what this machine can do, in one run.")

    static let examples = """
        testamur bench
        testamur bench --seconds 1
        testamur bench --records 10000000
        testamur bench --json
        """

    @Option(help: ArgumentHelp("How long each figure is measured.", valueName: "seconds"))
    var seconds: Int = 3

    @Option(
        help: ArgumentHelp("How far one ledger is grown, tenfold a step.", valueName: "records"))
    var records: Int = 100_000

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...60).contains(seconds) else {
            throw ValidationError("--seconds is a number from 1 to 60.")
        }
        guard (10_000...100_000_000).contains(records) else {
            throw ValidationError("--records is a number from 10000 to 100000000.")
        }
    }

    func perform() async throws -> ExitStatus {
        let stage = try BenchStage(duration: .seconds(seconds))
        defer { stage.remove() }
        var rows: [BenchRow] = []
        let parts: [(String, () async throws -> [BenchRow])] = [
            ("JSON", stage.measureJSON), ("verifying", stage.measureVerifying),
            ("appending", stage.measureAppending), ("auditing", stage.measureAuditing),
            ("the daemon", stage.measureDaemon),
            ("growing", { try await stage.measureGrowing(to: records) }),
        ]
        if !output.json {
            Console.output.line("Machine: \(Machine.summary)")
            Console.output.line()
            Console.output.line(BenchRow.markdownHead)
        }
        for (name, part) in parts {
            Console.messages.line("Measuring \(name) …")
            let measured = try await part()
            rows += measured
            if output.json { continue }
            for row in measured { Console.output.line(row.markdown) }
        }
        if output.json {
            Console.output.json([
                "machine": .string(Machine.summary), "rows": .array(rows.map(\.json)),
            ])
        }
        return .success
    }
}

extension Machine {
    /// How many processors this process may use.
    static var coreCount: Int { ProcessInfo.processInfo.activeProcessorCount }

    /// The processor, the number of cores and the memory, in one line.
    static var summary: String {
        let cores = "\(coreCount) cores"
        guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("model name") }),
            let name = line.split(separator: ":").last
        else { return cores }
        return name.drop { $0 == " " } + ", " + cores
    }
}
