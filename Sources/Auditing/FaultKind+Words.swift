extension FaultKind {
    /// What the fault means, in one plain sentence.
    public var cause: String {
        switch self {
        case .checkpointMalformed: "This file is not a checkpoint: it is damaged or cut."
        case .entriesMalformed:
            "This file does not hold the entries that belong in it: it is damaged, cut, or an "
                + "entry was added or left out."
        case .hashesMalformed: "This file is cut or too long: it is damaged."
        case .recordMalformed: "These bytes are not a record: they are damaged or were replaced."
        case .recordNotCanonical:
            "The record is not written in the one form that is signed: a byte was changed or "
                + "added after it was written."
        case .recordSchema: "The record says something that no record may say."
        case .genesisDiffers:
            "The first record is not the one that your trust list names: this is another ledger "
                + "under the same name, or the wrong entry in the list."
        case .genesisInvalid:
            "The first record does not found this ledger with keys that signed it."
        case .genesisRepeated: "A ledger is founded once, by its first record."
        case .indexWrong:
            "The record stands in another place than it says: records were left out, added or "
                + "exchanged."
        case .otherLedger: "The statement was made for another ledger or by another institution."
        case .signatureWrong:
            "The statement is not what the key signed: it or the signature was changed."
        case .recordAltered:
            "The record's bytes were changed after it was appended: the record after it and the "
                + "tree still state the hash of the original."
        case .linkWrong:
            "The record does not follow the one before it: one of the two was exchanged before "
                + "the tree was made."
        case .clockWentBack: "The record says that it was appended before an earlier one."
        case .keyUnknown: "No record before this one introduces the key that signed."
        case .keyRetired: "The key that signed had been retired by an earlier record."
        case .keyCompromised:
            "The key that signed, or one that introduced it, had been declared compromised."
        case .keyUse: "The key that signed was introduced for another use."
        case .signatureMissing: "Not all keys that had to sign the statement did."
        case .keyChange: "The change of keys contradicts the key records before it."
        case .quorumMissing:
            "The change of keys needed the recovery quorum, and too few of it signed."
        case .nonceRepeated: "The same statement was appended twice, or a nonce was used again."
        case .targetWrong:
            "The statement names an earlier record that is not there, or that it cannot be about."
        case .standingForbidden:
            "The statement contradicts what earlier records say of the same credential."
        case .hashWrong: "A served hash is not the hash of the records: the file is damaged or old."
        case .originWrong: "The checkpoint belongs to a ledger of another name."
        case .checkpointSignature:
            "The checkpoint is not what the ledger's key signed: it was changed or damaged, or "
                + "another key signed it."
        case .checkpointKey:
            "The checkpoint is signed by a key that the ledger's own records do not put in force."
        case .rootWrong: "The records are not those that the checkpoint was signed for."
        case .ledgerShorter: "A longer state of this ledger was signed before: records are missing."
        case .historyDiffers:
            "The ledger's key signed a different history before: this one has changed records "
                + "that were there."
        case .forked:
            "The ledger's keys signed two histories: that was proven before, and stays so "
                + "whichever of them is shown now."
        }
    }

    /// What to do next, in one plain sentence.
    public var nextStep: String {
        switch self {
        case .checkpointMalformed, .entriesMalformed, .hashesMalformed, .recordMalformed,
            .recordNotCanonical, .recordAltered, .hashWrong:
            "Take this object from another copy or from the ledger's database and audit again; "
                + "if all copies agree, ask the institution."
        case .signatureWrong, .checkpointSignature:
            "Compare with another copy; if all copies agree, ask the institution which key signs."
        case .genesisDiffers, .originWrong:
            "Check with the institution, over a second channel, which ledger your list should name."
        case .rootWrong, .linkWrong, .indexWrong:
            "Compare with another copy, and keep this one unchanged until it is explained."
        case .ledgerShorter:
            "Look for the missing records in other copies; until then rely on the longer state."
        case .historyDiffers:
            "Keep both files unchanged: together they show that two histories were signed."
        case .forked:
            "Rely on nothing that this ledger says, and send the proof to its institution and to "
                + "whoever relies on it."
        case .keyCompromised:
            "Do not rely on this record unless a later one confirms it again; ask the institution."
        case .recordSchema, .genesisInvalid, .genesisRepeated, .otherLedger, .clockWentBack,
            .keyUnknown, .keyRetired, .keyUse, .signatureMissing, .keyChange, .quorumMissing,
            .nonceRepeated, .targetWrong, .standingForbidden, .checkpointKey:
            "Do not rely on what depends on this; ask the institution how it came about."
        }
    }
}
