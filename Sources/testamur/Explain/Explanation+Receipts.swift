// A line is: code | what it means | what to do.
extension Explanation {
    /// The answers about a receipt of a verification.
    static let receiptTable = """
        reproduced | Whoever signed the receipt is known, and the award leads to the same \
            answer again. |
        signer_not_recognised | The award leads to the same answer again; who signed the \
            receipt is not known. | Ask whoever checked the award who he is, and put him on \
            your trust list, with: testamur trust add
        signer_key_fallen | The award leads to the same answer again; your own ledger declares \
            the key that signed the receipt stolen since. | Check the award as it is today.
        award_needed | The receipt is unchanged; to check its answer, the award itself is \
            needed. | Hand in both: testamur verify FILE --receipt RECEIPT
        other_award | The receipt is about another file. | Look for the very file that was \
            checked.
        answer_differs | The award leads to another answer than the receipt gives. | Do not \
            rely on the receipt; check the award as it is today.
        receipt_altered | The receipt is not what was signed. | Ask whoever checked the award \
            for the receipt once more.
        """

    /// Receipts of verifications that cannot be read or given.
    static let receiptErrorTable = """
        verification-receipt.too-long | The receipt of a verification is longer than one may \
            be. | Check that it is the right file.
        verification-receipt.malformed | The file is not a signed receipt of a verification. \
            | Ask whoever checked the award for the receipt once more.
        verification-receipt.not-kept | What the answer rests on fits into no receipt. | Check \
            without a receipt, and keep the answer.
        verification-receipt.not-reproduced | What would be signed does not lead to the answer \
            that was given, so nothing was signed. | Try again; if it stays so, report it.
        verification-receipt.none-given | The daemon gave no receipt of its answer that holds. \
            | Ask for one award at a time; a presentation has none.
        """
}
