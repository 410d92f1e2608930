// A line is: code | what it means | what to do.
extension Explanation {
    /// Ledgers, homes and databases.
    static let ledgerTable = """
        record.too-long | A record would be longer than a record may be. | Report this.
        record.not-json | A stored record is not strict JSON. | Find out more with: testamur \
            audit
        record.not-canonical | A stored record is not in its one canonical form. | Find out \
            more with: testamur audit
        record.missing-member | A record lacks a member. | Find out more with: testamur audit
        record.unknown-member | A record has a member that is not known. | Use a newer version \
            of this program.
        record.bad-value | A value in a record is wrong. | Find out more with: testamur audit
        record.unknown-kind | A record is of a version or kind that is not known here. | Use a \
            newer version of this program.
        record.bad-signature | A record's signature does not verify. | Find out more with: \
            testamur audit
        record.backfill | The record was made later, for an award of earlier. | Nothing to do; \
            both dates are shown.
        ledger.none | There is no ledger here. | Make one with: testamur init
        ledger.exists | There is a ledger here already. | Choose another folder.
        ledger.other | The statement was made for another ledger. | Use it there.
        ledger.signer-not-in-force | The ledger's key that is here is not the one in force, so \
            no checkpoint can be signed. | Put the newest ledger key into the home's keys/.
        ledger.signer-unavailable | A key that must sign the ledger's next checkpoint cannot be \
            had or opened, so nothing was written. | Put the key's file and testamur.json right, \
            then try again.
        ledger.held-back | The home is held back, and nothing is appended to its ledger. | Find \
            out with: testamur restore --arm
        ledger.not-authorised | No key that may state this has signed it. | See the keys with: \
            testamur key list
        ledger.already-appended | The statement is in the ledger already. | Nothing to do.
        ledger.bad-target | That record is not one whose standing can change. | Check the \
            number.
        ledger.standing-forbids | The award's standing does not allow that, for example \
            because it was withdrawn before. | Nothing to do, or issue a new award.
        ledger.record-too-long | The record would be longer than a record may be. | Report this.
        ledger.queue-full | Too many requests are waiting. | Try again in a moment.
        ledger.busy | Another program holds the ledger. | Try again in a moment.
        ledger.clock-behind | This machine's clock is behind the last record. | Set the clock, \
            then try again. If it is right, it was ahead when the last record was made: nothing \
            can be recorded before that time, which the message names.
        ledger.disk-low | The disk is almost full, so nothing was written. | Make room, then try \
            again.
        ledger.stopped | The ledger stopped after a failure, so that nothing is acknowledged \
            that may be lost. | Check the disk, then start again.
        ledger.corrupt | What is stored is not what was signed. | Find out more with: testamur \
            audit. Then restore a backup.
        storage.busy | Another program is writing in this home. | Try again in a moment.
        storage.full | The disk is full. | Make room, then try again.
        storage.refused | The database refused to break its own rules. | Report this.
        storage.corrupt | A database cannot be read as one. | Restore it from a backup; but never \
            witness.sqlite: a witness whose memory is damaged gets a new key and a new memory, as \
            the message says.
        storage.cannot-open | A database cannot be opened. | Check the home with: testamur \
            doctor
        storage.read-only | A database may not be written. | Check who owns the home.
        storage.failed | The database failed. | Check the disk, then the home with: testamur \
            doctor
        home.none | There is no home in that folder. | Make one with: testamur init, or name \
            another with: --home DIR
        home.exists | Something is at that place already. | Move it away, or choose an empty folder.
        home.companion | The home has a post-quantum key already. | See it with: testamur key list
        home.bad-configuration | testamur.json is not right. | Correct the member that is named.
        home.no-key | No file of the home holds the key that the ledger knows for a use. | \
            Restore the key's file from a backup.
        home.demonstration-key | A key of the demonstration, which everybody has, lies in a \
            real home. | Make a new home with: testamur init
        home.bad-witness-policy | The home's witness policy cannot be used. | Correct the file \
            witness-policy; section 5.4 says how it is written.
        home.quorum | The recovery keys cannot act: too few, of another quorum, or of one that \
            has acted before. | Bring the keys and the quorum.json that were carried away last.
        home.recovery-unclear | Writing a recovery failed in such a way that it may stand all \
            the same. | Remove nothing. If testamur key list shows the new keys, carry away \
            the folder that is named; else try again into another.
        home.recovery-stands | The recovery stands already: an earlier run was ended before it \
            said so. | Carry away the folder that is named; do not repeat the command. See the \
            keys with: testamur key list
        home.restored | The home was restored from a backup, and issues and signs nothing \
            until it is known that nobody has seen more of its ledger. | Find out with: testamur \
            restore --arm
        home.fallen-behind | A witness has cosigned records of this ledger, signed by the \
            ledger's own key, that the home does not have, or a quorum of its witnesses has, \
            whose key it does not know: it is an older copy, or has lost its end. Nothing is \
            appended. | Use the home itself; or bring the records back: testamur restore --arm \
            --mirror PLACE
        home.backup | The folder is a backup, and no home to work in. | Make a home of it with: \
            testamur restore BACKUP --home DIR
        backup.none | There is no backup in that folder. | Name the folder that testamur \
            backup made.
        backup.damaged | A file of the backup is not what was backed up. Nothing was restored. \
            | Use another backup.
        backup.inside-home | A backup must not lie in the home that it is of. | Name a folder \
            elsewhere, at best on another disk.
        restore.inside-backup | A home must not lie in the backup that it is made of. | Name a \
            folder elsewhere with --home.
        backup.no-key | A key in force has no file in the home, so it would not be in the \
            backup. Nothing was backed up. | Put the file back, or say with --without-keys that \
            the key is kept elsewhere.
        restore.ledger-wrong | The ledger in the backup is not what was signed. Nothing was \
            restored. | Use another backup.
        backup.ledger-wrong | The backup was made, and cannot be restored as it is: the home's \
            ledger is damaged, and so is the copy. | Keep older backups. Find out more with: \
            testamur audit. Restore an older backup, and bring the records since back with: \
            testamur restore --arm --mirror PLACE
        backup.credential-damaged | The backup was made, and credentials of the home's vault \
            are not what was recorded: they were damaged there. | Keep older backups. Bring each \
            back from its holder's file or from a backup that still has it, with testamur prove; \
            then back up again.
        restore.vault-disagrees | Credentials in the backup are not those of their records. \
            Nothing was restored. | Use another backup; or restore with --with-damaged, and bring \
            them back afterwards with testamur prove.
        restore.not-waiting | The home is not held back, so there is nothing to find out. | \
            Name the home that was restored.
        restore.other-mirror | A place that was named with --mirror shows no checkpoint of this \
            ledger, or one by a key to which no records lead from the home's own, or is itself a \
            backup. | Name another copy, or restore a newer backup.
        restore.mirror-wrong | A copy of the ledger has more records than the home, and is not \
            right. Nothing was taken from it. | Name another copy.
        restore.more-seen | Somebody has seen records that the home does not have. Going on \
            without them signs a second history, which whoever has seen them refuses for ever. | \
            Bring them back with: testamur restore --arm --mirror PLACE
        restore.nobody-vouches | Nobody who was asked is known to have looked after the backup \
            was made and to have seen exactly the restored records, and too few witnesses cosign \
            them again. | Ask again when a witness or \
            the public address answers, or name a copy with --mirror.
        restore.fork | Two histories of the restored ledger were signed. | Never go on with \
            the home. Keep it and the proof, and tell whoever relies on the ledger.
        home.file | A file of the home could not be read or written. | Check the home with: \
            testamur doctor
        desk.unknown-credential | No credential of that number is in the vault. | Check the \
            number, and that it is the right home; of an award that was issued after the backup \
            from which the home came, name its holder's file.
        desk.not-recorded-here | A holder's file shows no award that a record of this ledger \
            issues, or it was altered. | Check that it is the right file and the right home.
        desk.pending | The credential was interrupted while it was issued. | Issue the same \
            file again.
        desk.member-not-yours | The file brings something that only issuing adds. | Take it out.
        desk.bad-identifier | The file's id cannot be used. | Take it out: issuing gives one.
        desk.identifier-taken | The file's id belongs to another credential. | Take it out: \
            issuing \
            gives one.
        desk.vault-disagrees | What the vault holds of a credential does not fit the ledger. | \
            Find out more with: testamur audit. Restore the vault from a backup.
        desk.credential-damaged | The vault's copy of an award is damaged: it is not what was \
            recorded, and was not handed out. | Bring it back from the holder's file, or from a \
            backup that still has it: testamur prove FILE.testamur, or testamur prove NUMBER \
            --from BACKUP.
        desk.contended | Other programs are issuing at the same time. | Try again in a moment.
        desk.recorded-not-published | The record is in the ledger, but the public files could \
            not be written. | Mend the disk or the folder; the next command that issues, or \
            the daemon, writes them.
        desk.not-rotatable | A key of that use is replaced by the recovery quorum only. | \
            Bring together the holders of the recovery keys; this version has no command for \
            it.
        desk.other-category | The category is none for this change. | Use one of those that are \
            named.
        desk.not-yet-effective | The day from which a change is to count has not come yet. | \
            Record the change on that day.
        desk.before-hold | A hold cannot have been lifted before the day from which it counts. | \
            Name that day or a later one.
        desk.not-a-successor | The file that is to replace a credential is that credential's \
            own. | Name the corrected file.
        desk.successor-not-in-force | The file that is to replace a credential was issued \
            before, and that award does not count now. | Write a new id into the file, so that \
            it is issued anew; or lift the hold, or confirm the award again, first.
        desk.other-successor | Another file is being put in the place of the same credential, \
            by somebody else or since an earlier run was interrupted. | Give that file again to \
            finish, or withdraw the award that it became, and then give yours.
        desk.last-key | The key is the only one for its use. | Make a new one first: testamur \
            key rotate
        desk.too-many-key-records | The ledger has as many key records as graduates' files have \
            room for. | Go on with the keys that are in force, or begin a ledger of its own in \
            a new home.
        tree.partial-tiles-mismatch | Stored hashes do not fit the size of the tree. | Find \
            out more with: testamur audit
        tree.tile-width | A tile has another number of hashes than it must have. | Find out \
            more with: testamur audit
        tree.root-mismatch | The stored hashes do not lead to the signed root. | Find out more \
            with: testamur audit
        tree.index-outside | There is no such record in the tree. | Check the number.
        tree.size-shrinks | A proof was asked from a larger tree to a smaller one. | Turn them \
            round.
        tile.malformed | A tile's bytes are damaged. | Publish again, or find out more with: \
            testamur audit
        tile.entry-too-large | An entry is longer than can be published. | Report this.
        tile.bundle-malformed | A bundle of entries is damaged. | Publish again, or find out \
            more with: testamur audit
        checkpoint.malformed | A checkpoint is malformed. | Get it again from its source.
        checkpoint.companion-missing | The ledger's post-quantum key, which is on your list, did \
            not sign the checkpoint. | Ask the ledger's keeper for a newer copy; if there is \
            none, compare the key with them.
        checkpoint.origin-mismatch | The checkpoint is of another ledger. | Check the address \
            and the key.
        cosignature.key-type | The key is of a type that cannot cosign. | Use the witness's \
            own key.
        cosignature.invalid | A known witness's line does not verify. | Get the checkpoint \
            again; tell the witness.
        cosignature.quorum-not-met | Too few witnesses have signed. | Wait, or ask the \
            ledger's keeper.
        policy.character | A witness policy has a character that it must not have. | Correct \
            that line.
        policy.unterminated | A witness policy's last line has no newline. | Add one.
        policy.keyword | A line of a witness policy begins with a word that is not known. | \
            Use log, witness, group or quorum.
        policy.word-count | A line of a witness policy has too few or too many words. | \
            Correct that line.
        policy.key | A key in a witness policy cannot be read. | Copy it again.
        policy.key-type | A key in a witness policy is of the wrong type. | Use the key that \
            the log or witness publishes.
        policy.key-repeated | A key stands twice in a witness policy. | Take one out.
        policy.name-taken | A name stands twice in a witness policy. | Rename one.
        policy.name-unknown | A witness policy uses a name that no earlier line defines. | \
            Define it first.
        policy.member-repeated | A name is in two groups. | Take one out.
        policy.threshold | A threshold is not between 1 and the number of members. | Correct it.
        policy.quorum-repeated | A witness policy has two quorums. | Take one out.
        policy.quorum-missing | A witness policy has no quorum. | Add a line: quorum NAME
        policy.too-large | A witness policy is too large. | Shorten it.
        witness.request-malformed | A request to a witness is malformed. | Report this to \
            whoever sent it.
        fork.malformed | The file is not a fork proof, or is damaged. | Get it again from whoever \
            sent it.
        fork.not-proven | The two checkpoints can both be true, so nothing is proven. | Ask \
            whoever sent it for the right file.
        witness.old-size-larger | A request to a witness names an old size above the new one. \
            | Report this to whoever sent it.
        witness.unknown-log | A witness does not cosign this ledger. | Ask its keeper to add \
            the ledger: testamur witness add
        witness.not-signed | No key that the witness trusts for this ledger signed the \
            checkpoint. | Give the witness's keeper the newest description.
        witness.inconsistent | The checkpoint does not extend what the witness cosigned last. \
            | Stop issuing, and audit the ledger: it may have two histories.
        witness.key-refused | A ledger's key cannot be added to the witness. | Compare the \
            description with its keeper.
        witness.own-ledger | A ledger is not witnessed by its own keeper. | Ask a partner.
        witness.unreachable | A witness could not be asked. | Nothing: it is asked again. If \
            it lasts, tell its keeper.
        witness.refused | A witness answered with a status that means no. | The log says \
            which; 403 and 404 are for its keeper, 422 means that the ledger should be \
            audited.
        witness.conflict | A witness cosigned another size last and cannot be agreed with \
            about which. | Compare its checkpoint with the ledger's: testamur audit.
        witness.ahead | A witness says that it cosigned the ledger at a size that it does not \
            have. | Find out whether an old copy of the home was brought back. If the witness \
            shows it signed, the home is held back.
        witness.bad-answer | A witness answered with something else than its cosignature. | \
            Compare its key in the policy with its keeper.
        witness.ledger | What a witness is to cosign could not be read, or its cosignature \
            not be kept. | Check the home with: testamur doctor.
        witness.clock | A witness dates its cosignature far ahead. | Compare both clocks.
        witness.back | A witness that failed cosigns again. | Nothing.
        policy.weak | Two thirds of the members or fewer are enough. | Ask for more, so that \
            any two quorums share an honest witness.
        policy.no-quorum | A witness policy asks for no witness. | Name a quorum.
        policy.unused-witness | A witness does not count for the quorum. | Put it into the \
            quorum's group, or take it out.
        policy.witness-is-log | A witness has the same key as a log. | Use a key of its own \
            for each.
        audit.object-missing | A file of the ledger is not there. | Ask the ledger's keeper to \
            publish it again.
        audit.object-unreadable | A file of the ledger could not be read. | Check the network \
            or the disk, then audit again.
        audit.object-too-long | A file of the ledger is longer than it can be. | Ask the \
            ledger's keeper.
        audit.not-listed | Nobody on the trust list keeps a ledger of that name. | See the \
            list with: testamur trust show
        audit.no-ledger | There is no ledger at that place. | Name a home, a folder with a \
            checkpoint, or an address.
        seen.damaged | The file that remembers a ledger's last checkpoint is damaged. \
            That is a fault of this machine, not of the ledger. | Put it back from a backup; \
            or remove it, and look at the ledger as if for the first time.
        seen.shrank | In the log: a ledger shows fewer records than were seen of it before. | \
            Watch it with: testamur monitor URL
        seen.forked | In the log: a ledger signed two histories. | Send the proof to whoever \
            relies on the ledger.
        seen.not-looked | In the log: a ledger could not be looked at. It is tried again after \
            20 seconds. | Check the network, and the address on the trust list.
        seen.other-keys | The checkpoint that was seen before is signed by no key of the \
            ledger that is there now: it may have been written anew as a whole. | Ask the \
            institution what happened, and compare its keys over a channel that you know.
        seen.contradicts | A copy shows less than was seen of the ledger itself, and other \
            records than the ledger had by then. | Prove it, with the same list or key and \
            the ledger's own address: testamur compare PLACE URL
        audit.checkpoints-differ | The two checkpoints that a ledger shows, checkpoint.latest and \
            checkpoint, are not of one history, or one of them is none that counts. | Find out \
            more with: testamur audit PLACE
        compare.keys-differ | No key signed both copies, so one of them may be somebody \
            else's. | Say which keys are the ledger's with --trust or --vkey.
        compare.key-unknown | A fork proof is signed with a key that is not known for that \
            ledger at that size. | It says nothing about the ledger whose key you know.
        mirror.not-a-copy | The folder for a copy has other files in it, or is a home or a backup. \
            | Name a folder that is empty or not there yet, or the copy.
        mirror.busy | Another program is writing in the folder of the copy. | Try again \
            when it has ended.
        mirror.held-back | The place is a backup, or a home that came out of one and has seen \
            itself only. | Copy the ledger from its address, or from a home that is in use.
        mirror.other-ledger | The checkpoint of the copy is of another ledger, or damaged. | \
            If it is damaged, remove it and run the command again; else name another folder.
        mirror.too-large | The ledger says that it has more records than are copied. | \
            Ask the institution whether that can be true.
        mirror.rollback | The ledger shows fewer records than its copy has. | Keep the \
            copy, and ask the institution what happened.
        replay.record-unreadable | A copy of a ledger holds something that is no record of \
            its place. | Find out more with: testamur audit. Name another copy.
        replay.cut-short | A copy of a ledger ends before its checkpoint says so. | Bring it \
            up to date with: testamur mirror, or name another copy.
        replay.other-tree | The records of a copy are not those that its checkpoint was \
            signed for. | Find out more with: testamur audit. Name another copy.
        replay.too-many-changes | A copy has more records about keys, or about one award, than \
            any ledger has. | Name another copy.
        replay.too-long | A copy says that it has more records than are read. | Name \
            another copy.
        mirror.fork | The ledger signed another history than the one in the copy, or shows two \
            histories at once. | Keep the copy, and send the fork proof to whoever relies on \
            the ledger.
        """
}
