"""A data folder: its files and the tables of its database. Sections 4 and 5 of docs/format.md.

The folder is only read: the database is copied to a temporary folder with its WAL, since SQLite
writes beside a file in WAL mode even to read it.
"""
import contextlib
import fcntl
import shutil
import sqlite3
import tempfile
from pathlib import Path

from seals import Damaged, Newer, column, columns, message_hash

# Number, name, columns (! the primary key, :i an INTEGER), the column of the index.
LISTED = """
1 meta !one:i clinic day:i sign box signature
2 staff !id name box sign roles:i number:i day:i signer signature
3 kiosk !id sign day:i signer signature
4 journal !id !epoch:i box code retired:i signer signature
5 grant !id journal epoch:i staff seal_hash signer signature / journal
6 revocation !id subject day:i signer signature
7 lock !staff !slot:i salt ops:i mem:i checkval sealed
8 key_seal !owner !object !receiver !kind:i !epoch:i sealed / receiver
9 identity !journal id revision:i epoch:i sealed
10 leaf !id journal kind:i revision:i epoch:i sealed / journal
11 setting !name revision:i value signer signature
12 wording !hash text
13 draft !id journal epoch:i day:i key_revision:i state:i kiosk sealed
14 snapshot !draft !slot:i revision:i sealed signature
15 chunk !entry !recording !number:i sealed
16 entry !id revision:i day:i state:i recordings summary open closed
17 placement !entry !id revision:i journal epoch:i sealed / journal
18 cache !entry journal epoch:i revision:i plain_hash sealed
19 note !id entry author revision:i sealed / entry
20 tombstone !entry day:i
21 line !kiosk !seq:i before kind:i day:i subject_kind:i subject digest epoch:i line_key body staff witness hash signature
22 tries !staff wrong:i since_boot_ms:i boot
"""
NOT_LOGGED = {"snapshot", "chunk", "cache", "tries", "line"}
WARM = "CREATE TABLE warm (one INTEGER PRIMARY KEY, filling BLOB) STRICT"


class Table:
    def __init__(self, line):
        words, _, self.index = line.partition(" / ")
        number, self.name, *listed = words.split()
        self.number = int(number)
        self.columns = [word.strip("!").removesuffix(":i") for word in listed]
        self.integers = {word.strip("!").removesuffix(":i") for word in listed if ":i" in word}
        self.key = self.columns[:sum("!" in word for word in listed)]
        self.logged = self.name not in NOT_LOGGED

    def schema(self):
        """The statements that must have made it."""
        listed = "".join(
            f"{name} {'INTEGER' if name in self.integers else 'BLOB'} NOT NULL, "
            for name in self.columns)
        yield (f"CREATE TABLE {self.name} ({listed}PRIMARY KEY ({', '.join(self.key)})) "
               "STRICT, WITHOUT ROWID")
        if self.index:
            yield f"CREATE INDEX {self.name}_by_{self.index} ON {self.name} ({self.index})"

    def values(self, row):
        return [row[name] for name in self.columns]

    def subject(self, row):
        return columns(row[name] for name in self.key)

    def digest(self, row):
        return message_hash("record", bytes([self.number]), columns(self.values(row)))


TABLES = {table.name: table for table in map(Table, LISTED.strip().splitlines())}


def before_signature(table, row):
    """The columns that a certificate's signature is over."""
    names = TABLES[table].columns
    return b"".join(column(row[name]) for name in names[:names.index("signature")])


class Folder:
    """Files and rows of one clinic. `with` ends its temporary copy."""

    def __init__(self, path):
        self.path = Path(path)
        pin = self.file("clinic.pin", b"AFTWPIN1", 48)
        if pin is None:
            raise Damaged("there is no clinic.pin")
        self.clinic, self.root = pin[:16], pin[16:]
        with contextlib.ExitStack() as ending:
            self.database = self.open_database(ending)
            self.ending = ending.pop_all()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.ending.close()

    def file(self, name, begins, length):
        """What follows a small file's first letters; None where there is no file."""
        path = self.path / name
        if not path.exists():
            return None
        data = path.read_bytes()
        if not data.startswith(begins) or len(data) != len(begins) + length:
            raise Damaged(f"{name} is not one of Afterword's")
        return data[len(begins):]

    def head(self):
        """Kiosk, seq and hash of kiosk.head; None where there is none."""
        head = self.file("kiosk.head", b"AFTWHED1", 56)
        return head and (head[:16], int.from_bytes(head[16:24], "little"), head[24:])

    def hold(self, ending):
        """Holds the lock of who writes, so that the copy is of one moment."""
        lock = self.path / "afterword.lock"
        if lock.exists():
            held = ending.enter_context(lock.open("rb"))
            try:
                fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                raise SystemExit("Afterword is running on this folder: end it first") from None

    def open_database(self, ending):
        self.hold(ending)
        if not (self.path / "afterword.db").is_file():
            raise Damaged("there is no afterword.db")
        copy = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="afterword-reader-")))
        for name in ("afterword.db", "afterword.db-wal"):
            if (self.path / name).exists():
                shutil.copyfile(self.path / name, copy / name)
        database = ending.enter_context(contextlib.closing(sqlite3.connect(copy / "afterword.db")))
        database.row_factory = sqlite3.Row
        try:
            self.look_at_schema(database)
        except sqlite3.DatabaseError as why:
            raise Damaged(f"afterword.db: {why}") from None
        return database

    def look_at_schema(self, database):
        if database.execute("PRAGMA application_id").fetchone()[0] != 0x41465457:
            raise Damaged("afterword.db is another program's")
        version = database.execute("PRAGMA user_version").fetchone()[0]
        if version > 1:
            raise Newer("afterword.db is a newer Afterword's")
        stands = {row[0] for row in database.execute("SELECT sql FROM sqlite_schema")}
        wanted = {statement for table in TABLES.values() for statement in table.schema()}
        if version != 1 or stands - {WARM} != wanted:
            raise Damaged("afterword.db has other tables")

    def rows(self, table, **where):
        """The rows of a table, by primary key; `where` names columns and what they must be."""
        names = list(where)
        test = " WHERE " + " AND ".join(f"{name} = ?" for name in names) if names else ""
        order = ", ".join(TABLES[table].key)
        found = self.database.execute(
            f"SELECT * FROM {table}{test} ORDER BY {order}", [where[name] for name in names])
        try:
            return [dict(row) for row in found]
        except sqlite3.DatabaseError as why:
            raise Damaged(f"{table}: {why}") from None

    def row(self, table, **where):
        found = self.rows(table, **where)
        return found[0] if found else None
