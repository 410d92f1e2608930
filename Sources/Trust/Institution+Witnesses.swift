public import TransparencyLog

extension Institution {
    /// The institution with its ledgers pinned under another witness policy: the verifier's own
    /// choice of whose cosignatures count.
    ///
    /// - Throws: ``TrustError`` if the policy names other ledgers, or is too long.
    public func witnessed(under policy: WitnessPolicy) throws(TrustError) -> Institution {
        var pinned: [PinnedLedger] = []
        for ledger in ledgers {
            pinned.append(
                try PinnedLedger(
                    origin: ledger.origin, genesis: ledger.genesis, keys: ledger.keys,
                    url: ledger.url, policy: policy))
        }
        return try Institution(
            did: did, names: names, country: country, purpose: purpose, ledgers: pinned,
            hosts: hosts, keys: keys, particulars: particulars)
    }
}
