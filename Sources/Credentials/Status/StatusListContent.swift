import CanonicalJSON

/// What a status list says, taken from the subject of its credential.
///
/// Spec: 02-sign §6; Bitstring Status List 1.0, section 2.2.
struct StatusListContent {
    /// What its bits say.
    let purposes: [StatusPurpose]
    /// The bits.
    let bits: BitString

    /// Where it is judged whether the list is long enough.
    enum LengthRule {
        /// Here: there must be as many bits as there must at least be entries.
        case judgedHere
        /// With an entry, which says how many bits there are to a status.
        case judgedWithEntry
    }

    /// Reads the subject of a list's credential.
    ///
    /// - Throws: `malformedValue` or `length`.
    init(_ subject: JSON, lengthRule: LengthRule = .judgedHere) throws(StatusListError) {
        guard subject["type"]?.asList.contains(where: { $0.equals("BitstringStatusList") }) == true
        else {
            throw StatusListError(.malformedValue, "The subject must be one BitstringStatusList.")
        }
        let names = subject["statusPurpose"]?.asList ?? []
        purposes = names.compactMap(\.string).map { StatusPurpose($0) }
        guard !purposes.isEmpty, purposes.count == names.count else {
            throw StatusListError(.malformedValue, "statusPurpose must be a string or several.")
        }
        if let value = subject["ttl"], (value.integer ?? -1) < 0 {
            throw StatusListError(
                .malformedValue, "ttl must be a number of milliseconds, not below 0.")
        }
        guard let list = subject["encodedList"]?.string else {
            throw StatusListError(.malformedValue, "encodedList must be a string.")
        }
        bits = try BitString(encodedList: list)
        guard lengthRule == .judgedWithEntry || bits.count >= BitString.entryCountMin else {
            throw StatusListError(
                .length, "The list has fewer than \(BitString.entryCountMin) entries.")
        }
    }
}

extension Credential {
    /// What is wrong with the status list that this credential publishes; `nil` if nothing is, or
    /// if it publishes none.
    public var statusListFinding: CredentialFinding? {
        guard isOfType("BitstringStatusListCredential") else { return nil }
        let subjects = json["credentialSubject"]?.asList ?? []
        do throws(StatusListError) {
            guard subjects.count == 1 else {
                throw StatusListError(.malformedValue, "The subject must be one list.")
            }
            _ = try StatusListContent(subjects[0])
            return nil
        } catch {
            return CredentialFinding(
                error.problem == .length ? .statusLength : .statusMalformed,
                at: "/credentialSubject", error.text)
        }
    }
}
