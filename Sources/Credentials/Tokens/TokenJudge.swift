import CanonicalJSON
import Signing

/// Judges the signature of one token.
///
/// The algorithm is the key's; what the header says must agree with it. A key inside the header
/// counts only where it is the issuer's own. `jku`, `x5u` and certificates are passed over.
///
/// Spec: 02-sign §4.3; RFC 8725.
struct TokenJudge<Resolver: VerificationMethodResolver> {
    let token: CredentialToken
    let expectation: ProofExpectation
    let resolver: Resolver

    private var header: JSON { token.jws.header }

    /// The types of token that are read; RFC 7515 leaves out `application/`.
    private static var types: Set<String> {
        [
            "jwt", "jose", "vc+jwt", "vp+jwt", "vc-ld+jwt", "vp-ld+jwt", "vc+ld+jwt", "vp+ld+jwt",
            "vc+ld+json+jwt", "vp+ld+json+jwt", "vc", "vp",
        ]
    }

    func judge() -> ProofOutcome {
        do {
            try checkHeader()
            let algorithm: SignatureAlgorithm
            switch TokenAlgorithm(header["alg"]?.string ?? "") {
            case .refused(let name): return .fail(.algorithm(name))
            case .unknown(let name): return .skipped(.suiteNotKnown(name))
            case .known(let known): algorithm = known
            }
            if let extensions { return .skipped(.suiteNotKnown(extensions)) }
            if let fault = token.claims.fault { return .fail(fault) }
            try checkExpectation()
            switch token.keyName {
            case .key(let name): return try signingKey(named: name, algorithm).outcome
            case .keys(let controller):
                return try signingKey(among: controller, algorithm).outcome
            case .elsewhere(let name): return .skipped(.keyUnresolvable(name))
            }
        } catch .method(.documentUnavailable(let did)) {
            return .skipped(.keysUnavailable(did))
        } catch {
            return .fail(error)
        }
    }

    private func checkHeader() throws(ProofFailure) {
        if let critical = header["crit"] {
            let names = critical.elements
            guard !names.isEmpty, names.allSatisfy({ $0.kind == .string }) else {
                throw .header("crit")
            }
        }
        guard header["alg"]?.kind == .string else { throw .header("alg") }
        if let type = header["typ"] {
            guard var name = type.string?.lowercased() else { throw .header("typ") }
            if name.hasPrefix("application/") { name.removeFirst("application/".count) }
            guard Self.types.contains(name),
                !name.hasPrefix(token.kind == .credential ? "vp" : "vc")
            else { throw .header("typ") }
        }
        guard header["kid"] == nil || header["kid"]?.kind == .string else {
            throw .header("kid")
        }
        if let jwk = header["jwk"], jwk.kind != .object || jwk["d"] != nil {
            throw .header("jwk")
        }
    }

    /// What the header says must be understood, or changes what is signed, and is not known here;
    /// `nil` if there is nothing.
    private var extensions: String? {
        if let name = header["crit"]?.elements.first?.string { return "crit \(name)" }
        return header["b64"] == nil ? nil : "b64"
    }

    private func checkExpectation() throws(ProofFailure) {
        let now = expectation.now
        if let start = token.claims.notBefore, start > now + expectation.clockSkew {
            throw .notYet(DateTimeStamp(start))
        }
        if let end = token.claims.expires, end <= now { throw .expired(DateTimeStamp(end)) }
        if let failure = ProofFailure(
            domains: token.audience, challenge: token.nonce, for: expectation.domains,
            answering: expectation.challenge)
        {
            throw failure
        }
    }

    private func signingKey(
        named name: String, _ algorithm: SignatureAlgorithm
    ) throws(ProofFailure) -> SigningKey {
        let signer: SigningKey
        do {
            signer = try resolver.signingKey(
                named: name, at: signingTime, expecting: expectation)
        } catch {
            throw .method(error)
        }
        guard let key = signer.method.publicKey, key.algorithm == algorithm else {
            throw .keyDoesNotFit(signer.method.id)
        }
        if let embedded = try embeddedKey(), embedded != key { throw .header("jwk") }
        guard key.verifies(token.jws.signature, of: token.jws.signingInput) else {
            throw .signature
        }
        return signer
    }

    /// The key of a controller that made the signature, of those that might have.
    private func signingKey(
        among controller: DID, _ algorithm: SignatureAlgorithm
    ) throws(ProofFailure) -> SigningKey {
        let document: DIDDocument?
        do {
            document = try resolver.document(of: controller)
        } catch {
            throw .method(error)
        }
        guard let document, document.id == controller else {
            throw .method(.documentUnavailable(controller))
        }
        var failure = ProofFailure.header("kid")
        var ended: SigningKey?
        for candidate in document.methods {
            do {
                let signer = try signingKey(named: candidate.id.description, algorithm)
                // The same key may stand there under another name too.
                if signer.isTimeKnown { return signer }
                ended = ended ?? signer
            } catch {
                // What stopped nearest to the end says the most.
                if failure != .signature { failure = error }
            }
        }
        if let ended { return ended }
        throw failure
    }

    private func embeddedKey() throws(ProofFailure) -> PublicKey? {
        guard let jwk = header["jwk"] else { return nil }
        guard JSONWebKey.isForSignatures(jwk) else { throw .header("jwk") }
        do {
            return try JSONWebKey.publicKey(jwk)
        } catch {
            throw .header("jwk")
        }
    }

    /// When the token says that it was made.
    private var signingTime: Instant? {
        let payload = token.jws.payload
        return (payload["iat"] ?? payload["nbf"])?.numericDate
    }
}

extension ProofReport {
    /// Judges the signature of a token, and what other proofs its content carries.
    ///
    /// The first item is the token's own.
    public init(
        judging token: CredentialToken, expecting expectation: ProofExpectation,
        resolver: some VerificationMethodResolver
    ) {
        let inner = ProofReport(
            judging: token.content, expecting: expectation, resolver: resolver)
        let outcome = TokenJudge(token: token, expectation: expectation, resolver: resolver)
            .judge()
        self.init(
            digest: inner.digest,
            proofs: Self.besideGood(
                [Item(pointer: "", proof: nil, outcome: outcome)] + inner.proofs))
    }

    /// Judges whatever secures a credential.
    public init(
        judging secured: SecuredCredential, as credential: Credential,
        expecting expectation: ProofExpectation, resolver: some VerificationMethodResolver
    ) {
        switch secured {
        case .token(let token):
            self.init(judging: token, expecting: expectation, resolver: resolver)
        case .document, .unreadable:
            self.init(judging: credential, expecting: expectation, resolver: resolver)
        }
    }
}
