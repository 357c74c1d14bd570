#!/usr/bin/env python3
"""Every vector of tests/vectors, read by the second reader: what it makes of each is as the file
says. journal_vectors_test reads the same files with Afterword's own code.
"""
import json
import sqlite3
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "reader"))
sys.dont_write_bytecode = True

import contents  # noqa: E402
import keys  # noqa: E402
import log  # noqa: E402
import seals  # noqa: E402
import words  # noqa: E402
from chain import Chain  # noqa: E402
from folder import Folder  # noqa: E402

LEAST = 120
BINARY = {"key", "box", "clinic", "owner", "object", "parameters", "sealed", "seed", "staff", "salt",
          "checkval", "public", "signature"}
FORMS = {"fixed": bytes.fromhex, "sized": lambda value: seals.sized(bytes.fromhex(value)),
         "u32": seals.u32, "u64": seals.u64}


def load(path):
    said = json.loads(path.read_text(encoding="ascii"))
    return {name: bytes.fromhex(value) if name in BINARY else value for name, value in said.items()}


def expected_block(said):
    return seals.block(said["kind"], said["clinic"], said["owner"], said["object"], said["n"])


def read_body(said):
    padded = seals.open_aead(said["key"], expected_block(said), said["sealed"], said["parameters"])
    return seals.unpad(padded) if said["padded"] else padded


def read_key(said):
    return seals.open_seal(seals.Pair(said["box"], "box"), expected_block(said), said["sealed"])


def read_lock(said):
    key = seals.passphrase_key(said["passphrase"], said["salt"], said["ops"], said["mem"])
    return b"".join(seals.open_lock(key, said["clinic"], said))


def read_tree(said):
    return seals.derive(said["seed"], said["context"], said["number"])


def read_paper(said):
    return words.seed_of_words(said["text"])


def opening(read):
    """What comes of a vector that holds something: its plaintext, or in which way it is refused."""
    def outcome(said):
        try:
            opened = read(said).hex()
            return "opens" if opened == said.get("plain") else f"opens to {opened}"
        except seals.Newer:
            return "newer"
        except seals.WrongPassphrase:
            return "wrong"
        except seals.Damaged:
            return "refused" if said["of"] == "paper" else "damaged"
    return outcome


def signature(said):
    fields = [FORMS[form](value) for form, value in said["fields"]]
    held = seals.signature_holds(said["public"], said["signature"], said["label"], *fields)
    return "holds" if held else "refused"


def code(said):
    return "holds" if words.code_holds(said["text"]) else "refused"


def lay(said, folder):
    """Makes the folder that a vector speaks of."""
    base = load(HERE / "vectors" / "clinic.json")
    for name, file in (("pin", "clinic.pin"), ("head", "kiosk.head")):
        (folder / file).write_bytes(bytes.fromhex(said.get(name, base[name])))
    database = sqlite3.connect(folder / "afterword.db", isolation_level=None)
    for sql in base["sql"][:2] + ["BEGIN"] + base["sql"][2:] + ["COMMIT"] + said["sql"]:
        database.execute(sql)
    database.close()


def folder(said):
    with tempfile.TemporaryDirectory(prefix="afterword-vectors-") as made:
        lay(said, Path(made))
        try:
            with Folder(made) as read:
                found = next(log.check(Chain(read)), None)
        except (seals.Damaged, seals.Newer):
            return "refused"
    if found and found[1] in ("meta", "kiosk.head"):
        return "refused"
    if found and said["first"] != [found[1], found[2].hex()]:
        return f"first: {found}"
    return "damaged" if found else "sound"


OUTCOMES = {"body": opening(read_body), "key": opening(read_key), "lock": opening(read_lock),
            "tree": opening(read_tree), "paper": opening(read_paper), "signature": signature,
            "code": code, "folder": folder}


class Vectors(unittest.TestCase):
    def test_every_vector_comes_out_as_it_says(self):
        paths = sorted((HERE / "vectors").glob("*.json"))
        self.assertGreaterEqual(len(paths), LEAST)
        for path in paths:
            said = load(path)
            if said["of"] != "clinic":
                with self.subTest(vector=path.stem):
                    self.assertEqual(OUTCOMES[said["of"]](said), said["expect"])

    def read_clinic(self, by):
        with tempfile.TemporaryDirectory(prefix="afterword-vectors-") as made:
            lay({"sql": []}, Path(made))
            with Folder(made) as read:
                chain = Chain(read)
                held = by(chain, load(HERE / "vectors" / "clinic.json"))
                lines = [contents.read_line(held, line) for line in read.rows("line")]
                return contents.read_all(held), lines

    def test_passphrase_and_paper_open_the_whole_clinic(self):
        ways = [lambda chain, said: keys.by_passphrase(chain, said["member"], said["passphrase"]),
                lambda chain, said: keys.by_paper(chain, said["paper"])]
        for by in ways:
            found, lines = self.read_clinic(by)
            maple = next(one for one in found["journals"] if one["code"] == "maple 14 u")
            self.assertEqual(maple["identity"], {"name": "Mara Lind"})
            self.assertEqual([leaf["discussed"] for leaf in maple["leaves"]], [True])
            self.assertEqual([entry["open"]["title"] for entry in maple["entries"]], ["Landing"] * 2)
            self.assertEqual([draft["minutes"] for draft in maple["drafts"]], [4, 4])
            self.assertEqual({line["what"] for line in lines}, {"a line"})
            self.assertEqual(found["damaged"], [])


if __name__ == "__main__":
    unittest.main()
