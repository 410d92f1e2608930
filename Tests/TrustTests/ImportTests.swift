import Signing
import Testing

@testable import Trust

@Suite("A table that is taken into a list")
struct ImportTests {
    private func faults(_ text: String) -> [ImportFault] { faults(Array(text.utf8)) }

    private func faults(_ bytes: [UInt8]) -> [ImportFault] {
        do {
            _ = try InstitutionTable(parsing: bytes)
            return []
        } catch {
            return error.faults
        }
    }

    private func read(_ text: String) throws -> [Institution] {
        try InstitutionTable(parsing: Array(text.utf8)).institutions
    }

    @Test(
        "is read with commas, semicolons and tabs, with and without a mark, however lines end",
        arguments: [",", ";", "\t"], ["\n", "\r\n", "\r"])
    func forms(_ separator: String, _ end: String) throws {
        let rows = [
            ["DID", "Name", "country", "ROR", "eqf"],
            ["did:web:a.example", "\"Ä \"\"B\"\"; C,\tD\"", " PL ", "03vek6s52", "6 7"],
            ["", "", "", "", ""],
            ["did:web:b.example", "B", "CZ", "", ""],
        ]
        let text = rows.map { $0.joined(separator: separator) }.joined(separator: end)
        // A tab may not stand in a name.
        let shown = text.replacing(",\tD", with: ", D")
        for prefix in [[], [0xEF, 0xBB, 0xBF]] as [[UInt8]] {
            let found = try InstitutionTable(parsing: prefix + Array(shown.utf8)).institutions
            #expect(found.map(\.did.description) == ["did:web:a.example", "did:web:b.example"])
            #expect(found[0].names[0].text == "Ä \"B\"; C, D")
            #expect(found[0].country == "PL")
            #expect(found[0].particulars.scopes[0].levels.map(\.level) == ["6", "7"])
            #expect(found[0].hosts.map(\.description) == ["https://a.example"])
            #expect(found[1].particulars == .none)
            #expect(found[1].ledgers.isEmpty)
        }
    }

    @Test("names every fault by its row and column")
    func faultsByPlace() {
        let found = faults(
            """
            did,name,country,ror,eter,deqar,eqf,from,until,national,register
            did:web:a.example,A,PL,03vek6s52,PL0001,DEQARINST0001,7,2001-01-01,,,
            ,B,PL,,,,,,,,
            did:web:c.example,,Poland,03vek6s53,P1,X,9,2002-01-01,2001-01-01,1,
            did:web,D,PL,nonsense,,,,2001-02-30,,,X
            """)
        #expect(
            found.map { "\($0.row ?? 0) \($0.column ?? "") \($0.reason.rawValue)" } == [
                "3 did import.no-did", "4 name import.value-missing",
                "4 country import.bad-value", "4 eqf import.bad-value",
                "4 until import.bad-period", "4 ror import.check-digits",
                "4 eter import.bad-value", "4 deqar import.bad-value",
                "4 register import.value-missing", "5 did import.bad-value",
                "5 from import.bad-value", "5 ror import.bad-value",
                "5 national import.value-missing",
            ])
    }

    @Test("is refused whole for a fault of its form")
    func formFaults() {
        let cases: [(String, ImportFault.Reason)] = [
            ("", .noHeader), (",,\n", .noHeader), ("did,name\n", .columnMissing),
            ("did,name,country,motto\n", .columnUnknown),
            ("did,name,country,name\n", .columnRepeated),
            ("did,name,country\na,b\n", .cellCount),
            ("did,name,country\n\"a,b,c\n", .badQuotes),
            ("did,name,country\n\"a\"x,b,c\n", .badQuotes),
            (
                "did,name,country\n\(String(repeating: "x", count: 4_097)),b,c\n", .tooLong
            ),
        ]
        for (text, reason) in cases { #expect(faults(text).first?.reason == reason, "\(text)") }
        #expect(faults([0x64, 0xFF]).first?.reason == .notUTF8)
        #expect(
            faults([UInt8](repeating: 0x20, count: DelimitedText.bytesMax + 1)).first?.reason
                == .tooLong)
    }

    @Test("adds up several rows of one institution, and refuses those that differ")
    func severalRows() throws {
        let found = try read(
            """
            did,name,country,types,until,eter,identifiers_from,identifiers_until
            did:web:a.example,A,PL,MasterDegree,,PL0001,,2019-09-30
            did:web:a.example,A,PL,BachelorDegree,2019-12-31,PL0002,2019-10-01,
            """)
        #expect(found.count == 1)
        #expect(found[0].particulars.scopes.count == 2)
        #expect(
            found[0].particulars.identifiers.map(\.dated)
                == ["ETER PL0001 until 2019-09-30", "ETER PL0002 from 2019-10-01"])
        let differing = faults("did,name,country\ndid:web:a.example,A,PL\ndid:web:a.example,B,CZ")
        #expect(differing.map(\.reason) == [.contradiction, .contradiction])
        let shared = faults(
            "did,name,country,eter\ndid:web:a.example,A,PL,PL0001\ndid:web:b.example,B,PL,PL0001")
        #expect(shared.map(\.reason) == [.duplicate])
        #expect(shared.first?.row == 3)
    }

    @Test("tells what became of an institution, and whether it lists us")
    func surroundings() throws {
        let found = try read(
            """
            did,name,country,became,became_name,became_since,lists_us,lists_us_as_of
            did:web:a.example,A,PL,part-of,B,2019-10-01,Yes,2026-01-01
            """)
        let expected = try #require(
            Succession(
                .partOf, since: ScopeTests.day("2019-10-01"),
                name: InstitutionName("B", language: "und")))
        #expect(found[0].particulars.successions == [expected])
        #expect(found[0].particulars.reciprocity?.state == .mutual)
        for row in ["part-of,,2019-10-01,,", ",B,,,", "part-of,B,,,", ",,,yes,", ",,,,2026-01-01"] {
            let text =
                "did,name,country,became,became_name,became_since,lists_us,lists_us_as_of\n"
                + "did:web:a.example,A,PL,\(row)"
            #expect(faults(text).map(\.reason) == [.valueMissing], "\(row)")
        }
    }

    @Test(
        "takes no limit that an award cannot keep, and says how it is written",
        arguments: [
            ("fields", "322"), ("fields", "32"), ("fields", "1101"), ("types", "Licencjat"),
            ("types", "bachelordegree"), ("types", "\"BachelorDegree,MasterDegree\""),
            ("types", "ext:"), ("country", "pl"), ("from", "01/02/2020"),
        ])
    func slips(_ column: String, _ value: String) throws {
        let text =
            column == "country"
            ? "did,name,country\ndid:web:a.example,A,\(value)"
            : "did,name,country,\(column)\ndid:web:a.example,A,PL,\(value)"
        let fault = try #require(faults(text).first)
        #expect(fault.reason == .badValue && fault.column == column && fault.row == 2)
        #expect(fault.form?.hasPrefix("Write ") == true)
    }

    @Test(
        "takes every limit that an award can keep",
        arguments: [
            ("fields", "00 03 032 0322 10 104 1041"), ("types", "BachelorDegree ext:Licencjat"),
        ])
    func limits(_ column: String, _ value: String) throws {
        let found = try read("did,name,country,\(column)\ndid:web:a.example,A,PL,\(value)")
        let scope = try #require(found[0].particulars.scopes.first)
        #expect((scope.fields + scope.types).joined(separator: " ") == value)
    }

    @Test("is refused without rows", arguments: ["did,name,country", "did,name,country\n,,\n"])
    func empty(_ text: String) {
        #expect(faults(text).map(\.reason) == [.noRows])
    }

    @Test("changes in who is listed already only what it has columns for")
    func merging() throws {
        let known = try TrustFixture.institution("a.example")
            .with(ParticularsTests.particulars())
        let list = try TrustFixture.list([known])
        let table = try InstitutionTable(
            parsing: Array(
                "did,name,country,eqf\ndid:web:a.example,Other,CZ,6\ndid:web:b.example,B,CZ,"
                    .utf8))
        let next = try table.added(to: list)
        #expect(next.institutions.count == 2)
        #expect(next.institutions[0].names == known.names)
        #expect(next.institutions[0].ledgers == known.ledgers)
        #expect(next.institutions[0].particulars.scopes.map(\.words) == ["levels EQF 6"])
        #expect(
            next.institutions[0].particulars.identifiers == known.particulars.identifiers)
        #expect(
            next.institutions[0].particulars.successions == known.particulars.successions)
    }

    @Test("of statements takes only those of accreditors on the list, and none twice")
    func statements() throws {
        let list = try TrustFixture.list([TrustFixture.institution("a.example")])
            .replacing(register: ParticularsTests.register())
        let text = """
            did;accreditor;types;from;source
            did:web:a.example;Agency;MasterDegree;2001-10-01;report 3
            did:web:a.example;did:web:agency.example;BachelorDegree;;
            """
        #expect(AccreditationTable.isMeant(by: Array(text.utf8)))
        let table = try AccreditationTable(parsing: Array(text.utf8), for: list.register)
        let next = try table.added(to: list)
        #expect(next.register.statements.count == 3)
        #expect(try table.added(to: next).register.statements.count == 3)
        let error = #expect(throws: ImportError.self) {
            try AccreditationTable(
                parsing: Array("did,accreditor\ndid:web:a.example,Nobody\n,Agency".utf8),
                for: list.register)
        }
        #expect(error?.faults.map(\.reason) == [.accreditorUnknown, .noDID])
    }
}
