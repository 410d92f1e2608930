"""Records (chapter 1): their one form, their closed schemas, keys over time, standing."""
import base64, binascii, datetime, json, re

from c2sp import Refused, is_name, sha256
from signatures import VERIFY, p256_point, point, rsa_key

# -- Strict canonical JSON (chapter 2.1.1) --------------------------------------------------------


def canonical(value):
    """RFC 8785 for what records hold: no fractions, so that Python's digits are ECMAScript's."""
    def ordered(value):
        if isinstance(value, dict):
            names = sorted(value, key=lambda name: name.encode("utf-16-be"))
            return {name: ordered(value[name]) for name in names}
        return [ordered(item) for item in value] if isinstance(value, list) else value
    return json.dumps(ordered(value), ensure_ascii=False, separators=(",", ":")).encode()


def once(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("two members of one name")
    return found


def parse(raw):
    """The record that bytes are."""
    try:
        if len(raw) > 32_768:
            raise ValueError("too long")
        value = json.loads(raw.decode(), object_pairs_hook=once)
        written = canonical(value)
    except (ValueError, RecursionError):
        raise Refused("audit.record-malformed") from None
    if written != raw:
        raise Refused("audit.record-not-canonical")
    if not RECORD(value) or not KINDS[value["statement"]["kind"]](value["statement"]["body"]):
        raise Refused("audit.record-schema")
    return value


# -- Schemas (sections 1.1 to 1.3): each is a function that tells whether a value is of it ---------

def text(pattern, longest=512):
    return lambda v: isinstance(v, str) and len(v) <= longest \
        and re.fullmatch(pattern, v, re.ASCII) is not None


def whole(low=0, high=2**53 - 1):
    return lambda v: type(v) is int and low <= v <= high


def octets(length):
    return lambda v: unbase64url(v) is not None and len(unbase64url(v)) == length


def unbase64url(value):
    """Strict: no padding, and of each value only the one spelling."""
    try:
        data = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
    except (TypeError, ValueError, binascii.Error):
        return None
    return data if base64url(data) == value else None


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def closed(needed, optional={}):
    def matches(v):
        return isinstance(v, dict) and set(needed) <= set(v) <= set(needed) | set(optional) \
            and all((needed.get(name) or optional[name])(v[name]) for name in v)
    return matches


def several(item, low, high, once_by=None):
    def matches(v):
        return isinstance(v, list) and low <= len(v) <= high and all(item(i) for i in v) \
            and (once_by is None or len({once_by(i) for i in v}) == len(v))
    return matches


def date(form, pattern):
    def matches(v):
        try:
            return text(pattern)(v) and datetime.datetime.strptime(v, form) is not None
        except ValueError:
            return False
    return matches


def public_key(v):
    check = {"Ed25519": lambda data: point(data) is not None, "RS256": rsa_key,
             "ES256": lambda data: len(data) == 33 and p256_point(data)}
    return isinstance(v, dict) and v.get("alg") in check and bool(
        unbase64url(v.get("public")) and check[v["alg"]](unbase64url(v["public"])))


DID = r"did:[a-z0-9]+:(?:(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})*:)*(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+"


def did(value):
    """At most 512 bytes; a did:jwk, which holds a whole key, 2,048."""
    long = isinstance(value, str) and value.startswith("did:jwk:")
    return text(DID, 2048 if long else 512)(value)


def name(value):
    return text(DID + r"#[A-Za-z0-9._-]{1,512}", 2561)(value) and did(value.split("#")[0])


digest, index = octets(32), whole()
day = date("%Y-%m-%d", r"\d{4}-\d\d-\d\d")
instant = date("%Y-%m-%dT%H:%M:%S.%fZ", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
USES = ("record", "assertion", "status", "ledger", "officer", "recovery")
use = text("|".join(USES))


def origin(v):
    return isinstance(v, str) and is_name(v) and len(v.encode()) <= 255


declared = closed({"alg": text(".*"), "id": name, "public": text(".*", 9000), "use": use})
key = lambda v: declared(v) and public_key(v)
issued = {"list": index, "template": digest, "backfill": lambda v: v is True}
tree = {"count": whole(1), "root": digest}
target = {"target": index, "detail": digest}
change = closed(
    {**target, "effective": day,
     "status": closed({"list": whole(1, 9_999_999), "index": index})}, {"leaf": index})
recovery = closed({
    "keys": several(key, 1, 16, lambda k: k["id"]), "next": digest, "salt": octets(32),
    "threshold": whole(1, 16)})


def ranges(v):
    if not several(closed({"from": index, "to": index}), 1, 256)(v):
        return False
    ends = [end for r in v for end in (r["from"], r["to"])]
    return ends == sorted(ends) and all(r["from"] < r["to"] for r in v)


def key_change(v):
    extra = {"compromised": {"from": index}}.get(v.get("action"), {}) if isinstance(v, dict) else {}
    what = key if extra == {} and isinstance(v, dict) and v.get("action") == "add" else name
    return closed({"action": text("add|retire|compromised"), "use": use, "key": what,
                   "previous": index, **extra}, {"recovery": recovery})(v) \
        and (v["action"] != "add" or v["key"]["use"] == v["use"])


KINDS = {
    "genesis": closed({"did": did, "origin": origin, "recovery": digest,
                       "keys": several(key, 1, 32)}),
    "issue": closed({"commitments": several(
        closed({"form": text("jcs|sd-jwt"), "value": digest}), 1, 4, lambda c: c["form"])}, issued),
    "issue-list": closed(tree, issued),
    "seal": closed({**tree, "officers": several(name, 1, 16, str)}),
    "revoke": change, "suspend": change, "reinstate": change,
    "supersede": closed(target, {"leaf": index}), "erase": closed(target, {"leaf": index}),
    "key": key_change,
    "reattest": lambda v: closed({"ranges": ranges})(v) or closed(tree)(v),
    "trust": lambda v: closed({"action": text("publish"), "list": digest})(v) or closed(
        {"action": text("join|leave"), "list": digest, "partner": did})(v),
    "custody": closed({"to": did}),
}
STATEMENT = closed({
    "body": lambda v: True, "issuer": did, "kind": lambda v: isinstance(v, str) and v in KINDS,
    "ledger": origin, "nonce": octets(16), "version": lambda v: type(v) is int and v == 1})
RECORD = closed({
    "at": instant, "index": index, "previous": digest, "statement": STATEMENT,
    "signatures": several(closed({
        "alg": text("[A-Za-z0-9-]{1,32}"), "key": name,
        "value": lambda v: 0 < len(unbase64url(v) or b"") <= 8192}), 1, 16, lambda s: s["key"])})


# -- Keys over time (section 1.5) -----------------------------------------------------------------

class Held:
    """A key and its life."""

    def __init__(self, declared, since, by=()):
        self.alg, self.data = declared["alg"], unbase64url(declared["public"])
        self.use, self.since, self.by = declared["use"], since, by
        self.retired = self.cut = None

    def verifies(self, message, signature):
        return VERIFY[self.alg](self.data, unbase64url(signature["value"]), message)


class Keys:
    """What the key records so far make of the keys."""

    def __init__(self):
        self.held, self.newest, self.quorum, self.records = {}, 0, None, {}

    def judge(self, record, i):
        """The codes of what is wrong with a record's signatures, and takes in what it changes."""
        statement = record["statement"]
        kind, body = statement["kind"], statement["body"]
        message = b"testamur.statement.v1\n" + canonical(statement)
        if kind == "genesis":
            return self.found(record, body, message) if i == 0 else ["audit.genesis-repeated"]
        by_quorum = kind == "key" and (body["action"] == "compromised" or "recovery" in body
                                       or body["use"] not in USES[:3])
        known = [s for s in record["signatures"] if s["alg"] in VERIFY]
        if by_quorum:
            faults = self.judge_quorum(body, known, message)
        else:
            faults = [code for s in known for code in self.judge_one(s, message, i)]
            signers = {s["key"] for s in known}
            if not faults and (not any(self.held[k].use == "record" for k in signers) or kind
                               == "seal" and not set(body["officers"]) <= signers):
                faults = ["audit.signature-missing"]
        if not faults and kind == "key":
            faults = self.change(body, i, () if by_quorum else [s["key"] for s in known])
        return faults

    def found(self, record, body, message):
        first = {k["id"]: Held(k, 0) for k in body["keys"]}
        makers = {id for id, held in first.items() if held.use == "record"}
        signed = {s["key"] for s in record["signatures"] if s["key"] in makers
                  and s["alg"] == first[s["key"]].alg
                  and first[s["key"]].verifies(message, s)}
        statement, all_signed = record["statement"], {s["key"] for s in record["signatures"]}
        if not makers or signed != makers or all_signed != makers \
                or len(first) < len(body["keys"]) or body["did"] != statement["issuer"] \
                or body["origin"] != statement["ledger"]:
            return ["audit.genesis-invalid"]
        self.held, self.quorum = first, body["recovery"]
        return []

    def judge_one(self, signature, message, i):
        held = self.held.get(signature["key"])
        if not held:
            return ["audit.key-unknown"]
        if held.alg != signature["alg"] or not held.verifies(message, signature):
            return ["audit.signature-wrong"]
        if held.retired is not None and held.retired < i:
            return ["audit.key-retired"]
        if self.cut(signature["key"]) is not None:
            return ["audit.key-compromised"]
        return [] if held.use in ("record", "officer") else ["audit.key-use"]

    def judge_quorum(self, body, known, message):
        opening = body.get("recovery")
        if not opening:
            return ["audit.quorum-missing"]
        listed = {k["id"]: Held(k, None) for k in opening["keys"]}
        stated = {"keys": opening["keys"], "threshold": opening["threshold"]}
        commitment = sha256(b"testamur.recovery.v1\n", unbase64url(opening["salt"]),
                            canonical(stated))
        in_order = opening["keys"] == sorted(opening["keys"], key=canonical) \
            and all(held.use == "recovery" for held in listed.values())
        if base64url(commitment) != self.quorum or opening["next"] == self.quorum or not in_order:
            return ["audit.quorum-missing"]
        good = [s for s in known if s["key"] in listed and listed[s["key"]].alg == s["alg"]
                and listed[s["key"]].verifies(message, s)]
        if len(good) < opening["threshold"] or len(good) < len(known):
            return ["audit.quorum-missing"]
        self.held.update(listed)
        self.quorum = opening["next"]
        return []

    def change(self, body, i, by):
        wrong = ["audit.key-change"]
        if body["previous"] != self.newest:
            return wrong
        if body["action"] == "add":
            data = unbase64url(body["key"]["public"])
            if body["key"]["id"] in self.held or data in [h.data for h in self.held.values()]:
                return wrong
            self.held[body["key"]["id"]] = Held(body["key"], i, by)
        else:
            held = self.held.get(body["key"])
            if not held or held.use != body["use"]:
                return wrong
            if body["action"] == "retire":
                if held.retired is not None:
                    return wrong
                held.retired = i
                self.records[body["key"]] = by
            elif body["from"] > i or held.cut is not None and held.cut < body["from"]:
                return wrong
            else:
                held.cut = body["from"]
                for id, signers in self.records.items():
                    if self.is_void(signers, self.held[id].retired):
                        self.held[id].retired = None
        self.newest = i
        return []

    def cut(self, id):
        """From which tree size on what a key signs is void, by its own cut-off or its makers'."""
        held = self.held[id]
        makers = [self.cut(maker) for maker in held.by]
        inherited = max(makers) if makers and None not in makers else None
        return min((c for c in (held.cut, inherited) if c is not None), default=None)

    def is_void(self, signers, i):
        """Whether a record is void now, by those of its signers that are record keys."""
        cuts = [self.cut(s) for s in signers if s in self.held and self.held[s].use == "record"]
        return i is not None and bool(cuts) and all(c is not None and c <= i for c in cuts)
