public import CanonicalJSON
public import Signing
public import TransparencyLog

/// Whom a verifier listens to. Chosen by the verifier, never by a credential.
///
/// Read as a ``SignedTrustList``; how it came to be trusted is its ``provenance``.
///
/// Spec: 07-verify §2.
public struct TrustList: Sendable {
    /// The longest list, in bytes.
    public static let bytesMax = 8_388_608
    /// The most institutions on one list.
    public static let institutionsMax = 10_000
    /// The longest name of a list, in bytes.
    static let nameBytesMax = 256

    /// Why a list is believed.
    public enum Provenance: Hashable, Sendable {
        /// Keys that the verifier knows have signed it.
        case signed(by: [DIDURL])
        /// The verifier keeps it here; nobody's signature was asked for.
        case localUnsigned
    }

    /// Whether a list may be relied upon at an instant.
    public enum Freshness: Hashable, Sendable {
        /// It may.
        case current
        /// It was issued later.
        case notYetIssued
        /// It ended before, so long ago.
        case expired(Duration)
    }

    /// What its keeper calls it.
    public let name: String
    /// Which edition it is, from 1.
    public let sequence: Int64
    /// When it was issued.
    public let issued: Instant
    /// From when on it may not be relied upon.
    public let expires: Instant
    /// The institutions.
    public let institutions: [Institution]
    /// Who may accredit, and what was stated.
    public let register: AccreditationRegister
    /// In which version of the format it is written: the first that can hold it, unless it was
    /// read in a later one.
    public let version: TrustVersion
    /// Why it is believed.
    public let provenance: Provenance

    private let placesByDID: [DID: Int]
    private let placesByOrigin: [Origin: Int]

    /// Makes a list that is kept here.
    ///
    /// - Throws: ``TrustError`` for a name that cannot be shown, an end before the beginning, a
    ///   number below 1, or institutions that are too many or listed twice.
    public init(
        name: String, sequence: Int64 = 1, issued: Instant, expires: Instant,
        institutions: [Institution] = [], register: AccreditationRegister = .empty
    ) throws(TrustError) {
        try self.init(
            name: name, sequence: sequence, issued: issued, expires: expires,
            institutions: institutions, register: register, atLeast: .first,
            provenance: .localUnsigned)
    }

    init(
        name: String, sequence: Int64, issued: Instant, expires: Instant,
        institutions: [Institution], register: AccreditationRegister,
        atLeast version: TrustVersion, provenance: Provenance
    ) throws(TrustError) {
        guard InstitutionName.isDisplayable(name, bytesMax: TrustList.nameBytesMax) else {
            throw TrustError(.badValue, at: "/name")
        }
        guard 1...9_007_199_254_740_991 ~= sequence else {
            throw TrustError(.badValue, at: "/sequence")
        }
        guard issued < expires else { throw TrustError(.badValue, at: "/expires") }
        guard institutions.count <= TrustList.institutionsMax else {
            throw TrustError(.tooMany, at: "/institutions")
        }
        var seen = Seen()
        var placesByDID: [DID: Int] = [:]
        var placesByOrigin: [Origin: Int] = [:]
        for (index, institution) in institutions.enumerated() {
            try seen.take(institution, at: "/institutions/\(index)")
            placesByDID[institution.did] = index
            for ledger in institution.ledgers { placesByOrigin[ledger.origin] = index }
        }
        self.name = name
        self.sequence = sequence
        self.issued = issued
        self.expires = expires
        self.institutions = institutions
        self.register = register
        let isScoped =
            !register.isEmpty
            || institutions.contains { institution in
                !institution.particulars.isEmpty
                    || institution.keys.contains(where: \.isBeyondFirstVersion)
            }
        self.version = isScoped ? .scoped : version
        self.provenance = provenance
        self.placesByDID = placesByDID
        self.placesByOrigin = placesByOrigin
    }

    /// The institution of that name, if it is listed.
    public func institution(_ did: DID) -> Institution? {
        placesByDID[did].map { institutions[$0] }
    }

    /// The institution that keeps a ledger of that name, if one is listed.
    public func institution(keeping origin: Origin) -> Institution? {
        placesByOrigin[origin].map { institutions[$0] }
    }

    /// Whether the list may be relied upon at an instant.
    public func freshness(at instant: Instant) -> Freshness {
        if instant < issued { return .notYetIssued }
        return instant < expires ? .current : .expired(instant - expires)
    }

    /// The list as JSON, without signatures.
    public var json: JSONValue {
        var json: JSONValue = [
            "type": "TestamurTrustList", "version": .integer(version.rawValue),
            "name": .string(name),
            "sequence": .integer(sequence), "issued": .string(issued.description),
            "expires": .string(expires.description),
            "institutions": .array(institutions.map(\.json)),
        ]
        for member in register.members { json[member.name] = member.value }
        return json
    }

    /// The SHA-256 of the canonical JSON without signatures: which list it is.
    public var digest: Digest { .sha256(json.canonicalBytes()) }

}

// MARK: - Editing

extension TrustList {
    /// The list with one more institution at its end; nobody has signed it.
    ///
    /// - Throws: ``TrustError`` if the institution, one of its ledgers or one of their keys is
    ///   listed already, or the list is full.
    public func adding(_ institution: Institution) throws(TrustError) -> TrustList {
        try replacing(institutions: institutions + [institution])
    }

    /// The list with another entry in the place of the one of the same DID; nobody has signed it.
    ///
    /// - Throws: ``TrustError`` if there is none, or the list has its ledgers or keys elsewhere.
    public func updating(_ institution: Institution) throws(TrustError) -> TrustList {
        guard let place = placesByDID[institution.did] else { throw TrustError(.notListed) }
        var all = institutions
        all[place] = institution
        return try replacing(institutions: all)
    }

    /// The list without an institution; nobody has signed it.
    ///
    /// - Throws: ``TrustError`` if it is not listed.
    public func removing(_ did: DID) throws(TrustError) -> TrustList {
        guard let place = placesByDID[did] else { throw TrustError(.notListed) }
        var rest = institutions
        rest.remove(at: place)
        return try replacing(institutions: rest)
    }

    /// The list with other institutions, nobody having signed it.
    ///
    /// - Throws: ``TrustError`` if there are too many of them, or one twice.
    public func replacing(institutions: [Institution]) throws(TrustError) -> TrustList {
        try TrustList(
            name: name, sequence: sequence, issued: issued, expires: expires,
            institutions: institutions, register: register, atLeast: version,
            provenance: .localUnsigned)
    }

    /// The list with another part about accreditation, nobody having signed it.
    ///
    /// - Throws: ``TrustError``; what was checked before gives no reason for one.
    public func replacing(register: AccreditationRegister) throws(TrustError) -> TrustList {
        try TrustList(
            name: name, sequence: sequence, issued: issued, expires: expires,
            institutions: institutions, register: register, atLeast: version,
            provenance: .localUnsigned)
    }

    /// The next edition of the list; nobody has signed it.
    ///
    /// - Throws: ``TrustError`` if it would end before it begins.
    public func reissued(at issued: Instant, until expires: Instant) throws(TrustError) -> TrustList
    {
        try TrustList(
            name: name, sequence: sequence + 1, issued: issued, expires: expires,
            institutions: institutions, register: register, atLeast: version,
            provenance: .localUnsigned)
    }

    /// The list, found to be signed by keys that the verifier knows.
    func signed(by keys: [DIDURL]) throws(TrustError) -> TrustList {
        try TrustList(
            name: name, sequence: sequence, issued: issued, expires: expires,
            institutions: institutions, register: register, atLeast: version,
            provenance: .signed(by: keys))
    }
}

/// A version of the format of trust lists.
///
/// Spec: 07-verify §2.
public enum TrustVersion: Int64, CaseIterable, Hashable, Sendable {
    /// Institutions and their ledgers.
    case first = 1
    /// With scopes, identifiers, successors, accreditation and ends of keys, none of which a reader
    /// may pass over.
    case scoped = 2
}
