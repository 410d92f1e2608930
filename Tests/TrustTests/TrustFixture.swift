import CanonicalJSON
import Signing
import Testing
import TransparencyLog

@testable import Trust

/// Institutions and lists with fixed keys.
enum TrustFixture {
    static func key(_ name: String) throws -> PrivateKey {
        try PrivateKey(ed25519Seed: Digest.sha256(Array(name.utf8)).bytes)
    }

    static func did(_ text: String) throws -> DID { try #require(DID(text)) }
    static func origin(_ text: String) throws -> Origin { try #require(Origin(text)) }
    static func base(_ text: String) throws -> WebBase { try #require(WebBase(text)) }
    static func at(_ text: String) throws -> Instant { try #require(Instant(text)) }

    static func ledger(
        _ name: String, keySeed: String? = nil, policy: WitnessPolicy? = nil
    ) throws -> PinnedLedger {
        let origin = try origin("\(name)/ledger")
        let vkey = VerifierKey(
            name: origin.keyName, publicKey: try key(keySeed ?? "\(name) ledger").publicKey)
        return try PinnedLedger(
            origin: origin, genesis: .sha256(Array(name.utf8)),
            keys: [try #require(LedgerKey(vkey, from: 1, until: 900))],
            url: try base("https://\(name)/ledger"), policy: policy)
    }

    static func institution(
        _ name: String, purpose: Institution.Purpose = .awards, keySeed: String? = nil
    ) throws -> Institution {
        try Institution(
            did: did("did:web:\(name)"),
            names: [
                #require(InstitutionName("Uniwersytet Przykładowy", language: "pl")),
                #require(InstitutionName("University of \(name)", language: "en")),
                #require(InstitutionName("جامعة", language: "ar", direction: .rightToLeft)),
            ], country: "PL", purpose: purpose, ledgers: [ledger(name, keySeed: keySeed)],
            hosts: [base("https://\(name)")])
    }

    static func list(_ institutions: [Institution]) throws -> TrustList {
        try TrustList(
            name: "Partners", sequence: 7, issued: at("2026-01-01T00:00:00.000Z"),
            expires: at("2027-01-01T00:00:00.000Z"), institutions: institutions)
    }
}
