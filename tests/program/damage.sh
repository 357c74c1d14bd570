#!/bin/bash
# A clinic that is damaged in many ways: `check` and the second reader name the same first record.
# usage: damage.sh AFTERWORD
set -u
# shellcheck source=tests/program/support.sh
. "$(cd "$(dirname "$0")" && pwd)/support.sh"

reader=$(cd "$(dirname "$0")/../reader" && pwd)
make_demo "$work/kept"
rm -f "$work/kept/afterword.lock"

# damage SQL: a copy of the clinic, changed by it; both must name the same first place.
damage() {
    rm -rf "$work/clinic"
    cp -a "$work/kept" "$work/clinic"
    /usr/bin/python3 - "$work/clinic/afterword.db" "$1" <<'PY' || fail "nothing changed: $1"
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
changed = database.execute(sys.argv[2]).rowcount
database.commit()
sys.exit(changed < 1)
PY
    /usr/bin/python3 -B "$reader" check "$work/clinic" >"$work/reader"
    [ $? = 4 ] || fail "the reader finds nothing: $1"
    run 4 check --json --data "$work/clinic"
    /usr/bin/python3 - "$work/out" "$work/reader" <<'PY' || fail "two first places: $1"
import json, re, sys
said, read = (json.load(open(path)) for path in sys.argv[1:])
text = next(f["text"] for f in said["findings"] if f["kind"] == "damage")
first = read["found"][0]
table, subject = first["table"], bytes.fromhex(first["subject"])
if table == "line":
    same = re.search(rf"line {int.from_bytes(subject[20:28], 'little')}\b", text)
else:
    same = f"{table} {subject[4:20].hex()}" in text
if not same:
    print(text, first, file=sys.stderr)
sys.exit(not same)
PY
}

damage 'UPDATE entry SET summary = zeroblob(length(summary))'
damage 'UPDATE entry SET day = day + 1'
damage 'DELETE FROM entry'
damage 'UPDATE placement SET epoch = epoch + 1'
damage 'DELETE FROM placement'
damage 'DELETE FROM line WHERE seq = 7'
damage 'UPDATE line SET day = day + 1 WHERE seq = 9'
damage 'UPDATE line SET signature = zeroblob(64) WHERE seq = 4'
damage "UPDATE line SET witness = zeroblob(64) WHERE seq = (SELECT min(seq) FROM line WHERE kind = 2)"
damage 'UPDATE journal SET box = zeroblob(32) WHERE length(code) > 0'
damage "DELETE FROM setting WHERE name = CAST('code-words' AS BLOB)"
damage 'UPDATE identity SET revision = revision + 1'
damage 'UPDATE "lock" SET ops = ops + 1'

exit "$failed"
