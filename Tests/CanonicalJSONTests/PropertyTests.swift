import CanonicalJSON
import FoundationEssentials
import Testing

@Suite("for random documents") struct PropertyTests {
    /// How many seeds are tried: many more where time does not matter.
    private static let seeds: Range<UInt64> =
        0..<(ProcessInfo.processInfo.environment["TESTAMUR_SLOW"] == "1" ? 50_000 : 200)

    @Test("every spelling has the one canonical form, which is its own")
    func oneForm() throws {
        for seed in Self.seeds {
            var random = RandomDocument(seed: seed)
            let value = random.value()
            let form = Array(value.plainlyCanonical().utf8)
            #expect(value.canonicalBytes() == form, "seed \(seed)")

            let spelling = random.spelling(of: value)
            let document = try JSONDocument(parsing: spelling)
            #expect(document.canonicalBytes() == form, "seed \(seed)")
            #expect(document.isCanonical == (spelling == form), "seed \(seed)")
            #expect(document.root.value == value, "seed \(seed)")
            #expect(document.root.value.canonicalBytes() == form, "seed \(seed)")

            let again = try JSONDocument(parsing: form)
            #expect(again.canonicalBytes() == form, "seed \(seed)")
            #expect(again.isCanonical, "seed \(seed)")
            #expect(again.root.canonicalBytes() == form, "seed \(seed)")

            let pretty = try JSONDocument(parsing: Array(value.prettyText().utf8))
            #expect(pretty.canonicalBytes() == form, "seed \(seed)")
        }
    }

    @Test("leaving members out of the text is leaving them out of the value")
    func omitting() throws {
        for seed in Self.seeds {
            var random = RandomDocument(seed: seed)
            let value = random.value()
            guard case .object(let members) = value, !members.isEmpty else { continue }
            let names = [random.random.pick(members).name, random.random.pick(members).name]
            let rest = value.removing(name: names[0]).removing(name: names[1]).canonicalBytes()
            for text in [random.spelling(of: value), value.canonicalBytes()] {
                let root = try JSONDocument(parsing: text).root
                #expect(root.canonicalBytes(omitting: names) == rest, "seed \(seed)")
                #expect(root[names[0]]?.value == value[names[0]], "seed \(seed)")
            }
        }
    }

    @Test("a text with changed bytes is refused with its place, or read to a stable form")
    func mutations() throws {
        for seed in Self.seeds {
            var document = RandomDocument(seed: seed)
            let value = document.value()
            let text = document.spelling(of: value)
            for _ in 0..<20 {
                let changed = Self.mutate(text, using: &document.random)
                for rule in [JSONLimits.NumberRule.refused, .reported] {
                    Self.checkStable(changed, JSONLimits(numbers: rule), "seed \(seed)")
                }
            }
        }
    }

    private static func checkStable(_ bytes: [UInt8], _ limits: JSONLimits, _ comment: Comment) {
        do throws(JSONError) {
            let document = try JSONDocument(parsing: bytes, limits: limits)
            let form = document.canonicalBytes()
            // What is canonical is always inside I-JSON.
            let again = try JSONDocument(parsing: form)
            #expect(again.isCanonical && again.canonicalBytes() == form, comment)
            #expect(document.root.value.canonicalBytes() == form, comment)
            #expect(document.isCanonical == (form == bytes), comment)
        } catch {
            #expect(0...bytes.count ~= error.offset, comment)
        }
    }

    /// The bytes with one to three of them changed, taken out or put in.
    private static func mutate(_ bytes: [UInt8], using random: inout SeededRandom) -> [UInt8] {
        var bytes = bytes
        let likely = Array("{}[]:,\"\\u0019aeE+-.tfn \u{1}\u{E9}😂".utf8)
        for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
            let index = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes.remove(at: index)
            case 1: bytes.insert(random.pick(likely), at: index)
            case 2: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 3: bytes[index] = random.pick(likely)
            default:
                let end = min(bytes.count, index + Int.random(in: 1...12, using: &random))
                bytes.insert(contentsOf: bytes[index..<end], at: index)
            }
        }
        return bytes
    }
}
