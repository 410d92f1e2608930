import Testing

@testable import Trust

@Suite("The address of a party")
struct WebBaseTests {
    @Test(
        "has a scheme, a host and perhaps a path, each in one spelling",
        arguments: [
            "https://uni.example", "https://uni.example/ledger", "https://uni.example:8443/a/b",
            "http://localhost:8080", "http://127.0.0.1:9/ledger", "http://[::1]:8080",
            "https://xn--nxasmm1c.example", "https://10.0.0.5/x", "https://uni.example/a%C3%A9",
        ])
    func accepted(_ text: String) throws {
        #expect(try #require(WebBase(text)).description == text)
    }

    @Test(
        "is refused in any other form",
        arguments: [
            "", "uni.example", "ftp://uni.example", "http://uni.example", "https://",
            "https:///ledger", "https://uni.example/", "https://uni.example/ledger/",
            "https://uni.example/a//b", "https://uni.example/../b", "https://uni.example/./b",
            "https://uni.example/%2e%2e/b", "https://uni.example/a%2Fb", "https://uni.example/%5c",
            "https://uni.example/a%", "https://uni.example/a%zz", "https://uni.example/%00",
            "https://user@uni.example", "https://uni.example?x=1", "https://uni.example#a",
            "https://Uni.example", "https://uni..example", "https://-uni.example",
            "https://uni.example:443", "https://uni.example:0443", "https://uni.example:99999",
            "https://uni.example:", "http://localhost:80", "http://localhost.example",
            "http://127.0.0.2", "https://[::2]", "https://uni.example\\@evil.example",
            "https://uni.example/a b", "https://uni.example/é", "HTTPS://uni.example",
            "https://[::1", "https://[::1]x",
        ])
    func refused(_ text: String) {
        #expect(WebBase(text) == nil)
    }

    @Test("is at most 2,048 bytes long")
    func limit() {
        let stem = "https://uni.example/"
        let longest = stem + String(repeating: "a", count: WebBase.bytesMax - stem.utf8.count)
        #expect(WebBase(longest) != nil)
        #expect(WebBase(longest + "a") == nil)
    }

    @Test("holds only what lies below it")
    func holds() throws {
        let base = try #require(WebBase("https://uni.example/status"))
        #expect(base.holds("https://uni.example/status/1"))
        #expect(base.holds("https://uni.example/status/1?timestamp=2026"))
        for url in [
            "https://uni.example/status", "https://uni.example/statusx/1",
            "https://uni.example/other/1", "http://uni.example/status/1",
            "https://uni.example:8443/status/1", "https://uni.example/status/../secret",
            "https://uni.example/status/%2e%2e/secret", "https://evil.example/status/1",
            "https://uni.example@evil.example/status/1", "https://uni.example.evil/status/1",
            "https://uni.example/status/1#x", "https://UNI.example/status/1",
        ] {
            #expect(!base.holds(url), "\(url)")
        }
        let root = try #require(WebBase("https://uni.example"))
        #expect(root.holds("https://uni.example/anything"))
        #expect(!root.holds("https://uni.example"))
        #expect(root.appending("v1/receipts") == "https://uni.example/v1/receipts")
    }
}
