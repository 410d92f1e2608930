import CanonicalJSON
import ServiceAPI
import Testing

@Suite("Paths and readiness")
struct ServicePathTests {
    @Test("paths with names are put together")
    func paths() {
        #expect(
            ServicePath.standing(
                ofCredential: "00000000-0000-4000-8000-000000000000", verb: "revoke")
                == "/v1/credentials/00000000-0000-4000-8000-000000000000/revoke")
        #expect(ServicePath.record(41) == "/v1/records/41")
    }

    @Test("a daemon is ready when nothing is in the way")
    func readiness() {
        #expect(Readiness([]).isReady)
        #expect(!Readiness([.disk]).isReady)
        #expect(
            Readiness([.ledger, .clock]).json.canonicalBytes()
                == Array(#"{"ready":false,"reasons":["ready.ledger","ready.clock"]}"#.utf8))
    }
}
