import CanonicalJSON
import Signing
import Testing

extension ForeignCase {
    private typealias Make = ForeignMaker

    /// Good tokens in the forms in which others write them.
    static func tokens() throws -> [ForeignCase] {
        let issuer = try Make.Party(seed: 1)
        let p256 = try Make.Party(p256: 5)
        let plain = try Make.plain(of: issuer)
        let old = try Make.old(of: issuer)
        let fragment = issuer.keyName.split(separator: "#")[1]
        func header(_ name: String, _ edits: [(String, String?)]) throws -> ForeignCase {
            .good("token: " + name, token: try Make.token(plain, by: issuer, header: edits))
        }
        let brief = try old.removing(name: "issuer").removing(name: "id")
            .removing(name: "issuanceDate").with("/credentialSubject", #"{"degree":"BSc"}"#)
        return try [
            .good("token: the credential alone", token: Make.token(plain, by: issuer)),
            .good(
                "token: P-256", token: Make.token(Make.plain(of: p256), by: p256)),
            .good(
                "token: with the claims of Open Badges",
                token: Make.token(
                    Make.claimed(Make.badge(of: issuer)), by: issuer,
                    header: [("typ", #""JWT""#)])),
            .good(
                "token: claims and an end",
                token: Make.token(
                    Make.claimed(
                        plain, [("validUntil", #""2030-01-01T00:00:00Z""#), ("exp", "1893456000")]),
                    by: issuer)),
            .good(
                "token: a day of issue, and an end of its own",
                token: Make.token(
                    Make.claimed(plain, [("iat", "1735689600"), ("exp", "4102444800")]),
                    by: issuer)),
            .good(
                "token: version 1.1",
                token: Make.token(
                    Make.wrapped(old), by: issuer, header: [("typ", #""JWT""#)])),
            .good(
                "token: version 1.1 whose members stand in claims",
                token: Make.token(
                    Make.wrapped(
                        brief,
                        [
                            ("iss", "\"\(issuer.did)\""), ("sub", #""did:example:subject""#),
                            ("jti", #""urn:uuid:58172aac-d8ba-4d11-83dd-0b3aef56cc33""#),
                        ]), by: issuer, header: [("typ", nil)])),
            header("no type", [("typ", nil)]),
            header("the whole media type", [("typ", #""application/vc+jwt""#)]),
            header("a content type", [("cty", #""vc""#)]),
            header("no key", [("kid", nil)]),
            header("a fragment for a key", [("kid", "\"#\(fragment)\"")]),
            header("a bare fragment for a key", [("kid", "\"\(fragment)\"")]),
            header("a DID for a key", [("kid", "\"\(issuer.did)\"")]),
            header("the newer name of the algorithm", [("alg", #""Ed25519""#)]),
            header("the issuer's own key in it", [("kid", nil), ("jwk", jwk(of: issuer))]),
            .good("an envelope", Make.enveloped(Make.token(plain, by: issuer))),
            .good(
                "token: a signed credential in it",
                token: Make.token(Make.signed(plain, by: issuer), by: issuer)),
        ]
    }

    /// Tokens that must not count.
    static func badTokens() throws -> [ForeignCase] {
        let issuer = try Make.Party(seed: 1)
        let other = try Make.Party(seed: 2)
        let plain = try Make.plain(of: issuer)
        let wrapped = try Make.wrapped(Make.old(of: issuer))
        let good = try Make.token(plain, by: issuer)
        let parts = good.split(separator: ".").map(String.init)
        let changed = try Make.token(plain.with("/credentialSubject/name", #""Eve""#), by: issuer)
            .split(separator: ".").map(String.init)
        func header(_ name: String, _ edits: [(String, String?)]) throws -> ForeignCase {
            .bad("token: " + name, token: try Make.token(plain, by: issuer, header: edits))
        }
        func claim(_ name: String, _ text: String) throws -> ForeignCase {
            .bad(
                "token: another \(name)",
                token: try Make.token(Make.claimed(plain, [(name, text)]), by: issuer))
        }
        func unreadable(_ name: String, _ token: String) -> ForeignCase {
            .bad("token: " + name, token: token, "", "/vc-data-model#PARSING_ERROR")
        }
        let none = try Make.token(plain, by: issuer, header: [("alg", #""none""#)])
            .split(separator: ".", omittingEmptySubsequences: false)
        let method = "/security#INVALID_VERIFICATION_METHOD"
        return try [
            .bad("token: no algorithm", token: none[0] + "." + none[1] + "."),
            header("no algorithm, and a signature all the same", [("alg", #""none""#)]),
            header("no algorithm in capitals", [("alg", #""NONE""#)]),
            header("a secret that both know", [("alg", #""HS256""#)]),
            header("no algorithm named", [("alg", nil)]),
            header("an algorithm that is a number", [("alg", "1")]),
            .bad(
                "token: another algorithm than the key's",
                token: Make.token(plain, by: issuer, header: [("alg", #""ES256""#)]), "altered",
                method),
            .bad(
                "token: an algorithm that nobody knows",
                token: Make.token(plain, by: issuer, header: [("alg", #""ES256K""#)]), recognised),
            header("something critical", [("crit", #"["exp"]"#), ("exp", "1")]),
            header("a payload that is not encoded", [("b64", "false")]),
            header("another kind of token", [("typ", #""at+jwt""#)]),
            header("a presentation by its type", [("typ", #""vp+jwt""#)]),
            header("a key that is a number", [("kid", "1")]),
            .bad(
                "token: somebody's key in it",
                token: Make.token(
                    plain, by: other, header: [("kid", nil), ("jwk", jwk(of: other))])),
            .bad(
                "token: somebody's key in it, named as the issuer's",
                token: Make.token(
                    plain, by: other,
                    header: [("kid", "\"\(issuer.keyName)\""), ("jwk", jwk(of: other))])),
            .bad("token: signed by somebody else", token: Make.token(plain, by: other)),
            .bad(
                "token: somebody else's signature",
                token: Make.token(
                    plain, by: other, header: [("kid", "\"\(issuer.keyName)\"")])),
            .bad(
                "token: a key of that name that is not there",
                token: Make.token(
                    plain, by: issuer, header: [("kid", "\"\(issuer.did)#key-1\"")]), "altered",
                method),
            .bad(
                "token: a changed credential",
                token: parts[0] + "." + changed[1] + "." + parts[2]),
            .bad(
                "token: a changed signature",
                token: parts[0] + "." + parts[1] + "." + changed[2]),
            claim("iss", #""did:example:other""#), claim("sub", #""did:example:other""#),
            claim("jti", #""urn:uuid:0""#), claim("nbf", "1735689601"),
            claim("nbf", #""2025-01-01T00:00:00Z""#), claim("iss", "1"),
            .bad(
                "token: another exp",
                token: Make.token(
                    Make.claimed(
                        plain, [("validUntil", #""2030-01-01T00:00:00Z""#), ("exp", "1893456060")]),
                    by: issuer)),
            .bad(
                "token: run out by itself",
                token: Make.token(plain.with("/exp", "1735689601"), by: issuer), recognised),
            .bad(
                "token: not begun by itself",
                token: Make.token(
                    plain.with("/validFrom", nil).with("/nbf", "4102444800"), by: issuer),
                recognised),
            .bad(
                "token: vc beside the credential",
                token: Make.token(
                    plain.with("/vc", #"{"type":["VerifiableCredential"]}"#), by: issuer)),
            .bad(
                "token: vp beside the credential",
                token: Make.token(plain.with("/vp", "{}"), by: issuer)),
            .bad("token: version 2.0 under vc", token: Make.token(["vc": plain], by: issuer)),
            .bad(
                "token: version 1.1 of another issuer",
                token: Make.token(wrapped.with("/iss", "\"\(other.did)\""), by: other)),
            ForeignCase(
                name: "token: a malformed credential",
                body: Make.token(plain.with("/credentialSubject", "{}"), by: issuer),
                verdict: "incomplete", problem: "/vc-data-model#MALFORMED_VALUE_ERROR",
                pointer: "/credentialSubject"),
            unreadable("two parts", parts[0] + "." + parts[1]),
            unreadable("padding", parts[0] + "=." + parts[1] + "." + parts[2]),
            unreadable("disclosures", good + "~WyJzYWx0Il0~"),
            unreadable("no object", Make.token([1], by: issuer)),
            unreadable("no credential", Make.token(["a": 1], by: issuer)),
            .malformed(
                "an envelope around nothing", Make.enveloped("x"), "",
                "/vc-data-model#PARSING_ERROR"),
            .malformed(
                "an envelope without contexts",
                Make.enveloped(good).with("/@context", "[]"), "", "/vc-data-model#PARSING_ERROR"),
            .malformed(
                "an envelope around something else",
                Make.enveloped(good).with("/id", #""data:application/vc+sd-jwt,eyJ""#), "",
                "/vc-data-model#PARSING_ERROR"),
            .malformed(
                "an envelope at an address",
                Make.enveloped(good).with("/id", #""https://a.example/vc.jwt""#), "",
                "/vc-data-model#PARSING_ERROR"),
        ]
    }

    private static func jwk(of party: ForeignMaker.Party) -> String {
        let x = Base64URL.encode(party.key.publicKey.bytes)
        return #"{"kty":"OKP","crv":"Ed25519","x":"\#(x)"}"#
    }
}
