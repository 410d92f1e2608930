import CanonicalJSON
import Testing

@Suite("limits, at the limit and one above") struct LimitTests {
    static func nested(_ depth: Int, _ open: String, _ close: String) -> String {
        String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
    }

    @Test("64 arrays and objects may stand inside each other, 65 may not")
    func depth() {
        for (open, close) in [("[", "]"), (#"{"a":"#, "}"), (#"[{"a":"#, "}]")] {
            let each = open.hasPrefix("[{") ? 2 : 1
            let most = Self.nested(64 / each, open, close)
            #expect(Reading(most) == .canonical(most))
            let more = Self.nested(64 / each, open, close).replacing("1", with: "[]")
            #expect(Reading(more) == .refused("json.too-deep", at: 64 / each * open.utf8.count))
        }
        let siblings = "[" + Array(repeating: "[[]]", count: 100).joined(separator: ",") + "]"
        #expect(Reading(siblings, limits: JSONLimits(depthMax: 3)) == .canonical(siblings))
        #expect(
            Reading(siblings, limits: JSONLimits(depthMax: 2))
                == .refused("json.too-deep", at: 2))
        #expect(Reading("1", limits: JSONLimits(depthMax: 0)) == .canonical("1"))
        #expect(Reading("[]", limits: JSONLimits(depthMax: 0)) == .refused("json.too-deep", at: 0))
    }

    @Test("a text may hold 20,000 values, the outermost one counted, and not one more")
    func values() {
        let most = "[" + Array(repeating: "1", count: 19_999).joined(separator: ",") + "]"
        #expect(Reading(most) == .canonical(most))
        let more = "[1," + most.dropFirst()
        #expect(Reading(more) == .refused("json.too-many-nodes", at: 1 + 2 * 19_999))
    }

    @Test("member names do not count as values")
    func names() {
        let members = (10_000..<29_999).map { "\"\($0)\":0" }
        let most = "{" + members.joined(separator: ",") + "}"
        #expect(Reading(most) == .canonical(most))
        let more = "{" + (members + [#""x":[]"#]).joined(separator: ",") + "}"
        #expect(Reading(more) == .refused("json.too-many-nodes", at: more.utf8.count - 3))
        let limits = JSONLimits(nodesMax: 3)
        #expect(Reading(#"{"a":{"b":1}}"#, limits: limits) == .canonical(#"{"a":{"b":1}}"#))
        #expect(
            Reading(#"{"a":{"b":[]},"c":1}"#, limits: limits)
                == .refused("json.too-many-nodes", at: 18))
    }

    @Test("a text may be as long as the limit, not a byte longer, white space included")
    func length() {
        let limits = JSONLimits(bytesMax: 8)
        #expect(Reading("\"123456\"", limits: limits) == .canonical("\"123456\""))
        #expect(Reading("\"1234567\"", limits: limits) == .refused("json.too-long", at: 8))
        #expect(Reading("1        ", limits: limits) == .refused("json.too-long", at: 8))
        let most = [UInt8](repeating: 0x20, count: 1_048_575) + [0x31]
        #expect(Reading(most) == .canonical("1"))
        #expect(Reading(most + [0x20]) == .refused("json.too-long", at: 1_048_576))
    }

    @Test("an object of 19,999 members is read in time that grows with its size, not its square")
    func manyMembers() throws {
        // Names in reverse order, alike in their first and last eight bytes; then with escapes.
        for end in ["-suffix-", #"\u0000"#] {
            let members = (10_000..<29_999).reversed().map { "\"a-prefix-\($0)\(end)\":0" }
            let text = "{" + members.joined(separator: ",") + "}"
            let sorted = "{" + members.reversed().joined(separator: ",") + "}"
            let clock = ContinuousClock()
            let elapsed = clock.measure { #expect(Reading(text) == .canonical(sorted)) }
            #expect(elapsed < .seconds(20), "\(elapsed)")

            let repeated = "{" + (members.dropLast() + [members[7]]).joined(separator: ",") + "}"
            let offset = repeated.utf8.count - members[7].utf8.count - 1
            #expect(Reading(repeated) == .refused("json.duplicate-key", at: offset))
        }
    }
}
