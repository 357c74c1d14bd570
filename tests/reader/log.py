"""The log and what its lines say must be there: sections 7 and 8 of docs/format.md."""
from folder import TABLES
from seals import SNAPSHOT, Damaged, block, column, message_hash, signature_holds, sized, u32

RECORD, INTERRUPTED = 1, 7
WITNESSED = {2, 3, 9, 10, 11}
ZEROS = bytes(32)
HASHED = ("kiosk", "seq", "before", "kind", "day", "subject_kind", "subject", "digest")


def line_hash(line):
    body = message_hash("line-body", *(column(line[name]) for name in ("epoch", "line_key", "body")))
    return message_hash("line", *(column(line[name]) for name in HASHED), body,
                        column(line["staff"]), column(line["witness"]))


def witness_holds(chain, line):
    if line["kind"] not in WITNESSED:
        return not line["staff"] and not line["witness"]
    key = chain.member_key(line["staff"])
    fields = [column(line[name]) for name in HASHED]
    return key is not None and signature_holds(key, line["witness"], "witness", *fields)


def line_holds(chain, line):
    """True where a line is what its kiosk wrote, whatever stands before it."""
    key = chain.kiosk_key(line["kiosk"])
    return (line["hash"] == line_hash(line) and key is not None
            and signature_holds(key, line["signature"], "line-signed", line["hash"]))


def fold(lines):
    """The last digest of each record, and its line: {(table, subject): line}."""
    last = {}
    for line in lines:
        if line["kind"] == RECORD:
            last[line["subject_kind"], line["subject"]] = line
    return last


def recording_rows(data):
    """Id, number of chunks and root of each recording that an entry names."""
    if len(data) % 52:
        raise Damaged("recordings of another length")
    rows = [data[at:at + 52] for at in range(0, len(data), 52)]
    return [(row[:16], int.from_bytes(row[16:20], "little"), row[20:]) for row in rows]


def recording_root(folder, entry, recording, many=None):
    """How many chunks a recording has, and their root."""
    chunks = folder.rows("chunk", entry=entry, recording=recording)
    digests = [TABLES["chunk"].digest(chunk) for chunk in chunks]
    if [chunk["number"] for chunk in chunks] != list(range(many or len(chunks))):
        return len(chunks), None
    return len(chunks), message_hash("recording", entry, recording, u32(len(chunks)), *digests)


def recordings_hold(folder, entry):
    return all(recording_root(folder, entry["id"], recording, many) == (many, root)
               for recording, many, root in recording_rows(entry["recordings"]))


def snapshot_holds(chain, draft, row):
    key = chain.kiosk_key(draft["kiosk"])
    bound = block(SNAPSHOT, chain.clinic, draft["id"], draft["id"], row["revision"])
    return (key is not None and row["slot"] == row["revision"] % 2 and signature_holds(
        key, row["signature"], "snapshot", bound, column(row["sealed"])))


def snapshots(chain, draft):
    """The snapshots of a draft whose signature holds, newest first."""
    held = [row for row in chain.folder.rows("snapshot", draft=draft["id"])
            if snapshot_holds(chain, draft, row)]
    return sorted(held, key=lambda row: -row["revision"])


def interrupted_digest(chain, draft):
    held = snapshots(chain, draft)
    newest = TABLES["snapshot"].digest(held[0]) if held else ZEROS
    names = sorted({row["recording"] for row in chain.folder.rows("chunk", entry=draft["id"])})
    roots = b""
    for name in names:
        many, root = recording_root(chain.folder, draft["id"], name)
        roots += name + u32(many) + (root or ZEROS)
    return message_hash("interrupted", TABLES["draft"].digest(draft), newest, sized(roots))


def check(chain):
    """What a check finds, first place first, with no key at all: (what, table, subject)."""
    folder = chain.folder
    if not chain.meta_holds():
        yield "meta is not what the pin names", "meta", column(1)
        return
    lines = folder.rows("line")
    yield from check_head(folder, lines)
    yield from check_lines(chain, lines)
    yield from check_rows(folder, fold(lines))
    yield from check_missing(folder, fold(lines))
    yield from check_certificates(chain)
    yield from check_drafts(chain, lines)
    yield from check_snapshots(chain)


def check_lines(chain, lines):
    before = {}
    for line in lines:
        place = "line", TABLES["line"].subject(line)
        seq, previous = before.get(line["kiosk"], (0, ZEROS))
        if line["seq"] != seq + 1 or line["before"] != previous:
            yield "a line is missing before this one", *place
        if not line_holds(chain, line):
            yield "a line was changed", *place
        elif not witness_holds(chain, line):
            yield "a witness does not hold", *place
        before[line["kiosk"]] = line["seq"], line["hash"]


def check_head(folder, lines):
    head = folder.head()
    if head and head not in {(line["kiosk"], line["seq"], line["hash"]) for line in lines}:
        yield "the file is older than kiosk.head", "kiosk.head", column(head[0]) + column(head[1])


def check_rows(folder, last):
    for table in (table for table in TABLES.values() if table.logged):
        for row in folder.rows(table.name):
            subject = table.subject(row)
            line = last.get((table.number, subject))
            if not line or line["digest"] == ZEROS:
                yield "a foreign record", table.name, subject
            elif line["digest"] != table.digest(row):
                yield "a record was changed", table.name, subject
            if table.name == "entry" and not recordings_hold(folder, row):
                yield "sound was changed", "entry", subject


def check_missing(folder, last):
    for table in (table for table in TABLES.values() if table.logged):
        there = {table.subject(row) for row in folder.rows(table.name)}
        wanted = {subject for (number, subject), line in last.items()
                  if number == table.number and line["digest"] != ZEROS}
        for subject in sorted(wanted - there):
            yield "a record is missing", table.name, subject


def check_drafts(chain, lines):
    newest = {line["subject"]: line["digest"] for line in lines if line["kind"] == INTERRUPTED}
    for draft in chain.folder.rows("draft", state=1):
        subject = TABLES["draft"].subject(draft)
        if newest.get(subject) != interrupted_digest(chain, draft):
            yield "a draft was changed after it was interrupted", "draft", subject


def check_snapshots(chain):
    for row in chain.folder.rows("snapshot"):
        draft = chain.folder.row("draft", id=row["draft"])
        if not draft or not snapshot_holds(chain, draft, row):
            yield "a snapshot was changed", "snapshot", TABLES["snapshot"].subject(row)


def check_certificates(chain):
    for row in chain.staff.values():
        if not chain.holds("staff", row):
            yield "a certificate does not hold", "staff", TABLES["staff"].subject(row)
    for row in chain.newest_epochs():
        if not chain.epoch_holds(row):
            yield "a certificate does not hold", "journal", TABLES["journal"].subject(row)
    for row in chain.folder.rows("grant"):
        if not chain.grant_holds(row):
            yield "a grant is of nobody who held the journal", "grant", TABLES["grant"].subject(row)