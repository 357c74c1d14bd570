#!/usr/bin/env python3
"""Writes a catalogue in which every word of the interface is about 40 % longer: each vowel twice.

    pseudo.py FROM.mo TO.mo

What is translated is taken from any complete catalogue; the longer words are made of the English
ones. A string that is not in it shows up short, and untouched.
"""
import re
import struct
import sys


def longer(text):
    """Vowels doubled, but for those of a format's directives."""
    parts = re.split(r"(%(?:zu|%|[sud]))", text)
    return "".join(part if part.startswith("%") else re.sub(r"([aeiouAEIOU])", r"\1\1", part)
                   for part in parts)


def read(data):
    magic, _, count, ids, texts = struct.unpack_from("<5I", data)
    if magic != 0x950412DE:
        sys.exit("pseudo.py: not a catalogue")
    rows = []
    for i in range(count):
        row = []
        for table in (ids, texts):
            length, at = struct.unpack_from("<2I", data, table + 8 * i)
            row.append(data[at:at + length].decode())
        rows.append(row)
    return rows


def write(rows):
    pool, tables = b"", ([], [])
    start = 28 + 16 * len(rows)
    for row in rows:
        for table, text in zip(tables, row):
            data = text.encode()
            table.append(struct.pack("<2I", len(data), start + len(pool)))
            pool += data + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(rows), 28, 28 + 8 * len(rows), 0, start)
    return head + b"".join(tables[0]) + b"".join(tables[1]) + pool


def main():
    source, target = sys.argv[1:]
    with open(source, "rb") as file:
        rows = read(file.read())
    # The first row, of no English, is the head: it says how plurals are formed.
    rows = [[text, longer(text) if text else head] for text, head in rows]
    with open(target, "wb") as file:
        file.write(write(rows))


if __name__ == "__main__":
    main()
