"""Signatures, verified as chapter 2.1.3 accepts them, in plain integers.

Slow, and only for verifying: nothing here is secret, and nothing takes a constant time.
"""
import functools, hashlib

# -- Ed25519: canonical, no small order, S below the order, no cofactor ---------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT = pow(2, (P - 1) // 4, P)
ZERO = (0, 1, 1, 0)


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


@functools.lru_cache(maxsize=None)
def point(data):
    """The point of 32 bytes; None if they are no canonical form of one, or it has a small order."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if len(data) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * ROOT % P
    if x * x % P != square or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    found = (x, y, 1, x * y % P)
    eight = functools.reduce(lambda q, _: add(q, q), range(3), found)
    return None if eight[0] == 0 else found


BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


@functools.lru_cache(maxsize=None)
def ed25519(key, signature, message):
    """Whether [S]B - [h]A is R, byte for byte."""
    a = point(key)
    if a is None or len(signature) != 64 or point(signature[:32]) is None:
        return False
    s = int.from_bytes(signature[32:], "little")
    if s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    minus = (P - a[0], a[1], 1, P - a[3])
    table = [None, BASE, minus, add(BASE, minus)]
    q = ZERO
    for bit in range(max(s.bit_length(), h.bit_length()) - 1, -1, -1):
        q = add(q, q)
        choice = (s >> bit & 1) | (h >> bit & 1) << 1
        q = add(q, table[choice]) if choice else q
    z = pow(q[2], -1, P)
    x, y = q[0] * z % P, q[1] * z % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


# -- ES256: P-256 with SHA-256, r || s ------------------------------------------------------------

Q = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
     0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)


def p256_point(data):
    """A point that is not infinity, compressed or not; None if there is none."""
    x, y = int.from_bytes(data[1:33], "big"), int.from_bytes(data[33:], "big")
    square = (x**3 - 3 * x + B) % Q
    if len(data) == 33 and data[0] in (2, 3):
        y = pow(square, (Q + 1) // 4, Q)
        y = y if y & 1 == data[0] & 1 else Q - y
    elif len(data) != 65 or data[0] != 4:
        return None
    return (x, y) if x < Q and y < Q and y * y % Q == square else None


def p256_add(p, q):
    if p is None or q is None:
        return p or q
    if p[0] == q[0]:
        if (p[1] + q[1]) % Q == 0:
            return None
        slope = (3 * p[0] * p[0] - 3) * pow(2 * p[1], -1, Q) % Q
    else:
        slope = (q[1] - p[1]) * pow(q[0] - p[0], -1, Q) % Q
    x = (slope * slope - p[0] - q[0]) % Q
    return x, (slope * (p[0] - x) - p[1]) % Q


def p256_times(k, p):
    q = None
    for bit in range(k.bit_length() - 1, -1, -1):
        q = p256_add(q, q)
        q = p256_add(q, p) if k >> bit & 1 else q
    return q


def es256(key, signature, message):
    a = p256_point(key)
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if a is None or len(signature) != 64 or not (0 < r < N and 0 < s < N):
        return False
    w = pow(s, -1, N)
    e = int.from_bytes(hashlib.sha256(message).digest(), "big")
    found = p256_add(p256_times(e * w % N, G), p256_times(r * w % N, a))
    return found is not None and found[0] % N == r


# -- RS256: RSASSA-PKCS1-v1_5 with SHA-256 --------------------------------------------------------

def der(tag, *parts):
    body = b"".join(parts)
    size = len(body)
    length = size.to_bytes((size.bit_length() + 7) // 8 or 1, "big")
    return bytes([tag]) + (length if size < 128 else bytes([128 | len(length)]) + length) + body


def der_integer(value):
    return der(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def rsa_key(data):
    """Modulus and exponent, if the bytes are the one DER form of such a key; else None."""
    name = bytes.fromhex("300d06092a864886f70d0101010500")
    at = data.find(name)
    try:
        body, found = data[at + len(name):], []
        for skip in (5, 4):  # BIT STRING, length, zero, SEQUENCE, length: found by building again
            start = body.index(2, skip if skip == 5 else 0)
            long = body[start + 1] & 127 if body[start + 1] > 127 else 0
            size = int.from_bytes(body[start + 2:start + 2 + long], "big") if long \
                else body[start + 1]
            start += 2 + long
            found.append(int.from_bytes(body[start:start + size], "big"))
            body = body[start + size:]
    except (ValueError, IndexError):
        return None
    n, e = found
    again = der(48, name, der(3, b"\0", der(48, der_integer(n), der_integer(e))))
    good = 2048 <= n.bit_length() <= 8192 and n & 1 and e & 1 and 1 < e.bit_length() <= 64
    return (n, e) if again == data and good else None


def rs256(key, signature, message):
    found = rsa_key(key)
    if not found or len(signature) != (found[0].bit_length() + 7) // 8:
        return False
    n, e = found
    value = int.from_bytes(signature, "big")
    head = bytes.fromhex("3031300d060960864801650304020105000420")
    tail = head + hashlib.sha256(message).digest()
    wanted = b"\0\1" + b"\xff" * (len(signature) - len(tail) - 3) + b"\0" + tail
    return value < n and pow(value, e, n).to_bytes(len(signature), "big") == wanted


VERIFY = {"Ed25519": ed25519, "ES256": es256, "RS256": rs256}
