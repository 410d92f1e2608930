import CanonicalJSON

extension Policy {
    /// Reads a policy as it stands in a verdict: every member, and no other; a name of printable
    /// ASCII, and of one that has a name here, what it is here.
    ///
    /// - Throws: ``VerificationReceiptError/malformed(_:)``.
    init(_ json: JSON) throws(VerificationReceiptError) {
        guard let name = json["name"]?.string, Policy.isName(name),
            let version = json.integer("version"),
            let age = json.integer("standing_age_max_seconds"), age >= 0,
            let skew = json.integer("clock_skew_seconds"), skew >= 0,
            let witnesses = json.integer("witnesses_min"), witnesses >= 0,
            let own: OwnSightings = json.word("own_sightings"),
            let ledgers: LedgerRule = json.word("ledgers"),
            let entitlement: EntitlementRule = json.word("entitlement"), json.count == 8
        else { throw .malformed(json.pointer) }
        self.init(
            name: name, version: version, standingAgeMax: .seconds(age),
            clockSkew: .seconds(skew), witnessesMin: witnesses, ownSightings: own,
            ledgers: ledgers, entitlement: entitlement)
        let known = Policy.named.first { $0.name == name && $0.version == version }
        if let known, known != self { throw .malformed(json.pointer) }
    }

    private static func isName(_ text: String) -> Bool {
        1...64 ~= text.utf8.count && text.utf8.allSatisfy { 0x20...0x7E ~= $0 }
    }
}

extension JSON {
    fileprivate func integer(_ name: String) -> Int? { self[name]?.integer.map { Int($0) } }

    fileprivate func word<Word: RawRepresentable>(_ name: String) -> Word?
    where Word.RawValue == String {
        self[name]?.string.flatMap { Word(rawValue: $0) }
    }
}
