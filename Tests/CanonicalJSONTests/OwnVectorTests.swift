import CanonicalJSON
import FoundationEssentials
import Testing

/// One file of `spec/vectors`: lines of `key: value`, an empty line, and the bytes to be read.
private struct Vector {
    var header: [String: String] = [:]
    var bytes: [UInt8]

    init(_ file: [UInt8]) throws {
        let end = try #require(
            file.indices.dropLast().first { file[$0] == 0x0A && file[$0 + 1] == 0x0A })
        bytes = Array(file[(end + 2)...])
        for line in String(decoding: file[..<end], as: UTF8.self).split(separator: "\n") {
            let colon = try #require(line.firstRange(of: ": "))
            header[String(line[..<colon.lowerBound])] = String(line[colon.upperBound...])
        }
    }
}

@Suite("the project's own vectors") struct OwnVectorTests {
    @Test("every vector is read to the bytes, or refused with the code and at the byte, it says")
    func vectors() throws {
        let names = try TestFiles.names(in: TestFiles.ownVectors).filter { !$0.contains(".") }
        #expect(names.count >= 60)
        for name in names {
            let vector = try Vector(TestFiles.bytes(TestFiles.ownVectors, name))
            let expected: Reading
            switch try #require(vector.header["expect"], "\(name)") {
            case "accepted":
                expected = .canonical(try #require(vector.header["canonical"], "\(name)"))
            case let code:
                let offset = try #require(vector.header["offset"].flatMap { Int($0) }, "\(name)")
                expected = .refused(code, at: offset)
            }
            #expect(Reading(vector.bytes) == expected, "\(name)")
        }
    }
}
