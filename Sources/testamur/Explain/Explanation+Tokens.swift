extension Explanation {
    /// Tokens, presentations, and what the W3C's interface adds.
    static let tokenTable = """
        credential.status-malformed | A status entry or a status list is not what its \
            specification asks for. | Correct it at the place that is named.
        credential.status-length | A status list has too few entries to hide whose status is \
            read. | Make it at least 131,072 entries long.
        credential.others-not-judged | The file carries other credentials, such as endorsements, \
            which were not checked. | Hand them in by themselves.
        proof.not-yet | The proof is dated ahead, or the token does not count yet, by its own \
            word. | Wait, or compare this \
            machine's clock.
        proof.header | The header of a token has something that must not be there, or not so. | \
            Ask for the original file.
        proof.algorithm | A token names no algorithm that could vouch for anything. | Ask for \
            the original file.
        proof.claim | A claim of a token is not what the credential in it says, or must not be \
            there. | Ask for the original file.
        proof.key-unresolvable | The key of a proof or token is named in a way that leads to \
            no key here. | Ask for the award with the key of a DID.
        jws.too-long | The token is longer than 393,216 bytes. | Check that it is the right \
            file.
        jws.not-compact | It is not three parts in base64url with points between them. | Ask \
            for the original file.
        jws.not-json | Its header or its content is not an object of strict JSON. | Ask for the \
            original file.
        jws.other-content | It holds neither a credential nor a presentation, or the other of \
            the two. | Check that it is the right file.
        jws.other-envelope | An envelope holds something that is not read here. | Ask for the \
            award in another form.
        presentation.well-formed | It reads as a presentation. | Nothing.
        presentation.malformed | It does not read as a presentation. | Ask for another.
        presentation.intact | It is unchanged since it was signed. | Nothing.
        presentation.changed | The signature does not belong to it. | Ask for another.
        presentation.not-signed | Nobody signed it. | Judge the credentials in it by \
            themselves.
        presentation.proof-refused | Its signature is malformed, has run out or was made for \
            something else. | Ask for another.
        presentation.not-judged | Its signature is of a kind not known here, or its key is not. \
            | Judge the credentials in it by themselves.
        presentation.by-holder | Whoever it names as its holder signed it. | Nothing.
        presentation.by-other | Somebody else than the holder that it names signed it. | Ask \
            for another.
        presentation.holder-not-named | It does not say who shows it. | Nothing.
        presentation.answers | It was made for this question. | Nothing.
        presentation.answers-other | It was made for somebody else, or answers another \
            question. | Ask again, and take the new answer.
        presentation.not-asked | Nothing was asked that it could answer. | Nothing.
        desk.key-gone | The key that signed the award is not in this home any more. | Put its \
            file back from a backup, or give the holder the .testamur file.
        request.unknown-option | There is an option that is not known. | Leave it out.
        """
}
