extension Check.ID {
    /// Why the check was not made where an earlier one did not allow it.
    var notMade: Reason {
        switch self {
        case .wellFormed: .formatMalformed
        case .issuerListed: .issuerNotMade
        case .listCurrent: .listExpired
        case .recorded: .recordNotMade
        case .recordMatches: .matchNotMade
        case .keyHistory: .keysNotMade
        case .recordSigned: .authorityNotMade
        case .fileIntact: .intactNotMade
        case .signedByInstitution: .signerNotMade
        case .keyValidThen: .keyNotMade
        case .keyOnDomain: .domainNotFetched
        case .entitled: .entitledNoStatement
        case .witnessed: .witnessNotMade
        case .sealedList: .sealedNotMade
        case .notWithdrawn: .standingNotMade
        case .statusList: .statusNotMade
        case .datesInOrder: .datesNotMade
        case .nameCompared: .nameNotAsked
        }
    }
}

extension Reason {
    /// The stable code.
    public var code: String { rawValue }

    /// The check that it belongs to.
    public var check: Check.ID {
        guard let check = Reason.checks[self] else {
            preconditionFailure("every code begins with its check")
        }
        return check
    }

    private static let checks: [Reason: Check.ID] = Dictionary(
        uniqueKeysWithValues: allCases.compactMap { reason in
            let area = String(reason.rawValue.prefix { $0 != "." })
            return areas[area].map { (reason, $0) }
        })

    private static let areas: [String: Check.ID] = [
        "format": .wellFormed, "issuer": .issuerListed, "list": .listCurrent,
        "record": .recorded, "match": .recordMatches, "keys": .keyHistory,
        "authority": .recordSigned, "intact": .fileIntact, "signer": .signedByInstitution,
        "key": .keyValidThen, "domain": .keyOnDomain, "entitled": .entitled,
        "witness": .witnessed, "sealed": .sealedList, "standing": .notWithdrawn,
        "status": .statusList, "dates": .datesInOrder, "name": .nameCompared,
    ]
}
