import CanonicalJSON
import Credentials
import Signing
import Testing

@Suite("Finding a key")
struct ResolverTests {
    private static let name = "did:web:uni.example#key-1"

    private func method(
        id: String = name, controller: String = Example.institution,
        relationships: Set<VerificationRelationship> = [.assertionMethod],
        validFrom: Instant? = nil, expires: Instant? = nil, revoked: Instant? = nil
    ) throws -> VerificationMethod {
        VerificationMethod(
            id: try Example.url(id), controller: try Example.did(controller),
            key: try Example.key().publicKey, relationships: relationships,
            validFrom: validFrom, expires: expires, revoked: revoked)
    }

    private func find(
        _ method: VerificationMethod, named name: String = name,
        for relationship: VerificationRelationship = .assertionMethod, at: Instant = Example.now
    ) throws -> Result<VerificationMethod, VerificationMethodError> {
        let document = DIDDocument(id: try Example.did(), methods: [method])
        do throws(VerificationMethodError) {
            return .success(
                try KnownDocuments([document]).method(named: name, for: relationship, at: at))
        } catch {
            return .failure(error)
        }
    }

    @Test("finds the key of that name")
    func found() throws {
        let method = try method()
        #expect(try find(method) == .success(method))
    }

    @Test(
        "needs a whole DID and a fragment",
        arguments: [
            "", "key-1", "#key-1", "did:web:uni.example", "did:web:uni.example#",
            "did:web:uni.example#a#b", "https://uni.example#key-1", "did:web:uni.example/a#key-1",
            "did:web:uni.example?a#key-1", "did:web:unï.example#key-1",
        ])
    func notURL(name: String) throws {
        let error = VerificationMethodError.notURL(name)
        #expect(try find(method(), named: name) == .failure(error))
        #expect(error.type == "https://w3id.org/security#INVALID_VERIFICATION_METHOD_URL")
    }

    @Test("needs the controller's document")
    func unavailable() throws {
        let other = "did:web:other.example#key-1"
        let error = VerificationMethodError.documentUnavailable(
            try Example.did("did:web:other.example"))
        #expect(try find(method(), named: other) == .failure(error))
    }

    @Test("refuses the document of another")
    func documentOfOther() throws {
        struct Confused: VerificationMethodResolver {
            let answer: DIDDocument

            func document(
                of controller: DID
            ) throws(VerificationMethodError) -> DIDDocument? { answer }
        }
        let found = try Example.did("did:web:other.example")
        let resolver = Confused(answer: DIDDocument(id: found, methods: [try method()]))
        let error = VerificationMethodError.documentOfOther(
            wanted: try Example.did(), found: found)
        #expect(throws: error) {
            try resolver.method(named: Self.name, for: .assertionMethod, at: Example.now)
        }
        #expect(
            error.type == "https://w3id.org/security#INVALID_CONTROLLED_IDENTIFIER_DOCUMENT_ID")
    }

    @Test("refuses a key that is not there, is called otherwise, or is another's")
    func wrongMethod() throws {
        let url = try Example.url()
        #expect(
            try find(method(id: "did:web:uni.example#key-2")) == .failure(.notFound(url)))
        let id = "did:web:other.example#key-1"
        #expect(
            try find(method(id: id))
                == .failure(.otherID(wanted: url, found: Example.url(id))))
        let controller = "did:web:other.example"
        #expect(
            try find(method(controller: controller))
                == .failure(.otherController(url, controller: Example.did(controller))))
        #expect(
            VerificationMethodError.notFound(url).type
                == "https://w3id.org/security#INVALID_VERIFICATION_METHOD")
    }

    @Test("refuses a key for what it may not be used for")
    func relationship() throws {
        let error = VerificationMethodError.relationship(try Example.url(), .assertionMethod)
        #expect(try find(method(relationships: [.authentication])) == .failure(error))
        #expect(try find(method(relationships: [])) == .failure(error))
        #expect(
            error.type
                == "https://w3id.org/security#INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD")
    }

    @Test("keeps to the key's time, to the millisecond")
    func time() throws {
        let url = try Example.url()
        let now = Example.now
        let millisecond = Duration.milliseconds(1)
        let starting = try method(validFrom: now)
        #expect(try find(starting) == .success(starting))
        #expect(
            try find(starting, at: now - millisecond)
                == .failure(.notYetValid(url, from: now)))
        let ending = try method(expires: now)
        #expect(try find(ending, at: now - millisecond) == .success(ending))
        #expect(try find(ending) == .failure(.expired(url, at: now)))
        let revoked = try method(revoked: now)
        #expect(try find(revoked, at: now - millisecond) == .success(revoked))
        #expect(try find(revoked) == .failure(.revoked(url, at: now)))
        let both = try method(expires: now, revoked: now)
        #expect(try find(both) == .failure(.revoked(url, at: now)))
    }

    @Test("resolves any did:key only where that is wanted, and its fragment must repeat the key")
    func keyDIDs() throws {
        let did = try #require(DID(key: Example.key().publicKey))
        let name = try did.keyURL().description
        let open = KnownDocuments([], keyDIDs: .resolved)
        let method = try open.method(named: name, for: .assertionMethod, at: Example.now)
        #expect(method.publicKey == (try Example.key().publicKey))
        #expect(throws: VerificationMethodError.documentUnavailable(did)) {
            try KnownDocuments([]).method(named: name, for: .assertionMethod, at: Example.now)
        }
        let listed = KnownDocuments([try DIDDocument(ofKey: did)])
        _ = try listed.method(named: name, for: .assertionMethod, at: Example.now)
        let other = try #require(try Example.key(2).publicKey.multikey)
        #expect(throws: VerificationMethodError.self) {
            try open.method(named: "\(did)#\(other)", for: .assertionMethod, at: Example.now)
        }
        let error = #expect(throws: VerificationMethodError.self) {
            try open.method(
                named: "did:key:zTjsVPtY#zTjsVPtY", for: .assertionMethod, at: Example.now)
        }
        #expect(error?.code == "method.document-malformed")
        #expect(throws: VerificationMethodError.self) {
            try open.method(named: name, for: .keyAgreement, at: Example.now)
        }
    }

    @Test("has a code and plain words for every error")
    func codes() throws {
        let (url, did) = (try Example.url(), try Example.did())
        let errors: [VerificationMethodError] = [
            .notURL("a"), .documentUnavailable(did), .documentMalformed("a"),
            .documentOfOther(wanted: did, found: did), .notFound(url),
            .otherID(wanted: url, found: url), .otherController(url, controller: did),
            .keyUnusable(url, "a"), .relationship(url, .assertionMethod),
            .notYetValid(url, from: Example.now), .expired(url, at: Example.now),
            .revoked(url, at: Example.now),
        ]
        #expect(Set(errors.map(\.code)).count == errors.count)
        #expect(errors.allSatisfy { !$0.description.isEmpty && $0.type.contains(":") })
    }
}
