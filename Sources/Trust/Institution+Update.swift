/// An entry that is brought up to date by what the institution says of itself.
///
/// Spec: 07-verify §2.4.
extension Institution {
    /// Whether a description goes on with every ledger that the entry pins: whoever shows another
    /// first record, or no longer shows a ledger, is not the one that was listed.
    public func isContinued(by described: Institution) -> Bool {
        described.did == did
            && ledgers.allSatisfy { described.ledger($0.origin)?.genesis == $0.genesis }
    }

    /// The entry with the keys, addresses, names and country of a description, and with all else as
    /// the list's keeper has it: witnesses, scopes, identifiers, successors. Of one without a
    /// ledger, what the description does not tell stays too.
    ///
    /// - Throws: ``TrustError`` if the witnesses that count are those of a key that is gone.
    public func updated(from described: Institution) throws(TrustError) -> Institution {
        precondition(isContinued(by: described), "an update is of the institution that is listed")
        var ledgers: [PinnedLedger] = []
        for ledger in described.ledgers {
            guard let known = self.ledger(ledger.origin) else {
                ledgers.append(ledger)
                continue
            }
            ledgers.append(
                try PinnedLedger(
                    origin: ledger.origin, genesis: ledger.genesis, keys: ledger.keys,
                    url: ledger.url, policy: known.policy))
        }
        let isForeign = ledgers.isEmpty
        return try Institution(
            did: did, names: described.names,
            country: described.country == Institution.countryUnknown ? country : described.country,
            purpose: described.purpose, ledgers: ledgers,
            hosts: isForeign
                ? hosts + described.hosts.filter { !hosts.contains($0) } : described.hosts,
            keys: isForeign && described.keys.isEmpty ? keys : described.keys,
            particulars: particulars)
    }

    /// What stands for a country that nobody named.
    public static let countryUnknown = "ZZ"
}
