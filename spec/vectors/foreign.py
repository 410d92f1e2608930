"""Writes spec/vectors/10-foreign: credentials as other people's programs make and damage them.

Written from the specifications alone, and shares nothing with the programs that are tested by it.
All keys are worthless: their seeds stand here. The same files come out each time.

    python3 spec/vectors/foreign.py        needs the package cryptography
"""
import base64, copy, gzip, hashlib, json, pathlib

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils

FOLDER = pathlib.Path(__file__).parent / "10-foreign"
V2 = "https://www.w3.org/ns/credentials/v2"
V1 = "https://www.w3.org/2018/credentials/v1"
BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
SRI = "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU"
MULTIBASE = "uEiBZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNA"
ABSENT = object()


# -- encodings ------------------------------------------------------------------------------------

def base58(data):
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def unbase58(text):
    number = 0
    for letter in text:
        number = number * 58 + ALPHABET.index(letter)
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def canonical(value):
    """RFC 8785, for the values that occur here: no fractions, no integers beyond 2^53."""
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(canonical(n) + ":" + canonical(value[n]) for n in names) + "}"
    if isinstance(value, float):
        raise ValueError("a fraction has to be written by hand")
    return json.dumps(value, ensure_ascii=False)


# -- keys -----------------------------------------------------------------------------------------

class Party:
    """Somebody with one key, and the did:key or did:jwk that it spells."""

    def __init__(self, kind, seed=0, method="key"):
        self.kind, self.suite, self.width = kind, "ecdsa-jcs-2019", 32
        if kind == "ed25519":
            self.key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
            public = self.key.public_key().public_bytes_raw()
            prefix, self.alg, self.suite = b"\xed\x01", "EdDSA", "eddsa-jcs-2022"
            self.jwk = {"kty": "OKP", "crv": "Ed25519", "x": base64url(public)}
        elif kind == "rsa":
            self.key, method, self.alg = rsa_key(), "jwk", "RS256"
            n = self.key.public_key().public_numbers().n
            self.jwk = {"kty": "RSA", "n": base64url(n.to_bytes(256, "big")), "e": "AQAB"}
        else:
            curve, name = (ec.SECP256R1(), "P-256") if kind == "p256" else (ec.SECP384R1(), "P-384")
            self.width = curve.key_size // 8
            self.key = ec.derive_private_key(int.from_bytes(bytes([seed]) * 32, "big"), curve)
            point = self.key.public_key().public_numbers()
            x, y = (n.to_bytes(self.width, "big") for n in (point.x, point.y))
            public = bytes([2 + point.y % 2]) + x
            prefix, self.alg = (b"\x80\x24", "ES256") if kind == "p256" else (b"\x81\x24", "ES384")
            self.jwk = {"kty": "EC", "crv": name, "x": base64url(x), "y": base64url(y)}
        if method == "key":
            multikey = "z" + base58(prefix + public)
            self.did, self.name = "did:key:" + multikey, f"did:key:{multikey}#{multikey}"
        else:
            self.did = "did:jwk:" + base64url(json.dumps(self.jwk).encode())
            self.name = self.did + "#0"

    @property
    def sha(self):
        return hashlib.sha384 if self.kind == "p384" else hashlib.sha256

    def sign(self, data, form="raw"):
        if self.kind == "ed25519":
            return self.key.sign(data)
        if self.kind == "rsa":
            return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        digest = hashes.SHA384() if self.kind == "p384" else hashes.SHA256()
        der = self.key.sign(data, ec.ECDSA(digest, deterministic_signing=True))
        r, s = utils.decode_dss_signature(der)
        if form == "negated":
            s = ORDERS[self.kind] - s
        both = r.to_bytes(self.width, "big") + s.to_bytes(self.width, "big")
        return der if form == "der" else both


ORDERS = {
    "p256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "p384": int("F" * 48 + "C7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973", 16),
}


def rsa_key():
    """An RSA key of two primes that everybody can find: the next ones after two digests."""
    def prime(seed):
        stream = b"".join(hashlib.sha512(bytes([seed, i])).digest() for i in range(2))
        number = int.from_bytes(stream, "big") | 3 << 1022 | 1
        while number % 65537 == 1 or any(pow(a, number - 1, number) != 1 for a in (2, 3, 5, 7)):
            number += 2
        return number
    p, q = prime(1), prime(2)
    d = pow(65537, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(65537, p * q)
    numbers = rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public)
    return numbers.private_key()


ADA, BEN = Party("ed25519", 1), Party("ed25519", 2)
HOLDER = Party("ed25519", 3)
P256, P384, RSA = Party("p256", 5), Party("p384", 6), Party("rsa")
JWK = Party("ed25519", 4, "jwk")


# -- credentials ----------------------------------------------------------------------------------

def edited(document, edits):
    """A copy with what stands at paths such as `a.0.b` set, or taken out where ABSENT is given."""
    document = copy.deepcopy(document)
    for path, value in edits.items():
        *steps, last = path.split("/")
        place = document
        for step in steps:
            place = place[int(step)] if isinstance(place, list) else place[step]
        if isinstance(place, list):
            last = int(last)
            if last == len(place):
                place.append(value)
                continue
        if value is ABSENT:
            del place[last]
        else:
            place[last] = value
    return document


def plain(party=None, **edits):
    party = party or ADA
    return edited({
        "@context": [V2], "id": "urn:uuid:58172aac-d8ba-4d11-83dd-0b3aef56cc33",
        "type": ["VerifiableCredential"], "issuer": party.did,
        "validFrom": "2025-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:subject", "name": "Ada"},
    }, edits)


def old(party=None, **edits):
    party = party or ADA
    return edited({
        "@context": [V1], "id": "http://example.org/credentials/1872",
        "type": ["VerifiableCredential"], "issuer": {"id": party.did},
        "issuanceDate": "2025-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:subject", "alumniOf": "Example University"},
    }, edits)


def badge(party=None, **edits):
    party = party or ADA
    return edited({
        "@context": [V2, BADGES], "id": "http://1edtech.edu/credentials/3732",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": party.did, "type": ["Profile"], "name": "Example University"},
        "validFrom": "2025-01-01T00:00:00Z", "name": "Teamwork",
        "credentialSubject": {
            "id": "did:example:subject", "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://example.com/achievements/1", "type": ["Achievement"],
                "name": "Teamwork", "description": "Works well.",
                "criteria": {"narrative": "Team members nominate."}}},
    }, edits)


def proof(document, party, previous=None, form="raw", **options):
    """A Data Integrity proof; `previous` is what stands in the document's place of `proof`."""
    members = {
        "type": "DataIntegrityProof", "cryptosuite": party.suite,
        "created": "2025-02-01T08:00:00Z", "verificationMethod": party.name,
        "proofPurpose": "assertionMethod", "@context": document.get("@context", ABSENT),
    }
    members.update({name.replace("context", "@context"): options[name] for name in options})
    value = members.pop("proofValue", None)
    members = {name: members[name] for name in members if members[name] is not ABSENT}
    content = {name: document[name] for name in document if name != "proof"}
    if previous is not None:
        content["proof"] = previous
    data = b"".join(party.sha(canonical(part).encode()).digest() for part in (members, content))
    members["proofValue"] = value or "z" + base58(party.sign(data, form))
    return members


def signed(document, party=None, **options):
    return {**document, "proof": proof(document, party or ADA, **options)}


def token(payload, party=None, content=None, signature=None, **header):
    party = party or ADA
    fields = {"alg": party.alg, "typ": "vc+jwt", "kid": party.name, **header}
    fields = {name: fields[name] for name in fields if fields[name] is not ABSENT}
    text = content if content is not None else json.dumps(payload, ensure_ascii=False).encode()
    data = base64url(json.dumps(fields).encode()) + "." + base64url(text)
    made = party.sign(data.encode()) if signature is None else signature(data.encode())
    return data + "." + base64url(made)


def claimed(credential, **edits):
    """With the claims that Open Badges asks for."""
    issuer = credential["issuer"]
    return edited({
        **credential, "iss": issuer["id"] if isinstance(issuer, dict) else issuer,
        "sub": credential["credentialSubject"]["id"], "jti": credential["id"],
        "nbf": 1735689600}, edits)


def wrapped(credential, **edits):
    """Version 1.1 below `vc`."""
    return edited({
        "vc": credential, "iss": credential["issuer"]["id"],
        "sub": credential["credentialSubject"]["id"], "jti": credential["id"],
        "nbf": 1735689600}, edits)


def envelope(text, kind="Credential", media=None, **edits):
    media = media or ("vc+jwt" if kind == "Credential" else "vp+jwt")
    return edited({
        "@context": V2, "id": f"data:application/{media},{text}",
        "type": f"EnvelopedVerifiable{kind}"}, edits)


def shown(credentials, **edits):
    return edited({
        "@context": [V2], "type": ["VerifiablePresentation"], "holder": HOLDER.did,
        "verifiableCredential": credentials}, edits)


def held(presentation, party=None, **options):
    options = {"proofPurpose": "authentication", "challenge": "c1", "domain": "d1", **options}
    return signed(presentation, party or HOLDER, **options)


# -- files ----------------------------------------------------------------------------------------

WRITTEN = {}


def write(name, body, comment, **header):
    assert name not in WRITTEN, name
    if isinstance(body, (dict, list)):
        body = json.dumps(body, ensure_ascii=False, indent=1)
    lines = [f"{key}: {value}" for key, value in header.items() if value is not None]
    head = "\n".join([*lines, f"comment: {comment}"]) + "\n\n"
    WRITTEN[name] = head.encode() + (body if isinstance(body, bytes) else body.encode())


def media(body):
    return "application/vc+jwt" if isinstance(body, str) and body.startswith("eyJ") else None


def good(name, body, comment, listed="confirmed", asked=None):
    write("good-" + name, body, comment, type=media(body), expect="issuer_not_recognised",
          listed=listed, asked=asked, verified="true")


def bad(name, body, comment, expect="altered", listed=None, problem="PROOF_VERIFICATION_ERROR",
        at=None, asked=None):
    write(name, body, comment, type=media(body), expect=expect, listed=listed or expect,
          asked=asked, verified="false", problem=problem, pointer=at)


def malformed(name, body, comment, at=None, problem="vc-data-model#MALFORMED_VALUE_ERROR"):
    bad("malformed-" + name, body, comment, "incomplete", None, problem, at)


def unjudged(name, body, comment, listed="incomplete"):
    bad("unjudged-" + name, body, comment, "issuer_not_recognised", listed)


def unreadable(name, body, comment, code, problem="vc-data-model#PARSING_ERROR"):
    bad("unreadable-" + name, body, comment, code, code, problem)


def presented(name, body, comment, expect, credentials=(), verified="false", asked=None,
              malformed=None):
    write("presentation-" + name, body, comment, type=media(body), expect=expect,
          credentials=" ".join(credentials) or None, asked=asked, verified=verified,
          malformed=malformed)


# -- what must be taken ---------------------------------------------------------------------------

def good_documents():
    parties = {"ed25519": ADA, "p256": P256, "p384": P384, "jwk": JWK}
    for name, party in parties.items():
        good(name, signed(plain(party), party), "the smallest credential")
        good(name + "-badge", signed(badge(party), party), "an Open Badge")
        good(name + "-version-1", signed(old(party), party), "version 1.1 of the data model")
    for party in (P256, P384):
        good(party.kind + "-negated", signed(plain(party), party, form="negated"),
             "the same signature with the other s")
    good("compact", json.dumps(signed(badge()), separators=(",", ":")), "no white space")
    text = json.dumps(signed(badge()), indent="\t")
    good("lines-of-another-system", text.replace("\n", "\r\n"), "lines end in CR and LF")
    text = json.dumps(signed(badge())).replace("/", "\\/").replace("Works", "\\u0057orks")
    good("escapes", text, "slashes and letters are escaped, which changes nothing")
    subject = {
        "id": "did:example:subject", "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5,
        "\u0080": 6, "\u00f6": 7, "name": "\u2028 e\u0301 \u00e9 \U0001f393 \u0628\u0643"}
    good("names-in-order", signed(plain(credentialSubject=subject)),
         "members sort by UTF-16 units, and texts are not normalised")
    text = json.dumps(signed(plain(**{"credentialSubject/n": 100, "credentialSubject/z": 0})))
    text = text.replace('"n": 100', '"n": 1.0E+2').replace('"z": 0', '"z": -0.0')
    good("numbers-respelled", text,
         "a number may be written in several ways and is one value")
    for name, time in {
        "milliseconds": "2025-01-01T00:00:00.123Z", "nanoseconds": "2025-01-01T00:00:00.123456789Z",
        "picoseconds": "2025-01-01T00:00:00.123456789012Z", "east": "2025-01-01T05:30:00+05:30",
        "west": "2025-01-01T00:00:00-14:00", "midnight": "2024-02-29T24:00:00Z",
        "year-1": "0001-01-01T00:00:00Z",
    }.items():
        good("time-" + name, signed(plain(validFrom=time)), "a time that the data model allows")
        good("created-" + name, signed(plain(), created=time), "the same in the proof")
    for name, edits in {
        "no-id": {"id": ABSENT}, "no-dates": {"validFrom": ABSENT},
        "two-subjects": {"credentialSubject": [{"id": "urn:a:b"}, {"name": "x"}]},
        "subject-without-id": {"credentialSubject": {"alumniOf": "x"}},
        "issuer-with-names": {"issuer": {"id": ADA.did, "image": "https://a.example/c", "name": [
            {"@value": "U", "@language": "en"},
            {"@value": "\u062c", "@language": "ar", "@direction": "rtl"}]}},
        "names-in-languages": {"name": [
            {"@value": "A", "@language": "zh-Hant-TW"}, {"@value": "B",
            "@language": "de-CH-1996"}]},
        "own-context": {"@context/1": {"alumniOf": "https://schema.org/alumniOf"}},
        "unknown-context": {"@context/1": "https://w3id.org/citizenship/v4rc1",
                            "type/1": "PermanentResidentCardCredential"},
        "examples-context": {"@context/1": "https://www.w3.org/ns/credentials/examples/v2",
                             "type/1": "ExampleDegreeCredential"},
        "type-url": {"type/1": "https://example.org/Type"},
        "schema": {"credentialSchema": {"id": "https://a.example/s.json", "type": "JsonSchema"}},
        "other-objects": {
            "evidence": [{"id": "https://a.example/e", "type": ["DocumentVerified"]}],
            "termsOfUse": {"type": "IssuerPolicy"},
            "refreshService": {"id": "https://a.example/r", "type": "Refresh2021"}},
        "related-digests": {
            "relatedResource": [{"id": "https://a.example/r", "digestSRI": SRI},
                                {"id": "https://a.example/s", "digestMultibase": MULTIBASE}]},
        "written-type": {"@context/1": {"Own": "https://a.example/#Own"}, "type/1": "Own"},
        "written-prefix": {"@context/1": {"a": "https://a.example/#", "Own": {"@id": "a:Own"}},
                           "type/1": "Own"},
        "written-vocabulary": {"@context/1": {"@vocab": "https://a.example/#"}, "type/1": "Own"},
        "written-same-again": {"@context/1": {
            "@protected": True, "id": "@id", "type": "@type",
            "name": "https://schema.org/name"}},
    }.items():
        good(name, signed(plain(**edits)), "allowed by the data model")
    good("ended", signed(plain(validUntil="2025-06-01T00:00:00Z")), "its time is over",
         "confirmed_ended")
    good("far-ahead", signed(plain(validFrom="2126-01-01T00:00:00Z")), "its time has not begun",
         "incomplete")
    entry = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation",
             "statusListIndex": "9", "statusListCredential": "https://a.example/s/3"}
    good("status-elsewhere", signed(plain(credentialStatus=[
        {**entry, "id": "https://a.example/s/3#9"}, {**entry, "statusPurpose": "suspension"}])),
         "a status list that nobody can fetch", "incomplete")
    good("status-of-another-kind", signed(plain(
        credentialStatus={"id": "https://a.example/s/3#9", "type": "https://a.example/Status"})),
         "a status that is not known here", "incomplete")
    good("status-list", signed(plain(credentialSubject=STATUS_LIST, **{
        "type/1": "BitstringStatusListCredential"})), "a status list of 131,072 clear bits")


STATUS_LIST = {
    "id": "https://a.example/s/3#list", "type": "BitstringStatusList",
    "statusPurpose": "revocation",
    "encodedList": "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"}


def good_proofs():
    good("proof-in-array", {**plain(), "proof": [proof(plain(), ADA)]}, "one proof, in an array")
    good("created-no-zone", signed(plain(), created="2026-01-01T00:00:00"), "it is in UTC")
    good("expires-no-zone", signed(plain(), expires="2126-01-01T00:00:00"), "it is in UTC")
    good("no-created", signed(plain(), created=ABSENT), "the proof does not say when")
    good("no-contexts-in-proof", signed(plain(), context=ABSENT), "signed without contexts")
    good("contexts-added", {**signed(plain()), "@context": [
        V2, "https://www.w3.org/ns/credentials/examples/v2"]}, "the proof's are the first ones")
    good("unknown-members-in-proof", signed(plain(), nonce="n", x=[1]), "they are signed too")
    good("unasked-domain", signed(plain(), domain=["a", "b"], challenge="c"), "nobody asked")
    good("expires-in-a-century", signed(plain(), expires="2126-01-01T00:00:00Z"), "not yet")
    good("proofs-of-two", {**plain(), "proof": [proof(plain(), p) for p in (BEN, ADA)]},
         "as on a joint award")
    good("proofs-of-three-kinds", {**plain(), "proof": [proof(plain(), p) for p in (P384, P256,
        ADA)]},
         "each of another algorithm")
    first = proof(plain(), BEN, id="urn:uuid:a")
    for name, before in {"chain": [first], "chain-unbound": None}.items():
        last = proof(plain(), ADA, before, id="urn:uuid:b", previousProof="urn:uuid:a")
        good(name, {**plain(), "proof": [first, last]},
             "the second signs the first" if before else "the second only names the first")
    for suite in UNKNOWN_SUITES:
        stranger = proof(plain(), ADA, cryptosuite=suite, proofValue="z" + "3" * 88)
        good("beside-" + suite, {**plain(), "proof": [stranger, proof(plain(), ADA)]},
             "a proof that is not judged changes nothing")
    legacy = {"type": "Ed25519Signature2020", "proofValue": "z1"}
    good("beside-Ed25519Signature2020", {**plain(), "proof": [legacy, proof(plain(), ADA)]},
         "a proof of an older type")
    for name, party in (("own", ADA), ("other", BEN)):
        good("beside-purpose-" + name, {**plain(), "proof": [proof(
            plain(), party, proofPurpose="authentication"), proof(plain(), ADA)]},
             "a proof for another purpose counts for nothing")
    good("method-did", signed(plain(), verificationMethod=ADA.did), "the key is the DID itself")
    good("method-did-jwk", signed(plain(JWK), JWK, verificationMethod=JWK.did),
         "the key is the DID itself")


UNKNOWN_SUITES = ["eddsa-rdfc-2022", "ecdsa-rdfc-2019", "bbs-2023", "ecdsa-sd-2023"]


def good_tokens():
    for party in (ADA, P256, P384, RSA, JWK):
        name = "token-" + (party.alg if party is not JWK else "jwk")
        good(name, token(plain(party), party), "the credential is the payload")
        good(name + "-badge", token(claimed(badge(party)), party, typ="JWT"),
             "with the claims of Open Badges")
        good(name + "-version-1", token(wrapped(old(party)), party, typ="JWT"), "below vc")
        good(name + "-envelope", envelope(token(plain(party), party)), "in an envelope")
        good(name + "-own-key", token(plain(party), party, kid=ABSENT, jwk=party.jwk),
             "the issuer's own key in the header")
    brief = old(issuer=ABSENT, id=ABSENT, issuanceDate=ABSENT, credentialSubject={"degree": "BSc"})
    good("token-members-in-claims", token({
        "vc": brief, "iss": ADA.did, "sub": "did:example:subject", "jti": "urn:uuid:1",
        "nbf": 1735689600}, typ=ABSENT), "version 1.1 whose members stand in claims")
    good("token-own-end", token(claimed(plain(), iat=1735689600, exp=4102444800)),
         "a day of issue and an end of its own")
    good("token-with-end", token(claimed(
        plain(validUntil="2130-01-01T00:00:00Z"), exp=5049129600)), "the end is the credential's")
    good("token-later-end", token(claimed(
        plain(validUntil="2130-01-01T00:00:00Z"), exp=5049129660)), "it ends after the credential")
    good("token-earlier-end", token(claimed(
        plain(validUntil="2130-01-01T00:00:00Z"), exp=5049129540)), "it ends before the credential")
    good("token-later-begin", token(claimed(plain(), nbf=1735689601)),
         "it begins after the credential")
    good("token-fractions", token({
        "vc": old(issuanceDate=ABSENT), "iss": ADA.did, "nbf": 1735689600.5,
        "iat": 1735689600.5}, typ=ABSENT), "times with fractions of a second")
    fragment = ADA.name.split("#")[1]
    for name, header in {
        "no-type": {"typ": ABSENT}, "any-type": {"typ": "JOSE"}, "media-type": {"typ": "application/vc+jwt"},
        "content-type": {"cty": "vc"}, "no-key": {"kid": ABSENT},
        "fragment": {"kid": "#" + fragment},
        "bare-fragment": {"kid": fragment}, "did": {"kid": ADA.did},
        "newer-name": {"alg": "Ed25519"},
    }.items():
        good("token-" + name, token(plain(), **header), "a header that others write")
    good("token-status", token(plain(status={"status_list": {
        "idx": 7, "uri": "https://a.example/lists/1"}})), "a status that is not known here",
         "incomplete")
    good("token-around-proof", token(signed(plain())), "a signed credential in it")
    good("token-as-string", json.dumps(token(plain())), "the token as a JSON string")
    good("token-line", token(plain()) + "\r\n", "the line ends")
    good("envelope-types", envelope(token(plain()), type=["EnvelopedVerifiableCredential"]),
         "its type in an array")


# -- what must be refused -------------------------------------------------------------------------

def malformed_documents():
    entry = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation",
             "statusListIndex": "9", "statusListCredential": "https://a.example/s/3"}
    related = {"id": "urn:a:b", "digestSRI": SRI}
    for name, path, value, place in [
        ("contexts-empty", "@context", [], None),
        ("contexts-string", "@context", V2, None), ("contexts-twice", "@context", [V2, V2],
        "/@context/1"),
        ("contexts-other", "@context/0", V2[:-1] + "3", None),
        ("contexts-order", "@context", ["https://www.w3.org/ns/credentials/examples/v2", V2],
         "/@context/0"),
        ("contexts-number", "@context/1", 1, None),
        ("contexts-both-versions", "@context/1", V1, None),
        ("contexts-redefine-type", "@context/1", {"type": "https://a.example/type"},
        "/@context/1/type"),
        ("contexts-redefine-term", "@context/1", {"VerifiableCredential": "https://a.example/VC"},
         "/@context/1/VerifiableCredential"),
        ("contexts-keyword", "@context/1", {"@graph": []}, "/@context/1/@graph"),
        *[("written-" + name, "@context/1", context, "/@context/1/" + place)
          for name, place, context in [
              ("term-number", "Own", {"Own": 5}), ("term-no-url", "Own", {"Own": "no url"}),
              ("id-no-url", "Own", {"Own": {"@id": "no url"}}),
              ("base-number", "@base", {"@base": 5}),
              ("version-1", "@version", {"@version": 1})]],
        ("contexts-inside", "credentialSubject/@context", {"a": "https://a.example/"}, None),
        ("graph", "credentialSubject/@graph", [], None),
        ("type-none", "type", ABSENT, None), ("type-empty", "type", [], None),
        ("type-string", "type", "VerifiableCredential", None),
        ("type-other", "type", ["https://example.org/Type"], None),
        ("type-unmapped", "type/1", "Unmapped", None), ("type-null", "type/1", None, None),
        ("id-null", "id", None, None), ("id-number", "id", 1, None), ("id-list", "id", ["urn:a:b"],
        None),
        ("id-no-url", "id", "not a url", None), ("id-object", "id", {}, None),
        ("issuer-none", "issuer", ABSENT, None), ("issuer-null", "issuer", None, None),
        ("issuer-list", "issuer", ["did:example:a"], None), ("issuer-no-url", "issuer", "a", None),
        ("issuer-empty", "issuer", {}, "/issuer/id"), ("issuer-id", "issuer", {"id": "a"},
        "/issuer/id"),
        ("subject-none", "credentialSubject", ABSENT, None),
        ("subject-empty", "credentialSubject", {}, None), ("subject-list", "credentialSubject", [],
        None),
        ("subject-one-empty", "credentialSubject", [{"a": 1}, {}], "/credentialSubject/1"),
        ("subject-string", "credentialSubject", "did:example:a", None),
        ("subject-id", "credentialSubject/id", "no url", None),
        ("time-no-zone", "validFrom", "2025-01-01T00:00:00", None),
        ("time-day", "validFrom", "2025-01-01", None), ("time-word", "validFrom", "tomorrow", None),
        ("time-number", "validFrom", 1735689600, None), ("time-null", "validFrom", None, None),
        ("time-february-30", "validFrom", "2025-02-30T00:00:00Z", None),
        ("time-second-60", "validFrom", "2024-12-31T23:59:60Z", None),
        ("time-hour-25", "validFrom", "2025-01-01T25:00:00Z", None),
        ("time-small-letters", "validFrom", "2025-01-01t00:00:00z", None),
        ("time-space", "validFrom", "2025-01-01 00:00:00Z", None),
        ("time-zone-15", "validFrom", "2025-01-01T00:00:00+15:00", None),
        ("time-other-digits", "validFrom", "\u0662\u0660\u0662\u0665-01-01T00:00:00Z", None),
        ("time-order", "validUntil", "2024-12-31T23:59:59Z", None),
        ("status-no-type", "credentialStatus", {"id": "https://a.example/1"},
        "/credentialStatus/type"),
        ("status-type", "credentialStatus", {"type": "no url here"}, "/credentialStatus/type"),
        ("schema-no-id", "credentialSchema", {"type": "JsonSchema"}, "/credentialSchema/id"),
        ("schema-no-type", "credentialSchema", {"id": "urn:a:b"}, "/credentialSchema/type"),
        ("evidence-no-type", "evidence", {"id": "urn:a:b"}, "/evidence/type"),
        ("evidence-text", "evidence", ["text"], "/evidence/0"),
        ("terms-no-type", "termsOfUse", {"id": "urn:a:b"}, "/termsOfUse/type"),
        ("refresh-no-type", "refreshService", {"id": "urn:a:b"}, "/refreshService/type"),
        ("resource-no-digest", "relatedResource", [{"id": "urn:a:b"}], "/relatedResource/0"),
        ("resource-listed-twice", "relatedResource", [related, related], "/relatedResource/1/id"),
        ("resource-sri-length", "relatedResource", {
            "id": "urn:a:b", "digestSRI": "sha256-" + "ca3d" * 15}, "/relatedResource/digestSRI"),
        ("resource-multibase-length", "relatedResource", {
            "id": "urn:a:b", "digestMultibase": "u" + "ZTQ0" * 13},
         "/relatedResource/digestMultibase"),
        ("name-number", "name", 1, None),
        ("name-extra", "name", {"@value": "A", "@language": "en", "x": 1}, "/name/x"),
        ("name-language", "name", {"@value": "A", "@language": "en_GB"}, "/name/@language"),
        ("description-direction", "description", {"@value": "A", "@direction": "up"},
         "/description/@direction"),
    ]:
        malformed(name, signed(plain(**{path: value})),
            "the signature is good, the document is not",
                  place or "/" + path)
    for name, context in {
        "nothing": {}, "no-vocabulary": {"@vocab": None}, "taken-back": {"Own": None},
        "scope": {"x": {"@id": "urn:a:x", "@context": {"Own": "urn:a:b"}}},
    }.items():
        malformed("type-unmapped-beside-" + name, signed(plain(**{
            "@context/1": context, "type/1": "Own"})), "no context defines the type", "/type/1")
    bad("malformed-contexts-none", signed(plain(**{"@context": ABSENT})),
        "neither bundle nor credential",
        "unreadable.other-json", None, "vc-data-model#MALFORMED_VALUE_ERROR", "/@context")
    status = "status-list#MALFORMED_VALUE_ERROR"
    for name, edits in {
        "status-index-number": {"statusListIndex": 9},
        "status-index-zeros": {"statusListIndex": "09"},
        "status-index-negative": {"statusListIndex": "-1"},
        "status-no-index": {"statusListIndex": ABSENT},
        "status-no-purpose": {"statusPurpose": ABSENT},
        "status-no-list": {"statusListCredential": ABSENT},
        "status-own-list": {"id": "https://a.example/s/3"}, "status-size": {"statusSize": 0},
        "status-no-messages": {"statusSize": 2},
    }.items():
        malformed(name, signed(plain(credentialStatus=edited(entry, edits))), "a malformed entry",
                  "/credentialStatus", status)
    for name, text, problem in [
        ("list-short", "u" + base64url(gzip.compress(bytes(16383), mtime=0)),
         "status-list#STATUS_LIST_LENGTH_ERROR"),
        ("list-no-gzip", "uAAAA", status), ("list-no-base64", "u!", status),
    ]:
        content = {**STATUS_LIST, "encodedList": text}
        malformed(name, signed(plain(credentialSubject=content, **{
            "type/1": "BitstringStatusListCredential"})), "a status list that is none",
                  "/credentialSubject", problem)
    malformed("version-1-no-date", signed(old(issuanceDate=ABSENT)), "it must have one",
              "/issuanceDate")
    malformed("badge-no-criteria",
        signed(badge(**{"credentialSubject/achievement/criteria": ABSENT})),
              "Open Badges demands them", "/credentialSubject/achievement/criteria")
    malformed("proof-text", {**plain(), "proof": "text"}, "a proof is an object", "/proof")
    malformed("proof-none", {**plain(), "proof": []}, "an empty array", "/proof")
    malformed("proof-no-type", edited(signed(plain()), {"proof/type": ABSENT}), "it must have one",
              "/proof/type")


def bad_proofs():
    method = "security#INVALID_VERIFICATION_METHOD"
    bad("proof-missing", plain(), "nobody signed it")
    for name, edits in {
        "changed-name": {"credentialSubject/name": "Eve"}, "changed-issuer-name": {"name": "x"},
        "changed-added": {"credentialSubject/degree": "Doctor"},
        "changed-removed": {"validFrom": ABSENT},
        "changed-case": {"credentialSubject/name": "ada"},
        "changed-created": {"proof/created": "2025-02-01T08:00:01Z"},
        "changed-proof-member": {"proof/nonce": "x"},
    }.items():
        bad(name, edited(signed(plain()), edits), "changed after it was signed")
    for party in (ADA, P256, P384):
        value = signed(plain(party), party)["proof"]["proofValue"]
        raw = unbase58(value[1:])
        values = {
            "bit": "z" + base58(raw[:-1] + bytes([raw[-1] ^ 1])),
            "zeros": "z" + base58(bytes(len(raw))),
            "short": "z" + base58(raw[:-1]), "long": "z" + base58(raw + b"\0"), "bare": value[1:],
            "base64url": "u" + base64url(raw), "letters": "zO0Il",
        }
        if party is not ADA:
            values["der"] = "z" + base58(party.sign(b"x", "der"))
        for name, text in values.items():
            bad(f"value-{party.kind}-{name}", edited(signed(plain(party), party), {
                "proof/proofValue": text}), "its proofValue is no signature of it")
    swapped = b"".join(ADA.sha(canonical(part).encode()).digest() for part in (
        plain(), {n: v for n, v in proof(plain(), ADA).items() if n != "proofValue"}))
    bad("value-order", signed(plain(), proofValue="z" + base58(ADA.sign(swapped))),
        "the two digests in the other order")
    bad("signed-by-other", signed(plain(), BEN), "a good proof of somebody else")
    bad("signed-with-other-key", signed(plain(), BEN, verificationMethod=ADA.name),
        "the issuer's name, another's key")
    bad("suite-of-other-key", signed(plain(), cryptosuite="ecdsa-jcs-2019"), "Ed25519 is no ECDSA",
        problem=method)
    bad("key-of-other-suite", signed(plain(P256), P256, cryptosuite="eddsa-jcs-2022"),
        "P-256 is no EdDSA", problem=method)
    bad("beside-bad", {**plain(), "proof": [proof(plain(), ADA), edited(
        proof(plain(), BEN), {"created": "x"})]}, "a bad proof beside a good one")
    bad("beside-purpose-only", {**plain(), "proof": [proof(
        plain(), ADA, proofPurpose="authentication"), proof(plain(), BEN)]},
        "the issuer's is for another purpose")
    bad("too-many", {**plain(), "proof": [proof(plain(), ADA, nonce=str(i)) for i in range(33)]},
        "33 proofs")
    for name, options in {
        "purpose": {"proofPurpose": "authentication"}, "no-purpose": {"proofPurpose": ABSENT},
        "no-key": {"verificationMethod": ABSENT}, "no-suite": {"cryptosuite": ABSENT},
        "suite-number": {"cryptosuite": 1}, "created-day": {"created": "2026-01-01"},
        "created-word": {"created": "yesterday"}, "created-null": {"created": None},
        "expires-word": {"expires": "never"}, "nonce-number": {"nonce": 1},
        "domain-number": {"domain": 1},
        "challenge-number": {"challenge": 1}, "id-no-url": {"id": "a"},
        "contexts-of-other": {"context": ["https://a.example/"]}, "contexts-more": {"context": [V2,
        V1]},
    }.items():
        bad("proof-" + name, signed(plain(), **options), "signed so, and not to be taken")
    bad("proof-expired-no-zone", signed(plain(), expires="2025-03-01T00:00:00"),
        "it has run out, in UTC", "issuer_not_recognised", "incomplete")
    bad("proof-expired", signed(plain(), expires="2025-03-01T00:00:00Z"), "it has run out",
        "issuer_not_recognised", "incomplete")
    first = proof(plain(), BEN, id="urn:uuid:a")
    for name, proofs in {
        "missing": [proof(plain(), ADA, previousProof="urn:uuid:z")],
        "self": [proof(plain(), ADA, id="urn:uuid:a", previousProof="urn:uuid:a")],
        "circle": [proof(plain(), ADA, id="urn:uuid:" + a, previousProof="urn:uuid:" + b)
                   for a, b in ("ab", "ba")],
        "two-of-one-name": [first, first, proof(plain(), ADA, previousProof="urn:uuid:a")],
        "changed-first": [edited(first, {"created": "2025-02-02T00:00:00Z"}), proof(
            plain(), ADA, [first], previousProof="urn:uuid:a")],
        "exchanged-first": [proof(plain(), P256, id="urn:uuid:a"), proof(
            plain(), ADA, [first], previousProof="urn:uuid:a")],
    }.items():
        bad("chain-" + name, {**plain(), "proof": proofs}, "a chain that does not hold")
    for name, key, problem in [
        ("no-url", "key-1", method + "_URL"), ("no-fragment", "did:web:a.example", method + "_URL"),
        ("other-fragment", ADA.did + "#z6Mkother", method), ("relative", "#" + ADA.name,
        method + "_URL"),
    ]:
        bad("method-" + name, signed(plain(), verificationMethod=key), "no such key",
            problem=problem)


def bad_keys():
    # Such a proof leads to no key, so that nobody can say more than that it is not good.
    keys = {
        "small-order": b"\xed\x01" + bytes(32), "identity": b"\xed\x01\x01" + bytes(31),
        "not-canonical": b"\xed\x01\xf0" + b"\xff" * 30 + b"\x7f", "few-bytes": b"\xed\x01abc",
        "p256-no-point": b"\x80\x24\x02" + b"\xff" * 32,
        "p384-no-point": b"\x81\x24\x02" + b"\xff" * 48,
        "secp256k1": b"\xe7\x01\x02" + b"\x11" * 32, "x25519": b"\xec\x01" + b"\x11" * 32,
    }
    problem = "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT"
    for name, content in keys.items():
        multikey = "z" + base58(content)
        did = "did:key:" + multikey
        bad("key-" + name, signed(plain(issuer=did), verificationMethod=f"{did}#{multikey}"),
            "a did:key that is not accepted", "issuer_not_recognised", problem=problem)
    for name, edits in {"private": {"d": "AA"}, "for-secrets": {"use": "enc"},
        "shared": {"kty": "oct"}}.items():
        did = "did:jwk:" + base64url(json.dumps({**JWK.jwk, **edits}).encode())
        bad("key-jwk-" + name, signed(plain(JWK, issuer=did), JWK, verificationMethod=did + "#0"),
            "a did:jwk that is not accepted", "issuer_not_recognised", problem=problem)
    for did in ["did:web:unlisted.example", "did:example:1", "did:webvh:x:a.example"]:
        unjudged("key-" + did.split(":")[1], signed(plain(issuer=did),
            verificationMethod=did + "#1"),
                 "keys that nobody here has", "issuer_not_recognised")


def unjudged_proofs():
    for suite in UNKNOWN_SUITES + ["x-2099"]:
        unjudged(suite, signed(plain(), cryptosuite=suite), "a suite that is not judged")
    for kind in ["Ed25519Signature2020", "JsonWebSignature2020"]:
        unjudged(kind, signed(plain(), type=kind), "a type that is not judged")
    unjudged("token-ES256K", token(plain(), alg="ES256K"), "an algorithm that is not judged")
    unjudged("token-PS256", token(plain(RSA), RSA, alg="PS256"), "an algorithm that is not judged")
    unjudged("token-critical", token(plain(), crit=["exp"], exp=1), "it must be understood")
    unjudged("token-not-encoded", token(plain(), b64=False), "signed otherwise")
    unjudged("method-web", signed(plain(), verificationMethod="https://a.example/keys#1"),
        "a key that nobody here has")


def bad_tokens():
    method = "security#INVALID_VERIFICATION_METHOD"
    whole = token(plain())
    head, body, seal = whole.split(".")
    changed = token(plain(**{"credentialSubject/name": "Eve"})).split(".")
    unsigned = token(plain(), alg="none").rsplit(".", 1)[0] + "."
    for name, text in {
        "none": unsigned, "none-signed": token(plain(), alg="none"),
        "none-capitals": token(plain(), alg="NONE"),
        "shared-secret": token(plain(), alg="HS256"), "no-algorithm": token(plain(), alg=ABSENT),
        "algorithm-number": token(plain(), alg=1), "critical-nothing": token(plain(), crit=[]),
        "critical-number": token(plain(), crit=[1]),
        "critical-none": token(plain(), alg="none", crit=["exp"], exp=1),
        "critical-shared-secret": token(plain(), alg="HS256", crit=["exp"], exp=1),
        "type": token(plain(), typ="at+jwt"),
        "type-presentation": token(plain(), typ="vp+jwt"), "key-number": token(plain(), kid=1),
        "key-in-header": token(plain(), BEN, kid=ABSENT, jwk=BEN.jwk),
        "key-in-header-named": token(plain(), BEN, kid=ADA.name, jwk=BEN.jwk),
        "private-key-in-header": token(plain(), jwk={**ADA.jwk, "d": "AA"}),
        "signed-by-other": token(plain(), BEN), "signature-of-other": token(plain(), BEN,
        kid=ADA.name),
        "address-of-keys": token(plain(), BEN, kid=ABSENT, jku="https://a.example/keys"),
        "certificate": token(plain(), BEN, kid=ABSENT, x5c=["AA"]),
        "changed": f"{head}.{changed[1]}.{seal}",
        "changed-signature": f"{head}.{body}.{changed[2]}",
        "changed-header": base64url(b'{"alg":"EdDSA"}') + f".{body}.{seal}",
        "cut-signature": f"{head}.{body}.{base64url(ADA.sign(b'')[:-1])}",
        "no-signature": f"{head}.{body}.",
        "iss": token(claimed(plain(), iss="did:example:other")),
        "iss-number": token(claimed(plain(), iss=1)),
        "sub": token(claimed(plain(), sub="did:example:other")), "jti": token(claimed(plain(),
        jti="urn:a:b")),
        "nbf-badge": token(claimed(badge(), nbf=1735689601)),
        "nbf-version-1": token(wrapped(old(), nbf=1735689601)),
        "nbf-text": token(claimed(plain(), nbf="1735689600")),
        "exp-badge": token(claimed(badge(validUntil="2130-01-01T00:00:00Z"), exp=5049129660)),
        "exp-version-1": token(wrapped(
            old(expirationDate="2130-01-01T00:00:00Z"), exp=5049129660)),
        "vc-beside": token(plain(vc={"type": ["VerifiableCredential"]})),
        "vp-beside": token(plain(vp={})),
        "version-2-below-vc": token({"vc": plain()}),
        "version-1-of-other": token(wrapped(old(), iss=BEN.did), BEN),
    }.items():
        bad("token-" + name, text, "a token that must not count")
    bad("token-other-algorithm", token(plain(), alg="ES256"), "not the key's", problem=method)
    bad("token-other-name", token(plain(), kid=ADA.did + "#key-1"), "no such key", problem=method)
    for party in (P256, P384):
        bad(f"token-{party.alg}-der", token(plain(party), party, signature=lambda data: party.sign(
            data, "der")), "signed in DER")
    bad("token-ended", token(plain(exp=1735689601)), "it has run out", "issuer_not_recognised",
        "incomplete")
    bad("token-ended-before-credential", token(plain(
        validUntil="2130-01-01T00:00:00Z", exp=1735689601)), "it has run out",
        "issuer_not_recognised", "incomplete")
    bad("token-ahead-of-credential", token(plain(nbf=4102444800)), "it has not begun",
        "issuer_not_recognised", "incomplete")
    bad("token-ahead", token(plain(validFrom=ABSENT, nbf=4102444800)), "it has not begun",
        "issuer_not_recognised", "incomplete")
    malformed("token", token(plain(credentialSubject={})), "a token around what is no credential",
              "/credentialSubject")
    for name, text in {
        "token-two-parts": f"{head}.{body}", "token-four-parts": whole + ".a",
        "token-padding": f"{head}=.{body}.{seal}",
        "token-blank": f"{head[:9]} {head[9:]}.{body}.{seal}",
        "token-disclosures": whole + "~WyJzYWx0Il0~", "token-array": token([1]),
        "token-empty": token({"a": 1}),
        "token-same-name-twice": token(None, content=b'{"@context":[],"issuer":"a","issuer":"b"}'),
        "token-mark": token(None, content=b"\xef\xbb\xbf" + json.dumps(plain()).encode()),
    }.items():
        unreadable(name, text, "a token that cannot be read", "unreadable.token")
    for name, document in {
        "empty": envelope("x"), "no-contexts": envelope(whole, **{"@context": []}),
        "disclosures": envelope(whole, media="vc+sd-jwt"), "address": envelope(
            whole, id="https://a.example/vc.jwt"),
        "base64": envelope(whole, id="data:application/vc+jwt;base64," + base64url(whole.encode())),
        "presentation": envelope(token(shown([]), HOLDER, typ="vp+jwt")),
        "credential": {**plain(), **envelope(whole), "type": [
            "VerifiableCredential", "EnvelopedVerifiableCredential"]},
        "types": envelope(whole, type=["EnvelopedVerifiableCredential", "Example"]),
        "member": envelope(whole, name="Doctor"), "proof": envelope(whole, proof=[]),
    }.items():
        malformed("envelope-" + name, document, "an envelope around nothing that is read", "",
                  "vc-data-model#PARSING_ERROR")


def unreadable_files():
    text = json.dumps(signed(badge()))
    for name, body in {
        "mark": b"\xef\xbb\xbf" + text.encode(), "utf16": text.encode("utf-16"),
        "latin": text.replace("Teamwork", "T\u00e9").encode("latin-1"),
        "overlong": text.encode().replace(b"Teamwork", b"\xc0\xaf"),
        "half-a-pair": text.replace("Teamwork", "\\ud800"), "cut": text[:-9], "two": text + text,
        "comma": text[:-1] + ",}", "name-twice": text.replace('"issuer":', '"issuer":1,"issuer":',
        1),
        "name-twice-escaped": text.replace('"issuer":', '"\\u0069ssuer":1,"issuer":', 1),
        "raw-control": text.replace("Teamwork", "a\tb"), "number": text.replace('"name":',
        '"n":01,"name":', 1),
        "number-too-large": text.replace('"name":', '"n":1e400,"name":', 1),
        "deep": text.replace('"name":', '"n":' + "[" * 70 + "]" * 70 + ',"name":', 1),
        "very-deep": text.replace('"name":', '"n":' + "[" * 50000 + "]" * 50000 + ',"name":', 1),
    }.items():
        unreadable(name, body, "not strict JSON", "unreadable.not-json")
    for name, body in {"array": [1], "nothing-in-it": {}, "other-signature": {"payload": "e30",
        "signatures": []}}.items():
        unreadable(name, body, "JSON, and no credential", "unreadable.other-json", None)


# -- what somebody asks of a proof ----------------------------------------------------------------

def asked_proofs():
    """The verdict does not depend on who asks; `verified` says whether it answers the question."""
    def asked(**options):
        return json.dumps(options, separators=(",", ":"))
    both = {"domain": "d1", "challenge": "c1"}
    stated, bare = signed(plain(), **both), signed(plain())
    told = token({**plain(), "aud": "d1", "nonce": "c1"})
    all_three = asked(**both, expectedProofPurpose="assertionMethod")
    good("asked", stated, "it is what was asked", asked=all_three)
    good("asked-domains", signed(plain(), domain=["d1", "d1"]), "asked d1",
         asked=asked(domain="d1"))
    good("asked-purpose", bare, "asked the purpose",
         asked=asked(expectedProofPurpose="assertionMethod"))
    good("asked-token", told, "it is what was asked", asked=all_three)
    challenge, domain = "security#INVALID_CHALLENGE_ERROR", "security#INVALID_DOMAIN_ERROR"
    two = {**plain(), "proof": [proof(plain(), ADA, domain="d1"), proof(plain(), BEN)]}
    for name, body, options, problem, at in [
        ("challenge", stated, {"challenge": "c2"}, challenge, "/proof"),
        ("challenge-none", bare, {"challenge": "c1"}, challenge, "/proof"),
        ("domain", stated, {"domain": "d2"}, domain, "/proof"),
        ("domain-none", bare, {"domain": "d1"}, domain, "/proof"),
        ("domain-more", signed(plain(), domain=["d1", "d2"]), {"domain": "d1"}, domain, "/proof"),
        ("domain-of-one", two, {"domain": "d1"}, domain, "/proof/1"),
        ("purpose", stated, {"expectedProofPurpose": "authentication"}, None, "/proof"),
        ("purpose-no-word", stated, {"expectedProofPurpose": "x"}, None, "/proof"),
        ("token-challenge", told, {"challenge": "c2"}, challenge, None),
        ("token-challenge-none", token(plain()), {"challenge": "c1"}, challenge, None),
        ("token-domain", told, {"domain": "d2"}, domain, None),
        ("token-domain-none", token(plain()), {"domain": "d1"}, domain, None),
        ("token-purpose", told, {"expectedProofPurpose": "authentication"}, None, None),
    ]:
        bad("asked-other-" + name, body, "it is not what was asked", "issuer_not_recognised",
            "confirmed", problem or "security#PROOF_VERIFICATION_ERROR", at, asked(**options))


# -- presentations --------------------------------------------------------------------------------

def presentations():
    one = signed(plain())
    changed = edited(one, {"credentialSubject/name": "Eve"})
    inside = envelope(token(plain()))
    asked = '{"challenge":"c1","domain":"d1"}'
    fine, off = "issuer_not_recognised", "altered"
    def as_token(presentation, **header):
        return token(presentation, HOLDER, **{"typ": "vp+jwt", **header})
    both = shown([one, inside])
    claims = {"nonce": "c1", "aud": "d1"}
    for name, body in {
        "good": held(both), "good-p384": held(shown([one], holder=P384.did), P384),
        "good-no-holder": held(shown([one], holder=ABSENT)), "good-one": held(shown(one)),
        "good-token": as_token({**both, **claims}),
        "good-envelope": envelope(as_token({**both, **claims}), "Presentation"),
        "good-version-1": as_token({"vp": {
            "@context": [V1], "type": ["VerifiablePresentation"],
            "verifiableCredential": [token(wrapped(old()), typ="JWT")]}, "iss": HOLDER.did,
            **claims}),
        "good-nothing-in-it": held(shown([])),
    }.items():
        many = {"good-p384": 1, "good-no-holder": 1, "good-one": 1, "good-version-1": 1,
                "good-nothing-in-it": 0}.get(name, 2)
        presented(name, body, "to be taken", "pass", [fine] * many, "true", asked)
    presented("unasked", held(both), "nobody asked anything", "pass", [fine, fine], "true")
    presented("bad-credential", held(shown([one, changed, inside])), "one of three is changed",
        "pass",
              [fine, off, fine], asked=asked)
    presented("other-challenge", held(shown([one])), "asked c2", "fail", [fine],
        asked='{"challenge":"c2"}')
    presented("other-domain", held(shown([one])), "asked d2", "fail", [fine],
        asked='{"domain":"d2"}')
    presented("token-other-challenge", as_token({**both, **claims}), "asked c2", "fail", [fine,
        fine],
              asked='{"challenge":"c2"}')
    presented("other-holder", held(shown([one]), ADA), "signed by somebody else", "fail", [fine],
        asked=asked)
    presented("purpose", held(shown([one]), proofPurpose="assertionMethod"),
        "signed for something else",
              "fail", [fine], asked=asked)
    for name, options, expected, good_is in [
        ("purpose-asked", {"proofPurpose": "assertionMethod"}, "assertionMethod", True),
        ("purpose-as-ever", {}, "authentication", True),
        ("purpose-other", {}, "assertionMethod", False), ("purpose-no-word", {}, "x", False),
    ]:
        presented(name, held(shown([one]), **options), "asked " + expected,
            "pass" if good_is else "fail", [fine], "true" if good_is else "false",
                  asked='{"expectedProofPurpose":"%s"}' % expected)
    presented("unsigned", shown([one]), "nobody signed it", "fail", [fine])
    presented("changed", edited(held(shown([one])), {"termsOfUse": [{"type": "urn:a:b"}]}),
        "changed",
              "fail", [fine], asked=asked)
    presented("exchanged", edited(held(shown([one])), {"verifiableCredential/0": signed(plain(BEN),
        BEN)}),
              "another credential in it", "fail", [fine], asked=asked)
    presented("suite", held(shown([one]), cryptosuite="eddsa-rdfc-2022"),
        "a suite that is not judged",
              "not_checked", [fine], asked=asked)
    for name, edits, verdicts in [
        ("no-contexts", {"@context": ABSENT}, [fine]), ("type", {"type/1": "Unmapped"}, [fine]),
        ("id", {"id": ["urn:a:b"]}, [fine]), ("holder", {"holder": "no url"}, [fine]),
        ("holder-empty", {"holder": {}}, [fine]), ("text",
        {"verifiableCredential/0": token(plain())}, [fine]),
        ("number", {"verifiableCredential/0": 1}, ["incomplete"]),
    ]:
        presented("malformed-" + name, held(shown([one], **edits)), "no presentation", "fail",
            verdicts,
                  asked=asked, malformed="itself")
    for name, inner in {"no-type": edited(one, {"type": ["https://a.example/T"]}),
        "link": {"id": "urn:a:b"}}.items():
        presented("malformed-credential-" + name, held(shown([inner])),
            "holds what is no credential",
                  "pass", ["incomplete"], asked=asked, malformed="credential")


if __name__ == "__main__":
    for part in (good_documents, good_proofs, good_tokens, malformed_documents, bad_proofs,
        bad_keys,
                 unjudged_proofs, bad_tokens, unreadable_files, asked_proofs, presentations):
        part()
    WRITTEN["list.json"] = (json.dumps({
        "type": "TestamurTrustList", "version": 1, "name": "Foreign issuers", "sequence": 1,
        "issued": "2025-01-01T00:00:00.000Z", "expires": "2125-01-01T00:00:00.000Z",
        "institutions": [{
            "did": party.did, "names": [{"text": f"College {name}", "language": "en"}],
            "country": "ZZ", "ledgers": [], "hosts": [],
        } for name, party in zip("ABCDEF", (ADA, BEN, P256, P384, RSA, JWK))],
    }, indent=2) + "\n").encode()
    for path in FOLDER.glob("*"):
        if path.name != "README.md" and path.name not in WRITTEN:
            path.unlink()
    for name, content in WRITTEN.items():
        (FOLDER / name).write_bytes(content)
    print(len(WRITTEN) - 1, "files")
