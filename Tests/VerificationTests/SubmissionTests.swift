import CanonicalJSON
import Credentials
import Records
import Signing
import TestSupport
import Testing
import TransparencyLog
import Trust

@testable import Verification

@Suite("What is handed in")
struct SubmissionTests {
    private let world: World
    private let json: JSONValue

    init() throws {
        world = try World()
        json = try world.a.bundle(world.award).json
    }

    private func reason(_ bytes: [UInt8]) -> SubmissionError.Reason? {
        do {
            _ = try Submission(reading: bytes)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test("is a bundle, or a credential by itself")
    func kinds() throws {
        let bundle = try Submission(reading: json.canonicalBytes())
        guard case .bundle(let read) = bundle.content else { throw Unexpected() }
        #expect(read.bytes == json.canonicalBytes())
        #expect(read.receipts.count == 1)
        #expect(read.keys.count == 3)
        #expect(bundle.digest == .sha256(json.canonicalBytes()))
        let bare = try Submission(reading: world.award.credential.canonicalBytes)
        guard case .credential = bare.content else { throw Unexpected() }
    }

    @Test(
        "is otherwise unreadable, and the error says what to do",
        arguments: [
            ("", SubmissionError.Reason.empty), ("%PDF-1.7", .pdf), ("GIF89a", .picture),
            ("eyJhbGciOiJFZERTQSJ9.e30.x", .token), ("{", .notJSON), ("[]", .otherJSON),
            ("{}", .otherJSON), (#"{"type":"TestamurTrustList","version":1}"#, .otherJSON),
            (#"{"type":"TestamurBundle","version":2}"#, .bundleVersion),
            (#"{"type":"TestamurBundle","version":1}"#, .bundleMalformed),
            (#"{"a":1,"a":2}"#, .notJSON), ("\u{FEFF}{}", .notJSON),
        ])
    func unreadable(_ text: String, _ expected: SubmissionError.Reason) {
        #expect(reason(Array(text.utf8)) == expected)
        #expect(expected.nextStep.hasSuffix("."))
    }

    @Test("as a picture is told to be one")
    func picture() {
        #expect(reason([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A]) == .picture)
        #expect(reason([0xFF, 0xD8, 0xFF, 0xE0]) == .picture)
    }

    @Test("as a bundle has seven members, each of them needed and no other known")
    func closed() throws {
        for name in ["credential", "receipts", "keys", "seals", "standings"] {
            #expect(reason(json.removing(name: name).canonicalBytes()) == .bundleMalformed)
        }
        var more = json
        more["comment"] = "x"
        #expect(reason(more.canonicalBytes()) == .bundleMalformed)
        for name in ["receipts", "keys", "standings"] {
            var wrong = json
            wrong[pointer: "/\(name)/0/extra"] = 1
            #expect(reason(wrong.canonicalBytes()) == .bundleMalformed)
        }
    }

    @Test("as a bundle has one receipt and one standing a ledger")
    func duplicates() throws {
        for name in ["receipts", "standings"] {
            var twice = json
            guard case .array(let list)? = json[name] else { throw Unexpected() }
            twice[name] = .array(list + list)
            #expect(reason(twice.canonicalBytes()) == .bundleMalformed)
        }
    }

    @Test("as a bundle may have parts up to their number, and not one more")
    func counts() throws {
        guard case .array(let keys)? = json["keys"] else { throw Unexpected() }
        for (name, max, element) in [
            ("seals", Bundle.sealsMax, JSONValue.object([])), ("keys", Bundle.keysMax, keys[0]),
        ] {
            var full = json
            full[name] = .array(Array(repeating: element, count: max))
            #expect(reason(full.canonicalBytes()) == nil, "\(name)")
            full[name] = .array(Array(repeating: element, count: max + 1))
            #expect(reason(full.canonicalBytes()) == .bundleMalformed, "\(name)")
        }
    }

    @Test("as a bundle may be of sixteen ledgers, and not of one more")
    func ledgers() throws {
        for (name, place, max) in [
            ("receipts", "origin", Bundle.receiptsMax),
            ("standings", "standing/origin", Bundle.standingsMax),
        ] {
            guard case .array(let list)? = json[name] else { throw Unexpected() }
            func full(_ count: Int) -> [UInt8] {
                var many = json
                many[name] = .array(
                    (0..<count).map { number in
                        var element = list[0]
                        element[pointer: "/\(place)"] = .string("u\(number).example/ledger")
                        return element
                    })
                return many.canonicalBytes()
            }
            #expect(reason(full(max)) == nil, "\(name)")
            #expect(reason(full(max + 1)) == .bundleMalformed, "\(name)")
        }
    }

    @Test("may be 512 KiB long, and not a byte longer")
    func length() {
        let bytes = json.canonicalBytes()
        let room = [UInt8](repeating: 0x20, count: Bundle.bytesMax - bytes.count)
        #expect(reason(bytes + room) == nil)
        #expect(reason(bytes + room + [0x20]) == .tooLong)
    }

    @Test("keeps its seals, which are not judged yet")
    func seals() throws {
        var sealed = json
        sealed["seals"] = [["anything": 1]]
        let bundle = try Bundle(parsing: sealed.canonicalBytes())
        #expect(bundle.bytes == sealed.canonicalBytes())
        #expect(try world.verdict(bundle).code == .confirmed)
    }

    @Test("as JSON that is no well-formed credential gets a verdict, and not confirmed")
    func malformedCredential() throws {
        let verdict = try world.verdict(Array(#"{"@context":[],"type":[]}"#.utf8))
        #expect(verdict.code == .incomplete)
        #expect(verdict.reason(.wellFormed) == .formatMalformed)
        #expect(!verdict.findings.isEmpty)
        #expect(verdict.award == nil && verdict.claimed == nil)
        #expect(verdict.headline.contains("not a well-formed award"))
    }

    @Test("says in each error what is wrong and what to do")
    func words() {
        for reason in SubmissionError.Reason.allCases {
            let error = SubmissionError(reason, "here")
            #expect(error.description.contains("here"))
            #expect(error.description.hasSuffix(reason.nextStep))
            #expect(reason.rawValue.hasPrefix("unreadable."))
        }
    }
}
