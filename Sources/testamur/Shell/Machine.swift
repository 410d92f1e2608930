import FoundationEssentials
import Signing

/// What a command takes from the machine: time, randomness and environment. Nothing below the
/// commands reaches for them by itself.
enum Machine {
    /// The environment's variables.
    static var environment: [String: String] { ProcessInfo.processInfo.environment }

    /// The present.
    static func now() -> Instant {
        Instant(milliseconds: max(0, Int64(Date().timeIntervalSince1970 * 1_000)))
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
