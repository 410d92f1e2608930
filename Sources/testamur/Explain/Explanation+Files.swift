// A line is: code | what it means | what to do.
extension Explanation {
    /// Files that cannot be read, and credentials that cannot be issued.
    static let credentialTable = """
        json.unexpected-end | The text ends inside a value. | Get the whole file again.
        json.unexpected-byte | A character stands where JSON does not allow it. | Correct the \
            file at that byte.
        json.trailing-bytes | Something follows after the end of the JSON value. | Take it out.
        json.byte-order-mark | The file begins with a byte order mark. | Save it as UTF-8 \
            without one.
        json.invalid-utf8 | A text in the file is not UTF-8. | Save the file as UTF-8.
        json.control-character | A raw control character stands in a text. | Write it as an \
            escape, such as \\n.
        json.invalid-escape | A backslash begins none of JSON's escapes. | Double the backslash.
        json.lone-surrogate | An escape stands for half a character. | Write the character \
            itself.
        json.invalid-number | Digits and signs that are no JSON number. | Correct the number.
        json.number-overflow | A number is too large for any program. | Write it as a text.
        json.number-outside-i-json | A number that programs round differently. | Write it as a \
            text.
        json.duplicate-key | A name stands twice in one object, and readers differ in which \
            they take. | Take one of the two out.
        json.too-deep | More arrays and objects lie inside each other than are read. | Make \
            the file flatter.
        json.too-many-nodes | The file has more values than are read. | Split it.
        json.too-long | The file is longer than is read. | Check that it is the right file.
        credential.refused | The file is not a credential that can be issued; each place that \
            is wrong is named. | Correct those places and try again.
        credential.foreign-issuer | The file names another institution as its issuer. | Write \
            did:web:REPLACE.example there; issuing fills in yours.
        credential.too-long | The credential is longer than can be read. | Leave out pictures; \
            link to them.
        credential.key-of-other | The key belongs to somebody else. | See the keys with: \
            testamur key list
        credential.key-does-not-fit | The key is of another kind than the signature needs. | \
            Make a fitting one: testamur key rotate assertion
        credential.not-signed | The key could not sign. | Check the key with: testamur doctor
        credential.parsing | The file is not strict JSON. | Correct it at the place that is \
            named.
        credential.malformed-value | A member is missing, or is not what the data model asks \
            for. | Correct it at the place that is named.
        credential.range | A value is outside what can be held. | Correct it at the place that \
            is named.
        credential.context-not-known | A context is not one of those whose words are known \
            here. | Use the contexts of the W3C and of Open Badges.
        credential.type-not-known | A type is not defined by the contexts. | Leave it out, or \
            use a type that the contexts define.
        credential.number-not-interchangeable | Other readers may take a number for another. | \
            Write it as a text.
        credential.unknown | The institution has issued no credential of that name. | Check \
            the number.
        file.exists | The file is there already, and nothing is written over. | Name another \
            file, or move it away.
        file.unreadable | The file cannot be read. | Check its name, and that you may read it.
        file.unwritable | The file could not be written. | Check the folder, your permission \
            and the room on the disk.
        file.too-long | The file is longer than is read. | Check that it is the right file.
        proof.missing | The document has no proof. | Ask for the original file.
        proof.too-many | The document has more proofs, or more different contexts in them, than \
            are read. | Ask for the original file.
        proof.malformed | A member of a proof, or a line of a log proof, is missing or \
            malformed. | Ask for the original file.
        proof.expired | The proof's own time is over. | Ask the institution for a newer file.
        proof.purpose | The proof was made for another purpose. | Ask for the original file.
        proof.domain | The proof was made for somebody else. | Ask for a file made for you.
        proof.challenge | The proof answers another question. | Ask again, and use the new \
            answer.
        proof.context | The proof's contexts are not the document's. | Ask for the original \
            file.
        proof.previous | The proof rests on another one that is not there or not good. | Ask \
            for the original file.
        proof.previous-not-judged | A proof that this one rests on could not be judged. | Ask \
            the institution.
        proof.key-does-not-fit | The key is of another kind than the proof says. | Ask for the \
            original file.
        proof.signature | The document is not what was signed. | Ask for the original file.
        proof.not-by-issuer | None of the proofs was made by the issuer. | Ask for the \
            original file.
        proof.suite-not-known | The proof is of a kind that is not known here. | Ask for the \
            award in another form.
        proof.too-many-hashes | A log proof has more steps than any tree. | Ask for the \
            original file.
        status.retrieval | A status list could not be fetched. | Try again, or ask the \
            institution.
        status.verification | A status list is not signed as it must be. | Try again, and tell \
            the institution.
        status.list-length | A status list is shorter than it must be. | Tell the institution.
        status.range | A status list has no entry of that number. | Tell the institution.
        status.malformed-value | A status list or entry is malformed. | Tell the institution.
        status.message | A status list has a note about the award, which is shown. | Read it; \
            it decides nothing.
        standing.copy-not-compared | A copy of the ledger is not known to be the same history as \
            what else is in hand: it shows no award in force. | Check online; or, once \
            witnesses have seen the newest record, make the copy new with: testamur mirror
        record.later | The award was entered in the ledger after the time that was asked about. | \
            Ask the institution, if it matters when it was known.
        standing.changed-since | As of today the award stands otherwise than on the day asked \
            about. | Nothing; the answer is for the day asked about.
        status.changed-since | A status list of after the day asked about says that the award was \
            withdrawn. | Ask as of a later day too.
        status.differs | A status list speaks against the award and the standing does not; the \
            worse of the two counted. | Ask the institution.
        """
}
