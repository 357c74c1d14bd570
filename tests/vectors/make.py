#!/usr/bin/env python3
"""Makes the vectors again: the same files, byte for byte, as long as the format is the same.

    /usr/bin/python3 tests/vectors/make.py

What must come out stands here by hand and in each file; neither reader is asked for it.
"""
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "reader"))

import seals  # noqa: E402
import words  # noqa: E402
from clinic import (DAY, PASSPHRASE, Clinic, difference, ident, insert, matching, seal, seal_plain,  # noqa: E402
                    seed, shut, sign, statements)
from folder import TABLES  # noqa: E402
from seals import NONE, Pair, block, columns, derive, journal_keys, u32, u64  # noqa: E402

made = {}


def vector(name, of, expect, **fields):
    assert name not in made, name
    made[name] = {"of": of, "expect": expect, **fields}


def flipped(data, at):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]


# ---- the binding block: every field, in a body and in a sealed key ------------------------------

FIELDS = {"kind": 5, "clinic": 8, "owner": 24, "object": 40, "key": 56, "n": 72, "n-high": 79,
          "flags": 80, "zeros": 84, "zeros-end": 95, "mark": 0}
BOUND = {"kind": seals.OPEN, "clinic": ident("clinic"), "owner": ident("owner"),
         "object": ident("object"), "n": 7}


def bound(**changed):
    want = {**BOUND, **changed}
    return block(want["kind"], want["clinic"], want["owner"], want["object"], want["n"])


def named(want):
    return {name: value.hex() if isinstance(value, bytes) else value for name, value in want.items()}


def body(name, expect, sealed, key=seed("body"), padded=True, **fields):
    vector(f"body-{name}", "body", expect, key=key.hex(), padded=padded, sealed=sealed.hex(),
           **{**named(BOUND), "parameters": "", **fields})


def bodies():
    text = b'{"text":"a made-up line"}'
    sealed = shut(seed("body"), bound(), seals.pad(text, seals.OPEN), "body")
    body("opens", "opens", sealed, plain=text.hex())
    for field, at in FIELDS.items():
        other = shut(seed("body"), flipped(bound(), at), seals.pad(text, seals.OPEN), "body")
        body(f"block-{field}", "damaged", other)
    for name, at in {"suite": 4, "format": 6, "format-high": 7}.items():
        other = shut(seed("body"), flipped(bound(), at), seals.pad(text, seals.OPEN), "body")
        body(f"block-{name}", "damaged", other)
    for field, value in {"kind": seals.CLOSED, "clinic": ident("other"), "owner": ident("other"),
                         "object": ident("other"), "n": 8}.items():
        body(f"asked-for-another-{field}", "damaged", sealed, **named({field: value}))
    body("other-key", "damaged", sealed, key=seed("other"))
    body("format-2", "newer", b"\x02" + sealed[1:])
    body("format-0", "newer", b"\x00" + sealed[1:])
    body("suite-2", "newer", sealed[:1] + b"\x02" + sealed[2:])
    for name, at in {"nonce": 2, "nonce-end": 25, "text": 26, "tag": len(sealed) - 1}.items():
        body(f"changed-{name}", "damaged", flipped(sealed, at))
    body_lengths(sealed)
    body_paddings(text)


def body_lengths(sealed):
    for length in (0, 1, 2, 25, 26, 41, 42, len(sealed) - 16, len(sealed) - 1):
        body(f"cut-to-{length}", "damaged", sealed[:length])
    body("one-more", "damaged", sealed + b"\0")
    body("without-its-first", "newer", sealed[2:])


def body_paddings(text):
    for name, plain in {"no-end": text + bytes(1024 - len(text)), "all-zero": bytes(1024),
                        "other-end": text + b"\x81" + bytes(1023 - len(text)), "empty": b""}.items():
        body(f"padding-{name}", "damaged", shut(seed("body"), bound(), plain, name))
    for length in (0, 1, 1022, 1023, 1024, 2047, 2048):
        text = b"a" * length
        sealed = shut(seed("body"), bound(), seals.pad(text, seals.OPEN), str(length))
        body(f"of-{length}-bytes", "opens", sealed, plain=text.hex())
    text = b"ends like padding\x80\0\0"
    sealed = shut(seed("body"), bound(), seals.pad(text, seals.OPEN), "like")
    body("text-like-padding", "opens", sealed, plain=text.hex())
    body("not-padded", "opens", shut(seed("body"), bound(), b"bare", "bare"), padded=False,
         plain=b"bare".hex())


def key(name, expect, sealed, box=seed("box"), **fields):
    want = {**BOUND, "kind": seals.PLACEMENT}
    vector(f"key-{name}", "key", expect, box=box.hex(), sealed=sealed.hex(),
           **{**named(want), **fields})


def keys():
    pair, held = Pair(seed("box"), "box"), seed("held")
    plain = bound(kind=seals.PLACEMENT)
    whole = seal(pair.public, plain, held, "key")
    key("opens", "opens", whole, plain=held.hex())
    right = plain[:56] + seals.key_id(pair.public) + plain[72:]
    for field, at in FIELDS.items():
        key(f"block-{field}", "damaged", seal_plain(pair.public, flipped(right, at) + held, field))
    for name, at in {"suite": 4, "format": 6, "format-high": 7}.items():
        key(f"block-{name}", "newer", seal_plain(pair.public, flipped(right, at) + held, name))
    for field, value in {"kind": seals.WRAP, "clinic": ident("other"), "owner": ident("other"),
                         "object": ident("other"), "n": 8}.items():
        key(f"asked-for-another-{field}", "damaged", whole, **named({field: value}))
    key("other-box", "damaged", whole, box=seed("other"))
    for length in (0, 47, 48, 95, 175):
        key(f"cut-to-{length}", "damaged", whole[:length])
    key("one-more", "damaged", whole + b"\0")
    for name, at in {"once": 0, "tag": 32, "text": 48, "end": 175}.items():
        key(f"changed-{name}", "damaged", flipped(whole, at))
    key("short-inside", "damaged", seal_plain(pair.public, right + held[:31], "short"))
    key("long-inside", "damaged", seal_plain(pair.public, right + held + b"\0", "long"))


# ---- locks, signatures, trees, words ------------------------------------------------------------

def locks():
    row = Clinic().rows["lock"][0]
    right = {"clinic": ident("clinic"), "passphrase": PASSPHRASE, **row}

    def lock(name, expect, **changed):
        vector(f"lock-{name}", "lock", expect, **named({**right, **changed}))

    lock("opens", "opens", plain=seed("staff Ana Ruiz") + Clinic().root.public)
    lock("blank-after", "wrong", passphrase="harbor candle pepper window lantern meadow ")
    lock("other-passphrase", "wrong", passphrase="harbor candle pepper window lantern meadows")
    lock("no-passphrase", "wrong", passphrase="")
    lock("other-check", "wrong", checkval=flipped(row["checkval"], 0))
    lock("other-salt", "wrong", salt=flipped(row["salt"], 0))
    lock("other-passes", "wrong", ops=2)
    for name, numbers in {"no-passes": {"ops": 0}, "21-passes": {"ops": 21},
                          "little-memory": {"mem": 65535}, "much-memory": {"mem": 1048577}}.items():
        lock(name, "damaged", **numbers)
    lock("other-staff", "damaged", staff=ident("other"))
    lock("other-clinic", "damaged", clinic=ident("other"))
    lock("other-slot", "damaged", slot=1)
    lock("format-2", "newer", sealed=b"\x02" + row["sealed"][1:])
    lock("cut", "damaged", sealed=row["sealed"][:-1])


def signatures():
    pair = Pair(seed("signer"), "sign")
    row = Clinic().rows["staff"][0]
    fields = [["fixed", ident("clinic").hex()]] + [
        ["u64", value] if isinstance(value, int) else ["sized", value.hex()]
        for value in TABLES["staff"].values(row)[:-1]]

    def signed(name, expect, signature, label="staff", public=pair.public, said=fields):
        vector(f"signature-{name}", "signature", expect, public=public.hex(), label=label,
               fields=said, signature=signature.hex())

    raw = b"".join(FORMS[form](value) for form, value in fields)
    right = sign(pair, "staff", raw)
    signed("holds", "holds", right)
    signed("other-label", "refused", right, label="kiosk")
    signed("other-key", "refused", right, public=Pair(seed("other"), "sign").public)
    signed("of-the-message-itself", "refused", seals.bindings.crypto_sign(
        b"afterword/1/staff\0" + raw, pair.secret)[:64])
    for length in (0, 63):
        signed(f"cut-to-{length}", "refused", right[:length])
    signed("one-more", "refused", right + b"\0")
    for at in (0, 31, 32, 63):
        signed(f"changed-{at}", "refused", flipped(right, at))
    for at, (form, value) in enumerate(fields):
        other = value + 1 if form == "u64" else flipped(bytes.fromhex(value), 0).hex()
        signed(f"field-{at}", "refused", right, said=fields[:at] + [[form, other]] + fields[at + 1:])


FORMS = {"fixed": bytes.fromhex, "sized": lambda value: seals.sized(bytes.fromhex(value)),
         "u32": u32, "u64": u64}


def trees():
    wanted = [("afwrecov", 2), ("afwstaff", 2), ("afwjourn", 4), ("afwentry", 3), ("afwdraft", 1),
              ("afwlock_", 2)]
    for context, many in wanted:
        for number in range(1, many + 1):
            vector(f"tree-{context.strip('_')}-{number}", "tree", "opens", seed=seed("tree").hex(),
                   context=context, number=number, plain=derive(seed("tree"), context, number).hex())


def papers():
    listed = words.words_of_seed(seed("paper")).split()

    def paper(name, expect, text, **fields):
        vector(f"paper-{name}", "paper", expect, text=text, **fields)

    seed_hex = seed("paper").hex()
    paper("opens", "opens", " ".join(listed), plain=seed_hex)
    paper("first-letters", "opens", " ".join(word[:4] for word in listed), plain=seed_hex)
    paper("on-lines", "opens", "\n".join(listed) + "\n", plain=seed_hex)
    paper("zeros", "opens", words.words_of_seed(bytes(32)), plain=bytes(32).hex())
    paper("ones", "opens", words.words_of_seed(b"\xff" * 32), plain=(b"\xff" * 32).hex())
    paper("23-words", "refused", " ".join(listed[:-1]))
    paper("25-words", "refused", " ".join(listed + listed[:1]))
    paper("empty", "refused", "")
    paper("unknown-word", "refused", " ".join(listed[:-1] + ["zzzz"]))
    paper("three-letters", "refused", " ".join(listed[:-1] + [listed[-1][:3]]))
    paper("swapped", "refused", " ".join([listed[1], listed[0]] + listed[2:]))
    paper("other-check", "refused", " ".join(listed[:-1] + ["abacus"]))
    paper("other-word-of-4-letters", "refused", " ".join([listed[0][:4] + "q"] + listed[1:]))


def codes():
    for code in ("maple 14 u", "acorn 14 g", "heron 99 " + words.check_letter("heron", 99)):
        vector("code-" + code.replace(" ", "-"), "code", "holds", text=code)
    for code in ("acorn 14 h", "acorn 41 g", "acron 14 g", "acorn 9 g", "acorn 14 i"):
        vector("code-" + code.replace(" ", "-"), "code", "refused", text=code)


# ---- whole clinics ----------------------------------------------------------------------------

def folder(name, expect, sql=(), first=None, says="", head=None, pin=None):
    """`first`: table and subject that are damaged first; `says`: the words that name it."""
    files = {"head": head.hex() if head else None, "pin": pin.hex() if pin else None}
    vector(f"folder-{name}", "folder", expect, sql=list(sql),
           first=first and [first[0], first[1].hex()], says=says,
           **{file: data for file, data in files.items() if data})


def spot(base, table, row):
    """A row's place, and the words of a finding that name it."""
    subject = TABLES[table].subject(row)
    if table == "line":
        return (table, subject), f"line {row['seq']}"
    if table == "snapshot":
        day = next(draft["day"] for draft in base.rows["draft"] if draft["id"] in subject)
        return (table, subject), f"sitting of day {day}"
    return (table, subject), f"{table} {subject[4:20].hex()}"


def column_changes(base):
    """Every column that is in no key, of a row of each logged table, and lines as well."""
    for name, table in TABLES.items():
        rows = base.rows[name]
        if not rows or not table.logged and name != "line" or name == "meta":
            continue
        row = rows[len(rows) // 2]
        for column in (c for c in table.columns if c not in table.key):
            value = row[column]
            other = (str(1 - value if column in ("retired", "state") else value + 1)
                     if isinstance(value, int) else
                     f"X'{(flipped(value, len(value) // 2) if value else b'x').hex()}'")
            where = matching(name, row)
            # A kiosk that nobody certified signed no line: the first line is the first place.
            at = (("line", base.rows["line"][0]) if name == "kiosk" or name == "staff" and
                  row["id"] == base.ana else (name, row))
            first, says = spot(base, *at)
            folder(f"{name}-{column}", "damaged", [f"UPDATE {name} SET {column} = {other} WHERE {where}"],
                   first, says)


def rows_gone(base):
    for name, table in TABLES.items():
        rows = base.rows[name]
        if rows and table.logged and name not in ("meta", "kiosk"):
            first, says = spot(base, name, rows[-1])
            folder(f"{name}-gone", "damaged", [f"DELETE FROM {name} WHERE {matching(name, rows[-1])}"],
                   first, says)


def folders():
    base = Clinic().log()
    made["clinic"] = {"of": "clinic", "expect": "sound", "pin": base.pin().hex(),
                      "head": base.head().hex(), "sql": statements(base), "member": "Ana Ruiz",
                      "passphrase": PASSPHRASE, "paper": words.words_of_seed(base.paper)}
    folder("sound", "sound")
    column_changes(base)
    rows_gone(base)
    foreign_rows(base)
    log_changes(base)
    snapshot_changes(base)
    file_changes(base)
    forged(base)


def foreign_rows(base):
    row = {**base.rows["entry"][0], "id": ident("foreign")}
    first, says = spot(base, "entry", row)
    folder("entry-foreign", "damaged", [insert("entry", row)], first, says)
    row = {**base.rows["entry"][0], "id": ident("erased")}
    first, says = spot(base, "entry", row)
    folder("entry-back-from-erasure", "damaged", [insert("entry", row)], first, says)
    one, two = base.rows["entry"]
    swap = [f"UPDATE entry SET {c} = X'{to[c].hex()}' WHERE {matching('entry', row)}"
            for row, to in ((one, two), (two, one)) for c in ("summary", "open", "closed")]
    first, says = spot(base, "entry", min(one, two, key=lambda row: row["id"]))
    folder("entries-swapped", "damaged", swap, first, says)


def log_changes(base):
    lines = base.rows["line"]
    first, says = spot(base, "line", lines[10])
    folder("line-gone", "damaged", [f"DELETE FROM line WHERE seq = {lines[9]['seq']}"], first, says)
    first, says = spot(base, "line", lines[1])
    folder("line-first-gone", "damaged", ["DELETE FROM line WHERE seq = 1"], first, says)
    swap = ["UPDATE line SET seq = 900 WHERE seq = 5", "UPDATE line SET seq = 5 WHERE seq = 6",
            "UPDATE line SET seq = 6 WHERE seq = 900"]
    first, says = spot(base, "line", lines[4])
    folder("lines-swapped", "damaged", swap, first, says)
    folder("line-last-gone", "refused", [f"DELETE FROM line WHERE seq = {len(lines)}"])


def snapshot_changes(base):
    rows = [row for row in base.rows["snapshot"] if row["draft"] == ident("open")]
    for column in ("sealed", "signature"):
        for row in rows:
            first, says = spot(base, "snapshot", row)
            folder(f"snapshot-{row['slot']}-{column}", "damaged", [
                f"UPDATE snapshot SET {column} = X'{flipped(row[column], 30).hex()}' "
                f"WHERE {matching('snapshot', row)}"], first, says)
    first, says = spot(base, "snapshot", rows[1])
    folder("snapshot-revision", "damaged", [
        f"UPDATE snapshot SET revision = 6 WHERE {matching('snapshot', rows[1])}"], first, says)
    swap = [f"UPDATE snapshot SET slot = {slot} WHERE draft = X'{ident('open').hex()}' AND slot = {old}"
            for old, slot in ((0, 9), (1, 0), (9, 1))]
    folder("snapshot-slots-swapped", "damaged", swap, first, says)
    row = {**rows[1], "draft": ident("nobody")}
    folder("snapshot-of-nobody", "damaged", [insert("snapshot", row)],
           ("snapshot", TABLES["snapshot"].subject(row)), "of no sitting")
    draft = base.rows["draft"][1]
    first, says = spot(base, "draft", draft)[0], f"sitting of day {draft['day']}"
    folder("interrupted-put-back", "damaged", [
        f"DELETE FROM snapshot WHERE draft = X'{draft['id'].hex()}' AND revision = 4"], first, says)


def file_changes(base):
    head = base.head()
    folder("head-changed", "refused", head=flipped(head, 40))
    folder("head-of-an-older-line", "sound", head=head[:24] + u64(10) + base.rows["line"][9]["hash"])
    folder("head-cut", "refused", head=head[:-1])
    folder("head-ahead", "refused", head=head[:24] + u64(999) + head[32:])
    pin = base.pin()
    folder("pin-other-clinic", "refused", pin=flipped(pin, 8))
    folder("pin-other-root", "refused", pin=flipped(pin, 24))
    folder("pin-cut", "refused", pin=pin[:-1])
    folder("pin-one-more", "refused", pin=pin + b"\0")
    for column in ("clinic", "day", "sign", "box", "signature"):
        value = base.rows["meta"][0][column]
        other = str(value + 1) if column == "day" else f"X'{flipped(value, 3).hex()}'"
        folder(f"meta-{column}", "refused", [f"UPDATE meta SET {column} = {other}"])
    folder("meta-gone", "refused", ["DELETE FROM meta"])
    for name, sql in {"version-2": "PRAGMA user_version = 2", "application": "PRAGMA application_id = 1",
                      "table-more": "CREATE TABLE more (one INTEGER)", "index-gone":
                      "DROP INDEX leaf_by_journal", "view": "CREATE VIEW seen AS SELECT * FROM staff"}.items():
        folder(f"schema-{name}", "refused", [sql])


def forged(base):
    """By somebody who has kiosk.key: the log agrees, the certificates do not."""
    def attempt(name, change, table="staff", expect="damaged", sign_in=None, at=None):
        other = Clinic().log(sign_in)
        there = {name: len(rows) for name, rows in other.rows.items()}
        row = change(other)
        for kept, many in there.items():
            for new in other.rows[kept][many:]:
                place = TABLES[kept]
                other.line(1, place.number, place.subject(new), place.digest(new))
        first, says = at(other) if at else spot(other, table, row) if row else (None, "")
        folder(f"forged-{name}", expect, difference(base, other), first, says, other.head())

    def member(name, roles, signer, pair):
        return lambda clinic: (clinic.add_member(name, roles, signer(clinic), pair(clinic)),
                               clinic.rows["staff"][-1])[1]

    attempt("staff-by-itself", member("Eve", 31, lambda _: ident("Eve"), lambda _: Pair(
        derive(seed("staff Eve"), "afwstaff", 2), "sign")))
    attempt("staff-by-no-admin", member("Eve", 1, lambda c: c.lee, lambda c: c.sign_of(c.lee)))
    attempt("staff-by-nobody", member("Eve", 1, lambda _: ident("nobody"), lambda c: c.kiosk_sign))
    attempt("staff-by-the-kiosk", member("Eve", 1, lambda _: NONE, lambda c: c.kiosk_sign))
    attempt("staff-by-an-admin", lambda c: member("Eve", 1, lambda c: c.ana, lambda c: c.sign_of(
        c.ana))(c) and None, expect="sound")

    def journal(clinic):
        clinic.certify("journal", clinic.ana, clinic.kiosk_sign, id=ident("new"), epoch=1,
                       box=clinic.paper_box.public, code=b"", retired=0)
        return clinic.rows["journal"][-1]
    attempt("journal", journal, "journal")

    def certified(table, signer, **row):
        def change(clinic):
            who = signer(clinic)
            clinic.certify(table, who, clinic.sign_of(who), **row)
            return clinic.rows[table][-1]
        return change

    def epoch(number, signer, name="maple"):
        box = journal_keys(seed("epoch of one's own"))[0].public
        return certified("journal", signer, id=Clinic().journal_id(name), epoch=number, box=box,
                         code=b"maple 14 u", retired=0)

    def grant(name, staff, signer):
        return certified("grant", signer, id=ident(name), journal=Clinic().maple, epoch=1,
                         staff=staff, seal_hash=seed("nothing"))
    attempt("journal-of-another-key", certified(
        "journal", lambda c: c.ana, id=ident("new"), epoch=1, box=Clinic().paper_box.public,
        code=b"", retired=0), "journal")
    attempt("epoch-by-who-holds-it", lambda c: epoch(2, lambda c: c.ana)(c) and None, expect="sound")
    attempt("epoch-by-who-does-not", epoch(2, lambda c: c.lee), "journal")
    attempt("epoch-behind-a-gap", epoch(3, lambda c: c.lee), "journal")
    attempt("grant-by-who-holds-it", lambda c: grant(
        "given", c.lee, lambda c: c.ana)(c) and None, expect="sound")
    attempt("grant-by-who-does-not", lambda c: grant("taken", c.lee, lambda c: c.lee)(c), "grant")

    def given_on(clinic):
        grant("given", clinic.lee, lambda c: c.ana)(clinic)
        epoch(2, lambda c: c.lee)(clinic)
    attempt("epoch-by-who-was-given-it", given_on, expect="sound")

    def circle(clinic):
        bo = clinic.add_member("Bo", 1, clinic.ana, clinic.sign_of(clinic.ana))
        rows = [grant("one", clinic.lee, lambda _: bo)(clinic),
                grant("two", bo, lambda c: c.lee)(clinic)]
        return min(rows, key=lambda row: row["id"])
    attempt("grants-in-a-circle", circle, "grant")

    def bare(line):
        line["staff"] = line["witness"] = b""
    attempt("sign-in-without-witness", lambda _: None, sign_in=bare, at=witnessed)
    attempt("sign-in-other-witness", lambda _: None, sign_in=lambda line: line.update(
        witness=flipped(line["witness"], 5)), at=witnessed)
    chains(attempt)


def witnessed(clinic):
    return spot(clinic, "line", next(line for line in clinic.rows["line"] if line["kind"] == 2))


def chains(attempt):
    """Members who each sign the next: from one to R.sign there are 16 certificates at most."""
    def chain(many):
        def change(clinic):
            signer = clinic.ana
            for number in range(2, many + 1):
                signer = clinic.add_member(f"link {number}", 31, signer, clinic.sign_of(signer))
            return clinic.rows["staff"][-1] if many > 16 else None
        return change
    attempt("chain-of-16", chain(16), expect="sound")
    attempt("chain-of-17", chain(17))


def main():
    for make in (bodies, keys, locks, signatures, trees, papers, codes, folders):
        make()
    for old in HERE.glob("*.json"):
        old.unlink()
    for name, said in made.items():
        text = json.dumps(said, indent=1, ensure_ascii=True)
        (HERE / f"{name}.json").write_text(text + "\n", encoding="ascii")
    print(f"{len(made)} vectors")


if __name__ == "__main__":
    main()
