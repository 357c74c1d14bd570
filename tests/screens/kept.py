"""Compares the drafts that tests/reader found with the numbers that were typed.

    python3 kept.py TYPED STOOD KILLED_MS SITTING FIRST ALLOWED_MS <READ

TYPED holds a line for each number: its sitting, itself, and the millisecond by which it was out.
Every sitting has one draft, whose numbers go up by one, from 1 and from 501 on; of those from FIRST on
in the newest sitting all are there that were out ALLOWED_MS before KILLED_MS. STOOD is this program's own, from one
kill to the next: what stood once stands. Says how old the oldest lost one is.
"""
import json
import re
import sys


def texts(found):
    """Every string of a JSON value."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        for value in found.values():
            yield from texts(value)
    elif isinstance(found, list):
        for value in found:
            yield from texts(value)


def numbers(draft, sitting):
    """What a draft holds of a sitting; a number that is half written is none yet."""
    words = " ".join(texts(draft))
    first = (10 + sitting) * 1000
    return [int(n) - first for n in re.findall(r"\b\d{5}\b", words) if int(n) // 1000 * 1000 == first]


def runs_up(kept):
    """1, 2, 3 ... and then perhaps 501, 502, 503 ..."""
    first = [n for n in kept if n < 501]
    second = [n for n in kept if n >= 501]
    return kept == list(range(1, len(first) + 1)) + list(range(501, 501 + len(second)))


def read_stood(path):
    try:
        with open(path, encoding="ascii") as file:
            return json.load(file)
    except FileNotFoundError:
        return {}


def main():
    typed_path, stood_path = sys.argv[1:3]
    killed, sitting, first, allowed = map(int, sys.argv[3:])
    drafts = [d for journal in json.load(sys.stdin)["journals"] for d in journal["drafts"]]
    with open(typed_path, encoding="ascii") as file:
        typed = [tuple(map(int, line.split())) for line in file]
    if len(drafts) != sitting or any("damaged" in draft for draft in drafts):
        return f"{len(drafts)} drafts of {sitting} sittings: {[d.get('damaged') for d in drafts]}"
    stood = read_stood(stood_path)
    for one in range(1, sitting + 1):
        held = [numbers(draft, one) for draft in drafts if numbers(draft, one)]
        kept = set(held[0] if held else [])
        if len(held) > 1 or not all(map(runs_up, held)) or not kept.issuperset(stood.get(str(one), [])):
            return f"sitting {one}: {held}, and before {stood.get(str(one))}"
        stood[str(one)] = sorted(kept)
    with open(stood_path, "w", encoding="ascii") as file:
        json.dump(stood, file)
    # What a kill before took is not lost once more: what was written since counts, be it nothing.
    lost = [killed - out for s, n, out in typed
            if s == sitting and n >= first and n not in kept and out <= killed]
    print(f"{len(kept)} numbers kept; the oldest lost was {max(lost, default=0)} ms old")
    return f"{max(lost)} ms of typing lost" if max(lost, default=0) > allowed else None


if __name__ == "__main__":
    sys.exit(main())
