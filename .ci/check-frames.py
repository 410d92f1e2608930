#!/usr/bin/env python3
"""Finds asynchronous functions that use more of their frame than is allocated for it.

Swift 6.3's optimiser makes the frame of some large asynchronous functions 8 or 16 bytes too small
(decision 34): such a function overwrites what lies behind it, and the program ends somewhere else.
Each async function has a record, its symbol with `Tu` at the end, whose second word is the size of
its frame; on x86-64 the frame's address is in r14.

    check-frames.py PROGRAM...      ends with 1 and names the functions, or with 0
"""

import re
import struct
import subprocess
import sys

# Only large frames were seen to be too small. In thunks, whose frames are small, r14 is often
# another address.
SIZE_MIN = 512
BEHIND_MAX = 64
PART = re.compile(r"T[YQ]\d+_$")
HEAD = re.compile(r"^[0-9a-f]+ <(.*)>:")
USE = re.compile(r"(?<!-)0x([0-9a-f]+)\(%r14\)")
SECTION = re.compile(r"\s*\[\s*\d+\]\s+\S+\s+\S+\s+([0-9a-f]+)\s+([0-9a-f]+)\s+([0-9a-f]+)")


def lines(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def frame_sizes(program):
    """The size of the frame of each async function, by its symbol."""
    sections = [
        [int(number, 16) for number in match.groups()]
        for match in map(SECTION.match, lines("readelf", "-SW", program))
        if match
    ]
    sizes = {}
    with open(program, "rb") as file:
        for line in lines("nm", program):
            words = line.split()
            if len(words) != 3 or not words[2].endswith("Tu"):
                continue
            address = int(words[0], 16)
            for start, offset, length in sections:
                if start and start <= address < start + length:
                    file.seek(offset + address - start)
                    sizes[words[2][:-2]] = struct.unpack("<iI", file.read(8))[1]
    return sizes


def overruns(program):
    """The functions that reach behind their frames: symbol, size, offsets."""
    sizes = frame_sizes(program)
    if not sizes:
        sys.exit(f"{program} has no symbols of async functions, so nothing can be checked")
    found = {}
    function = None
    objdump = subprocess.Popen(
        ["objdump", "-d", "--no-show-raw-insn", program], stdout=subprocess.PIPE, text=True
    )
    for line in objdump.stdout:
        head = HEAD.match(line)
        if head:
            function = PART.sub("", head[1])
            continue
        use = USE.search(line) if function in sizes else None
        if use:
            offset, size = int(use[1], 16), sizes[function]
            if SIZE_MIN <= size <= offset < size + BEHIND_MAX:
                found.setdefault((function, size), set()).add(offset)
    if objdump.wait() != 0:
        sys.exit(f"objdump could not read {program}")
    return len(sizes), found


def main():
    if lines("uname", "-m") != ["x86_64"]:
        return print("The frames of async functions are checked on x86-64 only.")
    bad = 0
    for program in sys.argv[1:]:
        count, found = overruns(program)
        print(f"{program}: the frames of {count} async functions, {len(found)} too small")
        for (function, size), offsets in sorted(found.items()):
            print(f"  {function}: {size} bytes, uses {sorted(offsets)}")
        bad += len(found)
    sys.exit(1 if bad else 0)


main()
