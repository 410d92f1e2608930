import Signing
import Testing

@testable import Trust

@Suite("A look-alike")
struct LookAlikeTests {
    private func institution(
        _ did: String, _ name: String, language: String = "en"
    ) throws -> Institution {
        try Institution(
            did: #require(DID(did)), names: [#require(InstitutionName(name, language: language))],
            country: "PL", ledgers: [], hosts: [])
    }

    private func reasons(
        _ did: String, _ name: String, beside known: (did: String, name: String)
    ) throws -> [LookAlike.Reason] {
        try LookAlike.warnings(
            about: institution(did, name), beside: [institution(known.did, known.name)]
        ).map(\.reason)
    }

    private let known = (did: "did:web:uni-krakow.example", name: "Model University of Kraków")

    @Test(
        "is noticed whichever letters make it",
        arguments: [
            "Model University of Krakow", "Мodel University of Kraków",
            "Model Universitу of Kraków",
            "Model Univers1ty of Kraków", "MODEL UNIVERSITY OF KRAKÓW",
            "Model  University-of Kraków",
            "Ｍodel University of Kraków", "Model Uniνersity of Kraków",
            "Model University of Κraków",
            "Modei University of Kraków", "Model University of Kraków",
        ])
    func sameLook(_ name: String) throws {
        let found = try reasons("did:web:other.example", name, beside: known)
        #expect(found.contains(.sameLook), "\(name)")
    }

    @Test(
        "is noticed when a letter is changed, added, left out or exchanged",
        arguments: [
            "Model University of Krakov", "Model University of Krakóww",
            "Model Univesity of Kraków",
            "Model Univeristy of Kraków",
        ])
    func nearly(_ name: String) throws {
        let found = try reasons("did:web:other.example", name, beside: known)
        #expect(found == [.nearlySame], "\(name)")
    }

    @Test(
        "is no other name",
        arguments: [
            "Model University of Warsaw", "University of Dodoma", "模範大学", "Академия",
        ])
    func others(_ name: String) throws {
        #expect(try reasons("did:web:other.example", name, beside: known).isEmpty, "\(name)")
    }

    @Test("of a host is noticed by its look, its letters and its ending")
    func hosts() throws {
        func host(_ host: String) throws -> [LookAlike.Reason] {
            try reasons("did:web:\(host)", "Something else", beside: known)
        }
        #expect(try host("unikrakow.example") == [.sameLook])
        #expect(try host("un1-krakow.example") == [.sameLook])
        #expect(try host("uni-krakov.example") == [.nearlySame])
        #expect(try host("uni-krakow.test") == [.otherEnding])
        #expect(try host("uni-warsaw.example").isEmpty)
    }

    @Test("written in code is decoded, and compared as it is shown")
    func punycode() throws {
        #expect(Punycode.decoded("xn--bcher-kva.example") == "bücher.example")
        #expect(Punycode.decoded("xn--80ak6aa92e.com") == "аррӏе.com")
        #expect(Punycode.decoded("xn--.example") == ".example")
        #expect(Punycode.decoded("uni.example") == "uni.example")
        #expect(Punycode.decoded("xn--99999999999.example") == "xn--99999999999.example")
        let apple = try reasons(
            "did:web:xn--80ak6aa92e.com", "Fruit", beside: ("did:web:apple.com", "Orchard"))
        #expect(apple.contains(.sameLook))
        #expect(apple.contains(.encoded("аррӏе.com")))
    }

    @Test("of nobody is a word with letters of several scripts, alone on the list too")
    func scripts() throws {
        let mixed = try LookAlike.warnings(
            about: institution("did:web:a.example", "Unіversity of Oslo"), beside: [])
        #expect(mixed.map(\.reason) == [.mixedScripts])
        let two = try LookAlike.warnings(
            about: institution("did:web:a.example", "Київ University"), beside: [])
        #expect(two.isEmpty)
    }

    @Test("is not the same institution in its newest edition")
    func same() throws {
        #expect(try reasons(known.did, "Model University of Krakow", beside: known).isEmpty)
    }
}
