import ArgumentParser

/// Shows the whole story on this machine.
struct DemoCommand: Command {
    static let configuration = CommandConfiguration(commandName: "demo", abstract: "Demo.")
    static let examples = "testamur demo"
    func perform() async throws -> ExitStatus { .success }
}
