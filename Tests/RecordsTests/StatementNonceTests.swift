import Records
import Signing
import Testing

@Suite("A nonce")
struct StatementNonceTests {
    @Test("begins with the milliseconds, so that later ones sort behind earlier ones")
    func sorts() throws {
        let times: [Int64] = [0, 1, 255, 256, 1_780_000_000_000, 253_402_300_799_999]
        let nonces = times.map { time in
            Statement.nonce(at: Instant(milliseconds: time)) { [UInt8](repeating: 0xFF, count: $0) }
        }
        #expect(nonces.allSatisfy { $0.count == Statement.nonceBytes })
        for (earlier, later) in zip(nonces, nonces.dropFirst()) {
            #expect(earlier.lexicographicallyPrecedes(later))
        }
        #expect(nonces[3].prefix(6).elementsEqual([0, 0, 0, 0, 1, 0]))
    }

    @Test("takes ten bytes of what is random")
    func random() throws {
        let now = Instant(seconds: 1_780_000_000)
        let nonce = Statement.nonce(at: now) { count in Array(1...UInt8(count)) }
        #expect(nonce.suffix(10).elementsEqual(1...10))
    }
}
