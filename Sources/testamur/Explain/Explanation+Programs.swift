// A line is: code | what it means | what to do.
extension Explanation {
    /// The daemon and the network.
    static let serviceTable = """
        request.not-found | There is nothing at that address. | Check the address.
        request.method-not-allowed | That cannot be done at this address. | Use a method that \
            the Allow header names.
        request.unauthorised | A token is needed, or the one sent is not known. | Make one \
            with: testamur token create
        request.malformed | The request could not be read. | Report this to whoever sent it.
        request.head-too-large | The request's header fields are too long. | Send fewer.
        request.target-too-long | The address of the request is longer than any that means \
            something. | Shorten it.
        request.timeout | The request did not arrive in time. | Send it again.
        request.too-many | More requests were sent than are allowed. | Wait as long as \
            Retry-After says.
        request.too-large | The body is longer than is read. | Send less at a time.
        request.too-long | A value in the body is longer than is read. | Shorten it.
        request.refused | The request was refused. | See its detail.
        request.unsupported-media-type | The body is of a type that is not read. | Send one of \
            the types that are named.
        request.not-acceptable | The answer cannot be given in a type that the client takes. | \
            Ask for one of the types that are named.
        request.not-an-object | The body is not a JSON object. | Correct it.
        request.not-a-string | A value in the body is not a text. | Correct it.
        request.missing-member | A member of the body is missing. | Add it.
        request.bad-value | A value in the body is none of those that are taken. | Correct it \
            at the place that is named.
        request.bad-query | What follows the question mark is not what the address takes. | \
            Correct it as the answer says.
        request.unknown-member | The body has a member that is not known. | Take it out.
        receipt.none | There is no receipt for what was sent. That does not prove that it is \
            false. | Ask the institution.
        receipt.not-judged | A receipt in the file was not looked at. | Nothing to do.
        policy.no-witness | The policy asks for no witness: it takes the institution's word \
            for its own ledger. | Nothing, if that is what you want; else leave out --policy.
        witness.before-record | By their clocks a witness saw the ledger before the institution \
            made the record: the clock of one of them is wrong. | Do not rely on the hour at which \
            it was seen; tell the witness and the institution.
        issuer.recorded-later | The award date lies within the time for which your list \
            vouches, and the record was made after it. | Ask the institution whether the award \
            was entered late.
        entitled.file-not-used | An accreditor's statements that were handed in do not count: \
            they are not signed by the key on your list, or their time is over. | Get them again \
            from the accreditor, and its key for your list over another channel.
        issuer.date-own-word | Your list vouches for the institution for a time that is over, \
            and only the file itself says that the award was made in it. | Ask the institution, \
            or your list's publisher, by an address that you know already.
        entitled.date-own-word | Only the file itself says on which day the award was made, \
            and no accreditation known here covers today. | Ask the accreditor, or your \
            recognition authority, if that matters.
        entitled.recorded-later | The award date lies within an accreditation, and the record \
            was made on a day that none covers. | Ask the institution whether the award was \
            entered late.
        list.local-unsigned | The trust list is kept here and nobody signed it. | Nothing to \
            do, if you keep it yourself.
        service.internal | The daemon could not do it. | Its log says why.
        status.bad-timestamp | What follows the path of a status list is no time. | Ask with \
            ?timestamp= and a time with its zone.
        status.future-timestamp | A status list of a time that has not come was asked for. | \
            Leave out the query.
        status.no-list-then | There was no such status list then. | Check the number, the time \
            or the size.
        service.busy | Too many requests are waiting, or the daemon is ending. | Try again \
            after as long as Retry-After says.
        service.no-trust-list | The daemon's trust list could not be believed since it was \
            started: nobody is judged by an empty one. | Its keeper looks at the log, and at \
            the file with testamur trust check.
        service.projections | In the log: the status lists could not be signed anew. It is \
            tried again each minute. | Look at the disk, the keys and the clock.
        log.overrun | In the log: lines were dropped, because nobody read the log fast enough. \
            | Read faster, or log failures only: --log failures.
        trust.list | In the log: the home's trust list cannot be believed or read. The last \
            one that could be is used; where none could since the start, nothing is verified. \
            | Look at the file with testamur trust check.
        trust.pin | In the log: the edition in use could not be written beside the trust list. \
            After a start an earlier one may be believed. | Check who owns trust/, and the \
            room on the disk.
        ready.ledger | The daemon's ledger is not checked yet, or has stopped. | Look into the \
            daemon's log.
        ready.held-back | The daemon's home lacks records that were signed, and is held back. | \
            Look into the daemon's log; bring the records back with: testamur restore --arm \
            --mirror PLACE
        ready.disk | The daemon's disk is nearly full. | Make room.
        ready.clock | The daemon's clock is behind its last record. | Set the clock.
        ready.publishing | The daemon could not write its public files. | Check the disk and \
            who owns the folder.
        ready.status-lists | The daemon could not renew its status lists. | Look into the \
            daemon's log.
        ready.trust-list | The daemon's trust list may not be relied on today. | Get a newer \
            one.
        fetch.not-listed | That address is not one from which anything may be fetched. | Put \
            the institution on your trust list first.
        fetch.bad-address | The text is not an address that can be fetched. | Begin it with \
            https://
        fetch.not-resolved | The host's name is not known. | Check the address and the network.
        fetch.private-address | The address leads into a private network, so nothing was \
            fetched. | Check the address.
        fetch.not-secure | The other side has no good certificate for that address, or does not \
            speak TLS. | Check the address, and whether it begins with https://; then ask its \
            keeper.
        fetch.too-large | The answer was longer than is read. | Check the address.
        fetch.timeout | The answer did not come in time. | Try again.
        fetch.status | The other side answered that it could not. | Check the address, or ask \
            its keeper.
        fetch.failed | The connection failed. | Check the network, then try again.
        fetch.cancelled | Fetching was given up. | Try again.
        fetch.shut-down | Fetching has ended because the program ends. | Try again.
        """

    /// This program.
    static let programTable = """
        use.wrong | The command was not written as it must be. | See: testamur COMMAND --help
        use.not-confirmed | The command cannot be undone, or trusts somebody new, and was not \
            confirmed. | Read what it says, then confirm as it says.
        trust.none | There is no trust list at that place. | Begin one with: testamur trust \
            add FILE
        trust.other-ledger | The institution is on the list with another ledger or first record. \
            | Ask it, by telephone; take the entry off only if it began anew.
        trust.listed-already | The institution is on the list, and nothing of its entry would \
            change. | Nothing.
        trust.other-fingerprint | The ledger keys that were shown have another fingerprint than \
            the one that was typed. | Ask the institution again, by telephone.
        trust.signed-by-other | The trust list is signed by somebody, and a change would break \
            the signature. | Keep a list of your own.
        trust.key-kind | A list is to be signed with a key that is not Ed25519. | Make one: \
            openssl genpkey -algorithm ed25519 -out publisher.pem
        file.busy | Another program is writing the same file, or has changed it meanwhile. | Try \
            again in a moment.
        token.unknown | There is no token of that name. | See: testamur token list
        token.exists | There is a token of that name already. | End it first: testamur token \
            remove NAME
        token.file-malformed | The file of the tokens' digests has a line that is none. | Take \
            the line out and make that token anew.
        verify.copy-not-signed | A copy of a ledger is signed by no key that the list names for \
            it. It is not read. | Name another copy, or leave it out.
        verify.ledger-not-continued | The ledger does not go on from what was seen of it before. \
            | Do not rely on it; watch it with: testamur monitor
        verify.not-a-verdict | The address answered, but not with a verdict. | Check that it \
            is the address of a testamurd.
        explain.unknown | That code is not one of this program's. | List them all with: \
            testamur explain
        demo.failed | A step of the demonstration did not end as it must. | Report this with \
            everything that was printed.
        demo.no-daemon | The daemon's program was not found beside this one. | Build or \
            install testamurd too.
        bench.no-daemon | The daemon did not answer while it was measured. | Build or \
            install testamurd \
            beside this program.
        program.clock | The clock of this machine is after the year 9999. | Set the clock, then \
            try again.
        program.interrupted | You ended the program. | Nothing that was acknowledged is lost.
        program.unexpected | Something failed that nobody foresaw. | Report this with the \
            whole message.
        """
}
