// A line is: code | what it means | what to do.
extension Explanation {
    /// Keys, signatures and identifiers.
    static let keyTable = """
        key.length | The bytes are not as many as this kind of key has. | Check that it is the \
            right key.
        key.not-canonical | The key is not written in its one accepted form. | Export it again.
        key.not-on-curve | The bytes are no key of that kind. | Check that it is the right key.
        key.small-order | The key is one that anybody can sign for. | Refuse it, and ask its \
            owner.
        key.malformed | The bytes are not a key of that kind. | Check that it is the right key.
        key.modulus | The RSA key is too short or too long. | Use 2048 to 8192 bits.
        key.exponent | The RSA key's exponent is not accepted. | Make a key with the usual \
            exponent, 65537.
        key.multikey-malformed | The text is not a multikey of a kind that is read here. | \
            Check that it was copied whole.
        key.not-found | There is no key at that place. | Check the name, or restore it from a \
            backup.
        key.file-unreadable | The key's file cannot be read. | Check who owns it.
        key.file-exposed | The key's file is open to other users. | Close it with: chmod 600 \
            FILE
        key.unreadable | The file holds no private key. | Restore it from a backup.
        key.passphrase-missing | The key is encrypted, and no passphrase was given. | Name its \
            file with: --passphrase-file FILE
        key.passphrase-wrong | The passphrase does not open the key. | Check that it is the \
            right file.
        key.kind-unsupported | The key is of a kind that is not used here. | Use Ed25519, \
            P-256 or RSA.
        key.pair-mismatch | The two halves of the key do not belong together. | Restore the \
            key from a backup.
        key.file-exists | A key's file is there already, and keys are never written over. | \
            Move it away first.
        key.file-unwritten | The key's file could not be written. | Check the disk.
        key.not-exportable | The key cannot leave its device. | Nothing to do: that is what \
            the device is for.
        key.no-name | No name is left for a new key. | Report this.
        secret.unreadable | The passphrase's file cannot be read. | Check its name and who \
            owns it.
        secret.length | The passphrase's file is empty or too long. | It holds one line.
        signing.library-failed | The cryptographic library refused what should succeed. | \
            Report this with the whole message.
        note.too-long | A signed note is longer than is read. | Get it again from its source.
        note.forbidden-character | A signed note has characters that it must not have. | Get \
            it again from its source.
        note.no-blank-line | A signed note has no blank line before its signatures. | Get it \
            again from its source.
        note.malformed-signature | A signature line is malformed. | Get the note again from \
            its source.
        note.signature-count | A note has no signature, or too many. | Get it again from its \
            source.
        note.forged-signature | A known key's signature under a note does not verify. | Do not \
            use the note; tell whoever keeps the key.
        note.no-known-signature | No key that you know has signed the note. | Compare the key \
            with the ledger's keeper.
        note.ambiguous-verifier | Two keys that you know have the same name and number. | Take \
            one of them out.
        note.not-ed25519 | Only an Ed25519 key signs notes. | Use such a key.
        note.signing-failed | The note was not signed. | Check the key with: testamur doctor
        verifier-key.malformed | The text is not a verifier key: name+hash+key. | Copy it whole.
        verifier-key.wrong-id | The hash in a verifier key is not that of its key. | Copy it \
            again; a letter was lost.
        verifier-key.refused | The verifier key is refused. | Ask its owner for the right one.
        method.not-url | The name of a key is malformed. | Tell the institution.
        method.document-unavailable | The document with the keys cannot be had now. | Try \
            again, with --online.
        method.document-malformed | The document with the keys is malformed. | Tell the \
            institution.
        method.document-of-other | The document with the keys is somebody else's. | Tell the \
            institution.
        method.not-found | The document does not hold that key. | Tell the institution.
        method.other-id | The key is called something else. | Tell the institution.
        method.other-controller | The key is controlled by somebody else. | Tell the \
            institution.
        method.key-unusable | The key cannot be used. | Tell the institution.
        method.relationship | The key may not be used for that. | Tell the institution.
        method.not-yet-valid | The key was used before its time. | Tell the institution.
        method.expired | The key was used after its time. | Tell the institution.
        method.revoked | The key was used after it was ended. | Tell the institution.
        did.method | The identifier is of another kind than is needed. | Use did:web and your \
            domain name.
        did.host | The identifier names no host by a domain name in lower case. | Write for \
            example did:web:uni.example
        did.port | The identifier names a port that does not exist. | Correct the port, or \
            leave it out.
        did.path | The identifier has a path that an address cannot have. | Correct the path.
        did.key | The identifier does not spell an accepted key. | Copy it again.
        keys.not-genesis | The first record does not found a ledger. | Restore the home from a \
            backup.
        keys.not-key-record | A record is no key record. | Find out more with: testamur audit
        keys.broken-chain | A key record does not name the one before it. | Try again: another \
            program changed a key. If it stays: testamur audit
        keys.not-authorised | No key that may do so signed, or a signature fails. | See the \
            keys with: testamur key list
        keys.no-quorum | The recovery quorum is missing, is another, or too few of it signed. \
            | Bring together the holders of the recovery keys.
        keys.not-new | The key or its name is known already. | Use a new one.
        keys.unknown | The ledger knows no key of that name. | See the names with: testamur \
            key list
        key.recovered-not-published | The recovery stands, and what follows it failed. | \
            Carry away the next quorum; do not repeat the command. Then: testamur doctor
        key.bad-quorum | The file is no recovery quorum. | Name the quorum.json that was \
            carried away with the recovery keys.
        keys.already-retired | The key was retired before. | Nothing to do.
        keys.bad-cut-off | The cut-off lies ahead, or after an earlier one. | Choose an \
            earlier size.
        keys.other-ledger | The statement belongs to another institution or ledger. | Use it \
            there.
        """
}
