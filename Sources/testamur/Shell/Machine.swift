import FoundationEssentials
import Signing

/// What a command takes from the machine: time, randomness and environment. Nothing below the
/// commands reaches for them by itself.
enum Machine {
    /// The environment's variables.
    static var environment: [String: String] { ProcessInfo.processInfo.environment }

    /// The present.
    static func now() -> Instant {
        let seconds = Date().timeIntervalSince1970
        // What is beyond was refused at the start, and a clock may be set at any time.
        let last = Double(Instant.latest.seconds)
        return Instant(milliseconds: Int64(min(max(0, seconds), last) * 1_000))
    }

    /// Refuses a clock that is after all times that anything here can name.
    ///
    /// - Throws: ``Failure``.
    static func requireClock() throws(Failure) {
        guard Date().timeIntervalSince1970 < Double(Instant.latest.seconds) else {
            throw Failure(
                "program.clock", .tryAgain,
                "The clock of this machine is after the year 9999.",
                next: "Set the clock, then try again.")
        }
    }

    /// So many random bytes of the system.
    static func entropy(_ count: Int) -> [UInt8] {
        Entropy.bytes(count)
    }

    /// This program's file.
    static var executable: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
            ?? CommandLine.arguments.first ?? "testamur"
    }
}
