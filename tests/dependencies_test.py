#!/usr/bin/env python3
"""One list of what Afterword needs: script/dependencies, and nobody beside it.

The list has its form; script/setup and CMake read it; no CMake file, script or page for people names
a package, or asks pkg-config for a library, that is not in it.
"""
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GROUPS = {"build", "run", "test", "check", "package"}
READERS = {  # who must read the list, and how that looks
    "CMakeLists.txt": "file(STRINGS script/dependencies",
    "script/setup": "< <(grep -E '^[a-z]' script/dependencies)",
}
# Names that are Debian's and nothing else's, wherever they stand.
PACKAGE = re.compile(r"\b(lib[a-z0-9.+-]+-dev|fonts-[a-z0-9][a-z0-9.+-]*[a-z0-9]|[a-z0-9]+-runtime)\b")
INSTALL = re.compile(r"apt(?:-get)?[ \t]+install((?:[ \t]+[\w./+=-]+)+)")
PKG_CONFIG = re.compile(r"pkg_check_modules\(\s*[^\s)]+((?:\s+[^\s)]+)*)\s*\)")
KEYWORDS = {"REQUIRED", "QUIET", "IMPORTED_TARGET", "GLOBAL", "NO_CMAKE_PATH"}


def read_modules(root):
    lines = (root / "tests/walls.txt").read_text().splitlines()
    return {line.split(":")[0] for line in lines if re.match("[a-z]", line)}


def read_rows(root):
    """[(package, pkg-config, group, modules)], and what is wrong with the list's form."""
    rows, problems = [], []
    modules = read_modules(root)
    for number, line in enumerate((root / "script/dependencies").read_text().splitlines(), 1):
        where = f"script/dependencies:{number}"
        if line.startswith("#") or not line.strip():
            continue
        columns = line.split(None, 4)
        if len(columns) < 5:
            problems.append(f"{where}: expected five columns")
            continue
        package, pkg_config, group, named, _ = columns
        used = [] if named == "-" else named.split(",")
        if not re.fullmatch(r"[a-z0-9][a-z0-9.+-]+", package):
            problems.append(f"{where}: '{package}' is no name of a package")
        if not re.fullmatch(r"-|[A-Za-z0-9][\w.+-]*", pkg_config):
            problems.append(f"{where}: '{pkg_config}' is no name of pkg-config's")
        if group not in GROUPS:
            problems.append(f"{where}: no group '{group}'")
        problems += [f"{where}: no module '{module}'" for module in used if module not in modules]
        if used and group != "build":
            problems.append(f"{where}: a module links what the build needs, not '{group}'")
        if any(package == row[0] for row in rows):
            problems.append(f"{where}: {package} stands twice")
        rows.append((package, pkg_config, group, used))
    return rows, problems


def packages_named_in(text):
    named = set(PACKAGE.findall(text))
    for match in INSTALL.finditer(text):
        # Neither options nor files.
        named |= {word for word in match[1].split() if word[0] != "-" and "/" not in word}
    return named


def check_pages(root, packages):
    pages = [root / "README.md", *sorted((root / "docs").glob("*.md")),
             *sorted((root / "script").iterdir())]
    return [f"{page.relative_to(root)}: names {package}, which script/dependencies has not"
            for page in pages if page.is_file() and page.name != "dependencies"
            for package in sorted(packages_named_in(page.read_text()) - packages)]


def check_cmake(root, packages, libraries):
    problems = []
    for page in (root / "CMakeLists.txt", *sorted((root / "tests").rglob("CMakeLists.txt"))):
        text = re.sub(r"#[^\n]*", "", page.read_text())
        where = page.relative_to(root)
        problems += [f"{where}: names {package}, which script/dependencies has not"
                     for package in sorted(packages_named_in(text) - packages)]
        for match in PKG_CONFIG.finditer(text):
            asked = {word for word in match[1].split()
                     if word not in KEYWORDS and not word.startswith("${")}
            problems += [f"{where}: asks pkg-config for {name}, which script/dependencies has not"
                         for name in sorted(asked - libraries)]
    return problems


def check(root):
    rows, problems = read_rows(root)
    packages = {row[0] for row in rows}
    for reader, how in READERS.items():
        if how not in (root / reader).read_text():
            problems.append(f"{reader}: does not read script/dependencies")
    if "script/dependencies" not in (root / "README.md").read_text():
        problems.append("README.md: does not say where the list is")
    problems += check_pages(root, packages)
    problems += check_cmake(root, packages, {row[1] for row in rows} - {"-"})
    return problems, len(rows)


class TheList(unittest.TestCase):
    def test_there_is_one_list(self):
        problems, count = check(ROOT)
        self.assertGreater(count, 20)
        self.assertEqual([], problems, "\n" + "\n".join(problems))


class WhoOnlyRunsIt(unittest.TestCase):
    """script/run installs the groups build and run: CMake may not ask for more."""

    def test_configures_without_the_packages_of_tests(self):
        others = {f"{row[1]}.pc" for row in read_rows(ROOT)[0] if row[2] != "build"}
        folders = subprocess.run(["pkg-config", "--variable=pc_path", "pkg-config"], check=True,
                                 capture_output=True, text=True).stdout.strip().split(":")
        with tempfile.TemporaryDirectory() as folder:
            kept = Path(folder) / "pkgconfig"
            kept.mkdir()
            for known in folders:
                for file in Path(known).glob("*.pc"):
                    if file.name not in others and not (kept / file.name).exists():
                        (kept / file.name).symlink_to(file)
            configured = subprocess.run(
                ["cmake", "-G", "Ninja", "-S", ROOT, "-B", Path(folder) / "build",
                 "-DBUILD_TESTING=OFF"], capture_output=True, text=True,
                env={**os.environ, "PKG_CONFIG_PATH": "", "PKG_CONFIG_LIBDIR": str(kept)})
            self.assertEqual(0, configured.returncode, configured.stderr)


class ABadList(unittest.TestCase):
    """The same check on a small tree, so that it is known to fail."""

    FILES = {
        "tests/walls.txt": "base:\nvault: base\n",
        "script/dependencies": "# a note\nlibsodium-dev libsodium build vault secrets\n"
                               "cracklib-runtime - run - words\nlibcmocka-dev cmocka test - tests\n",
        "script/setup": "done < <(grep -E '^[a-z]' script/dependencies)\n",
        "CMakeLists.txt": "file(STRINGS script/dependencies rows)\npkg_check_modules(${n} "
                          "IMPORTED_TARGET ${name}) # libxyz-dev\n",
        "tests/CMakeLists.txt": "pkg_check_modules(cmocka IMPORTED_TARGET cmocka)\n",
        "README.md": "See script/dependencies: libsodium-dev.\n",
        "docs/a.md": "apt install -y cracklib-runtime\n",
    }

    def assert_refused(self, changed, *expected):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in {**self.FILES, **changed}.items():
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            self.assertEqual(list(expected), check(Path(folder))[0])

    def test_the_good_list_is_good(self):
        self.assert_refused({})

    def test_rows_have_their_form(self):
        rows = self.FILES["script/dependencies"]
        for row, expected in (
                ("libx-dev x build vault", "expected five columns"),
                ("Libx x build vault why", "'Libx' is no name of a package"),
                ("libx-dev a/b build vault why", "'a/b' is no name of pkg-config's"),
                ("libx-dev x make vault why", "no group 'make'"),
                ("libx-dev x build vault,store why", "no module 'store'"),
                ("libx-dev x test vault why", "a module links what the build needs, not 'test'"),
                ("libsodium-dev x build vault why", "libsodium-dev stands twice")):
            problems = [f"script/dependencies:5: {expected}"]
            if "make" in row:
                problems.append("script/dependencies:5: a module links what the build needs, not "
                                "'make'")
            self.assert_refused({"script/dependencies": rows + row + "\n"}, *problems)

    def test_nobody_keeps_a_list_beside_it(self):
        for page in ("README.md", "docs/a.md", "script/run", "CMakeLists.txt"):
            for text, package in (("libxyz-dev", "libxyz-dev"), ("apt install ./a.deb nano", "nano"),
                                  ("needs fonts-other.", "fonts-other")):
                self.assert_refused(
                    {page: self.FILES.get(page, "") + text + "\n"},
                    f"{page}: names {package}, which script/dependencies has not")
        self.assert_refused(
            {"tests/CMakeLists.txt": "pkg_check_modules(z REQUIRED IMPORTED_TARGET zlib)\n"},
            "tests/CMakeLists.txt: asks pkg-config for zlib, which script/dependencies has not")

    def test_everybody_reads_it(self):
        for reader in ("CMakeLists.txt", "script/setup"):
            self.assert_refused({reader: "\n"}, f"{reader}: does not read script/dependencies")
        self.assert_refused({"README.md": "\n"}, "README.md: does not say where the list is")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-q", *sys.argv[1:]])
