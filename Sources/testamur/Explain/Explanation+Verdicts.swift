// A line is: code | what it means | what to do.
extension Explanation {
    /// The answers to a verification.
    static let verdictTable = """
        confirmed | The institution confirms this award: the file is unchanged, the keys are \
            the institution's, your list names it, and it was in force when last heard of. | \
            Compare the person's name with a document.
        confirmed_ended | The award is genuine, and the time for which it counted is over. | \
            Ask whether it was renewed.
        replaced | The institution has replaced this file with a newer version. | Ask the \
            holder for the new one.
        on_hold | The institution has put this award on hold. | Ask the institution before you \
            decide.
        withdrawn | The institution withdrew this award. | Do not rely on it; the institution \
            can say more.
        issuer_not_recognised | The file may be intact, but nobody on your trust list vouches \
            for whoever made it. | Find out who they are; if you know them, add them with: \
            testamur trust add
        altered | This file is not what the institution signed: it is damaged or was changed. \
            | Ask for the original file.
        no_record | The ledger has no record of this award. That does not prove that the award \
            is false. | Ask the institution.
        incomplete | The check could not be finished. | Do not decide on this result. Do what \
            it says is missing, often: testamur verify FILE --online
        test_only | This was made for trying things out and has no value. | Ask for the real \
            file.
        erased | Genuine when it was issued; the institution keeps the record no longer. | \
            Take it for a yes, if you like, with: --accept erased
        """

    /// What a verification looks at.
    static let checkTable = """
        well_formed | Does the file read as a credential? |
        issuer_listed | Does your trust list name the institution? |
        list_current | May your trust list be relied on today? |
        recorded | Does the institution's ledger hold the award's record? |
        record_matches | Is that record about this very file, and by this very institution? |
        key_history | Are the institution's keys known from its first record on? |
        record_signed | Did one of those keys sign the record? |
        integrity | Is the file unchanged since it was signed? |
        signed_by_institution | Did the institution's key sign it? |
        key_valid_then | Was that key good when it signed? |
        key_on_domain | Does the institution's web address show the same key? |
        accredited_on_award_date | Was the institution entitled to make this award on its \
            date? |
        witnessed | Have others seen the ledger that holds the record? |
        sealed_list | Does the award stand on an exam board's sealed list? |
        status | Is the award in force, as far as the institution's newest word tells? |
        status_list | Does a status list of the institution speak against it? |
        dates | Do the dates make sense, and does today lie within them? |
        name_compared | Is the name in the file the one that you expect? |
        records | Audit: is every entry a well-formed record? |
        chain | Audit: does every record state its place and follow the one before it? |
        clock | Audit: does time never go back? |
        signatures | Audit: does every signature of a record verify? |
        authority | Audit: is every record signed by keys in force for it then? |
        nonces | Audit: does no statement stand twice? |
        standings | Audit: does every change of standing follow from what came before? |
        tiles | Audit: is every served hash the one that the records give? |
        root | Audit: do the records give the root that the checkpoint states? |
        checkpoint | Audit: is the checkpoint signed by the ledger's key? |
        earlier-checkpoints | Audit: does every earlier checkpoint that is kept agree? |
        anchor | Audit: is the ledger the one that was named from outside? |
        known-checkpoints | Audit: does every checkpoint known from before agree? |
        """
}
