"""Reads a data folder of Afterword without Afterword: written from docs/format.md alone.

    python3 tests/reader check FOLDER
    python3 tests/reader read FOLDER --member NAME     asks for the passphrase
    python3 tests/reader read FOLDER --paper           asks for the 24 words

Writes JSON to standard output. A secret is asked for on the terminal, or taken from the first line
of standard input. Ends with 0, with 4 where something is damaged, with 3 where the passphrase or
the paper is another. Needs Debian's python3-nacl.
"""
import argparse
import getpass
import json
import sys

import contents
import keys
from chain import Chain
from folder import Folder
from log import check
from seals import Damaged, Newer, WrongPassphrase


def secret(asked):
    if sys.stdin.isatty():
        return getpass.getpass(asked + ": ")
    return sys.stdin.readline().rstrip("\n")


def show(found):
    json.dump(found, sys.stdout, ensure_ascii=False, indent=1)
    print()


def run_check(chain):
    found = [{"what": what, "table": table, "subject": subject.hex()}
             for what, table, subject in check(chain)]
    show({"sound": not found, "found": found})
    return 4 if found else 0


def run_read(chain, member):
    if not chain.meta_holds():
        raise Damaged("meta is not what the pin names")
    if member:
        held = keys.by_passphrase(chain, member, secret("passphrase"))
    else:
        held = keys.by_paper(chain, secret("24 words"))
    show(contents.read_all(held))
    return 0


def options():
    parser = argparse.ArgumentParser(prog="reader", description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("check", "read"))
    parser.add_argument("folder")
    who = parser.add_mutually_exclusive_group()
    who.add_argument("--member", metavar="NAME", help="by the passphrase of this member of staff")
    who.add_argument("--paper", action="store_true", help="by the 24 recovery words")
    given = parser.parse_args()
    if given.what == "read" and not given.member and not given.paper:
        parser.error("read wants --member NAME or --paper")
    return given


def main():
    given = options()
    try:
        with Folder(given.folder) as folder:
            chain = Chain(folder)
            return run_check(chain) if given.what == "check" else run_read(chain, given.member)
    except WrongPassphrase as why:
        print(f"reader: {why}", file=sys.stderr)
        return 3
    except (Damaged, Newer) as why:
        print(f"reader: {why}", file=sys.stderr)
        return 4


if __name__ == "__main__":
    sys.exit(main())
