"""What changes of standing may say, and what follows from them (sections 1.3.5, 1.5.4, 1.6)."""

CHANGES = ("revoke", "suspend", "reinstate", "supersede", "erase")


class Standings:
    """The changes of one ledger's records, by what they are about.

    After `judge`, `states` has the state of each (target, leaf) and `bits` whether each (purpose,
    list, index) is set.
    """

    def __init__(self, records, keys):
        self.records, self.keys = records, keys
        self.targets, self.states, self.bits = {}, {}, {}

    def kind(self, i, before):
        """What an earlier record is; None if it is not there, "unread" if it is not readable."""
        if not 0 <= i < before:
            return None
        return self.records[i]["statement"]["kind"] if self.records[i] else "unread"

    def target_is_wrong(self, i):
        """Whether a record is about something that it cannot be about; else it is kept."""
        statement = self.records[i]["statement"]
        kind, body = statement["kind"], statement["body"]
        if kind in CHANGES:
            about = self.kind(body["target"], i)
            if about == "issue-list":
                count = self.records[body["target"]]["statement"]["body"]["count"]
                wrong = not body.get("leaf", count) < count
            else:
                wrong = about not in ("issue", "unread") or about == "issue" and "leaf" in body
            if not wrong:
                self.targets.setdefault((body["target"], body.get("leaf")), []).append(i)
            return wrong
        if kind in ("issue", "issue-list") and "list" in body:
            return self.kind(body["list"], i) not in ("seal", "unread")
        return kind == "reattest" and "ranges" in body and body["ranges"][-1]["to"] > i

    def is_void(self, i):
        """Whether a record counts for nothing, since stolen keys signed it."""
        signatures = self.records[i]["signatures"] if self.records[i] else []
        return self.keys.is_void([s["key"] for s in signatures], i)

    def judge(self, faulty):
        """The records that may not follow; those that are void or faulty count for nothing."""
        forbidden = []
        for target, changes in self.targets.items():
            out = [i for i in changes if i in faulty or self.is_void(i)]
            withdrawn = held = replaced = erased = None
            for i in [i for i in changes if i not in out]:
                statement = self.records[i]["statement"]
                kind, bit = statement["kind"], statement["body"].get("status")
                not_now = {
                    "revoke": withdrawn, "suspend": withdrawn or held, "supersede": replaced,
                    "reinstate": withdrawn or not held or held != bit, "erase": erased}[kind]
                # Beside a void change the writer may have known less than is known now.
                if not_now and not out and self.records[target[0]]:
                    forbidden.append(i)
                withdrawn = bit if kind == "revoke" else withdrawn
                held = {"suspend": bit, "reinstate": None}.get(kind, held)
                replaced, erased = replaced or kind == "supersede", erased or kind == "erase"
                if bit:
                    purpose = "revocation" if kind == "revoke" else "suspension"
                    self.bits[purpose, bit["list"], bit["index"]] = kind != "reinstate"
            self.states[target] = "withdrawn" if withdrawn else "on-hold" if held else \
                "replaced" if replaced else "erased" if erased else "in-force"
        return forbidden
