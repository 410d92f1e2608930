import CanonicalJSON
import Fetching
import FoundationEssentials
import HomeFolder
import Trust
import Verification

extension BenchStage {
    /// The daemon: start, memory, and verifying over HTTP against an answer that does nothing, the
    /// load coming from the same cores.
    func measureDaemon() async throws -> [BenchRow] {
        let daemon = Machine.executable + "d"
        guard InputFile.exists(daemon) else {
            return [BenchRow("the daemon", "not measured: testamurd is not beside testamur")]
        }
        let port = try LocalPort.free()
        let home = try await home("daemon", port: port)
        let issued = try await bundles(4_000)
        try FileManager.default.createDirectory(
            atPath: "\(home.path)/trust", withIntermediateDirectories: true)
        try Data(issued.trust.json.canonicalBytes())
            .write(to: URL(filePath: home.trustListFile), options: .atomic)
        let start = ContinuousClock.now
        let child = try ChildProcess.start(
            daemon,
            [
                "--home", home.path, "--listen", "127.0.0.1:\(port)", "--rate", "none",
                "--policy", "unwitnessed",
            ],
            environment: Machine.environment, output: "\(folder)/daemon.log", group: .own)
        defer { child.end() }
        let url = "http://127.0.0.1:\(port)"
        try await answer(on: port)
        let first = start.duration(to: .now).inSeconds * 1_000
        try await Task.sleep(for: .seconds(1))
        let resident = Machine.memory("VmRSS:", of: "\(child.processID)") ?? "unknown"
        var rows = [
            BenchRow(
                "daemon, first answer after start", "\(first.rounded(places: 0)) ms",
                target: "≤ 30 ms"),
            BenchRow("daemon, resident at rest", "\(resident) MB", target: "≤ 30 MB"),
        ]
        rows += try await load(url, files: issued.files)
        return rows
    }

    /// Waits for the daemon's first answer.
    private func answer(on port: UInt16) async throws {
        for _ in 0..<10_000 {
            if LocalPort.answers(port, path: "/livez") { return }
            try await Task.sleep(for: .milliseconds(1))
        }
        throw Failure("bench.no-daemon", .inputOutput, "The daemon did not answer.")
    }

    private func load(_ url: String, files: [[UInt8]]) async throws -> [BenchRow] {
        let script = "\(folder)/post.lua"
        let body = "\(folder)/body"
        // A bundle is one line, so that each request can take the next one.
        try Data(files.joined(separator: [UInt8(ascii: "\n")]))
            .write(to: URL(filePath: body), options: .atomic)
        try Data(files[0]).write(to: URL(filePath: "\(folder)/one"), options: .atomic)
        let lua = """
            local bodies, next = {}, 0
            for line in io.lines("\(body)") do bodies[#bodies + 1] = line end
            wrk.method = "POST"
            wrk.headers["Content-Type"] = "\(Bundle.mediaType)"
            request = function()
                next = next % #bodies + 1
                return wrk.format(nil, nil, nil, bodies[next])
            end
            """
        try Data(lua.utf8).write(to: URL(filePath: script), options: .atomic)
        let answer = try await run(
            "curl",
            [
                "-sS", "--data-binary", "@\(folder)/one", "-H",
                "Content-Type: \(Bundle.mediaType)", url + "/v1/verifications",
            ])
        guard answer?.contains("\"confirmed\"") == true else {
            return [BenchRow("verify over HTTP", "not measured: the daemon does not confirm")]
        }
        guard let nothing = try await wrk(url + "/livez", []),
            let verified = try await wrk(url + "/v1/verifications", ["-s", script]),
            let openssl = try await opensslSpeed()
        else {
            return [
                BenchRow("verify over HTTP", "not measured: no wrk command, or requests failed")
            ]
        }
        let limit = openssl.verify * Double(Machine.coreCount)
        return [
            BenchRow("an answer over HTTP that does nothing", "\(nothing.rate)/s"),
            BenchRow(
                "verify bundles over HTTP, each once", "\(verified.rate)/s",
                comparison: "an answer that does nothing", ratio: verified / nothing),
            BenchRow(
                "the same", "\((verified * 3).rate) signatures/s",
                comparison: "openssl speed on all cores, \(limit.rate)/s",
                ratio: verified * 3 / limit, target: "≥ 0.5, load on the same cores"),
        ]
    }

    /// Answers a second; `nil` if any of them was an error.
    private func wrk(_ url: String, _ arguments: [String]) async throws -> Double? {
        let seconds = "\(max(1, Int(duration.components.seconds)))s"
        let text = try await run(
            "wrk", ["-t1", "-c64", "-d\(seconds)"] + arguments + [url])
        guard let text, !text.contains("Non-2xx"), !text.contains("Socket errors"),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("Requests/sec") })
        else { return nil }
        return line.split(separator: " ").last.flatMap { Double($0) }
    }
}
