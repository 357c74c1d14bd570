#!/usr/bin/env python3
"""Says whether two pictures show the same: same.py A.png B.ppm. Exit code 0 when all but one pixel
in a thousand are equal and the picture is not of one colour."""

import sys
import zlib


def read_ppm(data):
    parts = data.split(maxsplit=4)
    assert parts[0] == b"P6" and parts[3] == b"255"
    width, height = int(parts[1]), int(parts[2])
    return width, height, data[-width * height * 3 :]


def unfilter(kind, line, above):
    """One line of a PNG back from what it was told against; three bytes a pixel."""
    for i in range(len(line)):
        left = line[i - 3] if i >= 3 else 0
        up = above[i]
        corner = above[i - 3] if i >= 3 else 0
        if kind == 1:
            line[i] = (line[i] + left) & 255
        elif kind == 2:
            line[i] = (line[i] + up) & 255
        elif kind == 3:
            line[i] = (line[i] + (left + up) // 2) & 255
        elif kind == 4:
            guess = left + up - corner
            near = min((abs(guess - left), 0, left), (abs(guess - up), 1, up),
                       (abs(guess - corner), 2, corner))
            line[i] = (line[i] + near[2]) & 255
    return line


def read_png(data):
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, packed = 8, b""
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kind = data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height = int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big")
            assert body[8] == 8 and body[9] == 2, "8 bits, RGB"
        elif kind == b"IDAT":
            packed += body
        at += 12 + length
    raw = zlib.decompress(packed)
    above, pixels = bytearray(width * 3), bytearray()
    for y in range(height):
        start = y * (width * 3 + 1)
        line = bytearray(raw[start + 1 : start + 1 + width * 3])
        above = unfilter(raw[start], line, above)
        pixels += above
    return width, height, bytes(pixels)


def main():
    with open(sys.argv[1], "rb") as file:
        drawn = read_png(file.read())
    with open(sys.argv[2], "rb") as file:
        seen = read_ppm(file.read())
    if drawn[:2] != seen[:2]:
        sys.exit(f"sizes differ: {drawn[:2]} and {seen[:2]}")
    pixels = [drawn[2][i : i + 3] for i in range(0, len(drawn[2]), 3)]
    others = [seen[2][i : i + 3] for i in range(0, len(seen[2]), 3)]
    if len(set(others)) < 16:
        sys.exit("the picture holds next to nothing")
    differ = sum(a != b for a, b in zip(pixels, others))
    if differ * 1000 > len(pixels):
        sys.exit(f"{differ} of {len(pixels)} pixels differ")


main()
