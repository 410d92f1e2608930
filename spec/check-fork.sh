#!/usr/bin/env bash
# Checks a fork proof (chapter 8, section 8) with the openssl command and the shell alone.
#
#     bash spec/check-fork.sh fork-0a1b2c3d4e5f6071.proof
#
# Ends with 0 if both checkpoints are genuine and cannot both be true. That the keys it prints are
# the institution's is for you to compare with what you know of it.
set -euo pipefail
export LC_ALL=C

fail() { echo "Not proven: $1" >&2; exit 1; }
[ $# = 1 ] || fail "name one file"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
proof=$work/proof
head -c 2113537 < "$1" > "$proof"
# What the shell reads it reads without these, and so would read another file.
[ "$(tr -d '\0' < "$proof" | wc -c)" -eq "$(wc -c < "$proof")" ] || fail "this is not a fork proof"

# Nothing of the file is used before it has the one form in which it can be written: the shell
# would run a number that is none, and openssl takes many texts for the same hash.
is_hash() { [[ $1 =~ ^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$ ]]; }
is_size() { [[ $1 =~ ^(0|[1-9][0-9]{0,18})$ && (${#1} -lt 19 || ! $1 > 9223372036854775807) ]]; }
is_key() { [[ $1 =~ ^[^[:cntrl:][:space:]+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}$ ]]; }
members() { sed -n "1,/^\$/s/^$1 //p" "$proof"; }
decode() { openssl base64 -d -A; }

{ read -r key1 && read -r key2; } < <(members key) || fail "this is not a fork proof"
root=$(members root)
mapfile -t hashes < <(members hash)
length=$(members smaller)
is_key "$key1" && is_key "$key2" && is_hash "$root" && is_size "$length" \
    && ((length <= 1048576 && ${#hashes[@]} <= 63)) || fail "this is not a fork proof"
for hash in "${hashes[@]}"; do is_hash "$hash" || fail "this is not a fork proof"; done
sed '1,/^$/d' "$proof" > "$work/notes"
head -c "$length" "$work/notes" > "$work/smaller"
tail -c "+$((length + 1))" "$work/notes" > "$work/larger"
{ printf '%s\n' testamur.fork-proof.v1 "key $key1" "key $key2" "root $root" \
    "${hashes[@]/#/hash }" "smaller $length" ""; cat "$work/smaller" "$work/larger"; } \
    | cmp -s - "$proof" || fail "this is not a fork proof"

# A checkpoint with one signature, by a key in text form: name+hash+base64(type, key).
check_note() {
    sed '/^$/,$d' "$1" > "$work/text"
    local name=${2%%+*} key=${2#*+*+} signature
    signature=$(tail -n 1 "$1")
    signature=${signature##* }
    { read -r origin && read -r size && read -r treeRoot; } < "$work/text" \
        && is_size "$size" && is_hash "$treeRoot" || fail "this is no checkpoint"
    { cat "$work/text"; printf '\n\xe2\x80\x94 %s %s\n' "$name" "$signature"; } | cmp -s - "$1" \
        || fail "this is no checkpoint"
    [ "$origin" = "$name" ] || fail "a key is not that of the ledger which it signs for"
    # The key's id is of its name and itself, and the signature begins with it.
    { printf '%s\n' "$name"; decode <<< "$key"; } | openssl dgst -sha256 -binary \
        | head -c 4 > "$work/id"
    decode <<< "$signature" | head -c 4 | cmp -s - "$work/id" \
        && [ "${2#"$name"+}" = "$(od -An -tx1 "$work/id" | tr -d ' ')+$key" ] \
        && [[ $key = A[Q-Za-f]* ]] || fail "a key's id is not that of the key"
    decode <<< "$signature" | tail -c 64 > "$work/signature"
    { printf '\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00'
      decode <<< "$key" | tail -c 32; } > "$work/key"
    openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key" -rawin \
        -in "$work/text" -sigfile "$work/signature" > /dev/null || fail "a signature is wrong"
}
check_note "$work/smaller" "$key1"
name1=$origin m=$size root1=$treeRoot
check_note "$work/larger" "$key2"
n=$size root2=$treeRoot
[ "$name1" = "$origin" ] || fail "the checkpoints are of two ledgers"

# The larger tree began with another root than the smaller one has: RFC 9162, section 2.1.4.2.
node() { { printf '\x01'; decode <<< "$1"; decode <<< "$2"; } | openssl dgst -sha256 -binary \
    | openssl base64 -A; }
[ "$root" != "$root1" ] || fail "both checkpoints can be true"
if ((m == n)); then
    [ "$root" = "$root2" ] && ((${#hashes[@]} == 0)) || fail "the hashes do not fit"
elif ((m == 0)); then
    nothing=$(openssl dgst -sha256 -binary < /dev/null | openssl base64 -A)
    [ "$root" = "$nothing" ] && ((${#hashes[@]} == 0)) || fail "the hashes do not fit"
else
    ((m < n)) || fail "the sizes do not fit"
    at=$((m - 1)) last=$((n - 1)) power=$m
    while ((power % 2 == 0)); do at=$((at >> 1)) last=$((last >> 1)) power=$((power >> 1)); done
    if ((power == 1)); then
        old=$root
    else
        ((${#hashes[@]} > 0)) || fail "there are too few hashes"
        old=${hashes[0]} hashes=("${hashes[@]:1}")
    fi
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
printf 'Proven: %q signed two histories, one of %s records and one of %s, with\n' "$name1" "$m" "$n"
printf '%q\n' "$key1" "$key2" | sort -u
