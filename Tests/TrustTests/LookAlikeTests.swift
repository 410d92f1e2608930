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
            about: [institution(did, name)], beside: [institution(known.did, known.name)]
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

    @Test("is noticed for every one and two changes of a letter in names of every length")
    func everyChange() throws {
        // Numbers that are the same each time.
        var state: UInt64 = 7
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        // Letters of which no two look like one.
        let letters = Array("abeghkopstuxyz")
        func letter() -> Character { letters[next(letters.count)] }
        func change(_ text: inout [Character]) {
            let place = next(text.count - 1)
            switch next(4) {
            case 0: text[place] = letter()
            case 1: text.insert(letter(), at: place)
            case 2: text.remove(at: place)
            default: text.swapAt(place, place + 1)
            }
        }
        for length in 6...40 {
            for _ in 0..<20 {
                let name = (0..<length).map { _ in letter() }
                var other = name
                change(&other)
                if length > 23 { change(&other) }
                if other == name { continue }
                let found = try reasons(
                    "did:web:other.example", String(other),
                    beside: (did: known.did, name: String(name)))
                #expect(!found.isEmpty, "\(String(name)) and \(String(other))")
            }
        }
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
            about: [institution("did:web:a.example", "Unіversity of Oslo")])
        #expect(mixed.map(\.reason) == [.mixedScripts])
        let two = try LookAlike.warnings(
            about: [institution("did:web:a.example", "Київ University")])
        #expect(two.isEmpty)
    }

    @Test("is told of once for each two institutions of a whole list")
    func whole() throws {
        let all = try [
            institution("did:web:a.example", "Model University of Krak\u{F3}w"),
            institution("did:web:b.example", "Another School of Engineering"),
            institution("did:web:c.example", "Model University of Krakov"),
            institution("did:web:d.example", "Model Univers1ty of Krakow"),
        ]
        let found = LookAlike.warnings(about: all).filter { $0.text.hasPrefix("Model") }
        #expect(found.map(\.reason) == [.nearlySame, .sameLook, .nearlySame])
        #expect(found.map(\.other).allSatisfy { $0?.hasPrefix("Model") == true })
    }

    @Test("is found among many of the same length, wherever it stands")
    func many() throws {
        // Names of one length, which differ in many letters.
        let others = try (0..<100).map { number in
            let digits = Digest.sha256(Array("\(number)".utf8)).description.prefix(24)
            return try institution("did:web:u\(number)-\(digits).example", "University \(digits)")
        }
        let twin = try institution("did:web:twin.example", others[7].names[0].text)
        let found = LookAlike.warnings(about: others + [twin])
        #expect(found.contains { $0.text == twin.names[0].text && $0.reason == .sameLook })
        #expect(found.count == 1)
    }

    @Test("is found by an edit anywhere in a name, as a plain search finds it")
    func search() {
        let words = ["abcdef", "abcdeg", "abcdfe", "bacdef", "abcde", "abcdefg", "axcdxf", ""]
        func plain(_ a: ArraySlice<Character>, _ b: ArraySlice<Character>) -> Int {
            guard let x = a.last, let y = b.last else { return a.count + b.count }
            var best = min(
                plain(a.dropLast(), b) + 1, plain(a, b.dropLast()) + 1,
                plain(a.dropLast(), b.dropLast()) + (x == y ? 0 : 1))
            if a.count > 1, b.count > 1, a[a.endIndex - 2] == y, b[b.endIndex - 2] == x {
                best = min(best, plain(a.dropLast(2), b.dropLast(2)) + 1)
            }
            return best
        }
        for one in words {
            for other in words {
                let distance = plain(Array(one)[...], Array(other)[...])
                for limit in 0...3 {
                    #expect(
                        EditDistance.isAtMost(
                            limit, Array(one.unicodeScalars), Array(other.unicodeScalars))
                            == (distance <= limit), "\(one) \(other) \(limit)")
                }
            }
        }
    }

    @Test("is not the same institution in its newest edition")
    func same() throws {
        #expect(try reasons(known.did, "Model University of Krakow", beside: known).isEmpty)
    }
}
