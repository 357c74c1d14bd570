"""A whole clinic for the vectors, made from fixed keys and nonces with nothing but docs/format.md."""
import json

from nacl import bindings

import seals
from folder import TABLES, before_signature
from log import HASHED, ZEROS, line_hash
from seals import (AUDIT, CLINIC, NONE, UNPLACED, Pair, bare_hash, block, column, columns, derive,
                   journal_keys, key_id, message_hash, sized, u32)

DAY = 20000
PASSPHRASE = "harbor candle pepper window lantern meadow"


def seed(name):
    """32 bytes that are always the same for a name."""
    return bare_hash(b"vector " + name.encode())


def ident(name):
    return seed("id " + name)[:16]


def sign(pair, label, *fields):
    return bindings.crypto_sign(message_hash(label, *fields), pair.secret)[:64]


def seal(public, bound, key, name):
    """crypto_box_seal of a block and a key, with an ephemeral key that is no accident."""
    bound = bound[:56] + key_id(public) + bound[72:]
    return seal_plain(public, bound + key, name)


def seal_plain(public, plain, name):
    once = Pair(seed("once " + name), "box")
    nonce = seals.hashlib.blake2b(once.public + public, digest_size=24).digest()
    return once.public + bindings.crypto_box(plain, nonce, public, once.secret)


def shut(key, bound, plain, name, more=b""):
    """An AEAD of format 1 with a nonce that is no accident."""
    nonce = seed("nonce " + name)[:24]
    return b"\x01\x01" + nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        plain, bound + more, nonce, key)


def shut_json(key, bound, said):
    text = json.dumps(said, separators=(",", ":")).encode()
    return shut(key, bound, seals.pad(text, bound[5]), bound.hex())


class Clinic:
    """Rows by table. What a test changes it changes between `records` and `log`."""

    def __init__(self):
        self.id = ident("clinic")
        self.paper = seed("paper")
        self.root = Pair(derive(self.paper, "afwrecov", 2), "sign")
        self.paper_box = Pair(derive(self.paper, "afwrecov", 1), "box")
        self.kiosk, self.kiosk_sign = ident("kiosk"), Pair(seed("kiosk"), "sign")
        self.ana, self.maple = ident("Ana Ruiz"), self.journal_id("maple")
        self.rows = {name: [] for name in TABLES}
        self.staff_keys = {}
        self.records()

    def add(self, table, **values):
        row = {name: values.get(name, b"") for name in TABLES[table].columns}
        self.rows[table].append(row)
        return row

    def certify(self, table, signer=NONE, pair=None, **values):
        row = self.add(table, signer=signer, **values)
        row["signature"] = sign(pair or self.root, table, self.id, before_signature(table, row))
        return row

    def pin(self):
        return b"AFTWPIN1" + self.id + self.root.public

    def head(self):
        line = self.rows["line"][-1]
        return b"AFTWHED1" + self.kiosk + seals.u64(line["seq"]) + line["hash"]

    # ---- who is there ------------------------------------------------------------------------

    def add_member(self, name, roles, signer=NONE, pair=None):
        member, key = ident(name), seed("staff " + name)
        box = Pair(derive(key, "afwstaff", 1), "box")
        self.staff_keys[member] = box, Pair(derive(key, "afwstaff", 2), "sign")
        self.certify("staff", signer, pair, id=member, name=name.encode(), box=box.public,
                     sign=self.staff_keys[member][1].public, roles=roles, number=1, day=DAY)
        return member

    def sign_of(self, member):
        return self.staff_keys[member][1]

    def journal_id(self, name):
        return message_hash("journal-id", self.id, journal_keys(seed("journal " + name))[0].public)[:16]

    def add_journal(self, journal, name, code=b""):
        key = seed("journal " + name)
        ana = self.sign_of(self.ana)
        self.certify("journal", self.ana, ana, id=journal, epoch=1,
                     box=journal_keys(key)[0].public, code=code, retired=0)
        for receiver, box in ((self.ana, self.staff_keys[self.ana][0]), (NONE, self.paper_box)):
            bound = block(seals.WRAP, self.id, journal, journal, 1)
            wrap = self.add("key_seal", owner=journal, object=journal, receiver=receiver,
                            kind=seals.WRAP, epoch=1,
                            sealed=seal(box.public, bound, key, name + receiver.hex()))
            if receiver != NONE:
                self.certify("grant", self.ana, ana, id=ident("grant " + name), journal=journal,
                             epoch=1, staff=receiver,
                             seal_hash=message_hash("key-seal", sized(wrap["sealed"])))
        return key

    def add_lock(self):
        salt, ops, mem = seed("salt")[:16], 3, 65536
        key = seals.passphrase_key(PASSPHRASE, salt, ops, mem)
        bound = block(seals.LOCK, self.id, self.ana, NONE, 0)
        sealed = shut(derive(key, "afwlock_", 1), bound, seed("staff Ana Ruiz") + self.root.public,
                      "lock", salt + u32(ops) + u32(mem))
        self.add("lock", staff=self.ana, slot=0, salt=salt, ops=ops, mem=mem,
                 checkval=derive(key, "afwlock_", 2), sealed=sealed)

    # ---- what was written ---------------------------------------------------------------------

    def add_entry(self, name):
        entry, key = ident(name), seed("entry " + name)
        kinds = zip((seals.SUMMARY, seals.OPEN, seals.CLOSED), seals.entry_keys(key))
        said = {"flow": "landing", "version": 1, "title": "Landing"}
        summary, told, closed = (shut_json(key, block(kind, self.id, entry, entry, 1), said)
                                 for kind, key in kinds)
        self.add("entry", id=entry, revision=1, day=DAY, state=0, summary=summary, open=told,
                 closed=closed)
        bound = block(seals.PLACEMENT, self.id, self.maple, entry, 1)
        self.add("placement", entry=entry, id=ident("place " + name), revision=1,
                 journal=self.maple, epoch=1,
                 sealed=seal(journal_keys(self.maple_key)[0].public, bound, key, "place " + name))

    def add_snapshot(self, draft, revision, snapshot_key):
        bound = block(seals.SNAPSHOT, self.id, draft, draft, revision)
        sealed = shut_json(snapshot_key, bound, {"flow": "landing", "minutes": revision})
        self.add("snapshot", draft=draft, slot=revision % 2, revision=revision, sealed=sealed,
                 signature=sign(self.kiosk_sign, "snapshot", bound, column(sealed)))

    def add_draft(self, name, state):
        draft, key = ident(name), seed("draft " + name)
        bound = block(seals.DRAFT_KEY, self.id, self.maple, draft, 1)
        self.add("draft", id=draft, journal=self.maple, epoch=1, day=DAY + state, key_revision=1,
                 state=state, kiosk=self.kiosk,
                 sealed=seal(journal_keys(self.maple_key)[0].public, bound, key, name))
        for revision in (3, 4):
            self.add_snapshot(draft, revision, derive(key, "afwdraft", 1))

    def add_texts(self):
        _, _, name, course = journal_keys(self.maple_key)
        mara, leaf = ident("mara"), message_hash("leaf-id", ident("first"), u32(2))[:16]
        self.add("identity", journal=self.maple, id=mara, revision=1, epoch=1, sealed=shut_json(
            name, block(seals.IDENTITY, self.id, self.maple, mara, 1), {"name": "Mara Lind"}))
        self.add("leaf", id=leaf, journal=self.maple, kind=2, revision=1, epoch=1,
                 sealed=shut_json(course, block(seals.LEAF, self.id, self.maple, leaf, 1),
                                  {"discussed": True}))
        flow = b"id: landing\n"
        self.add("wording", hash=message_hash("wording", sized(flow)), text=flow)
        self.certify("setting", self.ana, self.sign_of(self.ana), name=b"code-words", revision=1,
                     value=b"maple\n")
        self.add("tombstone", entry=ident("erased"), day=DAY)

    def records(self):
        meta = self.add("meta", one=1, clinic=self.id, day=DAY, sign=self.root.public,
                        box=self.paper_box.public)
        meta["signature"] = sign(self.root, "meta", self.id, *(
            column(meta[name]) for name in ("one", "clinic", "day", "sign", "box")))
        self.add_member("Ana Ruiz", 31)
        self.certify("kiosk", self.ana, self.sign_of(self.ana), id=self.kiosk,
                     sign=self.kiosk_sign.public, day=DAY)
        self.lee = self.add_member("Lee", 1, self.ana, self.sign_of(self.ana))
        self.certify("revocation", self.ana, self.sign_of(self.ana), id=ident("gone"),
                     subject=self.lee, day=DAY)
        self.add_lock()
        self.audit_key = self.add_journal(AUDIT, "audit")
        self.add_journal(UNPLACED, "unplaced")
        self.add_journal(CLINIC, "clinic")
        self.maple_key = self.add_journal(self.maple, "maple", b"maple 14 u")
        self.add_journal(self.journal_id("acorn"), "acorn", b"acorn 14 g")
        self.add_journal(self.journal_id("heron"), "heron", b"heron 99 f")
        self.add_entry("first")
        self.add_entry("second")
        self.add_draft("open", 0)
        self.add_draft("interrupted", 1)
        self.add_texts()

    # ---- the log -------------------------------------------------------------------------------

    def line(self, kind, table=0, subject=b"", digest=ZEROS, witness=None, change=None):
        lines = self.rows["line"]
        seq, key = len(lines) + 1, seed(f"line {len(lines) + 1}")
        line = self.add("line", kiosk=self.kiosk, seq=seq, kind=kind, day=DAY, epoch=1,
                        before=lines[-1]["hash"] if lines else ZEROS, subject_kind=table,
                        subject=subject, digest=digest)
        line["line_key"] = seal(journal_keys(self.audit_key)[0].public, block(
            seals.LINE_KEY, self.id, AUDIT, self.kiosk, seq), key, f"line {seq}")
        line["body"] = shut_json(key, block(seals.LINE_BODY, self.id, AUDIT, self.kiosk, seq),
                                 {"who": "", "when": 1728000000000, "what": "a line"})
        if witness:
            line["staff"] = witness
            line["witness"] = sign(self.sign_of(witness), "witness", *(
                column(line[name]) for name in HASHED))
        self.finish(line, change or (lambda line: None))

    def finish(self, line, change):
        change(line)
        line["hash"] = line_hash(line)
        line["signature"] = sign(self.kiosk_sign, "line-signed", line["hash"])

    def interrupted(self, table):
        draft = self.rows["draft"][1]
        newest = [row for row in self.rows["snapshot"] if row["draft"] == draft["id"]][1]
        self.line(7, 13, table.subject(draft), message_hash(
            "interrupted", table.digest(draft), TABLES["snapshot"].digest(newest), sized(b"")))

    def log(self, sign_in=None):
        """A line for each record, one for what came and went, and each other kind once or more."""
        for table in TABLES.values():
            for row in self.rows[table.name] if table.logged else []:
                self.line(1, table.number, table.subject(row), table.digest(row))
        erased = columns([ident("erased")])
        self.line(1, 16, erased, seed("what it was"))
        self.line(1, 16, erased)
        self.line(2, witness=self.ana, change=sign_in)
        self.line(4, 22, columns([self.ana]))
        self.line(6)
        self.interrupted(TABLES["draft"])
        self.line(10, 2, columns([self.lee]), witness=self.ana)
        self.line(3, witness=self.ana)
        return self


def literal(value):
    return str(value) if isinstance(value, int) else f"X'{value.hex()}'"


def insert(table, row):
    values = ", ".join(literal(value) for value in TABLES[table].values(row))
    return f"INSERT INTO {table} VALUES ({values})"


def matching(table, row):
    return " AND ".join(f"{name} = {literal(row[name])}" for name in TABLES[table].key)


def schema():
    begin = ["PRAGMA page_size = 4096", "PRAGMA journal_mode = WAL",
             "PRAGMA application_id = 1095128151", "PRAGMA user_version = 1"]
    warm = "CREATE TABLE warm (one INTEGER PRIMARY KEY, filling BLOB) STRICT"
    return begin + [sql for table in TABLES.values() for sql in table.schema()] + [warm]


def statements(clinic):
    return schema() + [
        insert(name, row) for name, rows in clinic.rows.items() for row in rows]


def difference(base, other):
    """Statements that make the base another clinic."""
    made = []
    for name, table in TABLES.items():
        old = {table.subject(row): row for row in base.rows[name]}
        new = {table.subject(row): row for row in other.rows[name]}
        gone = [row for subject, row in old.items() if new.get(subject) != row]
        made += [f"DELETE FROM {name} WHERE {matching(name, row)}" for row in gone]
        made += [insert(name, row) for subject, row in new.items() if old.get(subject) != row]
    return made
