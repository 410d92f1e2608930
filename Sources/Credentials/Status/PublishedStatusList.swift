import CanonicalJSON
public import Signing

/// A status list that somebody published, its proof judged good.
///
/// Whether its issuer may speak for a credential's issuer is not judged here.
public struct PublishedStatusList: Sendable {
    /// Its URL: the identifier of its credential, or where it was fetched.
    public let url: String
    /// What its bits say.
    public let purposes: [StatusPurpose]
    /// The bits.
    public let bits: BitString
    /// From when it tells the truth.
    public let validFrom: DateTimeStamp?
    /// Until when it may be relied upon.
    public let validUntil: DateTimeStamp?

    /// Takes a list from its credential.
    ///
    /// - Parameters:
    ///   - credential: the list's credential, checked for verifying.
    ///   - proofs: the report about that credential's proofs, which must pass.
    ///   - url: where it was fetched, for a credential without `id`.
    /// - Throws: `verification` if the proofs do not pass or are another document's;
    ///   `malformedValue` if it is not a status list.
    public init(
        _ credential: Credential, proofs: ProofReport, fetchedFrom url: String? = nil
    ) throws(StatusListError) {
        guard proofs.digest == credential.digest else {
            throw StatusListError(.verification, "The proofs are those of another document.")
        }
        guard case .pass = proofs.conclusion(forIssuer: credential.issuer) else {
            throw StatusListError(.verification, "The list is not signed by its issuer.")
        }
        guard credential.isOfType("BitstringStatusListCredential") else {
            throw StatusListError(
                .malformedValue, "The types must include BitstringStatusListCredential.")
        }
        guard let identifier = credential.id ?? url else {
            throw StatusListError(.verification, "The list does not say which list it is.")
        }
        self.url = identifier
        validFrom = credential.validFrom
        validUntil = credential.validUntil
        let subjects = credential.json["credentialSubject"]?.asList ?? []
        guard subjects.count == 1, let subject = subjects.first else {
            throw StatusListError(.malformedValue, "The subject must be one BitstringStatusList.")
        }
        let content = try StatusListContent(subject, lengthRule: .judgedWithEntry)
        purposes = content.purposes
        bits = content.bits
    }

    /// Reads the status that an entry points to, as of an instant.
    ///
    /// - Throws: `verification` if the list is not the entry's, not valid at that instant or not
    ///   about the entry's purpose; `length` and `range` as their names say.
    ///
    /// Spec: Bitstring Status List 1.0, section 3.2.
    public func reading(
        of entry: StatusEntry, asOf instant: Instant
    ) throws(StatusListError) -> StatusReading {
        guard url.utf8.elementsEqual(entry.listURL.utf8) else {
            throw StatusListError(.verification, "The entry names another list, \(entry.listURL).")
        }
        if let validFrom, validFrom.isAfter(instant) {
            throw StatusListError(.verification, "The list is valid from \(validFrom) only.")
        }
        if let validUntil, validUntil.isBefore(instant) {
            throw StatusListError(.verification, "The list was valid until \(validUntil) only.")
        }
        guard purposes.contains(entry.purpose) else {
            throw StatusListError(.verification, "The list is not about \(entry.purpose).")
        }
        guard bits.count / entry.size >= BitString.entryCountMin else {
            throw StatusListError(
                .length, "The list has fewer than \(BitString.entryCountMin) entries.")
        }
        guard let status = bits.status(at: entry.index, size: entry.size) else {
            throw StatusListError(.range, "The list has no entry \(entry.index).")
        }
        return StatusReading(
            purpose: entry.purpose, status: status, message: entry.message(for: status))
    }
}

extension StatusEntry {
    /// The status at the entry's place in a list that nobody is known to have signed; `nil` if it
    /// is not the entry's list, or has no such place.
    ///
    /// - Parameter url: where it was fetched, for a list without `id`.
    public func status(in list: Credential, fetchedFrom url: String) -> UInt32? {
        let subjects = list.json["credentialSubject"]?.asList ?? []
        guard list.isOfType("BitstringStatusListCredential"),
            (list.id ?? url).utf8.elementsEqual(listURL.utf8), subjects.count == 1,
            let content = try? StatusListContent(subjects[0], lengthRule: .judgedWithEntry),
            content.purposes.contains(purpose),
            content.bits.count / size >= BitString.entryCountMin
        else { return nil }
        return content.bits.status(at: index, size: size)
    }
}

/// What a status list says about one credential for one purpose.
public struct StatusReading: Hashable, Sendable {
    /// What the status is about.
    public let purpose: StatusPurpose
    /// The value; 0 means that there is nothing to report.
    public let status: UInt32
    /// What the entry says the value means.
    public let message: String?

    /// Whether there is something to report.
    public var bit: BitString.Bit { status == 0 ? .clear : .set }
}
