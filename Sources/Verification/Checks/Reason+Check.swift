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
        case .entitled: .entitledNotMade
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
    /// The check that it belongs to; its name in codes is the part before the point.
    public var check: Check.ID {
        switch self {
        case .formatGood, .formatMalformed: .wellFormed
        case .issuerListed, .issuerTest, .issuerNotListed, .issuerOutOfScope, .issuerScopeOpen,
            .issuerNotMade:
            .issuerListed
        case .listCurrent, .listExpired, .listNotYetIssued: .listCurrent
        case .recordPresent, .recordNoReceipt, .recordUnknown, .recordLedgerNotListed,
            .recordOtherOrigin, .recordOtherIndex, .recordNotIncluded, .recordCheckpointNotSigned,
            .recordCheckpointOutsideSizes, .recordContradiction, .recordRepeated,
            .recordNoLedger, .recordNotMade:
            .recorded
        case .matchGood, .matchOtherIssuer, .matchNotAnIssue, .matchOtherContent, .matchOtherForm,
            .matchWholeList, .matchNoLedger, .matchNotMade:
            .recordMatches
        case .keysComplete, .keysMissing, .keysOtherGenesis, .keysBrokenChain, .keysNotAuthorised,
            .keysNotIncluded, .keysSeveralCheckpoints, .keysCheckpointNotSigned,
            .keysCheckpointOutsideSizes, .keysNotWitnessed,
            .keysContradiction, .keysBehindStanding, .keysNoLedger, .keysNotMade:
            .keyHistory
        case .authorityGood, .authorityConfirmedAgain, .authorityUnknownKey, .authorityKindUnknown,
            .authorityBadSignature,
            .authorityConfirmationUnseen, .authorityKeyNotInForce, .authorityKeyCompromised,
            .authorityNoLedger,
            .authorityNotMade:
            .recordSigned
        case .intactGood, .intactChanged, .intactNoProof, .intactProofMalformed,
            .intactOtherPurpose, .intactProofExpired, .intactKindUnknown, .intactKeyUnknown,
            .intactNotMade:
            .fileIntact
        case .signerGood, .signerOther, .signerUnknown, .signerNotMade: .signedByInstitution
        case .keyGood, .keyConfirmedAgain, .keyConfirmationUnseen, .keyNotYet, .keyRetired,
            .keyCompromised, .keyTimeUnknown, .keyNotMade:
            .keyValidThen
        case .domainGood, .domainNotFetched, .domainKeyRetired, .domainOtherKeys, .domainNone:
            .keyOnDomain
        case .entitledGood, .entitledNotCovered, .entitledNoStatement, .entitledNotMade: .entitled
        case .witnessSeen, .witnessNoneListed, .witnessTooFew, .witnessFromFuture,
            .witnessBadSignature, .witnessNoLedger, .witnessNotMade:
            .witnessed
        case .sealedNone, .sealedNotCarried, .sealedNotMade: .sealedList
        case .standingInForce, .standingErased, .standingWithdrawn, .standingOnHold,
            .standingReplaced, .standingReplacedOpen, .standingMissing, .standingLater,
            .standingTooOld, .standingNoAnswer, .standingExpired,
            .standingFromFuture, .standingNotSigned, .standingKeyNotInForce, .standingOtherRecord,
            .standingLedgerTooSmall, .standingContradiction, .standingShrank,
            .standingKindUnknown, .standingKeysOlder, .standingNoLedger, .standingNotMade:
            .notWithdrawn
        case .statusClear, .statusRevoked, .statusSuspended, .statusNone, .statusNotFetched,
            .statusHostNotListed, .statusKindUnknown, .statusNotSigned,
            .statusKeyNewer, .statusKeyNewerAgainst, .statusOtherIssuer, .statusMalformed,
            .statusOutOfRange, .statusTooShort, .statusOtherPurpose,
            .statusNotCurrent, .statusNotMade:
            .statusList
        case .datesGood, .datesNotYet, .datesEnded, .datesAwardAhead, .datesNotMade: .datesInOrder
        case .nameNotAsked: .nameCompared
        }
    }
}
