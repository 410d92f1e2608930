import Signing
import Testing

@testable import Verification

@Suite("The vectors of verifying")
struct VerifyVectorTests {
    @Test("are those that the sources make, byte for byte")
    func sources() throws {
        let vectors = try VerifyVectorSource.vectors()
        #expect(Set(vectors.map(\.name)).count == vectors.count)
        for (name, vector) in vectors {
            if VerifyVector.writes { try vector.write(name) }
            let written = try #require(VerifyVector.read(name), "\(name)")
            // Compressed lists differ between editions of zlib, and are as good in each.
            if !vector.evidence.contains(where: { $0.contains(" status-list ") }) {
                #expect(written == vector.bytes, "\(name)")
            }
        }
        #expect(try Set(VerifyVector.files()) == Set(vectors.map(\.name)))
    }

    @Test("come out as they say")
    func outcomes() throws {
        for name in try VerifyVector.files() {
            let bytes = try #require(VerifyVector.read(name))
            let vector = try #require(try VerifyVector(parsing: bytes), "\(name)")
            do {
                let verdict = try vector.outcome()
                #expect(verdict.code.rawValue == vector.expect, "\(name)")
                guard let check = vector.check else {
                    #expect(verdict.failures.isEmpty, "\(name)")
                    continue
                }
                #expect(verdict.checks.map(\.code).contains(check), "\(name)")
            } catch let error as SubmissionError {
                #expect(error.code == vector.expect, "\(name)")
            }
        }
    }

    @Test("cover every answer, and every reason that a file alone can give")
    func coverage() throws {
        let vectors = try VerifyVectorSource.vectors().map(\.vector)
        let expected = Set(vectors.map(\.expect))
        for code in Verdict.Code.allCases { #expect(expected.contains(code.rawValue), "\(code)") }
        let checks = Set(vectors.compactMap(\.check))
        let notHere = Reason.allCases.filter { reason in
            switch reason.effect {
            case .none, .leavesOpen: false
            case .preventsDeciding, .decides: !checks.contains(reason.rawValue)
            }
        }
        // These take a witness, a stranger's document, a memory or a policy, and have tests of
        // their own.
        #expect(
            Set(notHere) == [
                .witnessBadSignature, .domainOtherKeys, .intactProofExpired,
                .intactProofMalformed, .intactOtherPurpose, .authorityBadSignature,
                .datesAwardAhead, .keysContradiction, .standingShrank, .recordRepeated,
            ])
    }
}
