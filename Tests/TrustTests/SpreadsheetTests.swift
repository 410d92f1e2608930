import Signing
import Testing

@testable import Trust

/// What a spreadsheet does to a table on its way.
@Suite("A table that went through a spreadsheet")
struct SpreadsheetTests {
    private func faults(_ bytes: [UInt8]) -> [ImportFault] {
        do {
            _ = try InstitutionTable(parsing: bytes)
            return []
        } catch {
            return error.faults
        }
    }

    private func faults(_ text: String) -> [ImportFault] { faults(Array(text.utf8)) }

    @Test(
        "is refused where a cell is a formula, its error or a shortened number",
        arguments: [
            "=1+1", "=HYPERLINK(\"\"http://evil.example\"\")", "+48 22", "-1", "@SUM(1)", "#N/A",
            "#REF!", "#NAME?", "#DIV/0!", "1.23457E+11", "1,23E+15", "1E+15",
        ])
    func spoilt(_ cell: String) {
        for column in ["name", "national"] {
            let name = column == "name" ? cell : "A"
            let number = column == "name" ? "1" : cell
            let found = faults(
                "did,name,country,register,national\n"
                    + "did:web:a.example,\"\(name)\",PL,RAD-on,\"\(number)\"")
            #expect(found.map(\.reason) == [.spoilt], "\(cell)")
            #expect(found.first?.column == column)
            #expect(found.first?.row == 2)
        }
    }

    @Test(
        "is taken where a cell only looks a little like that",
        arguments: ["A = B", "C#", "12E-34", "E+M", "7", "12E", "School + Kindergarten", "A-1"])
    func sound(_ cell: String) {
        #expect(faults("did,name,country\ndid:web:a.example,\(cell),PL") == [])
    }

    @Test("is refused where days became numbers, or were turned round")
    func days() {
        let spoilt = faults(
            "did,name,country,from,until\ndid:web:a.example,A,PL,36982,45000")
        #expect(spoilt.map(\.reason) == [.spoilt, .spoilt])
        #expect(spoilt.map(\.column) == ["from", "until"])
        for day in ["24.06.2026", "6/24/2026", "2026-6-24", "24/06/26", "2026-06-24 00:00:00"] {
            #expect(
                faults("did,name,country,from\ndid:web:a.example,A,PL,\(day)").map(\.reason)
                    == [.badValue], "\(day)")
        }
    }

    @Test("names the first row that is not UTF-8, and what it seems to say")
    func otherEncodings() {
        let head = Array(
            "did,name,country\ndid:web:a.example,A,PL\ndid:web:b.example,Universit".utf8)
        let found = faults(head + [0xE4, 0x74] + Array(" K\u{F6}ln,DE".utf8))
        #expect(found.map(\.reason) == [.notUTF8])
        #expect(found.first?.row == 3)
        #expect(found.first?.value?.contains("Universität") == true)
        // UTF-16, as a spreadsheet's "Unicode text" is.
        let wide = Array("did,name".utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(faults([0xFF, 0xFE] + wide).map(\.reason) == [.notUTF8])
        #expect(faults(wide).first?.reason == .columnUnknown)
    }

    @Test("keeps its line breaks, marks and odd letters out of names")
    func oddTexts() {
        for name in ["\"A\nB\"", "A\u{1B}[2J", "A\u{202E}B", "\u{FEFF}A", "\u{200B}"] {
            #expect(
                faults("did,name,country\ndid:web:a.example,\(name),PL").map(\.reason)
                    == [.badValue], "\(name)")
        }
        #expect(
            faults("did,name,country\ndid:web:a.example\u{A0},A,PL").map(\.reason) == [.badValue])
        #expect(
            faults("did,name,country\ndid:web:a.example,A,P\u{41B}").map(\.column) == ["country"])
    }

    @Test("has at most 50,000 rows, and many rows of one institution are soon read")
    func rows() {
        let row = "did:web:a.example,A,PL,RAD-on,"
        func table(_ count: Int) -> String {
            "did,name,country,register,national\n"
                + (0..<count).map { "\(row)\($0)\n" }.joined()
        }
        // More identifiers than an institution has.
        #expect(faults(table(50_000)).map(\.value) == ["trust.too-many at /identifiers"])
        #expect(faults(table(50_001)).map(\.reason) == [.tooLong])
    }

    @Test("tells an accreditor by its DID where several have its name")
    func ambiguous() throws {
        func agency(_ did: String?) throws -> Accreditor {
            try Accreditor(
                names: [#require(InstitutionName("Agency", language: "en"))],
                did: did.map { try TrustFixture.did($0) })
        }
        func faults(_ accreditors: [Accreditor], _ name: String) throws -> [ImportFault.Reason] {
            let text = "did,accreditor\ndid:web:a.example,\(name)"
            do {
                _ = try AccreditationTable(
                    parsing: Array(text.utf8), for: AccreditationRegister(accreditors))
                return []
            } catch let error as ImportError {
                return error.faults.map(\.reason)
            }
        }
        let (one, two) = try (agency("did:web:one.example"), agency("did:web:two.example"))
        #expect(try faults([one, two], "Agency") == [.accreditorAmbiguous])
        #expect(try faults([one, two], "did:web:two.example") == [])
        #expect(try faults([one], "Agency") == [])
        // One without a DID is named so in statements.
        #expect(try faults([one, agency(nil)], "Agency") == [])
    }

    @Test("says a statement once, however often a table does")
    func statementsTwice() throws {
        let register = try ParticularsTests.register()
        let text =
            "did,accreditor,eqf\n" + String(repeating: "did:web:a.example,Agency,7\n", count: 3)
        let table = try AccreditationTable(parsing: Array(text.utf8), for: register)
        #expect(table.statements.count == 1)
    }
}
