"""An auditor of Testamur ledgers that shares nothing with the one in Swift (chapter 8).

    python3 spec/auditor/audit.py FOLDER [--key VKEY] [--policy FILE]

FOLDER is a ledger as it is published (chapter 4). Written from the specification and C2SP's texts
with Python's standard library, to show that they suffice. It reads the whole ledger into memory and
keeps to small ones; it ends with 0 if the ledger is intact, 3 if something could not be read, 4 if
something is wrong.
"""
import argparse, sys

sys.dont_write_bytecode = True
import c2sp
from c2sp import Checkpoint, Key, Refused, leaf, root, tile_path
from records import Keys, parse, unbase64url
from standing import Standings
from witness import Policy

# The order in which of several faults of one record the first explains the others (section 8.5).
ORDER = """checkpoint-malformed entries-malformed hashes-malformed record-malformed
record-not-canonical record-schema genesis-differs genesis-invalid genesis-repeated index-wrong
record-altered other-ledger signature-wrong link-wrong clock-went-back key-unknown key-retired
key-compromised key-use signature-missing key-change quorum-missing nonce-repeated target-wrong
standing-forbidden hash-wrong origin-wrong checkpoint-signature checkpoint-key root-wrong
ledger-shorter history-differs""".split()


class Audit:
    """Everything that one ledger published, worked out again.

    `get(path)` gives an object's bytes or None; `pinned` is (origin, genesis, [(key, from,
    until)]); `earlier` and `known` are signed checkpoints.
    """

    def __init__(self, get, key=None, pinned=None, earlier=(), known=()):
        self.get, self.pinned = get, pinned
        self.anchored = [(key, 0, None)] if key else pinned[2] if pinned else None
        self.faults, self.missing, self.keys, self.records = [], [], Keys(), []
        self.altered = set()
        self.run(earlier, known)
        self.faults.sort(key=lambda f: (f[0], ORDER.index(f[1][6:])))

    def fault(self, record, code, place=None):
        self.faults.append((record, code, place or f"record {record}"))

    def verdict(self):
        """The code and the place of the first fault, or of what is missing."""
        if self.faults:
            return self.faults[0][1:]
        return ("unfinished", self.missing[0]) if self.missing else ("intact", None)

    def run(self, earlier, known):
        shown = [raw for raw in map(self.get, ("checkpoint.latest", "checkpoint"))
                 if raw is not None]
        if not shown:
            return self.missing.append("checkpoint")
        try:
            self.head = Checkpoint(shown[0])
        except Refused:
            return self.fault(0, "audit.checkpoint-malformed", "checkpoint")
        earlier = list(earlier) + self.other(shown)
        size = self.head.size
        self.read_entries(size)
        self.read_hashes(size)
        self.records = [self.read(i) for i in range(size)]
        self.leaves = [self.vote(i) for i in range(size)]
        if self.pinned and size and self.leaves[0] != unbase64url(self.pinned[1]):
            return self.fault(0, "audit.genesis-differs")
        self.judge_records()
        self.judge_hashes(size)
        self.judge_checkpoints(earlier, known)

    def other(self, shown):
        """The checkpoint beside the newest, which is the larger of the two (section 8.2)."""
        if len(set(shown)) < 2:
            return []
        try:
            other = Checkpoint(shown[1])
        except Refused:
            self.fault(self.head.size, "audit.checkpoint-malformed", "cosigned checkpoint")
            return []
        if other.size > self.head.size:
            self.head = other
            return shown[:1]
        return shown[1:]

    # Reading -------------------------------------------------------------------------------------

    def object(self, level, index, width):
        """A tile; if a partial one is gone, the beginning of the full one."""
        for have in (width, 256):
            raw = self.get(tile_path(level, index, have))
            if raw is not None:
                return tile_path(level, index, have), raw, have
        self.missing.append(tile_path(level, index, width))
        return None, None, None

    def tiles(self, level, count):
        for first in range(0, count, 256):
            yield first, *self.object(level, first // 256, min(256, count - first))

    def read_entries(self, size):
        self.entries = [None] * size
        for first, path, raw, width in self.tiles("entries", size):
            if path:
                found, rest = c2sp.whole_entries(raw, width)
                if len(found) < width or rest:
                    broken = first + min(len(found), width - 1)
                    self.fault(broken, "audit.entries-malformed", path)
                found = found[:size - first]
                self.entries[first:first + len(found)] = found

    def read_hashes(self, size):
        """The tiles of every level: for each its path and hashes, by level and first hash."""
        self.served, level = {}, 0
        while size >> 8 * level:
            for first, path, raw, width in self.tiles(level, size >> 8 * level):
                if path and len(raw) != 32 * width:
                    self.fault(self.end(level, first), "audit.hashes-malformed", path)
                elif path:
                    count = min(256, (size >> 8 * level) - first)
                    hashes = [raw[32 * i:32 * i + 32] for i in range(count)]
                    self.served[level, first] = path, hashes
            level += 1

    def end(self, level, first):
        """The last record below the tile that begins with a hash of a level."""
        return min(first + 256 << 8 * level, self.head.size) - 1

    def read(self, i):
        try:
            return None if self.entries[i] is None else parse(self.entries[i])
        except Refused as refused:
            return self.fault(i, refused.code)

    def tile_hash(self, i):
        path, hashes = self.served.get((0, i - i % 256), (None, ()))
        return hashes[i % 256] if path else None

    def vote(self, i):
        """The hash of a record: of its bytes, its tile and its successor two outvote the third."""
        own = leaf(self.entries[i]) if self.entries[i] is not None else None
        tile = self.tile_hash(i)
        if own is None or tile is None or own == tile:
            return own or tile
        if i + 1 < len(self.records):
            after = self.records[i + 1]
            said = unbase64url(after["previous"]) if after else None
        else:
            every = [self.tile_hash(j) for j in range(i)]
            said = tile if None not in every and root(every + [tile]) == self.head.root else own
        if said == tile:
            self.fault(i, "audit.record-altered")
            self.altered.add(i)
        return tile if said == tile else own

    # Judging -------------------------------------------------------------------------------------

    def judge_records(self):
        head, nonces, clock, did = self.head.origin.decode(), set(), "", None
        self.standing = Standings(self.records, self.keys)
        for i, record in enumerate(self.records):
            if record is None:
                continue
            statement = record["statement"]
            if i == 0:
                did = statement["issuer"]
                if statement["kind"] != "genesis":
                    self.fault(0, "audit.genesis-invalid")
                self.origin = statement["ledger"]
                if self.origin != head:
                    self.fault(len(self.records), "audit.origin-wrong", "checkpoint")
            if record["index"] != i:
                self.fault(i, "audit.index-wrong")
            if i in self.altered:
                continue
            if statement["ledger"] != self.origin or statement["issuer"] != did:
                self.fault(i, "audit.other-ledger")
            before = self.leaves[i - 1] if i else c2sp.sha256(
                b"testamur.genesis.v1\n", self.origin.encode())
            if before is not None and unbase64url(record["previous"]) != before:
                self.fault(i, "audit.link-wrong")
            if record["at"] < clock:
                self.fault(i, "audit.clock-went-back")
            clock = record["at"]
            for code in self.keys.judge(record, i):
                self.fault(i, code)
            if statement["nonce"] in nonces:
                self.fault(i, "audit.nonce-repeated")
            nonces.add(statement["nonce"])
            if self.standing.target_is_wrong(i):
                self.fault(i, "audit.target-wrong")
        for i in self.standing.judge({fault[0] for fault in self.faults}):
            self.fault(i, "audit.standing-forbidden")

    def judge_hashes(self, size):
        level, hashes = 0, self.leaves
        while hashes and None not in hashes:
            for first in range(0, len(hashes), 256):
                path, found = self.served.get((level, first), (None, ()))
                wrong = [j for j, h in enumerate(found) if h != hashes[first + j]]
                if wrong:
                    at = self.end(level, first) if level else first + wrong[0]
                    self.fault(at, "audit.hash-wrong", path)
            hashes = [root(hashes[i:i + 256]) for i in range(0, len(hashes) - 255, 256)]
            level += 1

    def ledger_keys(self):
        held = [k for k in self.keys.held.values() if k.use == "ledger" and k.alg == "Ed25519"]
        name = self.head.origin
        return [(c2sp.named(name, 1, k.data), k) for k in held]

    def judge_checkpoints(self, earlier, known):
        self.judge_checkpoint(self.head, "checkpoint")
        for raw in earlier:
            self.judge_checkpoint(
                Checkpoint(raw), f"earlier checkpoint of {Checkpoint(raw).size} records")
        for raw in known:
            seen, size = Checkpoint(raw), len(self.records)
            place = f"checkpoint of {seen.size} records known from before"
            if not self.signers(seen):
                continue
            if seen.size > size:
                self.fault(size, "audit.ledger-shorter", place)
            elif None not in self.leaves and root(self.leaves[:seen.size]) != seen.root:
                self.fault(size, "audit.history-differs", place)

    def signers(self, checkpoint, is_newest=True):
        """The keys that must have signed and did: those given, else those of the records.

        A single given key may be newer than an earlier checkpoint; then the records tell.
        """
        given = self.pinned or is_newest
        allowed = [key for key, since, until in self.anchored
                   if since <= checkpoint.size and (until is None or checkpoint.size <= until)] \
            if self.anchored and given else [key for key, _ in self.ledger_keys()]
        try:
            return {key.bytes for key, _ in checkpoint.note.verify(allowed)}
        except Refused:
            return set()

    def judge_checkpoint(self, checkpoint, place):
        is_newest = place == "checkpoint"
        size, signers = checkpoint.size, self.signers(checkpoint, is_newest)
        sure = None not in self.records or self.anchored and (self.pinned or is_newest)
        if not signers:
            return self.fault(size, "audit.checkpoint-signature", place) if sure else None
        if None not in self.leaves[:size] and root(self.leaves[:size]) != checkpoint.root:
            self.fault(size, "audit.root-wrong", place)
        if None not in self.records and not any(
                key.bytes in signers and self.may_sign(held, size, is_newest)
                for key, held in self.ledger_keys()):
            self.fault(size, "audit.checkpoint-key", place)

    def may_sign(self, held, size, is_newest):
        """In force at a size, or in the batch of at most 4,096 records in which it went out."""
        ends = [held.retired] if held.retired is not None else []
        if is_newest and held.cut is not None:
            ends.append(self.keys.newest)
        return held.since < size and all(size <= end + 1 + 4096 for end in ends)


def folder(top):
    """The objects of a ledger in a folder."""
    def read(path):
        try:
            with open(f"{top}/{path}", "rb") as file:
                return file.read(256 * 32_770 + 1)
        except OSError:
            return None
    return read


def main():
    options = argparse.ArgumentParser(description="Audits a published ledger.")
    options.add_argument("folder")
    options.add_argument("--key", help="the verifier key that must have signed the checkpoint")
    options.add_argument("--policy", help="a C2SP tlog-policy that the checkpoint must meet")
    given = options.parse_args()
    audit = Audit(folder(given.folder), key=Key(given.key) if given.key else None)
    verdict, place = audit.verdict()
    print(f"{verdict}{f' at {place}' if place else ''}: {len(audit.records)} records")
    for record, code, place in audit.faults[:100]:
        print(f"  record {record}: {code} at {place}")
    if given.policy and verdict == "intact":
        with open(given.policy, "rb") as file:
            print(f"witnessed at {Policy(file.read()).witnessed(audit.head)}")
    return {"intact": 0, "unfinished": 3}.get(verdict, 4)


if __name__ == "__main__":
    sys.exit(main())
