extension Reason {
    /// What a reason makes of the verdict.
    public enum Effect: Hashable, Sendable {
        /// Nothing speaks against the award.
        case none
        /// If the policy demands the check: `incomplete`. Otherwise it is told, and no more.
        case leavesOpen
        /// `incomplete`, whatever the policy demands.
        case preventsDeciding
        /// The verdict of that code, if none before it applies.
        case decides(Verdict.Code)
    }

    /// How the check ended.
    public var state: Check.State {
        switch effect {
        case .none: isAboutNothing ? .notApplicable : .pass
        case .leavesOpen: .notChecked
        case .preventsDeciding: .fail
        case .decides(let code):
            switch code {
            // A test is listed, an erased award was genuine, and not being found is no finding.
            case .testOnly, .erased: .pass
            case .noRecord: .notChecked
            default: .fail
            }
        }
    }

    private var isAboutNothing: Bool {
        switch self {
        case .recordNoLedger, .matchNoLedger, .keysNoLedger, .authorityNoLedger,
            .witnessNoLedger, .standingNoLedger, .domainNone, .sealedNone, .statusNone,
            .nameNotAsked:
            true
        default: false
        }
    }

    /// What it makes of the verdict.
    public var effect: Effect {
        switch self {
        case .formatGood, .issuerListed, .listCurrent, .recordPresent, .matchGood, .keysComplete,
            .authorityGood, .authorityConfirmedAgain, .intactGood, .signerGood, .keyGood,
            .keyConfirmedAgain, .domainGood, .entitledGood, .witnessSeen, .standingInForce,
            .statusClear,
            .datesGood:
            .none
        case .recordNoLedger, .matchNoLedger, .keysNoLedger, .authorityNoLedger,
            .witnessNoLedger, .standingNoLedger, .domainNone, .sealedNone, .statusNone,
            .nameNotAsked:
            .none
        case .listExpired, .listNotYetIssued, .recordNoReceipt, .recordLedgerNotListed,
            .recordCheckpointOutsideSizes, .keysCheckpointOutsideSizes, .keysNotWitnessed,
            .matchOtherForm, .matchWholeList, .keysMissing, .keysBehindStanding,
            .authorityKindUnknown, .authorityConfirmationUnseen, .authorityKeyCompromised,
            .intactKindUnknown, .intactKeyUnknown, .signerUnknown, .keyConfirmationUnseen,
            .keyCompromised, .keyTimeUnknown, .domainNotFetched, .domainKeyRetired,
            .issuerScopeOpen, .entitledNotCovered, .entitledNoStatement, .entitledNotMade,
            .witnessNoneListed, .witnessTooFew, .witnessFromFuture, .sealedNotCarried,
            .standingMissing, .standingLater, .standingTooOld, .standingNoAnswer,
            .standingExpired,
            .standingFromFuture, .standingKindUnknown,
            .standingKeysOlder, .statusNotFetched, .statusHostNotListed, .statusKindUnknown,
            .statusKeyNewer, .statusNotCurrent, .issuerNotMade, .recordNotMade, .matchNotMade,
            .keysNotMade,
            .authorityNotMade, .intactNotMade, .signerNotMade, .keyNotMade, .witnessNotMade,
            .sealedNotMade, .standingNotMade, .statusNotMade, .datesNotMade:
            .leavesOpen
        case .formatMalformed, .recordContradiction, .recordRepeated, .keysContradiction,
            .intactProofExpired,
            .domainOtherKeys, .standingNotSigned, .standingKeyNotInForce, .standingOtherRecord,
            .standingLedgerTooSmall, .standingContradiction, .standingShrank, .statusNotSigned,
            .statusKeyNewerAgainst, .statusOtherIssuer, .statusMalformed, .statusOutOfRange,
            .statusTooShort,
            .statusOtherPurpose, .datesNotYet, .datesAwardAhead:
            .preventsDeciding
        case .recordOtherOrigin, .recordOtherIndex, .recordNotIncluded,
            .recordCheckpointNotSigned, .matchOtherIssuer,
            .matchNotAnIssue, .matchOtherContent, .keysOtherGenesis, .keysBrokenChain,
            .keysNotAuthorised, .keysNotIncluded, .keysSeveralCheckpoints,
            .keysCheckpointNotSigned, .authorityUnknownKey, .authorityBadSignature,
            .authorityKeyNotInForce, .intactChanged, .intactNoProof, .intactProofMalformed,
            .intactOtherPurpose, .signerOther, .keyNotYet, .keyRetired, .witnessBadSignature:
            .decides(.altered)
        case .issuerNotListed, .issuerOutOfScope: .decides(.issuerNotRecognised)
        case .issuerTest: .decides(.testOnly)
        case .recordUnknown: .decides(.noRecord)
        case .standingWithdrawn, .statusRevoked: .decides(.withdrawn)
        case .standingOnHold, .statusSuspended: .decides(.onHold)
        case .standingReplaced, .standingReplacedOpen: .decides(.replaced)
        case .standingErased: .decides(.erased)
        case .datesEnded: .decides(.confirmedEnded)
        }
    }
}
