import CanonicalJSON
import HomeFolder
import Signing
import Testing
import Trust

@Suite("A daemon and a list that somebody publishes")
struct PublishedListTests {
    /// A home whose list somebody else signs, and its daemon.
    private struct Scene {
        let home: TestHome
        let file: TrustListFile
        let key: PrivateKey
        let name: DIDURL

        init() async throws {
            home = try await TestHome()
            file = TrustListFile(path: home.path + "/trust/list.json")
            key = try .generate(.ed25519)
            name = try #require(DIDURL("did:web:ministry.example#list-1"))
        }

        func pin() throws { try file.write(TrustPin(TrustKey(name: name, key: key.publicKey))) }

        func publish(
            _ sequence: Int64, _ institutions: [Institution], by signer: PrivateKey? = nil,
            until expires: Instant? = nil
        ) throws {
            let list = try TrustList(
                name: "Published", sequence: sequence, issued: TestHome.now + .seconds(-86_400),
                expires: expires ?? TestHome.now + .seconds(86_400), institutions: institutions)
            let signed = try list.signed(by: signer ?? key, named: name)
            try home.write(trustList: Array(signed.json.prettyText().utf8))
        }
    }

    private func verdict(_ daemon: DaemonProcess, _ bundle: [UInt8]) async throws -> JSON {
        try await Task.sleep(for: .milliseconds(1_100))
        return try await daemon.verdict(on: bundle)
    }

    private func code(_ daemon: DaemonProcess, _ bundle: [UInt8]) async throws -> String? {
        try await verdict(daemon, bundle)["verdict"]?.string
    }

    private func reasons(_ daemon: DaemonProcess) async throws -> String {
        try await daemon.exchange("GET", "/readyz").text
    }

    @Test("it goes by the pinned key, and holds on to the last list that it could believe")
    func believing() async throws {
        let scene = try await Scene()
        let daemon = try await scene.home.daemon()
        let bundle = try await daemon.issued(1)
        let local = try await verdict(daemon, bundle)
        #expect(local["trust_list"]?["provenance"]?.string == "local-unsigned")
        // Signed by somebody, and nobody said on whose key to rely: the local list stays in use.
        try scene.publish(3, [])
        #expect(try await code(daemon, bundle) == "confirmed")
        #expect(try await reasons(daemon).contains("ready.trust-list"))
        #expect(daemon.standardError.contains("trust.not-pinned"))
        // The key alone is reason enough to look again.
        try scene.pin()
        #expect(try await code(daemon, bundle) == "issuer_not_recognised")
        #expect(try scene.file.pin()?.newest?.sequence == 3)
        try scene.publish(4, [scene.home.institution])
        let signed = try await verdict(daemon, bundle)
        #expect(signed["verdict"]?.string == "confirmed")
        #expect(signed["trust_list"]?["provenance"]?.string == "signed")
        #expect(
            signed["trust_list"]?["signed_by"]?.elements.first?.string
                == "did:web:ministry.example#list-1")
        #expect(try await !reasons(daemon).contains("ready.trust-list"))
        try await daemon.stop()
    }

    @Test("another key, an earlier edition and no signature change nothing, and are told")
    func refusing() async throws {
        let scene = try await Scene()
        try scene.pin()
        try scene.publish(4, [scene.home.institution])
        var daemon = try await scene.home.daemon()
        let bundle = try await daemon.issued(1)
        #expect(try await code(daemon, bundle) == "confirmed")
        try scene.publish(5, [], by: .generate(.ed25519))
        #expect(try await code(daemon, bundle) == "confirmed")
        #expect(daemon.standardError.contains("trust.other-key"))
        try scene.publish(3, [])
        #expect(try await code(daemon, bundle) == "confirmed")
        #expect(daemon.standardError.contains("trust.earlier-edition"))
        try scene.home.write(trusting: [])
        #expect(try await code(daemon, bundle) == "confirmed")
        #expect(daemon.standardError.contains("trust.not-signed"))
        #expect(try await reasons(daemon).contains("ready.trust-list"))
        // What was used is known after a start too; then there is no earlier list to hold on to.
        try scene.publish(3, [scene.home.institution])
        try await daemon.stop()
        daemon = try await scene.home.daemon()
        let reply = try await daemon.verification(of: bundle)
        #expect(reply.status == 503)
        try scene.publish(
            5, [scene.home.institution], until: TestHome.now + .seconds(-3_600))
        #expect(try await code(daemon, bundle) == "incomplete")
        try await daemon.stop()
    }
}
