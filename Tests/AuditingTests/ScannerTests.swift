@testable import Auditing
import Records
import Signing
import Testing
import TransparencyLog

@Suite("Recognising ordinary records without reading them in full")
struct ScannerTests {
    private let sample: SampleLedger
    private let scanner: IssueScanner

    init() throws {
        var sample = try SampleLedger()
        try sample.appendIssues(1)
        try sample.append(.seal(sample.seal), by: [sample.record, sample.officer])
        try sample.appendIssues(40)
        self.sample = sample
        let keys = try KeyHistory(genesis: Record(parsing: sample.entries[0]))
        scanner = try #require(KeyTable(keys).scanner)
    }

    private func scan(_ entry: [UInt8], at index: Int) -> IssueScanner.Issue? {
        let previous = Digest.leaf(sample.entries[index - 1]).bytes
        var day = ScannedDay()
        return scanner.scan(
            entry.span, index: UInt64(index), digests: previous.span, previous: 0, day: &day)
    }

    @Test("recognises every ordinary record, whichever members it has")
    func recognises() throws {
        for index in 1..<sample.entries.count where index != 2 {
            let entry = sample.entries[index]
            let issue = try #require(scan(entry, at: index), "record \(index)")
            let record = try Record(parsing: entry)
            #expect(issue.at == record.at.milliseconds)
            #expect(
                issue.nonce == record.statement.nonce.reduce(0) { $0 << 8 | UInt128($1) })
            #expect(issue.signer == 0)
            guard case .issue(let body) = record.statement.body else { continue }
            #expect(issue.list == body.provenance.list?.value)
            #expect(Array(entry[issue.statement..<(entry.count - 1)]) == record.signed.canonical)
            let signature = Array(entry[issue.signature...].prefix(86))
            #expect(Base64URL.decode(signature) == record.signed.signatures[0].value)
        }
    }

    @Test("never accepts what the full reader refuses or reads otherwise")
    func agrees() throws {
        var random = SampleRandom(seed: 3)
        let wanted = Array("\"\\{}[]:,0129azAZ_-. TZ\u{0}\u{1F}\u{7F}".utf8) + [0x80, 0xC3, 0xFF]
        for index in [3, 4, 5, 6] {
            let entry = sample.entries[index]
            for offset in entry.indices {
                var changed = entry
                switch random.next() % 4 {
                case 0: changed[offset] ^= 1 << UInt8(random.next() % 8)
                case 1: changed[offset] = wanted[Int(random.next() % UInt64(wanted.count))]
                case 2: changed.remove(at: offset)
                default:
                    changed.insert(wanted[Int(random.next() % UInt64(wanted.count))], at: offset)
                }
                guard changed != entry, let issue = scan(changed, at: index) else { continue }
                let record = try Record(parsing: changed)
                #expect(record.index.value == UInt64(index), "byte \(offset) of record \(index)")
                #expect(record.previous == Digest.leaf(sample.entries[index - 1]))
                #expect(issue.at == record.at.milliseconds)
                guard case .issue(let body) = record.statement.body else {
                    Issue.record("byte \(offset) of record \(index)")
                    continue
                }
                #expect(issue.list == body.provenance.list?.value)
            }
        }
    }

    @Test("leaves records with other signers, kinds or places to the full reader")
    func others() throws {
        let all = try SampleLedger.allKinds()
        var recognised = 0
        for index in 1..<all.entries.count {
            let previous = Digest.leaf(all.entries[index - 1]).bytes
            let entry = all.entries[index]
            var day = ScannedDay()
            let issue = scanner.scan(
                entry.span, index: UInt64(index), digests: previous.span,
                previous: 0, day: &day)
            if issue != nil { recognised += 1 }
        }
        #expect(recognised == 4)
        #expect(scan(sample.entries[7], at: 8) == nil)
    }

    @Test("reads times as the full reader does")
    func times() throws {
        var day = ScannedDay()
        let texts = [
            "2026-06-24T10:00:00.123Z", "2026-06-24T23:59:59.999Z", "2024-02-29T00:00:00.000Z",
            "2023-02-29T00:00:00.000Z", "2026-06-24T24:00:00.000Z", "2026-06-24T10:60:00.000Z",
            "2026-06-24T10:00:60.000Z", "2026-06-24T10:00:00,000Z", "2026-06-24T10:00:00.000z",
            "2026-13-01T10:00:00.000Z", "1969-12-31T23:59:59.999Z", "2026-06-24t10:00:00.000Z",
            "2026-06-24T1:000:00.000Z", "2026-06-24T10:00:00.00:Z", "9999-12-31T23:59:59.999Z",
        ]
        for text in texts + texts.reversed() {
            let bytes = Array(text.utf8)
            var at = 0
            #expect(day.instant(bytes.span, &at) == Instant(text)?.milliseconds, "\(text)")
        }
    }

    @Test("reads base64url as strictly as the decoder")
    func base64() {
        var random = SampleRandom(seed: 4)
        let wanted = Array("ABMZabmz0189-_+/= @[`{^\u{1}\u{7F}".utf8) + [0x80, 0xAD, 0xDF, 0xFF]
        for _ in 0..<3_000 {
            for bytes in [16, 32, 64] {
                let decoded = random.bytes(bytes)
                var text = Array(Base64URL.encode(decoded).utf8)
                if random.next() % 4 > 0 {
                    let offset = Int(random.next() % UInt64(text.count))
                    text[offset] = wanted[Int(random.next() % UInt64(wanted.count))]
                }
                if random.next() % 4 == 0 {
                    text[text.count - 1] = wanted[Int(random.next() % UInt64(wanted.count))]
                }
                let expected = Base64URL.decode(text)
                let found = Base64URLText.stands(text.span, at: 0, count: text.count)
                #expect(found == (expected != nil), "\(text)")
                if bytes == 16 {
                    #expect(
                        Base64URLText.nonce(text.span, at: 0)
                            == expected?.reduce(0) { $0 << 8 | UInt128($1) })
                }
                if bytes == 32 {
                    let isSame = Base64URLText.isDigest(
                        text.span, at: 0, of: decoded.span, from: 0)
                    #expect(isSame == (expected == decoded))
                }
            }
        }
    }
}
