import Signing
import Testing
import TransparencyLog

@Suite("Errors")
struct ErrorTests {
    @Test("have codes of their own and a sentence each")
    func codes() throws {
        let tile = try #require(TileCoordinate(level: 0, index: 0))
        let origin = try TestKeys.origin()
        let errors: [TransparencyLogError] = [
            .partialTilesMismatch(level: 1), .tileWidth(tile),
            .rootMismatch(expected: .emptyTree, found: .emptyTree), .indexOutside(1, size: 1),
            .sizeShrinks(from: 2, to: 1), .tileMalformed, .entryTooLarge(byteCount: 65_536),
            .bundleMalformed, .checkpointMalformed(line: 1), .note(.noBlankLine),
            .originMismatch(origin), .keyType(6), .cosignatureInvalid(origin.keyName),
            .quorumNotMet, .policy(.key, line: 1), .policy(.threshold, line: 1),
            .proofMalformed(line: 1), .requestMalformed(line: 1), .tooManyHashes,
            .oldSizeLarger(old: 2, new: 1),
        ]
        #expect(Set(errors.map(\.code)).count == errors.count)
        for error in errors {
            #expect(error.code.contains(".") && !error.code.contains(" "))
            #expect(error.description.hasSuffix("."))
        }
    }
}
