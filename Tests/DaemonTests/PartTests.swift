import FoundationEssentials
import HomeFolder
import Records
import ServiceAPI
import Signing
import Testing

@testable import testamurd

@Suite("Parts of the daemon")
struct PartTests {
    private let start = ContinuousClock.now

    private func limiter(_ rate: Int, clientsMax: Int = 100) -> RateLimiter {
        RateLimiter(
            perSecond: rate, clientsMax: clientsMax, now: start, entropy: { Entropy.bytes($0) })
    }

    @Test("a bucket holds two seconds' worth, and not one more")
    func burst() {
        let limiter = limiter(10)
        for _ in 0..<20 { #expect(limiter.wait(for: "a", at: start) == nil) }
        #expect(limiter.wait(for: "a", at: start) == .milliseconds(100))
        #expect(limiter.wait(for: "b", at: start) == nil)
    }

    @Test("a bucket fills at the rate, whatever the steps in which one asks")
    func filling() {
        for step in [1, 3, 7, 19, 50] {
            let limiter = limiter(10)
            for _ in 0..<20 { _ = limiter.wait(for: "a", at: start) }
            var passed = 0
            // Ten seconds in steps of a tenth of so many milliseconds.
            for tick in 1...(100_000 / step) {
                let now = start + .microseconds(tick * step * 100)
                if limiter.wait(for: "a", at: now) == nil { passed += 1 }
            }
            #expect(99...101 ~= passed, "step \(step): \(passed)")
        }
    }

    @Test("a long rest fills the bucket and no more; a clock set back takes nothing")
    func rest() {
        let limiter = limiter(1)
        for _ in 0..<2 { #expect(limiter.wait(for: "a", at: start) == nil) }
        let later = start + .seconds(1_000_000)
        for _ in 0..<2 { #expect(limiter.wait(for: "a", at: later) == nil) }
        #expect(limiter.wait(for: "a", at: later) != nil)
        #expect(limiter.wait(for: "a", at: start) != nil)
    }

    @Test(
        "clients are known by their address, in IPv6 by its network",
        arguments: [
            ("192.0.2.1", "192.0.2.1"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2"),
            ("2001:db8:1:2::9", "2001:db8:1:2"), ("2001:db8::9", "2001:db8:0:0"),
            ("::1", "0:0:0:0"), ("::ffff:192.0.2.1", "192.0.2.1"), ("fe80::1%eth0", "fe80:0:0:0"),
            ("192.0.2.1:5678", "192.0.2.1"), ("[2001:db8:1:2::9]:5678", "2001:db8:1:2"),
            ("", ""), (":", ""), ("::", "0:0:0:0"), ("a:b", "a"), ("[a", "[a"),
            ("x:::y:z", "x:0:0:0"),
        ])
    func names(_ address: String, _ name: String) {
        #expect(RateLimiter.name(ofClientAt: address) == name)
    }

    @Test("many clients do not make it forget the busy one at once")
    func forgetting() {
        let limiter = limiter(1, clientsMax: 100)
        for _ in 0..<3 { _ = limiter.wait(for: "busy", at: start) }
        for other in 0..<49 { _ = limiter.wait(for: "client \(other)", at: start) }
        #expect(limiter.wait(for: "busy", at: start) != nil)
    }

    @Test(
        "dates are written as HTTP wants them",
        arguments: [
            ("1994-11-06T08:49:37.000Z", "Sun, 06 Nov 1994 08:49:37 GMT"),
            ("1970-01-01T00:00:00.000Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
            ("2024-02-29T23:59:59.999Z", "Thu, 29 Feb 2024 23:59:59 GMT"),
            ("2026-11-21T10:15:00.001Z", "Sat, 21 Nov 2026 10:15:00 GMT"),
        ])
    func dates(_ instant: String, _ text: String) throws {
        #expect(DateText.text(at: try #require(Instant(instant))) == text)
    }

    @Test(
        "addresses to listen on are read",
        arguments: [
            ("127.0.0.1:8460", "127.0.0.1", 8_460), ("[::1]:0", "::1", 0),
            ("localhost:65535", "localhost", 65_535),
        ])
    func listen(_ text: String, _ host: String, _ port: Int) throws {
        let address = try #require(ListenAddress(text))
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(ListenAddress.text(host: host, port: port) == text)
    }

    @Test("every path of the service leads where it says")
    func routes() {
        #expect(Route(path: "/") == .page)
        #expect(Route(path: ServicePath.verifications[...]) == .verifications)
        #expect(Route(path: ServicePath.record(7)[...]) == .record("7"))
        for action in StandingAction.allCases {
            let path = ServicePath.standing(ofCredential: "x", verb: action.rawValue)
            #expect(Route(path: path[...]) == .standing(of: "x", action))
        }
        #expect(Route(path: "/v1/credentials/x/resume") == nil)
        #expect(Route(path: "/v1/credentials/x/revoke/y") == nil)
        #expect(Route(path: "/v1/credentials/x") == nil)
        #expect(Route(path: "") == nil)
        #expect(Route(path: "/v1/recordsx") == nil)
    }

    @Test("tokens are known by their digests; lines that are none are passed over")
    func tokens() async throws {
        let path = try TestFolder.make() + "/tokens"
        func digest(_ token: String) -> String {
            Hex.encode(Digest.sha256(Array(token.utf8)).bytes)
        }
        let lines = [
            "", "# comment", digest("one") + " first", digest("two"), digest("three") + "x",
            String(digest("four").dropLast()), digest("five").uppercased() + " five",
            digest("two") + " ", digest("six") + " student system",
        ]
        try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: path))
        let file = TokenFile(path: path)
        for token in ["one", "six"] {
            #expect(await file.authorises("Bearer \(token)"))
            #expect(await file.authorises("bearer  \(token)"))
        }
        for token in [
            "two", "three", "four", "five", "", "first", digest("one"), "one first", "# comment",
        ] {
            #expect(await !file.authorises("Bearer \(token)"), "\(token)")
        }
        #expect(await !file.authorises(nil))
        #expect(throws: HomeError.badTokens(path)) { try file.entries() }
        let missing = TokenFile(path: path + ".missing")
        #expect(await !missing.authorises("Bearer one"))
    }
}
