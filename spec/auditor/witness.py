"""C2SP's witness policies and what a witness answers (chapter 5)."""
import re

from c2sp import Checkpoint, Key, Refused, consistent, number, sha256, unbase64


class Policy:
    """A tlog-policy: logs, witnesses, groups, and the quorum that counts."""

    def __init__(self, raw):
        if any(byte < 32 and byte not in (9, 10) or byte == 127 for byte in raw):
            raise Refused("policy.character")
        if raw and not raw.endswith(b"\n"):
            raise Refused("policy.unterminated")
        # High bytes mean nothing here: Latin-1 gives each a character of its own.
        self.logs, self.members, self.quorum = [], {}, None
        self.used, self.keys = set(), set()
        for line in raw.decode("latin-1").split("\n"):
            words = re.split("[ \t]+", line.strip(" \t"))
            if words[0] and not words[0].startswith("#"):
                self.read(words)
        if self.quorum is None:
            raise Refused("policy.quorum-missing")

    def read(self, words):
        keyword, count = words[0], len(words)
        counts = {"log": (2, 3), "witness": (3, 4), "group": (4, 99999), "quorum": (2, 2)}
        if keyword not in counts:
            raise Refused("policy.keyword")
        if not counts[keyword][0] <= count <= counts[keyword][1]:
            raise Refused("policy.word-count")
        if keyword == "log":
            self.logs.append(self.key(words[1], 1))
        elif keyword == "witness":
            self.define(words[1], self.key(words[2], 4))
        elif keyword == "group":
            self.group(*words[1:3], words[3:])
        elif self.quorum is not None:
            raise Refused("policy.quorum-repeated")
        elif words[1] != "none" and words[1] not in self.members:
            raise Refused("policy.name-unknown")
        else:
            self.quorum = words[1]

    def key(self, text, type):
        key = Key(text, "policy.key")
        if key.type != type:
            raise Refused("policy.key-type")
        if (key.bytes, type) in self.keys:
            raise Refused("policy.key-repeated")
        self.keys.add((key.bytes, type))
        return key

    def define(self, name, member):
        if name in self.members or name == "none":
            raise Refused("policy.name-taken")
        self.members[name] = member

    def group(self, name, threshold, names):
        for member in names:
            if member not in self.members:
                raise Refused("policy.name-unknown")
            if member in self.used or names.count(member) > 1:
                raise Refused("policy.member-repeated")
        k = {"any": "1", "all": str(len(names))}.get(threshold, threshold)
        if not re.fullmatch("[1-9][0-9]{0,8}", k, re.ASCII) or int(k) > len(names):
            raise Refused("policy.threshold")
        self.used.update(names)
        self.define(name, (int(k), names))

    def witnessed(self, checkpoint):
        """The witnessed time under the quorum in seconds; None if nobody was asked."""
        if not [key for key in self.logs if key.name == checkpoint.origin]:
            raise Refused("checkpoint.origin-mismatch")
        checkpoint.note.verify(self.logs)
        times = {}
        for member in [m for m in self.members.values() if isinstance(m, Key)]:
            try:
                found = checkpoint.note.verify([member])
            except Refused as refused:
                if refused.code == "note.forged-signature":
                    raise Refused("cosignature.invalid") from None
                continue
            times[member.text] = min(key.time(payload) for key, payload in found)
        if self.quorum == "none":
            return None
        time = self.when(self.quorum, times)
        if time is None:
            raise Refused("cosignature.quorum-not-met")
        return time

    def when(self, name, times):
        """The earliest instant by which a member had signed: of a group its k-th smallest."""
        member = self.members[name]
        if isinstance(member, Key):
            return times.get(member.text)
        k, names = member
        met = sorted(time for time in (self.when(n, times) for n in names) if time is not None)
        return met[k - 1] if len(met) >= k else None


class AddCheckpoint:
    """A request to a witness: old size, consistency proof, checkpoint."""

    def __init__(self, raw):
        code = "witness.request-malformed"
        head, blank, note = raw.partition(b"\n\n")
        lines = head.split(b"\n")
        if not blank or not lines[0].startswith(b"old "):
            raise Refused(code)
        self.old = number(lines[0][4:], code)
        if len(lines) > 64:
            raise Refused("proof.too-many-hashes")
        self.hashes = [unbase64(line, code, 32) for line in lines[1:]]
        self.checkpoint = Checkpoint(note)
        if self.old > self.checkpoint.size:
            raise Refused("witness.old-size-larger")


def answer(raw, keys, last, last_root):
    """The status and, where the specification fixes them, the outcome's name and body.

    `keys` are those trusted for the log; `last` and `last_root` what was cosigned last.
    """
    if len(raw) > 65_536:
        return 413, "witness.request-malformed", b""
    try:
        request = AddCheckpoint(raw)
    except Refused as refused:
        return 400, refused.code, b""
    checkpoint = request.checkpoint
    if checkpoint.origin not in {key.name for key in keys}:
        return 404, "checkpoint.origin-mismatch", b""
    try:
        checkpoint.note.verify(keys)
    except Refused as refused:
        return 403, refused.code, b""
    if request.old != last:
        return 409, "conflict", b"%d\n" % last
    if not consistent(last, checkpoint.size, request.hashes, last_root, checkpoint.root) \
            or checkpoint.size == 0 and checkpoint.root != sha256():
        return 422, "inconsistent", b""
    return 200, "valid", b""
