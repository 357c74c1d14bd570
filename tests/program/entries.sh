#!/bin/bash
# Entries as JSON, in the shape that scripts lean on; and what each kind of damage says.
# usage: entries.sh AFTERWORD
set -u
# shellcheck source=tests/program/support.sh
. "$(cd "$(dirname "$0")" && pwd)/support.sh"

ana=(--staff 'Ana Ruiz' --passphrase-file "$passphrase")
clinic=$work/clinic
"$afterword" demo --data "$clinic" --no-kiosk >"$work/out" || fail "no demo clinic"
says out "passphrase: $(<"$passphrase")"
rm "$clinic/afterword.lock"
cp -a "$clinic" "$work/kept"
export AFTERWORD_DATA=$clinic

# Nine entries, one of them placed nowhere yet; the shape is the contract's.
run 0 entries list --passphrase-file "$passphrase"
json 'len(it) == 9 and len({e["id"] for e in it}) == 9 and all(
    list(e) == ["id", "patient", "day", "flow", "state", "placed", "marks", "recordings", "discussed"]
    and len(e["id"]) == 32 and len(e["day"]) == 10 and e["flow"] == "Landing"
    and e["state"] == "finished" and e["placed"] == (e["patient"] is not None)
    and not e["discussed"] and e["recordings"] == 0
    for e in it) and sum(not e["placed"] for e in it) == 1 and any("word" in e["marks"] for e in it)'
id=$(sed -n 's/.*"id": "\([0-9a-f]*\)".*/\1/p' "$work/out" | head -1)
code=$(sed -n 's/.*"patient": "\(.*\)".*/\1/p' "$work/out" | head -1)
run 0 entries list --json --patient "$(tr -d ' ' <<<"$code")" "${ana[@]}"
json "len(it) >= 1 and all(e['patient'] == '$code' for e in it)"

run 0 entries show "$id" "${ana[@]}"
json "it['id'] == '$id' and it['patient'] == '$code' and len(it['answers']) == 7 and all(
    a['step'] and a['kind'] and a['question'] and ('answer' in a) != ('skipped' in a)
    and a['open'] is True and 'closed' not in a for a in it['answers'])"
json '[a["answer"]["words"] for a in it["answers"] if a["kind"] == "mood"] and any(
    a["kind"] == "breathe" and a["answer"] == "40 s" for a in it["answers"])'

refuse 2 entries show abc "${ana[@]}"
refuse 2 entries show "${id^^}z" "${ana[@]}"
refuse 1 entries show 00000000000000000000000000000001 "${ana[@]}"
refuse 1 entries list --patient 'maple 14 i' "${ana[@]}"
refuse 3 entries list --staff 'Ana Ruiz' --passphrase-file <(echo not the one at all)
"$afterword" entries list "${ana[@]}" >/dev/full 2>"$work/err"
[ $? = 1 ] || fail "entries that could not be written are no result"

# ---- damage -------------------------------------------------------------------------------------

# damage WORDS: the folder as it was made, then Python does something to it as `file` and `sql`.
damage() {
    rm -rf "$clinic"
    cp -a "$work/kept" "$clinic"
    python3 -I -S - "$clinic" "$1" <<'EOF' || fail "no damage was done: $1"
import os, sqlite3, sys
folder = sys.argv[1]
def sql(text):
    database = sqlite3.connect(folder + "/afterword.db")
    changed = database.execute(text).rowcount
    database.commit()
    database.close()
    assert changed > 0
def file(name, at, what):
    with open(folder + "/" + name, "r+b") as opened:
        opened.seek(at)
        opened.write(what)
exec(sys.argv[2])
EOF
}

damage 'sql("UPDATE entry SET summary = zeroblob(length(summary)) WHERE id = (SELECT min(id) FROM entry)")'
run 4 check
says out damage:
run 4 check --json
json 'not it["whole"] and any(f["kind"] == "damage" for f in it["findings"])'
run 0 entries list "${ana[@]}" # the others are still readable
json 'len(it) == 9 and sum(e.get("damaged", False) for e in it) == 1'
damage 'sql("DELETE FROM entry WHERE id = (SELECT max(id) FROM entry)")'
run 4 check
damage 'file("afterword.db", 0, b"no data file at all")'
refuse 4 check
refuse 4 staff list
damage 'file("clinic.pin", 40, b"another root altogether")'
refuse 4 staff list
damage 'os.truncate(folder + "/clinic.pin", 3)'
refuse 4 check
damage 'os.remove(folder + "/afterword.db")'
refuse 1 check
damage 'os.chmod(folder, 0o755)'
refuse 1 check
refuse 1 entries list "${ana[@]}"
says err 0700

# An older data file put back under the newer head.
rm -rf "$clinic"
cp -a "$work/kept" "$clinic"
run 0 patient add 'Somebody New' "${ana[@]}"
cp "$work/kept/afterword.db" "$clinic/afterword.db"
refuse 4 staff list

exit "$failed"
