import ServiceAPI
import Testing

@Suite("Media types")
struct MediaTypeTests {
    @Test(
        "a content type is read without its parameters",
        arguments: [
            "application/json", "Application/JSON", " application/json ",
            "application/json;charset=utf-8", "application/json; charset=\"UTF-8\"",
            "application/json; profile=x",
        ])
    func reading(_ text: String) {
        #expect(MediaType(contentType: text) == .json)
    }

    @Test(
        "what is no content type, or another character set, is refused",
        arguments: [
            "", "json", "/", "application/", "/json", "a/b/c", "*/*", "application/*",
            "appl ication/json", "application/json; charset=utf-16", "application/js\u{F6}n",
        ])
    func refusing(_ text: String) {
        #expect(MediaType(contentType: text) == nil)
    }

    @Test("JSON is what says so")
    func json() {
        #expect(MediaType.json.isJSON)
        #expect(MediaType.bundle.isJSON)
        #expect(MediaType.credential.isJSON)
        #expect(MediaType.problem.isJSON)
        #expect(MediaType(contentType: "application/ld+json")?.isJSON == true)
        #expect(!MediaType.text.isJSON)
        #expect(!MediaType.bytes.isJSON)
        #expect(MediaType(contentType: "application/x-www-form-urlencoded")?.isJSON == false)
    }

    @Test("text says its character set")
    func header() {
        #expect(MediaType.text.header == "text/plain; charset=utf-8")
        #expect(MediaType.json.header == "application/json")
    }
}
