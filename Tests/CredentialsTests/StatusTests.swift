import CanonicalJSON
import Credentials
import Signing
import Testing

@Suite("A status entry")
struct StatusEntryTests {
    private static let text = """
        {"type": "BitstringStatusListEntry", "statusPurpose": "revocation",
         "statusListIndex": "94567", "statusListCredential": "https://uni.example/status/3"}
        """

    private func entry(_ edits: [Edit]) throws -> StatusEntry {
        try StatusEntry(JSONValue(Self.text).applying(edits).document.root)
    }

    @Test("is read as it was written")
    func roundTrip() throws {
        #expect(try entry([]).json == (try JSONValue(Self.text)))
        let message = try entry([
            .set("/id", #""https://uni.example/status/3#94567""#), .set("/statusSize", "2"),
            .set(
                "/statusMessage",
                #"""
                [{"status": "0x0", "message": "a"}, {"status": "0x3", "message": "b"},
                 {"status": "0x1", "message": "c"}, {"status": "0x2", "message": "d"}]
                """#),
            .set("/statusPurpose", #""message""#),
        ])
        #expect(message.size == 2)
        #expect(message.messages.map(\.status) == [0, 3, 1, 2])
        #expect(try StatusEntry(message.json.document.root) == message)
        for purpose in ["revocation", "suspension", "refresh", "own"] {
            let read = try entry([.set("/statusPurpose", "\"\(purpose)\"")]).purpose
            #expect(read.description == purpose)
        }
    }

    @Test(
        "is refused when a member is malformed",
        arguments: [
            .remove("/type"), .set("/type", #""StatusList2021Entry""#), .remove("/statusPurpose"),
            .set("/statusPurpose", "[]"), .set("/statusPurpose", #""""#),
            .remove("/statusListIndex"), .set("/statusListIndex", "94567"),
            .set("/statusListIndex", #""""#), .set("/statusListIndex", #""-1""#),
            .set("/statusListIndex", #""+1""#), .set("/statusListIndex", #""01""#),
            .set("/statusListIndex", #""0x1""#), .set("/statusListIndex", #""1 ""#),
            .set("/statusListIndex", #""١""#), .remove("/statusListCredential"),
            .set("/statusListCredential", #""status/3""#), .set("/statusListCredential", "{}"),
            .set("/statusListCredential", #""https://unï.example/3""#), .set("/id", "1"),
            .set("/id", #""x""#), .set("/id", #""https://uni.example/status/3""#),
            .set("/statusSize", "0"), .set("/statusSize", "33"), .set("/statusSize", #""1""#),
            .set("/statusSize", "1.5"), .set("/statusSize", "2"),
            .set("/statusPurpose", #""message""#), .set("/statusMessage", "[]"),
            .set("/statusMessage", #"[{"status": "1", "message": "a"}]"#),
            .set("/statusMessage", #"[{"status": "0x1", "message": "a"}]"#),
            .set(
                "/statusMessage",
                #"""
                [{"status": "0x0", "message": "a"}, {"status": "0x1", "message": "b"},
                 {"status": "0x2", "message": "c"}]
                """#),
            .set("/statusMessage", #"[{"status": "0x1"}]"#),
            .set("/statusMessage", #"[{"status": "0x123456789", "message": "a"}]"#),
            .set(
                "/statusMessage",
                #"[{"status": "0x1", "message": "a"}, {"status": "0x01", "message": "b"}]"#),
            .set("/statusReference", "5"), .set("/statusReference", "[5]"),
            .set("/statusReference", "{}"), .set("/statusReference", "null"),
            .set("/statusReference", "[]"), .set("/statusReference", #""no url""#),
            .set("/statusReference", #"["https://uni.example/a", "no url"]"#),
        ] as [Edit])
    func malformed(edit: Edit) throws {
        let error = #expect(throws: StatusListError.self) { try entry([edit]) }
        #expect(error?.problem == .malformedValue)
    }

    @Test(
        "may name what else tells of its status",
        arguments: [
            #""https://uni.example/a""#, #"["https://uni.example/a", "urn:x:b"]"#,
        ])
    func references(value: String) throws {
        #expect(try entry([.set("/statusReference", value)]).index.value == 94_567)
    }

    @Test("points within the longest list that is read")
    func range() throws {
        #expect(try entry([.set("/statusListIndex", #""134217727""#)]).index.value == 134_217_727)
        for index in ["134217728", "999999999", "99999999999999999999"] {
            let error = #expect(throws: StatusListError.self) {
                try entry([.set("/statusListIndex", "\"\(index)\"")])
            }
            #expect(error?.problem == .range)
        }
        #expect(StatusListIndex(-1) == nil)
        #expect(try #require(StatusListIndex("1")) < (try #require(StatusListIndex(2))))
    }

    @Test("makes its credential malformed, with its place")
    func inCredential() throws {
        let bad = Self.text.replacing("94567", with: "x")
        try RuleCase.bad(
            "/credentialStatus", "[\(bad)]", "/credentialStatus/0", .statusMalformed
        ).check(Example.plain)
        let far = Self.text.replacing("94567", with: "134217728")
        try RuleCase.bad("/credentialStatus", far, nil, .range).check(Example.plain)
    }
}

@Suite("A bit string")
struct BitStringTests {
    @Test("has its first bit at the top of its first byte")
    func order() throws {
        var bits = BitString()
        #expect(bits.count == 131_072)
        for (index, byte, value) in [
            (0, 0, 0x80), (7, 0, 0x81), (8, 1, 0x80), (131_071, 16_383, 1),
        ] {
            let place = try #require(StatusListIndex(index))
            #expect(bits[place] == .clear)
            bits[place] = .set
            #expect(bits[place] == .set)
            #expect(bits.bytes[byte] == UInt8(value))
        }
        let first = try #require(StatusListIndex(0))
        bits[first] = .clear
        #expect(bits[first] == .clear && bits.bytes[0] == 1)
    }

    @Test("reads statuses of several bits, the most significant first")
    func sizes() throws {
        var bits = BitString()
        for index in [0, 2, 3, 9] { bits[try #require(StatusListIndex(index))] = .set }
        func status(_ index: Int, _ size: Int) throws -> UInt32? {
            bits.status(at: try #require(StatusListIndex(index)), size: size)
        }
        #expect(try status(0, 1) == 1)
        #expect(try status(1, 1) == 0)
        #expect(try status(0, 2) == 0b10)
        #expect(try status(1, 2) == 0b11)
        #expect(try status(0, 4) == 0b1011)
        #expect(try status(1, 3) == 0b100)
        #expect(try status(0, 32) == 0xB040_0000)
        #expect(try status(131_071, 1) == 0)
        #expect(try status(131_072, 1) == nil)
        #expect(try status(65_535, 2) == 0)
        #expect(try status(65_536, 2) == nil)
        #expect(try status(43_690, 3) == nil)
    }

    @Test("agrees with a naive reading, for every size")
    func naive() throws {
        var bits = BitString()
        var state: UInt32 = 42
        for index in 0..<4_096 {
            state = state &* 1_664_525 &+ 1_013_904_223
            if state >> 31 == 1 { bits[try #require(StatusListIndex(index))] = .set }
        }
        let text = try (0..<4_096).map {
            bits[try #require(StatusListIndex($0))] == .set ? "1" : "0"
        }
        .joined()
        for size in 1...32 {
            for index in 0..<(4_096 / size) {
                let digits = text.utf8.dropFirst(index * size).prefix(size)
                let expected = UInt32(String(decoding: digits, as: UTF8.self), radix: 2)
                let place = try #require(StatusListIndex(index))
                guard bits.status(at: place, size: size) == expected else {
                    Issue.record("size \(size) index \(index)")
                    return
                }
            }
        }
    }

    @Test("is read as it was written, and always written alike")
    func encoding() throws {
        var bits = BitString(bitCount: 1_000_000)
        for index in stride(from: 0, to: 1_000_000, by: 777) {
            bits[try #require(StatusListIndex(index))] = .set
        }
        let text = bits.encodedList
        #expect(text.hasPrefix("uH4sIAAAAAAAC"))
        #expect(text == bits.encodedList)
        #expect(try BitString(encodedList: text) == bits)
        #expect(try BitString(encodedList: String(text.dropFirst())) == bits)
    }

    @Test("reads the example of the specification")
    func example() throws {
        let text = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
        let bits = try BitString(encodedList: text)
        #expect(bits.bytes == [UInt8](repeating: 0, count: 16_384))
    }

    @Test("is refused when any part of it is damaged, cut off or followed by more")
    func damage() throws {
        let text = BitString().encodedList
        let gzip = try #require(Base64URL.decode(String(text.dropFirst())))
        func problem(_ bytes: [UInt8]) -> StatusListError.Problem? {
            do throws(StatusListError) {
                _ = try BitString(encodedList: "u" + Base64URL.encode(bytes))
                return nil
            } catch {
                return error.problem
            }
        }
        #expect(problem(gzip) == nil)
        for count in 0..<gzip.count {
            #expect(problem(Array(gzip.prefix(count))) == .malformedValue, "\(count) bytes")
        }
        #expect(problem(gzip + [0]) == .malformedValue)
        #expect(problem(gzip + gzip) == .malformedValue)
        // Time, extra flags and system stand in the header and change nothing; all else counts.
        for byte in gzip.indices where !(4...9).contains(byte) && byte != 3 {
            for bit in 0..<8 {
                var flipped = gzip
                flipped[byte] ^= 1 << UInt8(bit)
                if problem(flipped) == nil {
                    let read = try BitString(encodedList: "u" + Base64URL.encode(flipped))
                    #expect(read == BitString(), "byte \(byte) bit \(bit)")
                }
            }
        }
        for text in ["", "u", "zH4sI", "u!!!!", text + "=", "u " + text.dropFirst()] {
            #expect(throws: StatusListError.self) { try BitString(encodedList: text) }
        }
        // The zlib wrapper of the same content, as another standard uses.
        #expect(problem([0x78, 0x9C, 0x03, 0, 0, 0, 0, 1]) == .malformedValue)
    }

    @Test("expands to 16 MiB and not one byte more")
    func bomb() throws {
        let largest = BitString(bitCount: BitString.bitCountMax)
        let text = largest.encodedList
        #expect(text.utf8.count < 40_000)
        #expect(try BitString(encodedList: text).count == BitString.bitCountMax)
        let bomb = StoredGzip.encodedList(zeroByteCount: BitString.byteCountMax + 1)
        let error = #expect(throws: StatusListError.self) { try BitString(encodedList: bomb) }
        #expect(error?.problem == .malformedValue)
        #expect(error?.text.contains("16777216") == true)
    }
}
