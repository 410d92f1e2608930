import Fetching
import Testing

@Suite("Addresses that a caller lists")
struct FetchBaseTests {
    @Test(
        "https addresses, and http ones on this machine, can be listed",
        arguments: [
            "https://uni.example", "https://uni.example/ledger", "https://uni.example:8443/a/b",
            "http://127.0.0.1:8460", "http://localhost:1", "http://[::1]:8080/x",
            "https://93.184.216.34", "https://a-b.c1.example/%C3%B6",
        ])
    func reading(_ text: String) throws {
        #expect(try #require(FetchBase(text)).description == text)
    }

    @Test(
        "anything else cannot",
        arguments: [
            "", "uni.example", "http://uni.example", "http://10.0.0.1", "ftp://uni.example",
            "HTTPS://uni.example", "https://Uni.example", "https://uni.example/", "https:///x",
            "https://uni.example?x", "https://uni.example#x", "https://u@uni.example",
            "https://uni.example:443", "http://127.0.0.1:80", "https://uni.example:0443",
            "https://uni.example:", "https://uni.example:x", "https://uni.example:99999",
            "https://uni.example/a/../b", "https://uni.example/./a", "https://uni.example//a",
            "https://uni.example/%2e%2e/a", "https://uni.example/a%2fb", "https://uni.example/%",
            "https://uni.example/%g0", "https://uni..example", "https://-uni.example",
            "https://uni.example.", "https://uni_.example", "https://127.1", "https://0x7f.1",
            "https://1.2.3.04", "https://[::0001]", "https://[::1", "https://[1.2.3.4]",
            "https://uni.example/a b", "https://uni.example/\u{E9}", "https://uni.example/a\\b",
            "https://xn--.example/\n", "https://uni.example:+1", "http://127.0.0.1.nip.example",
        ])
    func refusing(_ text: String) {
        #expect(FetchBase(text) == nil)
    }

    @Test(
        "what lies below an address is held, and nothing beside it",
        arguments: [
            ("https://uni.example/a", true), ("https://uni.example/a/", true),
            ("https://uni.example/a/b", true), ("https://uni.example/a?x=1", true),
            ("https://uni.example/a/b?x", true), ("https://uni.example/ab", false),
            ("https://uni.example", false), ("https://uni.example/", false),
            ("https://uni.example/A", false), ("https://uni.example:8443/a", false),
            ("https://uni.example.evil.example/a", false), ("https://evil.example/a", false),
            ("http://uni.example/a", false), ("https://uni.example/a/../b", false),
            ("https://uni.example/a/%2e%2e/b", false), ("https://u@uni.example/a", false),
            ("https://uni.example/a#x", false), ("https://sub.uni.example/a", false),
        ])
    func holding(_ url: String, _ isHeld: Bool) throws {
        let base = try #require(FetchBase("https://uni.example/a"))
        #expect(base.holds(url) == isHeld)
    }

    @Test("a base without a path holds every path of its host")
    func wholeHost() throws {
        let base = try #require(FetchBase("https://uni.example"))
        #expect(base.holds("https://uni.example"))
        #expect(base.holds("https://uni.example/"))
        #expect(base.holds("https://uni.example/x/y?z"))
        #expect(!base.holds("https://uni.example:8443/x"))
    }

    @Test("an address has its limit")
    func limit() {
        let prefix = "https://uni.example/"
        let longest = prefix + String(repeating: "a", count: 2_048 - prefix.utf8.count)
        #expect(FetchBase(longest) != nil)
        #expect(FetchBase(longest + "a") == nil)
    }
}
