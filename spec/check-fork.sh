#!/usr/bin/env bash
# Checks a fork proof (chapter 8, section 8) with the openssl command and the shell alone.
#
#     bash spec/check-fork.sh fork-0a1b2c3d4e5f6071.proof
#
# Ends with 0 if both checkpoints are genuine and cannot both be true. That the keys it prints are
# the institution's is for you to compare with what you know of it.
set -euo pipefail
export LC_ALL=C

proof=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() { echo "Not proven: $1" >&2; exit 1; }
members() { sed -n "1,/^\$/s/^$1 //p" "$proof"; }
decode() { openssl base64 -d -A; }

[ "$(head -n 1 "$proof")" = testamur.fork-proof.v1 ] || fail "this is not a fork proof"
sed '1,/^$/d' "$proof" > "$work/notes"
head -c "$(members smaller)" "$work/notes" > "$work/smaller"
tail -c "+$(($(members smaller) + 1))" "$work/notes" > "$work/larger"

# The signature under a checkpoint, by a key in text form: name+hash+base64(type, key).
check_signature() {
    sed '/^$/,$d' "$1" > "$work/text"
    tail -n 1 "$1" | cut -d ' ' -f 3 | decode | tail -c 64 > "$work/signature"
    { printf '\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00'
      cut -d + -f 3- <<< "$2" | decode | tail -c 32; } > "$work/key"
    openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key" -rawin \
        -in "$work/text" -sigfile "$work/signature" > /dev/null || fail "a signature is wrong"
}
{ read -r key1; read -r key2; } < <(members key)
check_signature "$work/smaller" "$key1"
check_signature "$work/larger" "$key2"

{ read -r name1; read -r m; read -r root1; } < "$work/smaller"
{ read -r name2; read -r n; read -r root2; } < "$work/larger"
[ "$name1" = "$name2" ] || fail "the checkpoints are of two ledgers"

# The larger tree began with another root than the smaller one has: RFC 9162, section 2.1.4.2.
node() { { printf '\x01'; decode <<< "$1"; decode <<< "$2"; } | openssl dgst -sha256 -binary \
    | openssl base64 -A; }
root=$(members root)
mapfile -t hashes < <(members hash)
[ "$root" != "$root1" ] || fail "both checkpoints can be true"
if ((m == n)); then
    [ "$root" = "$root2" ] && ((${#hashes[@]} == 0)) || fail "the hashes do not fit"
else
    ((0 < m && m < n)) || fail "the sizes do not fit"
    at=$((m - 1)) last=$((n - 1)) power=$m
    while ((power % 2 == 0)); do at=$((at >> 1)) last=$((last >> 1)) power=$((power >> 1)); done
    if ((power == 1)); then old=$root; else old=${hashes[0]}; hashes=("${hashes[@]:1}"); fi
    new=$old
    for hash in "${hashes[@]}"; do
        ((last > 0)) || fail "there are too many hashes"
        if ((at % 2 == 1 || at == last)); then
            old=$(node "$hash" "$old") new=$(node "$hash" "$new")
            while ((at % 2 == 0 && at > 0)); do at=$((at >> 1)) last=$((last >> 1)); done
        else
            new=$(node "$new" "$hash")
        fi
        at=$((at >> 1)) last=$((last >> 1))
    done
    ((last == 0)) || fail "there are too few hashes"
    [ "$old" = "$root" ] && [ "$new" = "$root2" ] || fail "the hashes lead elsewhere"
fi
echo "Proven: $name1 signed two histories, one of $m records and one of $n, with"
printf '%s\n' "$key1" "$key2" | sort -u
