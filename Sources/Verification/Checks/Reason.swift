/// Why a check ended as it did: every code that a verdict can carry.
///
/// The part before the point tells the check. Codes are never reused for anything else.
///
/// Spec: 07-verify §6; errors.
public enum Reason: String, CaseIterable, Hashable, Sendable {
    /// The file reads as a credential.
    case formatGood = "format.good"
    /// The file is not a well-formed credential.
    case formatMalformed = "format.malformed"

    /// The list names the institution.
    case issuerListed = "issuer.listed"
    /// The list names it as a party whose awards are worth nothing.
    case issuerTest = "issuer.test"
    /// The list does not name it.
    case issuerNotListed = "issuer.not-listed"
    /// The list names it, and does not vouch for awards like this one.
    case issuerOutOfScope = "issuer.out-of-scope"
    /// The award does not say whether it is one of those for which the list vouches.
    case issuerScopeOpen = "issuer.scope-open"

    /// The list is current.
    case listCurrent = "list.current"
    /// The list has run out.
    case listExpired = "list.expired"
    /// The list is not yet in force.
    case listNotYetIssued = "list.not-yet-issued"

    /// The record is in the ledger.
    case recordPresent = "record.present"
    /// There is no receipt.
    case recordNoReceipt = "record.no-receipt"
    /// The ledger has nothing to say about it.
    case recordUnknown = "record.unknown"
    /// The receipt is of a ledger that the list does not name for this institution.
    case recordLedgerNotListed = "record.ledger-not-listed"
    /// Receipt, record and checkpoint name different ledgers.
    case recordOtherOrigin = "record.other-origin"
    /// Record and proof name different places.
    case recordOtherIndex = "record.other-index"
    /// The proof does not lead from the record to the checkpoint.
    case recordNotIncluded = "record.not-included"
    /// No key that the list names for the ledger signed the checkpoint.
    case recordCheckpointNotSigned = "record.checkpoint-not-signed"
    /// The key that signed the checkpoint does not sign trees of that size.
    case recordCheckpointOutsideSizes = "record.checkpoint-outside-sizes"
    /// Two signed checkpoints of one size differ.
    case recordContradiction = "record.contradiction"
    /// The ledger holds the award's statement at an earlier place too.
    case recordRepeated = "record.repeated"
    /// The institution keeps no ledger.
    case recordNoLedger = "record.no-ledger"

    /// The record is about this file.
    case matchGood = "match.good"
    /// The record was made by somebody else.
    case matchOtherIssuer = "match.other-issuer"
    /// The record does not say that anything was issued.
    case matchNotAnIssue = "match.not-an-issue"
    /// The record is about another file.
    case matchOtherContent = "match.other-content"
    /// The record is about other forms of the award.
    case matchOtherForm = "match.other-form"
    /// The record stands for a whole list, which is not read yet.
    case matchWholeList = "match.whole-list"
    /// The institution keeps no ledger.
    case matchNoLedger = "match.no-ledger"

    /// The keys are known from the first record to the newest.
    case keysComplete = "keys.complete"
    /// The file does not carry the key records.
    case keysMissing = "keys.missing"
    /// The key records do not begin with the pinned first record.
    case keysOtherGenesis = "keys.other-genesis"
    /// A key record does not follow from the one before.
    case keysBrokenChain = "keys.broken-chain"
    /// A key record is not signed by keys that may do so.
    case keysNotAuthorised = "keys.not-authorised"
    /// A key record is not where its proof says.
    case keysNotIncluded = "keys.not-included"
    /// The key records lead to several checkpoints.
    case keysSeveralCheckpoints = "keys.several-checkpoints"
    /// No key that the list names for the ledger signed their checkpoint.
    case keysCheckpointNotSigned = "keys.checkpoint-not-signed"
    /// Too few have seen the ledger with the newest of them.
    case keysNotWitnessed = "keys.not-witnessed"
    /// A key on the list signed their checkpoint that does not sign trees of its size.
    case keysCheckpointOutsideSizes = "keys.checkpoint-outside-sizes"
    /// Two sets of key records contradict each other.
    case keysContradiction = "keys.contradiction"
    /// The institution has newer key records than the file carries.
    case keysBehindStanding = "keys.behind-standing"
    /// The institution keeps no ledger.
    case keysNoLedger = "keys.no-ledger"

    /// The record is signed by a record key in force.
    case authorityGood = "authority.good"
    /// The record is signed by no key of the institution.
    case authorityUnknownKey = "authority.unknown-key"
    /// The record is signed in ways that are not known here.
    case authorityKindUnknown = "authority.kind-unknown"
    /// A signature on the record does not belong to it.
    case authorityBadSignature = "authority.bad-signature"
    /// What the key signed from some point on counts no more, and the institution confirmed it.
    case authorityConfirmedAgain = "authority.confirmed-again"
    /// The institution confirmed it, and too few have seen that.
    case authorityConfirmationUnseen = "authority.confirmation-unseen"
    /// The key was not yet or no longer in force.
    case authorityKeyNotInForce = "authority.key-not-in-force"
    /// What the key signed from some point on counts no more.
    case authorityKeyCompromised = "authority.key-compromised"
    /// The institution keeps no ledger.
    case authorityNoLedger = "authority.no-ledger"

    /// The signature belongs to this file.
    case intactGood = "intact.good"
    /// The signature does not belong to this file.
    case intactChanged = "intact.changed"
    /// The file is not signed.
    case intactNoProof = "intact.no-proof"
    /// The signature is malformed.
    case intactProofMalformed = "intact.proof-malformed"
    /// The signature was made for another purpose.
    case intactOtherPurpose = "intact.other-purpose"
    /// The signature has run out by its own word, or does not count yet.
    case intactProofExpired = "intact.proof-expired"
    /// The signature is of a kind not known here.
    case intactKindUnknown = "intact.kind-unknown"
    /// The key to check it with is not known.
    case intactKeyUnknown = "intact.key-unknown"

    /// A key of the institution signed the file.
    case signerGood = "signer.good"
    /// Somebody else signed it, or with a key for other things.
    case signerOther = "signer.other"
    /// The institution's keys are not known.
    case signerUnknown = "signer.unknown"

    /// The key was good then.
    case keyGood = "key.good"
    /// What the key signed from some point on counts no more, and the institution confirmed it.
    case keyConfirmedAgain = "key.confirmed-again"
    /// The institution confirmed it, and too few have seen that.
    case keyConfirmationUnseen = "key.confirmation-unseen"
    /// The key was not yet in force.
    case keyNotYet = "key.not-yet"
    /// The key was retired before.
    case keyRetired = "key.retired"
    /// What the key signed from some point on counts no more.
    case keyCompromised = "key.compromised"
    /// It is not known when it was used.
    case keyTimeUnknown = "key.time-unknown"

    /// The web address shows the same key.
    case domainGood = "domain.good"
    /// The web address was not asked.
    case domainNotFetched = "domain.not-fetched"
    /// The web address shows the key no more, which is out of use.
    case domainKeyRetired = "domain.key-retired"
    /// The web address shows other keys.
    case domainOtherKeys = "domain.other-keys"
    /// The institution's identifier is no web address.
    case domainNone = "domain.none"

    /// The institution was accredited for the award on its date.
    case entitledGood = "entitled.good"
    /// What is known of its accreditation does not cover the award on its date.
    case entitledNotCovered = "entitled.not-covered"
    /// Nothing is known about the entitlement.
    case entitledNoStatement = "entitled.no-statement"

    /// Enough witnesses have seen the ledger.
    case witnessSeen = "witness.seen"
    /// The list names no witness.
    case witnessNoneListed = "witness.none-listed"
    /// Too few of them have seen it.
    case witnessTooFew = "witness.too-few"
    /// They claim to have seen it later than now.
    case witnessFromFuture = "witness.from-future"
    /// A known witness's signature does not belong to the checkpoint.
    case witnessBadSignature = "witness.bad-signature"
    /// The institution keeps no ledger.
    case witnessNoLedger = "witness.no-ledger"

    /// The award is on no sealed list.
    case sealedNone = "sealed.none"
    /// The award says that it is on one, which is not in the file.
    case sealedNotCarried = "sealed.not-carried"

    /// It is in force.
    case standingInForce = "standing.in-force"
    /// It was genuine; the institution keeps no record of it any more.
    case standingErased = "standing.erased"
    /// It was withdrawn.
    case standingWithdrawn = "standing.withdrawn"
    /// It is on hold.
    case standingOnHold = "standing.on-hold"
    /// It was replaced.
    case standingReplaced = "standing.replaced"
    /// It said so, by an old word or beside what is not known to be good.
    case standingReplacedOpen = "standing.replaced-open"
    /// Nothing is known about it.
    case standingMissing = "standing.missing"
    /// What is known is too old.
    case standingTooOld = "standing.too-old"
    /// The institution was asked, and what is known was said before.
    case standingNoAnswer = "standing.no-answer"
    /// What is known has run out.
    case standingExpired = "standing.expired"
    /// What is known was said after the day that is asked about.
    case standingLater = "standing.later"
    /// What is known is dated later than now.
    case standingFromFuture = "standing.from-future"
    /// What is known is not signed by the institution.
    case standingNotSigned = "standing.not-signed"
    /// The key that signed it is not in force.
    case standingKeyNotInForce = "standing.key-not-in-force"
    /// What is known is about another record.
    case standingOtherRecord = "standing.other-record"
    /// What is known was read from a ledger that did not have the record yet.
    case standingLedgerTooSmall = "standing.ledger-too-small"
    /// What is known was read from another ledger than the receipt's of the same size.
    case standingContradiction = "standing.contradiction"
    /// What is known was said of a smaller ledger than had been seen before.
    case standingShrank = "standing.shrank"
    /// A change to the award is signed by kinds of keys not known here.
    case standingKindUnknown = "standing.kind-unknown"
    /// What is known does not name the newest key record.
    case standingKeysOlder = "standing.keys-older"
    /// The institution keeps no ledger.
    case standingNoLedger = "standing.no-ledger"

    /// The status lists say nothing against it.
    case statusClear = "status.clear"
    /// A status list says that it was withdrawn.
    case statusRevoked = "status.revoked"
    /// A status list says that it is on hold.
    case statusSuspended = "status.suspended"
    /// The award names no status list.
    case statusNone = "status.none"
    /// The status list was not fetched.
    case statusNotFetched = "status.not-fetched"
    /// The status list lies at an address that the list does not name.
    case statusHostNotListed = "status.host-not-listed"
    /// The award's status is of a kind not known here.
    case statusKindUnknown = "status.kind-unknown"
    /// The status list is not signed by the institution.
    case statusNotSigned = "status.not-signed"
    /// The status list names a key that the key records do not have, and that may be newer.
    case statusKeyNewer = "status.key-newer"
    /// A list that names such a key speaks against the award.
    case statusKeyNewerAgainst = "status.key-newer-against"
    /// The status list is somebody else's.
    case statusOtherIssuer = "status.other-issuer"
    /// The status list is malformed.
    case statusMalformed = "status.malformed"
    /// The status list has no place of the number that the award names.
    case statusOutOfRange = "status.out-of-range"
    /// The status list is shorter than one must be.
    case statusTooShort = "status.too-short"
    /// The status list is about something else than the award names.
    case statusOtherPurpose = "status.other-purpose"
    /// The status list is not of now.
    case statusNotCurrent = "status.not-current"

    /// The dates are in order.
    case datesGood = "dates.good"
    /// The award does not count yet.
    case datesNotYet = "dates.not-yet"
    /// The award counts no more.
    case datesEnded = "dates.ended"
    /// The award date lies ahead.
    case datesAwardAhead = "dates.award-ahead"

    /// No name was given to compare.
    case nameNotAsked = "name.not-asked"

    /// An earlier check did not allow this one.
    case issuerNotMade = "issuer.not-made"
    /// An earlier check did not allow this one.
    case recordNotMade = "record.not-made"
    /// An earlier check did not allow this one.
    case matchNotMade = "match.not-made"
    /// An earlier check did not allow this one.
    case keysNotMade = "keys.not-made"
    /// An earlier check did not allow this one.
    case authorityNotMade = "authority.not-made"
    /// An earlier check did not allow this one.
    case intactNotMade = "intact.not-made"
    /// An earlier check did not allow this one.
    case signerNotMade = "signer.not-made"
    /// An earlier check did not allow this one.
    case keyNotMade = "key.not-made"
    /// An earlier check did not allow this one.
    case entitledNotMade = "entitled.not-made"
    /// An earlier check did not allow this one.
    case witnessNotMade = "witness.not-made"
    /// An earlier check did not allow this one.
    case sealedNotMade = "sealed.not-made"
    /// An earlier check did not allow this one.
    case standingNotMade = "standing.not-made"
    /// An earlier check did not allow this one.
    case statusNotMade = "status.not-made"
    /// An earlier check did not allow this one.
    case datesNotMade = "dates.not-made"
}
