#!/usr/bin/env python3
"""The list of mutants keeps up with the tree: each text is found exactly once, each test exists.

script/mutants builds and runs them; this builds nothing.
"""
import sys
import tempfile
import unittest
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
loader = SourceFileLoader("mutants", str(ROOT / "script/mutants"))
mutants = sys.modules["mutants"] = module_from_spec(spec_from_loader("mutants", loader))
loader.exec_module(mutants)


class TheList(unittest.TestCase):
    def test_each_text_is_found_once(self):
        found, problems = mutants.check(ROOT)
        self.assertGreater(len(found), 200)
        self.assertEqual([], problems, "\n" + "\n".join(problems))


class ABadList(unittest.TestCase):
    """The same check on a small tree, so that it is known to fail."""

    GOOD = "# a note\n\none: a promise\nfile: a.c\ntests: a_test program_b\n-x = 1;\n+x = 2;\n-y\n"
    FILES = {"a.c": "x = 1;\ny;\nz z\n", "tests/unit/a_test.c": "", "tests/program/b.sh": ""}

    def check(self, text):
        with tempfile.TemporaryDirectory() as folder:
            for name, content in {**self.FILES, mutants.LIST: text}.items():
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(content)
            return mutants.check(Path(folder))

    def test_the_good_list_is_good(self):
        found, problems = self.check(self.GOOD)
        self.assertEqual([], problems)
        self.assertEqual("x = 2;\n;\n", mutants.changed("x = 1;\ny;\n", found[0]))

    def test_a_mutant_has_its_form(self):
        where = "tests/mutants.txt:3: one:"
        for good, bad, expected in (
                ("-y\n", "-missing\n", f"{where} a text is not exactly once in a.c"),
                ("-y\n", "-z\n", f"{where} a text is not exactly once in a.c"),
                ("+x = 2;", "+x = 1;", f"{where} a text is not exactly once in a.c"),
                ("file: a.c", "file: b.c", f"{where} there is no file 'b.c'"),
                ("a_test", "b_test", f"{where} there is no test b_test"),
                ("program_b", "program_c", f"{where} there is no test program_c"),
                ("tests: a_test program_b\n", "", f"{where} needs tests, and a text to find"),
                ("-y\n", "y\n", "tests/mutants.txt:8: no line of a mutant: y"),
                ("-y\n", "-y\n\n" + self.GOOD[10:], "tests/mutants.txt:10: one: stands twice")):
            self.assertEqual([expected], self.check(self.GOOD.replace(good, bad))[1])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-q", *sys.argv[1:]])
