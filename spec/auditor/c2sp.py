"""C2SP's signed notes, checkpoints, tiles and proofs (chapters 2.4.1, 4 and 6.1)."""
import base64, binascii, hashlib, re, struct

import signatures

MOST = 2**63 - 1
LAST = 253_402_300_799  # the last second of the year 9999


class Refused(Exception):
    """What is read is not what it should be; the code is one of errors.md."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def unbase64(text, code="checkpoint.malformed", length=None):
    """Strict base64 (RFC 4648, section 4): padded, and of each value only the one spelling."""
    try:
        value = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused(code) from None
    if base64.b64encode(value) != bytes(text) or length not in (None, len(value)):
        raise Refused(code)
    return value


def number(text, code):
    """A decimal without sign or leading zeros, up to 2^63 - 1."""
    if not re.fullmatch(rb"0|[1-9][0-9]{0,18}", text) or int(text) > MOST:
        raise Refused(code)
    return int(text)


# -- signed-note ----------------------------------------------------------------------------------

class Key:
    """A verifier key: name+hash+base64(type, key)."""

    def __init__(self, text, code=None):
        parts = re.fullmatch(r"([^+]+)\+([0-9a-f]{8})\+(.+)", text)
        if not parts or not is_name(parts[1]):
            raise Refused(code or "verifier-key.malformed")
        self.text, self.name = text, parts[1].encode()
        data = unbase64(parts[3].encode(), code or "verifier-key.malformed")
        if len(data) < 2:
            raise Refused(code or "verifier-key.malformed")
        self.id = sha256(self.name, b"\n", data)[:4]
        if self.id.hex() != parts[2]:
            raise Refused(code or "verifier-key.wrong-id")
        self.type, self.bytes = data[0], data[1:]
        if self.type in (1, 4) and signatures.point(self.bytes) is None:
            raise Refused(code or "verifier-key.refused")

    def time(self, payload):
        """When a cosignature says that it was made."""
        return int.from_bytes(payload[:8], "big")

    def verifies(self, payload, text):
        if self.type == 1:
            return signatures.ed25519(self.bytes, payload, text)
        if self.type != 4 or len(payload) != 72 or not 0 < self.time(payload) <= LAST:
            return False
        head = b"cosignature/v1\ntime %d\n" % self.time(payload)
        return signatures.ed25519(self.bytes, payload[8:], head + text)


def named(name, type, data):
    """The verifier key of a name and a key's bytes."""
    data = bytes([type]) + data
    id = sha256(name, b"\n", data)[:4].hex()
    return Key(f"{name.decode()}+{id}+{base64.b64encode(data).decode()}")


def is_name(name):
    return bool(name) and not any(c.isspace() or c == "+" or ord(c) < 32 for c in name)


class Note:
    """A text and its signatures: (name, key id, payload)."""

    def __init__(self, raw):
        if len(raw) > 1_048_576:
            raise Refused("note.too-long")
        if any(byte < 32 and byte != 10 for byte in raw) or not is_utf8(raw):
            raise Refused("note.forbidden-character")
        cut = raw.rfind(b"\n\n")
        if cut < 0:
            raise Refused("note.no-blank-line")
        self.raw, self.text = raw, raw[:cut + 1]
        lines = raw[cut + 2:].split(b"\n")
        if lines.pop() or not 1 <= len(lines) <= 64:
            raise Refused("note.signature-count")
        self.signatures = [signature_line(line) for line in lines]

    def verify(self, keys):
        """The (key, payload) of those keys that are known; all of them must be good."""
        found = [(key, payload) for name, id, payload in self.signatures
                 for key in keys if (key.name, key.id) == (name, id)]
        if not all(key.verifies(payload, self.text) for key, payload in found):
            raise Refused("note.forged-signature")
        if not found:
            raise Refused("note.no-known-signature")
        return found


def is_utf8(raw):
    try:
        return raw.decode() is not None
    except UnicodeDecodeError:
        return False


def signature_line(line):
    code = "note.malformed-signature"
    words = line.split(b" ")
    if len(words) != 3 or words[0] != "\u2014".encode() or not is_name(words[1].decode()):
        raise Refused(code)
    data = unbase64(words[2], code)
    if len(data) < 5:
        raise Refused(code)
    return words[1], data[:4], data[4:]


class Checkpoint:
    """A signed note whose text is origin, size and root."""

    def __init__(self, raw):
        self.note = Note(raw)
        self.text = self.note.text
        lines = self.text.split(b"\n")
        code = "checkpoint.malformed"
        if len(lines) < 4 or b"" in lines[3:-1] or not is_name(lines[0].decode()):
            raise Refused(code)
        self.origin, self.size = lines[0], number(lines[1], code)
        self.root = unbase64(lines[2], code, 32)
        if len(self.origin) > 255:
            raise Refused(code)

    def verify(self, key):
        """By the log's own key, whose name is the origin."""
        if key.name != self.origin:
            raise Refused("checkpoint.origin-mismatch")
        return self.note.verify([key])


# -- tree, tiles, proofs --------------------------------------------------------------------------

def leaf(entry):
    return sha256(b"\0", entry)


def node(left, right):
    return sha256(b"\1", left, right)


def root(hashes):
    """The root over neighbouring hashes of one level (RFC 6962, section 2.1)."""
    if len(hashes) < 2:
        return hashes[0] if hashes else sha256()
    k = 1 << (len(hashes) - 1).bit_length() - 1
    return node(root(hashes[:k]), root(hashes[k:]))


def included(leaf_hash, index, size, hashes, tree):
    """RFC 9162, section 2.1.3.2."""
    if not index < size or len(hashes) > 63:
        return False
    fn, sn, r = index, size - 1, leaf_hash
    for h in hashes:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = node(h, r)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node(r, h)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == tree


def consistent(old, new, hashes, old_root, new_root):
    """RFC 9162, section 2.1.4.2; empty from 0 and between equal sizes."""
    if old > new or len(hashes) > 63:
        return False
    if old == 0 or old == new:
        return not hashes and old_root == (sha256() if old == 0 else new_root)
    path = ([old_root] if old & old - 1 == 0 else []) + hashes
    if not path:
        return False
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for h in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node(h, fr), node(h, sr)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, h)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old_root and sr == new_root


def tile_path(level, index, width=256):
    """The path of a tile; `entries` in place of the level for a bundle."""
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03}")
    return f"tile/{level}/{'/'.join(groups)}" + (f".p/{width}" if width < 256 else "")


def parse_tile_path(path):
    parts = re.fullmatch(r"tile/(\d+|entries)/((?:x\d{3}/)*\d{3})(?:\.p/(\d+))?", path, re.ASCII)
    if not parts:
        raise Refused("malformed")
    level = parts[1] if parts[1] == "entries" else int(parts[1])
    index, width = int(re.sub("[x/]", "", parts[2])), int(parts[3] or 256)
    if level != "entries" and level > 63 or index > MOST \
            or not 1 <= width <= 256 or tile_path(level, index, width) != path:
        raise Refused("malformed")
    return level, index, width


def whole_entries(bundle, count):
    """The entries of a bundle that are whole, at most so many, and what stands behind them."""
    found, at = [], 0
    while len(found) < count and at + 2 <= len(bundle):
        end = at + 2 + struct.unpack_from(">H", bundle, at)[0]
        if end > len(bundle):
            break
        found.append(bundle[at + 2:end])
        at = end
    return found, bundle[at:]


def entries(bundle, count):
    """The entries of a bundle, exactly so many and nothing behind them."""
    found, rest = whole_entries(bundle, count)
    if len(found) < count or rest:
        raise Refused("tile.bundle-malformed")
    return found


class LogProof:
    """A C2SP tlog-proof: an index, hashes, a checkpoint."""

    def __init__(self, raw):
        code = "proof.malformed"
        head, blank, note = raw.partition(b"\n\n")
        lines = head.split(b"\n")
        if not blank or lines.pop(0) != b"c2sp.org/tlog-proof@v1":
            raise Refused(code)
        if lines and lines[0].startswith(b"extra "):
            if not unbase64(lines.pop(0)[6:], code):
                raise Refused(code)
        if not lines or not lines[0].startswith(b"index "):
            raise Refused(code)
        self.index = number(lines.pop(0)[6:], code)
        if self.index == MOST:
            raise Refused(code)
        if len(lines) > 63:
            raise Refused("proof.too-many-hashes")
        self.hashes = [unbase64(line, code, 32) for line in lines]
        self.checkpoint = Checkpoint(note)
        if self.index >= self.checkpoint.size:
            raise Refused("tree.index-outside")

    def proves(self, leaf_hash):
        c = self.checkpoint
        return included(leaf_hash, self.index, c.size, self.hashes, c.root)
