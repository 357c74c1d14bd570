#!/usr/bin/env python3
"""The walls of the house: every #include in app/ and include/ against tests/walls.txt.

Fails on an arrow that is not in the list, on a circle, on another module's private header, on a
library outside the modules that script/dependencies gives it to, and on what may never change: SDL
in front of people alone, SQL in store, libsodium in vault, and no way from patient to review.
"""
import re
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Debian's package of a header, by how the header's name begins. What is in no row is C or POSIX.
PACKAGES = [
    ("SDL_ttf", "libsdl2-ttf-dev"),
    ("SDL", "libsdl2-dev"),
    ("hb", "libharfbuzz-dev"),
    ("fribidi", "libfribidi-dev"),
    ("uni", "libunistring-dev"),
    ("fontconfig/", "libfontconfig-dev"),
    ("png", "libpng-dev"),
    ("sqlite3", "libsqlite3-dev"),
    ("sodium", "libsodium-dev"),
    ("pwquality", "libpwquality-dev"),
    ("yaml", "libyaml-dev"),
    ("jansson", "libjansson-dev"),
]
POSIX = set("""
    aio.h arpa/inet.h assert.h complex.h ctype.h dirent.h dlfcn.h errno.h fcntl.h fenv.h float.h
    fnmatch.h ftw.h getopt.h glob.h grp.h inttypes.h iso646.h langinfo.h libintl.h limits.h locale.h
    malloc.h math.h mqueue.h netdb.h netinet/in.h poll.h pthread.h pwd.h regex.h sched.h semaphore.h
    setjmp.h signal.h spawn.h stdalign.h stdarg.h stdatomic.h stdbool.h stddef.h stdint.h stdio.h stdlib.h
    stdnoreturn.h string.h strings.h syslog.h termios.h tgmath.h threads.h time.h uchar.h unistd.h
    utime.h wchar.h wctype.h wordexp.h
""".split())
# Whatever the lists say: these walls never move.
NEVER_MOVE = {
    "libsdl2-dev": {"ui", "patient", "staff", "kiosk"},
    "libsdl2-ttf-dev": {"ui", "patient", "staff", "kiosk"},
    "libsqlite3-dev": {"store"},
    "libsodium-dev": {"vault"},
}
INCLUDE = re.compile(r"^[ \t]*#[ \t]*include\b[ \t]*(.*)$", re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)


def read_walls(root):
    """{module: the modules it may include}, and what is wrong with the list itself."""
    walls, problems = {}, []
    for number, line in enumerate((root / "tests/walls.txt").read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = re.fullmatch(r"([a-z]+):((?: [a-z]+)*)", line.rstrip())
        if not match:
            problems.append(f"tests/walls.txt:{number}: expected 'module: module ...'")
        elif match[1] in walls:
            problems.append(f"tests/walls.txt:{number}: {match[1]} stands twice")
        else:
            walls[match[1]] = match[2].split()
    for module, others in walls.items():
        problems += [f"tests/walls.txt: {module}: no module '{other}'"
                     for other in others if other not in walls]
    return walls, problems


def find_circles(walls):
    done, problems = set(), []

    def walk(module, way):
        if module in way:
            problems.append("tests/walls.txt: a circle: "
                            + " -> ".join(way[way.index(module):] + [module]))
        elif module not in done:
            for other in walls.get(module, []):
                walk(other, way + [module])
            done.add(module)

    for module in walls:
        walk(module, [])
    return problems


def reachable(walls, module):
    seen, waiting = set(), [module]
    while waiting:
        for other in walls.get(waiting.pop(), []):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen


def module_of(path, root, walls):
    """The module a file belongs to; None when it is in none."""
    parts = path.relative_to(root).parts
    if parts[0] == "include":
        name = path.stem if parts[1:-1] == ("afterword",) else None
    elif len(parts) > 2:
        name = parts[1]
    else:  # app/<module>.c, app/<module>_<part>.c
        name = path.stem.split("_")[0]
    return name if name in walls else None


def read_libraries(root):
    """{package: the modules that link it}."""
    libraries = {}
    for line in (root / "script/dependencies").read_text().splitlines():
        columns = line.split(None, 4)
        if re.match("[a-z]", line) and len(columns) >= 4:
            libraries[columns[0]] = set(columns[3].split(",")) - {"-"}
    return libraries


def check_library(header, module, libraries):
    """What is wrong with `#include <header>` in a module; None when it is fine."""
    package = next((package for begin, package in PACKAGES if header.startswith(begin)
                    and header not in POSIX), None)
    if package is None:
        if header in POSIX or header.startswith("sys/") or header.startswith("linux/"):
            return None
        return f"<{header}> is of no library that the house knows"
    if module not in libraries.get(package, set()):
        return f"<{header}>: script/dependencies does not give {package} to {module}"
    if module not in NEVER_MOVE.get(package, {module}):
        return f"<{header}> may never be seen by {module}"
    return None


def check_own(header, path, module, root, walls):
    """The same of `#include "header"`."""
    if header.startswith("afterword/"):
        found = root / "include" / header
    else:
        found = next((place for place in (path.parent / header, root / "app" / header)
                      if place.is_file()), path.parent / header)
    if not found.is_file():
        return f'"{header}" is not there'
    other = module_of(found.resolve(), root, walls)
    if other == module:
        return None
    if not header.startswith("afterword/"):
        return f'"{header}" is private to {other}'
    if other not in walls[module]:
        return f'"{header}": {module} may not include {other}'
    return None


def check_file(path, root, walls, libraries):
    where = path.relative_to(root)
    module = module_of(path, root, walls)
    if module is None:
        return [f"{where}: belongs to no module of tests/walls.txt"]
    # A comment keeps its lines, so that the numbers stay.
    text = COMMENT.sub(lambda match: "\n" * match[0].count("\n"), path.read_text())
    text = text.replace("\\\n", " \n")
    problems = []
    for match in INCLUDE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        name = re.match(r'(?:"([^"]+)"|<([^>]+)>)\s*$', match[1])
        if not name:
            problem = f"#include {match[1].strip()}: expected a name"
        elif name[1]:
            problem = check_own(name[1], path, module, root, walls)
        else:
            problem = check_library(name[2], module, libraries)
        if problem:
            problems.append(f"{where}:{line}: {problem}")
    return problems


def check(root):
    """Every problem of a tree."""
    root = root.resolve()
    walls, problems = read_walls(root)
    libraries = read_libraries(root)
    problems += find_circles(walls)
    if "review" in reachable(walls, "patient") | set(walls.get("patient", [])):
        problems.append("tests/walls.txt: patient may never reach review")
    files = sorted(path for folder in ("app", "include") for path in (root / folder).rglob("*.[ch]"))
    for path in files:
        problems += check_file(path, root, walls, libraries)
    return problems, len(files)


class TheHouse(unittest.TestCase):
    def test_the_walls_stand(self):
        problems, count = check(ROOT)
        self.assertGreater(count, 50)
        self.assertEqual([], problems, "\n" + "\n".join(problems))


class ABadTree(unittest.TestCase):
    """The same check on a small tree, so that it is known to fail."""

    WALLS = ("# a note\n\nbase:\nui: base\nvault: base\nstore: base\nrecords: vault store base\n"
             "journal: records base\nreview: records journal base\npatient: journal ui base\n"
             "kiosk: patient ui base\nmain: kiosk base\n")
    DEPENDENCIES = ("# a note\nlibsdl2-dev sdl2 build ui,patient,kiosk window\n"
                    "libsqlite3-dev sqlite3 build store the data file\n"
                    "libsodium-dev libsodium build vault secrets\ngcc - build - the compiler\n")
    FILES = {
        "include/afterword/base.h": "#include <stdint.h>\n",
        "include/afterword/ui.h": '#include <SDL.h>\n#include "afterword/base.h"\n',
        "include/afterword/vault.h": '#include "afterword/base.h"\n',
        "include/afterword/store.h": '#include "afterword/base.h"\n',
        "include/afterword/records.h": '#include "afterword/store.h"\n',
        "include/afterword/journal.h": '#include "afterword/base.h"\n',
        "include/afterword/review.h": '#include "afterword/journal.h"\n',
        "include/afterword/patient.h": '#include "afterword/ui.h"\n',
        "app/vault/key.c": '#include "key.h"\n#include <sodium.h>\n',
        "app/vault/key.h": '#include "afterword/vault.h"\n',
        "app/store/open.c": '#include <sqlite3.h>\n#include "afterword/store.h"\n',
        "app/patient/steps/open.c": '#include "patient/page.h"\n',
        "app/patient/page.h": '#include "afterword/patient.h"\n',
        "app/kiosk_loop.c": '#include <SDL.h>\n#include <sys/stat.h>\n#include "afterword/patient.h"\n',
        "app/main.c": '// #include <sqlite3.h>\n/* #include "nothing.h" */\n'
                      '#include "afterword/base.h"\n',
    }

    def check_files(self, changed):
        files = {"tests/walls.txt": self.WALLS, "script/dependencies": self.DEPENDENCIES,
                 **self.FILES, **changed}
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            return check(Path(folder))[0]

    def assert_refused(self, changed, *expected):
        problems = self.check_files(changed)
        self.assertEqual(list(expected), problems)

    def test_the_good_tree_is_good(self):
        self.assertEqual([], self.check_files({}))

    def test_an_arrow_that_is_not_listed(self):
        self.assert_refused(
            {"app/patient/walk.c": '\n#include "afterword/vault.h"\n'},
            'app/patient/walk.c:2: "afterword/vault.h": patient may not include vault')
        self.assert_refused(
            {"app/vault/seal.c": '#  include   "afterword/store.h"\n'},
            'app/vault/seal.c:1: "afterword/store.h": vault may not include store')
        self.assert_refused(
            {"app/main_part.c": '/* a\nb */ #include "x"\n#include "afterword/ui.h"\n'},
            'app/main_part.c:2: "x" is not there',
            'app/main_part.c:3: "afterword/ui.h": main may not include ui')

    def test_a_public_header(self):
        self.assert_refused(
            {"include/afterword/base.h": '#include "afterword/ui.h"\n'},
            'include/afterword/base.h:1: "afterword/ui.h": base may not include ui')

    def test_patient_and_review(self):
        self.assert_refused(
            {"app/patient/read.c": '#include "afterword/review.h"\n'},
            'app/patient/read.c:1: "afterword/review.h": patient may not include review')
        walls = self.WALLS.replace("patient: journal", "patient: review journal")
        self.assert_refused({"tests/walls.txt": walls},
                            "tests/walls.txt: patient may never reach review")
        walls = self.WALLS.replace("ui: base", "ui: review base", 1)
        self.assert_refused({"tests/walls.txt": walls},
                            "tests/walls.txt: patient may never reach review")

    def test_a_circle(self):
        walls = self.WALLS.replace("vault: base", "vault: journal base")
        self.assert_refused({"tests/walls.txt": walls},
                            "tests/walls.txt: a circle: vault -> journal -> records -> vault")
        walls = self.WALLS.replace("base:", "base: base", 1)
        self.assert_refused({"tests/walls.txt": walls}, "tests/walls.txt: a circle: base -> base")

    def test_libraries_in_their_place(self):
        for header, package in (("SDL.h", "libsdl2-dev"), ("sqlite3.h", "libsqlite3-dev"),
                                ("sodium.h", "libsodium-dev")):
            self.assert_refused(
                {"app/records/log.c": f"#include <{header}>\n"},
                f"app/records/log.c:1: <{header}>: script/dependencies does not give {package} "
                "to records")
            given = re.sub(rf"({package} \S+ build )", r"\1records,", self.DEPENDENCIES)
            self.assert_refused(
                {"app/records/log.c": f"#include <{header}>\n", "script/dependencies": given},
                f"app/records/log.c:1: <{header}> may never be seen by records")

    def test_an_unknown_library(self):
        self.assert_refused({"app/ui/web.c": "#include <curl/curl.h>\n"},
                            "app/ui/web.c:1: <curl/curl.h> is of no library that the house knows")

    def test_a_private_header(self):
        self.assert_refused({"app/records/log.c": '#include "vault/key.h"\n'},
                            'app/records/log.c:1: "vault/key.h" is private to vault')
        self.assert_refused({"app/records/log.c": '#include "../vault/key.h"\n'},
                            'app/records/log.c:1: "../vault/key.h" is private to vault')

    def test_a_name_that_can_not_be_read(self):
        self.assert_refused({"app/ui/a.c": "#include HEADER\n"},
                            "app/ui/a.c:1: #include HEADER: expected a name")

    def test_a_file_of_no_module(self):
        for name in ("app/extra.c", "app/extra/a.c", "include/other.h", "include/afterword/x.h"):
            self.assert_refused({name: ""}, f"{name}: belongs to no module of tests/walls.txt")

    def test_a_list_that_can_not_be_read(self):
        self.assert_refused({"tests/walls.txt": self.WALLS + "ui: base\nsound base\ntour: nobody\n"},
                            "tests/walls.txt:13: ui stands twice",
                            "tests/walls.txt:14: expected 'module: module ...'",
                            "tests/walls.txt: tour: no module 'nobody'")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-q", *sys.argv[1:]])
