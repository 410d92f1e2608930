import AppendOnlyLedger
import CanonicalJSON
import FoundationEssentials
import HomeFolder
import Issuance
import NIOCore
import NIOPosix
import Signing
import Synchronization
import Testing
import Trust

/// A made-up institution's home in a folder of its own.
struct TestHome: Sendable {
    static let token = "a token that nobody guesses"

    let path: String
    let url: String
    /// Its description: what others list.
    let institution: Institution

    static var now: Instant {
        Instant(milliseconds: Int64(Date.now.timeIntervalSince1970 * 1_000))
    }

    /// Makes a home with new keys, one token, and a trust list that names it.
    ///
    /// - Parameter port: under which others will reach its daemon.
    init(
        named name: String = "Uniwersytet Przyk\u{142}adowy", port: Int = 8_460,
        roles: Set<HomeConfiguration.Role> = HomeConfiguration.Role.standard,
        keys: Home.FirstKeys? = nil, passphrase: Secret? = nil
    ) async throws {
        path = try TestFolder.make() + "/home"
        url = "http://127.0.0.1:\(port)"
        var configuration = try HomeConfiguration(
            did: try #require(DID("did:web:uni\(port).example")),
            names: [try #require(InstitutionName(name, language: "pl"))], country: "PL",
            url: url)
        configuration.roles = roles
        let home = try await Home.create(
            at: path, configuration, keys: try keys ?? .generate(), passphrase: passphrase,
            at: TestHome.now, entropy: { Entropy.bytes($0) })
        let open = try await home.open(
            passphrase: passphrase, clock: { TestHome.now }, entropy: { Entropy.bytes($0) })
        institution = try await open.registrar.description().institution
        let digest = Hex.encode(Digest.sha256(Array(TestHome.token.utf8)).bytes)
        try Data("\(digest) registrar's office\n".utf8)
            .write(to: URL(filePath: home.tokensFile))
        try write(trusting: [institution])
    }

    /// Writes the trust list.
    func write(
        trusting institutions: [Institution], until expires: Instant? = nil
    ) throws {
        let list = try TrustList(
            name: "Test list", issued: TestHome.now + .seconds(-86_400),
            expires: expires ?? TestHome.now + .seconds(86_400), institutions: institutions)
        try write(trustList: Array(list.json.prettyText().utf8))
    }

    /// Writes the trust list's file.
    func write(trustList bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(filePath: path + "/trust/list.json"), options: .atomic)
    }

    /// Changes its configuration.
    func configure(_ change: (inout JSONValue) -> Void) throws {
        let file = URL(filePath: path + "/testamur.json")
        var json = try JSONDocument(parsing: Array(Data(contentsOf: file))).root.value
        change(&json)
        try Data(json.canonicalBytes()).write(to: file, options: .atomic)
    }

    /// Starts its daemon on a port that is free.
    func daemon(
        _ arguments: [String] = ["--rate", "none", "--policy", "unwitnessed"]
    ) async throws -> DaemonProcess {
        try await DaemonProcess(["--home", path, "--listen", "127.0.0.1:0"] + arguments)
    }

    /// Headers of a caller who may issue.
    static let authorised = [
        "Authorization": "Bearer \(token)", "Content-Type": "application/json",
    ]

    /// A credential to be issued, different for each number.
    static func input(_ number: Int, holder: String = "Ada \u{141}ovelace") -> [UInt8] {
        let json: JSONValue = [
            "@context": [
                "https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            ],
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": "Magister",
            "issuer": [
                "id": "did:web:REPLACE.example", "type": ["Profile"], "name": "Uniwersytet",
            ],
            "validFrom": "2026-06-24T00:00:00Z", "awardedDate": "2026-06-24T00:00:00Z",
            "credentialSubject": [
                "type": ["AchievementSubject"],
                "identifier": [
                    [
                        "type": "IdentityObject", "hashed": false, "identityType": "name",
                        "identityHash": .string("\(holder) \(number)"),
                    ]
                ],
                "achievement": [
                    "id": "urn:uuid:7b1de6a0-5d0a-4d3e-9c0b-0a4b7d3f2c11",
                    "type": ["Achievement"], "name": "Magister",
                    "description": "Studia drugiego stopnia.",
                    "criteria": ["narrative": "Egzamin dyplomowy."],
                ],
            ],
        ]
        return json.canonicalBytes()
    }

    /// A port on which nobody listens at the moment, below those that a system gives to whoever
    /// asks for any.
    static func freePort() async throws -> Int {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        while true {
            let port = Int.random(in: 20_000..<32_000)
            guard given.withLock({ $0.insert(port).inserted }),
                let channel = try? await bootstrap.bind(host: "127.0.0.1", port: port).get()
            else { continue }
            try await channel.close()
            return port
        }
    }

    /// The ports that other tests have.
    private static let given = Mutex<Set<Int>>([])
}

extension DaemonProcess {
    /// One request on a connection of its own.
    func exchange(
        _ method: String, _ path: String, _ headers: [String: String] = [:],
        body: [UInt8]? = nil
    ) async throws -> RawClient.Reply {
        try await RawClient.exchange(port: port, method, path, headers, body: body)
    }

    /// The bundle of a credential issued now.
    func issued(_ number: Int) async throws -> [UInt8] {
        let reply = try await exchange(
            "POST", "/v1/credentials", TestHome.authorised, body: TestHome.input(number))
        try #require(reply.status == 201, "\(reply.text)")
        return reply.body
    }

    /// The answer to whoever submits something to be verified.
    func verification(of bytes: [UInt8]) async throws -> RawClient.Reply {
        try await exchange(
            "POST", "/v1/verifications", ["Content-Type": "application/json"], body: bytes)
    }

    /// The verdict on what is submitted.
    func verdict(on bytes: [UInt8]) async throws -> JSON {
        let reply = try await verification(of: bytes)
        try #require(reply.status == 200, "\(reply.text)")
        return try JSONDocument(parsing: reply.body).root
    }
}
