"""What people wrote: names, entries and drafts, opened. Sections 9 and 12 of docs/format.md."""
import json

import seals
from log import snapshots
from seals import NONE, Damaged, Newer, block


def no_key_twice(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Damaged("a key stands twice")
    return found


def read_json(text):
    try:
        found = json.loads(text.decode(), object_pairs_hook=no_key_twice)
    except ValueError as why:
        raise Damaged(f"not JSON: {why}") from None
    if not isinstance(found, dict):
        raise Damaged("JSON that is no object")
    return found


def opened(keys, kind, key, owner, row, thing=None):
    """The JSON of a sealed column of kind `kind` in a row."""
    name = {seals.SUMMARY: "summary", seals.OPEN: "open", seals.CLOSED: "closed"}.get(kind, "sealed")
    if kind in (seals.OPEN, seals.CLOSED) and not row[name]:
        return None
    expected = block(kind, keys.chain.clinic, owner, thing or row["id"], row["revision"])
    return read_json(seals.open_text(key, expected, row[name]))


def name_of(keys, journal):
    """Identity and code of a journal; None where it has none that we can open."""
    row = keys.folder.row("identity", journal=journal)
    seed = row and keys.seeds.get((journal, row["epoch"]))
    return opened(keys, seals.IDENTITY, seals.journal_keys(seed)[2], journal, row) if seed else None


def leaves(keys, journal):
    for row in keys.folder.rows("leaf", journal=journal):
        seed = keys.seeds.get((journal, row["epoch"]))
        if seed:
            yield {"id": row["id"].hex(), "kind": row["kind"], **opened(
                keys, seals.LEAF, seals.journal_keys(seed)[3], journal, row)}


def entry_key(keys, placement):
    expected = block(seals.PLACEMENT, keys.chain.clinic, placement["journal"], placement["entry"],
                     placement["revision"])
    return seals.open_seal(
        keys.box(placement["journal"], placement["epoch"]), expected, placement["sealed"])


def read_entry(keys, placement):
    """An entry's three parts. It is believed only where the log has just these rows."""
    entry = keys.folder.row("entry", id=placement["entry"])
    if not entry:
        raise Damaged("the entry is missing")
    if not keys.is_logged("placement", placement) or not keys.is_logged("entry", entry):
        raise Damaged("the log has another entry")
    three = zip((seals.SUMMARY, seals.OPEN, seals.CLOSED), seals.entry_keys(entry_key(keys, placement)))
    summary, told, closed = (opened(keys, kind, key, entry["id"], entry) for kind, key in three)
    return {"day": entry["day"], "state": ("finished", "interrupted")[entry["state"]],
            "summary": summary, "open": told, "closed": closed}


def read_draft(keys, draft):
    """The newest snapshot of a draft that opens."""
    expected = block(seals.DRAFT_KEY, keys.chain.clinic, draft["journal"], draft["id"],
                     draft["key_revision"])
    key = seals.derive(seals.open_seal(
        keys.box(draft["journal"], draft["epoch"]), expected, draft["sealed"]), "afwdraft", 1)
    for row in snapshots(keys.chain, draft):
        try:
            return opened(keys, seals.SNAPSHOT, key, draft["id"], row, draft["id"])
        except Damaged:
            continue
    raise Damaged("no snapshot opens")


def told(read, keys, row, identity):
    """What `read` reads, or why it could not."""
    try:
        return {"id": identity.hex(), **read(keys, row)}
    except (Damaged, Newer) as why:
        return {"id": identity.hex(), "damaged": str(why)}


def read_journal(keys, row):
    journal = row["id"]
    return {
        "id": journal.hex(), "code": row["code"].decode(),
        "identity": name_of(keys, journal), "leaves": list(leaves(keys, journal)),
        "entries": [told(read_entry, keys, place, place["entry"])
                    for place in keys.folder.rows("placement", journal=journal)],
        "drafts": [told(read_draft, keys, draft, draft["id"])
                   for draft in keys.folder.rows("draft", journal=journal)],
    }


def read_line(keys, line):
    """The body of a line: who, when and what, for who holds AUDIT."""
    from_paper = line["epoch"] == 0
    box = keys.box(NONE if from_paper else seals.AUDIT, line["epoch"])
    expected = block(seals.LINE_KEY, keys.chain.clinic, seals.AUDIT, line["kiosk"], line["seq"])
    key = seals.open_seal(box, expected, line["line_key"])
    expected = block(seals.LINE_BODY, keys.chain.clinic, seals.AUDIT, line["kiosk"], line["seq"])
    return read_json(seals.open_text(key, expected, line["body"]))


def read_all(keys):
    """Everything that these keys open, journal by journal."""
    held = {journal for journal, _ in keys.seeds}
    return {
        "clinic": keys.chain.clinic.hex(),
        "journals": [read_journal(keys, row) for row in keys.chain.newest_epochs()
                     if row["id"] in held and row["id"] != seals.AUDIT],
        "damaged": [{"table": table, "subject": subject.hex()} for table, subject in keys.damaged],
    }
