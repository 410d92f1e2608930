import AppendOnlyLedger
import Foundation
import HomeFolder
import Records
import Signing
import Testing
import TransparencyLog

/// Every write, flush and rename of an append fails or is the last thing the program does; and
/// whatever happened, the next one finds a ledger that lacks nothing and denies nothing.
@Suite("An append whose system calls fail", .serialized)
struct FaultTests {
    /// What happens at a system call.
    enum Fault: String, CaseIterable, Sendable {
        case inputOutput = "error=EIO"
        case diskFull = "error=ENOSPC"
        case kill = "signal=SIGKILL"
    }

    /// A ledger size at which something changes: the first tile, full tiles, a second level.
    static let sizes = [1, 255, 256, 257]

    @Test(
        "loses nothing that was acknowledged, and goes on",
        arguments: sizes, Fault.allCases)
    func single(_ size: Int, _ fault: Fault) async throws {
        guard let programs = Programs.found else { return }
        let base = try await BrokenHome.base(of: size)
        defer { base.remove() }
        // Every third call, and another third for each size and fault.
        let first = 1 + (size + (Fault.allCases.firstIndex(of: fault) ?? 0)) % 3
        var number = first
        while try base.copied({ home in
            let outcome = try programs.issue(1, in: home, failing: Injection(fault, at: number))
            guard outcome.wasInjected else { return false }
            try programs.check(home, against: base, size: size, outcome, "\(fault) at \(number)")
            return true
        }) {
            number += 3
        }
        #expect(number > 20, "an append makes more calls than that")
    }

    @Test("loses nothing when the next one fails too", arguments: [1, 256])
    func double(_ size: Int) async throws {
        guard let programs = Programs.found else { return }
        let base = try await BrokenHome.base(of: size)
        defer { base.remove() }
        var random = SeededFaults(seed: UInt64(size))
        for _ in 0..<12 {
            let (one, two) = (random.next(), random.next())
            _ = try base.copied { home in
                let first = try programs.issue(1, in: home, failing: one)
                let second = try programs.issue(1, in: home, failing: two)
                try programs.check(
                    home, against: base, size: size,
                    Programs.Outcome(
                        wasInjected: true,
                        wasAcknowledged: first.wasAcknowledged || second.wasAcknowledged),
                    "\(one), then \(two)")
                return true
            }
        }
    }

    @Test("loses nothing of a ledger of 65,536 records")
    func large() async throws {
        guard let programs = Programs.found else { return }
        let base = try await BrokenHome.base(of: 65_536)
        defer { base.remove() }
        for (place, fault) in Fault.allCases.enumerated() {
            let injection = Injection(fault, at: 5 + 4 * place)
            _ = try base.copied { home in
                let outcome = try programs.issue(1, in: home, failing: injection)
                try programs.check(
                    home, against: base, size: 65_536, outcome, injection.description)
                return true
            }
        }
    }
}

/// At which system call what happens.
struct Injection: CustomStringConvertible, Sendable {
    /// The calls by which an append changes a disk.
    private static let calls =
        "pwrite64,fdatasync,fsync,ftruncate,rename,renameat,renameat2,unlink,mkdir"
    let fault: FaultTests.Fault
    let number: Int

    init(_ fault: FaultTests.Fault, at number: Int) {
        self.fault = fault
        self.number = number
    }

    var description: String { "\(fault.rawValue) at call \(number)" }

    /// The words of the command that runs another one with this fault in it.
    func words(log: String) -> [String] {
        [
            "-f", "-qq", "-o", log, "-e", "trace=\(Injection.calls)", "-e",
            "inject=\(Injection.calls):\(fault.rawValue):when=\(number)",
        ]
    }
}

/// The same faults for the same seed.
struct SeededFaults {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> Injection {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        let fault = FaultTests.Fault.allCases[Int(state % 3)]
        return Injection(fault, at: 1 + Int(state >> 8 % 24))
    }
}
