import ServiceAPI
import Testing

@Suite("What a client takes")
struct AcceptTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let header: String?
        let offers: [MediaType]
        let best: MediaType?
        var testDescription: String { "\(header ?? "(none)") of \(offers)" }
    }

    static let cases: [Case] = [
        Case(header: nil, offers: [.json, .text], best: .json),
        Case(header: "", offers: [.json, .text], best: .json),
        Case(header: " \t", offers: [.json, .text], best: .json),
        Case(header: "*/*", offers: [.text, .json], best: .text),
        Case(header: "text/plain", offers: [.json, .text], best: .text),
        Case(header: "TEXT/Plain", offers: [.json, .text], best: .text),
        Case(header: "text/*", offers: [.json, .text], best: .text),
        Case(header: "text/html", offers: [.json, .text], best: nil),
        Case(header: "text/plain;q=0.5, application/json", offers: [.text, .json], best: .json),
        Case(
            header: "text/plain;q=0.5,application/json;q=0.4", offers: [.json, .text], best: .text),
        Case(header: "application/json;q=0, */*", offers: [.json, .text], best: .text),
        Case(header: "*/*;q=0.1, application/json;q=0.2", offers: [.text, .json], best: .json),
        Case(header: "*/*;q=0", offers: [.json], best: nil),
        Case(header: "text/*;q=0.9, text/plain;q=0", offers: [.text, .json], best: nil),
        Case(header: "application/vc, application/json;q=0.9", offers: [.json], best: .json),
        Case(header: "application/json; charset=utf-8; q=0.3", offers: [.json], best: .json),
        Case(header: "nonsense, application/json", offers: [.json], best: .json),
        Case(header: "nonsense", offers: [.json], best: nil),
        Case(header: "application/json;q=1.5", offers: [.json], best: nil),
        Case(header: "application/json;q=0.1234", offers: [.json], best: nil),
        Case(header: "application/json;q=-1", offers: [.json], best: nil),
        Case(header: "application/json;q=", offers: [.json], best: nil),
        Case(header: ",,,application/json,,", offers: [.json], best: .json),
    ]

    @Test("the preferred offer is chosen", arguments: cases)
    func choice(_ item: Case) {
        #expect(Accept(item.header).best(of: item.offers) == item.best)
    }

    @Test("ranges beyond the limit are as if they were not there")
    func limit() {
        let filler = Array(repeating: "a/b", count: Accept.rangesMax - 1)
        let within = (filler + ["text/plain"]).joined(separator: ",")
        let beyond = (filler + ["a/b", "text/plain"]).joined(separator: ",")
        #expect(Accept(within).best(of: [.text]) == .text)
        #expect(Accept(beyond).best(of: [.text]) == nil)
    }
}
