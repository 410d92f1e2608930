import CanonicalJSON
import FoundationEssentials
import Testing

@Suite("published vectors") struct PublishedVectorTests {
    @Test(
        "the RFC 8785 author's documents become his bytes",
        .enabled(if: TestFiles.hasPublished("rfc8785")))
    func rfc8785() throws {
        let folder = TestFiles.publishedVectors.appending(path: "rfc8785")
        let names = try TestFiles.names(in: folder.appending(path: "input"))
        #expect(names.count == 6)
        for name in names {
            let input = try TestFiles.bytes(folder.appending(path: "input"), name)
            let output = try TestFiles.bytes(folder.appending(path: "output"), name)
            let hexName = name.replacing(".json", with: ".txt")
            let hexText = try TestFiles.bytes(folder.appending(path: "outhex"), hexName)
            let hex = String(decoding: hexText, as: UTF8.self).split(whereSeparator: \.isWhitespace)
                .compactMap { UInt8($0, radix: 16) }
            let document = try JSONDocument(parsing: input)
            #expect(document.canonicalBytes() == output, "\(name)")
            #expect(document.canonicalBytes() == hex, "\(name)")
            #expect(document.root.value.canonicalBytes() == output, "\(name)")
            #expect(try JSONDocument(parsing: output).isCanonical, "\(name)")
        }
    }

    @Test(
        "ten thousand doubles get their ECMAScript text, and come back from it",
        .enabled(if: TestFiles.hasPublished("rfc8785")))
    func doubles() throws {
        let folder = TestFiles.publishedVectors.appending(path: "rfc8785")
        let lines = try TestFiles.bytes(folder, "es6_10000.txt").split(
            separator: UInt8(ascii: "\n"))
        #expect(lines.count == 10_000)
        for line in lines {
            let parts = line.split(separator: UInt8(ascii: ","))
            let text = Array(try #require(parts.last))
            let digits = String(decoding: try #require(parts.first), as: UTF8.self)
            let value = Double(bitPattern: try #require(UInt64(digits, radix: 16)))
            if JSONValue.number(value).canonicalBytes() != text { Issue.record("\(digits)") }
            let document = try JSONDocument(parsing: text)
            if !document.isCanonical || document.root.double != value { Issue.record("\(digits)") }
        }
    }

    /// Tests of what must be read that are refused all the same, with the reason they must give.
    private static let exceptions: [String: String] = [
        // The grammar allows them; two readers may take different members for the one.
        "y_object_duplicated_key.json": "json.duplicate-key",
        "y_object_duplicated_key_and_value.json": "json.duplicate-key",
    ]

    @Test(
        "of the JSON parsing tests what must be read is read, what must not be is not",
        .enabled(if: TestFiles.hasPublished("json-parsing")))
    func parsing() throws {
        let folder = TestFiles.publishedVectors.appending(path: "json-parsing")
        let names = try TestFiles.names(in: folder).filter { $0.hasSuffix(".json") }
        #expect(names.count > 300)
        for name in names {
            let bytes = try TestFiles.bytes(folder, name)
            switch Reading(bytes, limits: JSONLimits(numbers: .reported)) {
            case .canonical(let text):
                if name.hasPrefix("n_") { Issue.record("\(name) is read") }
                #expect(Reading(text) == .canonical(text), "\(name)")
            case .refused(let code, let offset):
                #expect(0...bytes.count ~= offset, "\(name)")
                if name.hasPrefix("y_"), Self.exceptions[name] != code {
                    Issue.record("\(name): \(code) at \(offset)")
                }
            }
        }
    }

    @Test(
        "of what readers may choose, we read nothing that two of them read differently",
        .enabled(if: TestFiles.hasPublished("json-parsing")))
    func choices() throws {
        let folder = TestFiles.publishedVectors.appending(path: "json-parsing")
        let names = try TestFiles.names(in: folder).filter { $0.hasPrefix("i_") }
        let read = names.filter { name in
            (try? JSONDocument(parsing: TestFiles.bytes(folder, name))) != nil
        }
        // 10^20 is written so by ECMAScript itself.
        #expect(read == ["i_number_too_big_pos_int.json"])
    }
}
