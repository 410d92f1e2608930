"""The complete ledger of vectors/08-audit-ledger: what its index says, and each of its cases."""
import base64, gzip, json, os

import c2sp, signatures, witness
from audit import Audit, folder
from c2sp import Checkpoint, Key, Refused
from records import (
    base64url, canonical, closed, day, digest, index, instant, name, origin, text, unbase64url,
    whole)

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class Complete:
    """The ledger, audited once; every case is held against it."""

    def __init__(self, top):
        self.top = top
        with open(f"{top}/index.json", "rb") as file:
            self.index = json.load(file)
        pins = [line.split() for line in self.index["pinned"]]
        self.pinned = self.index["origin"], self.index["genesis"], [
            (Key(pin[0]), int(pin[1]), int(pin[2]) if len(pin) > 2 else None) for pin in pins]
        self.get = folder(f"{top}/ledger")
        self.audit = Audit(self.get, pinned=self.pinned)

    def facts(self):
        """What this reader finds, in the form of the index."""
        audit, keys, kinds = self.audit, [], {}
        for record in audit.records:
            kind = record["statement"]["kind"]
            kinds[kind] = kinds.get(kind, 0) + 1
        for id, held in sorted(audit.keys.held.items()):
            if held.since is not None:
                life = {"retired": held.retired, "voidFrom": audit.keys.cut(id)}
                keys.append({"id": id, "use": held.use, "introduced": held.since,
                             **{k: v for k, v in life.items() if v is not None}})
        bits = {}
        for purpose, number, bit in sorted(k for k, on in audit.standing.bits.items() if on):
            bits.setdefault(purpose, {}).setdefault(str(number), []).append(bit)
        standings = [{"target": t, **({"leaf": leaf} if leaf is not None else {}), "state": state}
                     for (t, leaf), state in sorted(audit.standing.states.items(), key=str)]
        return {
            "verdict": audit.verdict()[0], "origin": audit.origin, "size": len(audit.records),
            "did": audit.records[0]["statement"]["issuer"],
            "root": base64.b64encode(c2sp.root(audit.leaves)).decode(),
            "genesis": base64url(audit.leaves[0]), "kinds": kinds, "keys": keys, "bits": bits,
            "void": [i for i in range(len(audit.records)) if audit.standing.is_void(i)],
            "standings": sorted(standings, key=lambda s: s["target"])}

    def differences(self):
        """The names of what the index and this reader disagree about."""
        facts, listed = self.facts(), {case["name"] for case in self.index["cases"]}
        wrong = [name for name in facts if facts[name] != self.index[name]]
        return wrong + sorted(listed ^ set(os.listdir(f"{self.top}/cases")))

    # Cases ---------------------------------------------------------------------------------------

    def damaged(self, vector):
        """One object in another form; everything else as it is."""
        path = vector["object"]
        object = self.get(path)
        if vector.fields["offset"]:
            at = int(vector["offset"])
            object = object[:at] + vector.body + object[at + len(vector.body):]
        elif vector.fields["keep"]:
            object = object[:int(vector["keep"])]
        else:
            object = None if vector.fields["gone"] else vector.body
        get = lambda p: object if p == path else self.get(p)
        known = [base64.b64decode(note) for note in vector.fields["known"]]
        audit = Audit(get, pinned=self.pinned, known=known)
        code, place = audit.verdict()
        if place != (vector.fields["place"] or [None])[0]:
            return f"{code} at {place}"
        if vector.fields["record"] and str(audit.faults[0][0]) != vector["record"]:
            return f"{code} at {place}, first of record {audit.faults[0][0]}"
        return code

    def consistency(self, vector):
        hashes = [c2sp.unbase64(line, length=32) for line in vector.body.splitlines()]
        roots = [base64.b64decode(vector[name]) for name in ("old-root", "new-root")]
        good = c2sp.consistent(int(vector["old"]), int(vector["new"]), hashes, *roots)
        for size, root in zip((int(vector["old"]), int(vector["new"])), roots):
            if c2sp.root(self.audit.leaves[:size]) != root:
                return "other-root"
        return "valid" if good else "inconsistent"

    def exchange(self, vector):
        """A request to a witness, and the answer that it gave."""
        keys = [Key(line) for line in vector.fields["key"]]
        last_root = base64.b64decode(vector["last-root"])
        status, outcome, body = witness.answer(vector.body, keys, int(vector["last"]), last_root)
        lines = "".join(line + "\n" for line in vector.fields["answer"]).encode()
        if str(status) != vector["status"] or body and lines != body:
            return f"status {status}"
        if status == 200:
            checkpoint = witness.AddCheckpoint(vector.body).checkpoint
            cosigned = c2sp.Note(checkpoint.text + b"\n" + lines)
            if len(cosigned.verify([Key(vector["witness"])])) != len(cosigned.signatures):
                return "a line by somebody else"
        return {403: "witness.not-signed", 404: "witness.unknown-log",
                422: "witness.inconsistent"}.get(status, outcome)

    def status_key(self, name):
        held = self.audit.keys.held.get(name)
        return held if held and held.use == "status" and held.retired is None else None

    def standing(self, vector):
        """Section 1.6.2: signed by a status key, of the root at its size, of the state there."""
        signed = json.loads(vector.body)
        if canonical(signed) != vector.body or not STANDING(signed):
            return "malformed"
        standing, signature = signed["standing"], signed["signature"]
        held = self.status_key(signature["key"])
        message = b"testamur.standing.v1\n" + canonical(standing)
        if not held or not held.verifies(message, signature):
            return "not-signed"
        if unbase64url(standing["root"]) != c2sp.root(self.audit.leaves[:standing["size"]]):
            return "other-root"
        if unbase64url(standing["record"]) != self.audit.leaves[standing["target"]]:
            return "other-record"
        about = standing["target"], standing.get("leaf")
        found = self.audit.standing.states.get(about, "in-force")
        return "valid" if found == standing["state"] \
            and standing["keys"] == self.audit.keys.newest else "other-state"

    def status_list(self, vector):
        """Section 2.4.2 for the proof, 1.6.3 for the bits."""
        document = json.loads(vector.body)
        proof = document.pop("proof")
        value = 0
        for letter in proof.pop("proofValue")[1:]:
            value = value * 58 + BASE58.index(letter)
        held = self.status_key(proof["verificationMethod"])
        message = c2sp.sha256(canonical(proof)) + c2sp.sha256(canonical(document))
        if not held or not signatures.ed25519(held.data, value.to_bytes(64, "big"), message):
            return "not-signed"
        subject = document["credentialSubject"]
        data = gzip.decompress(unbase64url(subject["encodedList"][1:]))
        found = [i for i in range(len(data) * 8) if data[i >> 3] >> 7 - (i & 7) & 1]
        number = document["id"].rpartition("/")[2]
        facts = self.index["bits"].get(subject["statusPurpose"], {})
        return "valid" if found == facts.get(number, []) else "other-bits"


STANDING = closed({
    "signature": closed({"alg": text("[A-Za-z0-9-]{1,32}"), "key": name,
                         "value": lambda v: bool(unbase64url(v))}),
    "standing": closed(
        {"asOf": instant, "keys": index, "origin": origin, "record": digest, "root": digest,
         "size": index, "state": text("in-force|on-hold|withdrawn|replaced|erased"), "target": index,
         "validUntil": instant, "version": whole(1, 1)}, {"leaf": index, "effective": day})})
