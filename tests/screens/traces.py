#!/usr/bin/env python3
"""Looks for what a person typed wherever a program can leave it.

usage: traces.py look WORDS [--found] [--since FILE] [--files PATH...] [--processes PID...]
       traces.py selections
       traces.py control

look        every word of the file WORDS, in pieces of 8 letters: as UTF-8, UTF-16, UTF-32, base64 and
            hexadecimal digits, in files (with --since: those changed since FILE was written), in what
            processes hold open, deleted files too, and in their memory. Says where, never what. Exit 0
            where none is found; with --found, where one is found in each of the named places.
selections  exit 0 where nobody on the display owns a clipboard or a selection.
control     finds each form in a file, in a deleted file and in memory of its own, and no other.
"""
import argparse
import base64
import ctypes
import os
import re
import sys
import tempfile
from pathlib import Path

PIECE = 8
LETTERS_MAX = 12  # of a word: then all its pieces have letters in common, which are looked for first
CHUNK = 1 << 20


# ---- the forms of a word ------------------------------------------------------------------


def base64_cores(piece):
    """What base64 makes of the bytes at each of the three places in a group, less what neighbours change."""
    for shift in range(3):
        coded = base64.b64encode(bytes(shift) + piece + bytes(3)).decode()
        bits = shift * 8, (shift + len(piece)) * 8
        core = coded[-(-bits[0] // 6):bits[1] // 6].encode()
        yield core
        yield core.replace(b"+", b"-").replace(b"/", b"_")


def patterns_of(letters):
    """{name: patterns}. A pattern of UTF-16 or UTF-32 holds for both orders of bytes."""
    plain = letters.encode()
    return {
        "utf-8": [plain],
        "utf-16": [plain[:1] + b"".join(bytes([0, c]) for c in plain[1:])],
        "utf-32": [plain[:1] + b"".join(bytes([0, 0, 0, c]) for c in plain[1:])],
        "base64": list(base64_cores(plain)),
        "hex": [plain.hex().encode(), plain.hex().upper().encode()],
    }


class Form:
    """A word in one form: its pieces, and what they have in common."""

    def __init__(self, name, word):
        pieces = [word[i:i + PIECE] for i in range(len(word) - PIECE + 1)]
        self.name = name
        self.common = patterns_of(word[len(word) - PIECE:PIECE])[name]
        self.patterns = [p for piece in pieces for p in patterns_of(piece)[name]]

    def is_in(self, data):
        return any(p in data for p in self.common) and any(p in data for p in self.patterns)


def forms_of(words):
    assert words and all(re.fullmatch(f"[a-z]{{{PIECE},{LETTERS_MAX}}}", word) for word in words)
    return [Form(name, word) for word in words for name in patterns_of(word)]


def found_in(data, forms):
    return {form.name for form in forms if form.is_in(data)}


def longest_of(forms):
    return max(len(pattern) for form in forms for pattern in form.patterns)


def found_in_stream(stream, forms):
    """Chunk by chunk, with the end of each before the next: a word may lie across the two."""
    longest = longest_of(forms)
    found, tail = set(), b""
    while chunk := stream.read(CHUNK):
        data = tail + chunk
        found |= found_in(data, forms)
        tail = data[-longest:]
    return found


# ---- places -----------------------------------------------------------------------------


def look_in_file(path, forms):
    try:
        with open(path, "rb") as stream:
            return found_in_stream(stream, forms)
    except (FileNotFoundError, ProcessLookupError):
        return set()  # it went while we looked: it is not left behind


def files_under(path, since):
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path):
        for name in names:
            file = Path(folder, name)
            try:
                status = file.lstat()
            except FileNotFoundError:
                continue
            changed = max(status.st_mtime, status.st_ctime) > since
            if changed and (file.is_file() and not file.is_symlink()):
                yield file


def open_files(pid):
    """What a process holds open and could have written: plain files, deleted or not, memfds."""
    for fd in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = os.readlink(fd)
        except FileNotFoundError:
            continue
        if target.startswith("/") and not target.startswith(("/dev/", "/proc/")) and fd.is_file():
            yield fd, target


def writable_maps(pid):
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        span, rights, _, _, inode, *name = line.split(None, 5)
        # What maps a file and cannot be written holds what the file holds.
        if "w" not in rights and inode != "0" or name and name[0] in ("[vvar]", "[vdso]", "[vsyscall]"):
            continue
        first, last = (int(place, 16) for place in span.split("-"))
        yield first, last


def look_in_memory(pid, forms):
    """Also how much was read: a search that reads nothing finds nothing."""
    longest = longest_of(forms)
    found, read = set(), 0
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for first, last in writable_maps(pid):
            at, tail = first, b""
            while at < last:
                try:
                    memory.seek(at)
                    chunk = memory.read(min(CHUNK, last - at))
                except OSError:
                    break  # a guard page, a device
                if not chunk:
                    break
                found |= found_in(tail + chunk, forms)
                tail = (tail + chunk)[-longest:]
                at += len(chunk)
                read += len(chunk)
    if read == 0:
        raise OSError(f"nothing of the memory of process {pid} could be read")
    return found


def name_of(pid):
    return f"process {pid} ({Path(f'/proc/{pid}/comm').read_text().strip()})"


def look(words, paths, since, pids):
    """[(place, forms found there)], each place that was looked at."""
    forms, places = forms_of(words.read_text().split()), []
    for path in paths:
        found = {}
        for file in files_under(path, since):
            for form in look_in_file(file, forms):
                found.setdefault(form, file)
        places.append((str(path), {f"{form} in {file}" for form, file in found.items()}))
    for pid in pids:
        if os.geteuid() != 0 and pid != os.getpid():
            print(f"skipped: memory and open files of {name_of(pid)}: only root may look")
            continue
        held = set()
        for fd, target in open_files(pid):
            held |= {f"{form} in {target}" for form in look_in_file(fd, forms)}
        places.append((f"open files of {name_of(pid)}", held))
        places.append((f"memory of {name_of(pid)}", look_in_memory(pid, forms)))
    return places


# ---- the clipboard ------------------------------------------------------------------------


def selections():
    x11 = ctypes.CDLL("libX11.so.6")
    for name, result, arguments in (
        ("XOpenDisplay", ctypes.c_void_p, [ctypes.c_char_p]),
        ("XInternAtom", ctypes.c_ulong, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]),
        ("XGetSelectionOwner", ctypes.c_ulong, [ctypes.c_void_p, ctypes.c_ulong]),
        ("XSetSelectionOwner", ctypes.c_int, [ctypes.c_void_p] + [ctypes.c_ulong] * 3),
        ("XDefaultRootWindow", ctypes.c_ulong, [ctypes.c_void_p]),
    ):
        function = getattr(x11, name)
        function.restype, function.argtypes = result, arguments
    display = x11.XOpenDisplay(None)
    if not display:
        sys.exit("no display")
    owned = []
    for name in (b"PRIMARY", b"SECONDARY", b"CLIPBOARD"):
        atom = x11.XInternAtom(display, name, 0)
        if x11.XGetSelectionOwner(display, atom):
            owned.append(name.decode())
    # An answer of "nobody" is worth something only where "somebody" would have been seen.
    atom = x11.XInternAtom(display, b"AFTERWORD_CONTROL", 0)
    x11.XSetSelectionOwner(display, atom, x11.XDefaultRootWindow(display), 0)
    if not x11.XGetSelectionOwner(display, atom):
        sys.exit("the control of the selections does not hit")
    if owned:
        sys.exit("somebody owns " + ", ".join(owned))


# ---- the control ------------------------------------------------------------------------


def control():
    word = "quilvornashe"
    ways = {
        "utf-8": lambda t: t.encode(),
        "utf-16": lambda t: t.encode("utf-16-le"),
        "utf-32": lambda t: t.encode("utf-32-be"),
        "base64": lambda t: base64.b64encode(b'{"text":"' + t.encode() + b'"}'),
        "hex": lambda t: t.encode().hex().encode(),
    }
    forms = forms_of([word])
    assert {form.name for form in forms} == set(ways)
    assert not found_in(ways["utf-16"](word.upper()), forms), "found what is another word"
    for name, way in ways.items():
        for cut in range(len(word) - PIECE + 1):
            for before in ("", "Z", "ZY"):
                data = way(before + word[cut:cut + PIECE])
                assert name in found_in(data, forms), f"{name} from letter {cut} is not found"
                # A sign of base64 lies across letters: its pieces have a letter's half less.
                less = PIECE - (2 if name == "base64" else 1)
                short = way(before + word[cut:cut + less])
                assert not found_in(short, forms), f"{name}: {less} letters are found"
    control_of_places(word, ways)


def control_of_places(word, ways):
    with tempfile.TemporaryDirectory() as folder:
        words, under, me = Path(folder, "words"), Path(folder, "under"), os.getpid()
        under.mkdir()
        words.write_text(word)
        kept = []
        for name, way in ways.items():
            file = under / name
            file.write_bytes(bytes(CHUNK - 5) + way(word) + bytes(10))  # across two chunks
            kept.append(open(file, "rb"))
        every = set(ways)
        (_, found), = look(words, [under], 0, [])
        assert {one.split()[0] for one in found} == every, "not in files"
        for name in ways:
            (under / name).unlink()
        assert not look(words, [under], 0, [])[0][1], "found in files that are gone"
        (_, held), (_, memory) = look(words, [], 0, [me])
        assert {one.split()[0] for one in held if "(deleted)" in one} == every, "not in deleted files"
        assert word and memory, "not in memory"
        for file in kept:
            file.close()


# ---- the command ------------------------------------------------------------------------


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("act", choices=("look", "selections", "control"))
    parser.add_argument("words", nargs="?", type=Path)
    parser.add_argument("--found", action="store_true")
    parser.add_argument("--since", type=Path)
    parser.add_argument("--files", nargs="*", type=Path, default=[])
    parser.add_argument("--processes", nargs="*", type=int, default=[])
    options = parser.parse_args()

    if options.act != "look":
        return {"selections": selections, "control": control}[options.act]()
    since = options.since.stat().st_mtime if options.since else 0
    places = look(options.words, options.files, since, options.processes)
    wrong = [(place, found) for place, found in places if bool(found) != options.found]
    for place, found in wrong:
        print(f"{place}: {', '.join(sorted(found)) or 'no word, where one must be'}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
