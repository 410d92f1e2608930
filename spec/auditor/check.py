"""Runs the vectors for auditors: `python3 spec/auditor/check.py [FOLDER OF VECTORS]`.

A case whose `kind` this reader does not know is counted as skipped, and told.
"""
import base64, collections, os, sys

sys.dont_write_bytecode = True
import c2sp, signatures, witness
from audit import Audit
from complete import Complete
from c2sp import Checkpoint, Key, LogProof, Refused


class Vector:
    """A file of lines `name: value`, an empty line and a body."""

    def __init__(self, path):
        with open(path, "rb") as file:
            head, _, self.body = file.read().partition(b"\n\n")
        self.fields = collections.defaultdict(list)
        for line in head.decode().split("\n"):
            name, _, value = line.partition(": ")
            self.fields[name].append(value)

    def __getitem__(self, name):
        return self.fields[name][0]

    def key(self):
        return Key(self["key"])


def checkpoint(vector):
    Checkpoint(vector.body).verify(vector.key())


def bundle(vector):
    c2sp.entries(vector.body, int(vector["count"]))


def tile_path(vector):
    c2sp.parse_tile_path(vector.body.decode())


def policy(vector):
    witness.Policy(vector.body)


def cosigned(vector):
    policy = witness.Policy("".join(line + "\n" for line in vector.fields["policy"]).encode())
    time = policy.witnessed(Checkpoint(vector.body))
    return "valid" if vector.fields["time"] in ([str(time)], []) else f"witnessed at {time}"


def add_checkpoint(vector):
    last = base64.b64decode(vector["last-root"])
    status, outcome, _ = witness.answer(vector.body, [vector.key()], int(vector["last"]), last)
    return outcome if str(status) == vector["status"] else f"status {status}"


def log_proof(vector):
    proof = LogProof(vector.body)
    proof.checkpoint.verify(vector.key())
    return "valid" if proof.proves(base64.b64decode(vector["leaf"])) else "not-proved"


def note(vector):
    found = c2sp.Note(vector.body)
    found.verify([Key(text) for text in vector.fields["key"]])
    return "accepted"


def verifier_key(vector):
    Key(vector.body.decode())
    return "accepted"


def signature(vector):
    key, message, value = map(
        bytes.fromhex, (vector["key"], vector["message"], vector.body.decode()))
    verifies = signatures.VERIFY[vector["algorithm"]]
    return "verifies" if verifies(key, value, message) else "fails"


def audit(vector):
    """A whole ledger: lines of a path and an object in base64."""
    objects, lists = {}, {"earlier": [], "known": []}
    for line in vector.body.decode().splitlines():
        path, _, value = line.partition(" ")
        if path in lists:
            lists[path].append(base64.b64decode(value))
        else:
            objects[path] = base64.b64decode(value)
    pinned = None
    if vector.fields["origin"]:
        words = [line.split() for line in vector.fields["pinned"]]
        pinned = vector["origin"], vector["genesis"], [
            (Key(w[0]), int(w[1]), int(w[2]) if len(w) > 2 else None) for w in words]
    key = vector.key() if vector.fields["key"] else None
    code, place = Audit(objects.get, key, pinned, **lists).verdict()
    return code if place == (vector.fields["place"] or [None])[0] else f"{code} at {place}"


KINDS = {
    "add-checkpoint": add_checkpoint, "audit": audit, "checkpoint": checkpoint,
    "cosigned-checkpoint": cosigned, "entry-bundle": bundle, "log-proof": log_proof, "note": note,
    "policy": policy, "signature": signature, "tile-path": tile_path,
    "verifier-key": verifier_key,
}


FOLDERS = ("02-sign", "04-checkpoint", "05-witness", "06-prove", "08-audit")


def outcome(judge, vector):
    try:
        return judge(vector) or "valid"
    except Refused as refused:
        return refused.code


def main(top):
    complete = Complete(f"{top}/08-audit-ledger")
    kinds = {
        **KINDS, "damaged": complete.damaged, "consistency-proof": complete.consistency,
        "exchange": complete.exchange, "standing": complete.standing,
        "status-list": complete.status_list}
    count, wrong, skipped = 0, 0, collections.Counter()
    for name in complete.differences():
        wrong += 1
        print(f"08-audit-ledger/index.json: {name} is not what this reader finds")
    for folder in FOLDERS + ("08-audit-ledger/cases",):
        for name in sorted(os.listdir(f"{top}/{folder}")):
            if name == "README.md":
                continue
            vector = Vector(f"{top}/{folder}/{name}")
            kind = "audit" if folder == "08-audit" else vector["kind"]
            if kind not in kinds:
                skipped[kind] += 1
                continue
            found = outcome(kinds[kind], vector)
            count += 1
            if found != vector["expect"]:
                wrong += 1
                print(f"{folder}/{name}: {found}, not {vector['expect']}")
    for kind, number in skipped.items():
        print(f"passed over: {number} of kind {kind}")
    print(f"{count} cases, {wrong} answered otherwise than they say")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else f"{os.path.dirname(__file__)}/../vectors"))
