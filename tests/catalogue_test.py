#!/usr/bin/env python3
"""The catalogues of assets/po against the words in app/: what a person can meet is in each of them, with
the same places for names and numbers, and nothing is in them that nobody meets any more.
"""
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted(str(path) for path in (ROOT / "app").rglob("*.[ch]"))
PLACE = re.compile(r"%(?:\d+\$)?[-+ 0#]*(?:\d+|\*)?(?:\.\d+)?(?:hh|h|ll|l|z|j)?([a-zA-Z%])")

QUOTED = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
ENTRY = re.compile(rf"^msgid {QUOTED}msgstr(?:\[0\])? {QUOTED}", re.MULTILINE)


def unquoted(lines):
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', lines))


def entries(text):
    """What a catalogue says for each msgid; a string may stand in several lines."""
    found = [(unquoted(msgid), unquoted(msgstr)) for msgid, msgstr in ENTRY.findall(text)]
    return {msgid: msgstr for msgid, msgstr in found if msgid}


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def in_code(sources):
    return set(entries(run("xgettext", "-k_", "-kN_", "--from-code=UTF-8", "-o", "-", *sources)))


def in_catalogue(path):
    return entries(run("msgattrib", "--no-fuzzy", "--no-obsolete", str(path)))


class Catalogues(unittest.TestCase):
    def setUp(self):
        self.code = in_code(SOURCES)
        self.catalogues = sorted((ROOT / "assets/po").glob("*.po"))

    def test_it_fails_on_a_word_that_nobody_translated(self):
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "a.c"
            source.write_text('say(_("a word\\n" "in two lines"), N_("of %d"));', encoding="ascii")
            catalogue = Path(folder) / "es.po"
            catalogue.write_text(
                'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
                'msgid "of %d"\nmsgstr "de %s"\n', encoding="ascii")
            code, told = in_code([str(source)]), in_catalogue(catalogue)
        self.assertEqual({"a word\\nin two lines"}, code - set(told))
        self.assertNotEqual(*map(sorted, map(PLACE.findall, *told.items())))

    def test_there_are_words_and_catalogues(self):
        self.assertGreater(len(self.code), 300)
        self.assertIn("es", [path.stem for path in self.catalogues])

    def test_every_word_is_translated(self):
        for path in self.catalogues:
            with self.subTest(path.name):
                told = {msgid for msgid, msgstr in in_catalogue(path).items() if msgstr}
                self.assertEqual(set(), self.code - told)

    def test_nothing_is_left_of_words_that_are_gone(self):
        for path in self.catalogues:
            with self.subTest(path.name):
                self.assertEqual(set(), set(in_catalogue(path)) - self.code)

    def test_names_and_numbers_have_their_places(self):
        for path in self.catalogues:
            for msgid, msgstr in in_catalogue(path).items():
                with self.subTest(path.name, msgid=msgid):
                    self.assertEqual(sorted(PLACE.findall(msgid)), sorted(PLACE.findall(msgstr)))


if __name__ == "__main__":
    unittest.main()
