import CanonicalJSON

extension BenchStage {
    /// Parsing and canonicalising the sample, on one core.
    func measureJSON() async throws -> [BenchRow] {
        let bytes = BenchStage.sample
        let size = Double(bytes.count)
        let document = try JSONDocument(parsing: bytes)
        let parse = try Stopwatch.rate(for: duration) { _ = try JSONDocument(parsing: bytes) }
        let canonicalise = Stopwatch.rate(for: duration) { _ = document.canonicalBytes() }
        return [
            row("strict JSON, parse", parse * size, aim: 500),
            row("strict JSON, canonicalise", canonicalise * size, aim: 300),
        ]
    }

    private func row(_ name: String, _ bytesPerSecond: Double, aim: Double) -> BenchRow {
        let megabytes = bytesPerSecond / 1_000_000
        return BenchRow(
            "\(name), \(BenchStage.sample.count) B", "\(megabytes.rounded(places: 0)) MB/s",
            target: "≥ \(aim.rounded(places: 0)) MB/s")
    }
}
