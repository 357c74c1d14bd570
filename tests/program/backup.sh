#!/bin/bash
# Backups: made beside a kiosk and alone, verified, restored; and what is refused, each by its name,
# before anything is touched.
# usage: backup.sh AFTERWORD
set -u
# shellcheck source=tests/program/support.sh
. "$(cd "$(dirname "$0")" && pwd)/support.sh"

ana=(--staff 'Ana Ruiz' --passphrase-file "$passphrase")
clinic=$work/clinic
"$afterword" demo --data "$clinic" --no-kiosk --entries 3 --team 1 >"$work/out" || fail "no demo clinic"
export AFTERWORD_DATA=$clinic

# sum FOLDER: every byte in it, by name; the lock and what SQLite shares between readers aside.
sum() {
    (cd "$1" && find . -type f ! -name '*-shm' ! -name '*-wal' ! -name '*.lock' \
        ! -name 'afterword.backup-*' -print0 | sort -z | xargs -0 sha256sum)
}

# ---- made ---------------------------------------------------------------------------------------

sum "$clinic" >"$work/before"
run 0 backup create "$work/one.backup"
says out whole
cmp -s <(sum "$clinic") "$work/before" || fail "making a backup changed the data folder"
[ "$(stat -c %a "$work/one.backup")" = 600 ] || fail "a backup that others may read"
[ ! -e "$work/one.backup.part" ] || fail "a part is left behind"
refuse 1 backup create "$work/one.backup"
says err 'there already'
refuse 1 backup create "$work/nowhere/two.backup"
run 0 backup verify "$work/one.backup"
says out made
run 0 backup verify "$work/one.backup" --json
json 'it["whole"] and len(it["digest"]) == 64 and it["left_out"] == 0 and it["entries"] >= 3'
python3 -I -S - "$work/one.backup" "$clinic" <<'PY' || fail "the end, or what is carried, is not so"
import hashlib, sqlite3, sys
data = open(sys.argv[1], "rb").read()
key = open(sys.argv[2] + "/kiosk.key", "rb").read()
message = b"afterword/1/backup\0" + data[:-32]
assert data[-40:-32] == b"AFTWEND1"
assert hashlib.blake2b(message, digest_size=32).digest() == data[-32:]
assert key[24:] not in data
names = {bytes(row[0]) for row in sqlite3.connect("file:%s?immutable=1" % sys.argv[1], uri=True)
    .execute("SELECT name FROM carried")}
assert names == {b"clinic.pin", b"help.json", b"kiosk.head", b"afterword.absent", b"made"}, names
PY
ln -s "$work/victim" "$work/two.backup.part"
run 0 backup create "$work/two.backup"
[ ! -e "$work/victim" ] || fail "a link was followed"

# ---- refused ------------------------------------------------------------------------------------

# refuse_backup CODE FILE WORDS: by verify and by restore, which makes nothing.
refuse_backup() {
    refuse "$1" backup verify "$2"
    says err "$3"
    refuse "$1" backup restore "$2" --data "$work/never" "${ana[@]}"
    says err "$3"
    [ ! -e "$work/never" ] || fail "a refused backup was restored: $2"
}

size=$(stat -c %s "$work/one.backup")
ln -s one.backup "$work/link.backup"
refuse_backup 1 "$work/link.backup" 'symbolic link'
mkfifo "$work/fifo.backup"
refuse_backup 1 "$work/fifo.backup" 'no regular file'
refuse_backup 1 "$work/missing.backup" 'not there'
for length in 0 99; do
    head -c $length "$work/one.backup" >"$work/short.backup"
    refuse_backup 4 "$work/short.backup" 'no backup'
done
for length in 100 4096 $((size / 2)) $((size - 40)) $((size - 1)); do
    head -c "$length" "$work/one.backup" >"$work/half.backup"
    refuse_backup 4 "$work/half.backup" 'half a file'
done
cp "$work/words" "$work/text.backup" 2>/dev/null || seq 1000 >"$work/text.backup"
refuse_backup 4 "$work/text.backup" 'no backup'
for at in 5000 $((size / 2)) $((size - 41)) $((size - 5)); do
    cp "$work/one.backup" "$work/changed.backup"
    python3 -I -S - "$work/changed.backup" "$at" <<'PY'
import sys
with open(sys.argv[1], "r+b") as file:
    file.seek(int(sys.argv[2]))
    byte = file.read(1)[0]
    file.seek(int(sys.argv[2]))
    file.write(bytes([byte ^ 1]))
PY
    refuse_backup 4 "$work/changed.backup" 'changed after it was made'
done

# forge SQL: a change by somebody who puts a fitting digest to it.
forge() {
    head -c $((size - 40)) "$work/one.backup" >"$work/forged.backup"
    python3 -I -S - "$work/forged.backup" "$1" <<'PY' || fail "nothing was forged: $1"
import hashlib, sqlite3, sys
database = sqlite3.connect(sys.argv[1])
for statement in sys.argv[2].split(";"):
    database.execute(statement)
database.commit()
database.close()
data = open(sys.argv[1], "rb").read() + b"AFTWEND1"
data += hashlib.blake2b(b"afterword/1/backup\0" + data, digest_size=32).digest()
open(sys.argv[1], "wb").write(data)
PY
}
refuse_forged() {
    run 4 backup verify "$work/forged.backup" </dev/null
    run 4 backup restore "$work/forged.backup" --data "$work/never" "${ana[@]}" </dev/null
    [ ! -e "$work/never" ] || fail "a forged backup was restored"
}
forge "SELECT 1" # the control: nothing but a fitting digest
run 0 backup verify "$work/forged.backup"
forge "PRAGMA user_version=2"
refuse_backup 1 "$work/forged.backup" 'newer Afterword'
while read -r sql; do
    forge "$sql"
    refuse_forged
done <<'SQL'
UPDATE entry SET day = day + 1 WHERE id = (SELECT min(id) FROM entry)
DELETE FROM entry WHERE id = (SELECT min(id) FROM entry)
DELETE FROM line WHERE seq = (SELECT max(seq) FROM line)
UPDATE staff SET roles = roles + 1 WHERE id = (SELECT max(id) FROM staff)
UPDATE carried SET content = zeroblob(56) WHERE name = CAST('clinic.pin' AS BLOB)
DELETE FROM carried WHERE name = CAST('kiosk.head' AS BLOB)
CREATE TABLE more (one INTEGER)
DELETE FROM entry WHERE id = (SELECT min(id) FROM entry); UPDATE carried SET content = CAST(CAST('AFTWABS1' AS BLOB) || x'100000000014000000' || (SELECT subject FROM line WHERE subject_kind = 16 AND kind = 1 ORDER BY subject LIMIT 1) AS BLOB) WHERE name = CAST('afterword.absent' AS BLOB)
SQL
make_demo "$work/other"
refuse 4 backup verify "$work/one.backup" --data "$work/other"
says err 'another clinic'
refuse 4 backup restore "$work/one.backup" --data "$work/fresh" --replaces "$work/other" "${ana[@]}"
says err 'another clinic'
refuse 1 backup restore "$work/one.backup" "${ana[@]}"
says err 'in the folder already'
mkdir -m 700 "$work/full"
echo hello >"$work/full/mine"
refuse 1 backup restore "$work/one.backup" --data "$work/full" "${ana[@]}"
[ "$(ls "$work/full" | tr '\n' ' ')" = 'afterword.lock mine ' ] || fail "something in a full folder"
refuse 3 backup restore "$work/one.backup" --data "$work/fresh" --staff 'Ana Ruiz' \
    --passphrase-file <(echo not the one at all)
[ "$(ls "$work/fresh")" = afterword.lock ] || fail "half a restored folder: $(ls "$work/fresh")"

# A power cut between the small files and the data file: the next restoring takes its place.
mkdir -m 700 "$work/cut" "$work/cut/afterword.restoring"
echo half >"$work/cut/clinic.pin"
echo half >"$work/cut/afterword.restoring/afterword.db"
run 0 backup restore "$work/one.backup" --data "$work/cut" "${ana[@]}"
run 0 check --data "$work/cut"
[ ! -e "$work/cut/afterword.restoring" ] || fail "what was cut off is still there"

# ---- restored -----------------------------------------------------------------------------------

run 0 entries list "${ana[@]}"
cp "$work/out" "$work/entries"
gone=$(sed -n 's/.*"id": "\([0-9a-f]*\)".*/\1/p' "$work/out" | head -1)
refuse 2 entries erase abc "${ana[@]}"
refuse 1 entries erase 00000000000000000000000000000001 "${ana[@]}" --again-file "$passphrase"
refuse 3 entries erase "$gone" "${ana[@]}" --again-file <(echo not the one at all)
run 0 entries erase "$gone" "${ana[@]}" --again-file "$passphrase"
says err 'still holds it'
[ "$(grep -c 'still holds it' "$work/err")" = 2 ] || fail "not both backups: $(<"$work/err")"
refuse 1 entries show "$gone" "${ana[@]}"
run 0 check
says out whole
run 0 backup create "$work/three.backup"
[ "$(ls "$clinic" | grep -c afterword.backup-)" = 1 ] || fail "the older small files are no lines yet"

run 0 backup restore "$work/one.backup" --data "$work/look" --read-only
run 0 check --data "$work/look"
says out whole
run 0 entries list --data "$work/look" "${ana[@]}"
cmp -s "$work/out" "$work/entries" || fail "not the entries that there were"
refuse 1 patient add 'Somebody New' --data "$work/look" "${ana[@]}"
[ ! -e "$work/look/kiosk.key" ] || fail "a kiosk's key came with a backup"
run 0 backup certify --data "$work/look" "${ana[@]}"
refuse 1 backup certify --data "$work/look" "${ana[@]}"
run 0 patient add 'Somebody New' --data "$work/look" "${ana[@]}"
run 0 check --data "$work/look"
says out whole

run 0 backup restore "$work/one.backup" --data "$work/fresh" --replaces "$clinic" "${ana[@]}"
run 0 check --data "$work/fresh"
says out whole
refuse 1 entries show "$gone" --data "$work/fresh" "${ana[@]}"
run 0 entries list --data "$work/fresh" "${ana[@]}"
json "len(it) == $(grep -c '"id"' "$work/entries") - 1 and all(e['id'] != '$gone' for e in it)"
run 0 patient add 'Somebody Else' --data "$work/fresh" "${ana[@]}"
cmp -s "$clinic/help.json" "$work/fresh/help.json" || fail "who answers a call did not come along"
cmp -s "$clinic/clinic.pin" "$work/fresh/clinic.pin" || fail "another pin"
run 0 check --data "$work/fresh"

# Once more from what was restored: the third kiosk goes on from the second.
run 0 backup create "$work/four.backup" --data "$work/fresh"
run 0 backup restore "$work/four.backup" --data "$work/third" "${ana[@]}"
run 0 patient add 'A Third' --data "$work/third" "${ana[@]}"
run 0 check --data "$work/third"
says out whole
python3 -I -S - "$work/third/afterword.db" <<'PY' || fail "not three kiosks in one chain"
import sqlite3, sys
lines = sqlite3.connect(sys.argv[1]).execute(
    "SELECT kiosk, seq, before, hash, kind FROM line ORDER BY seq").fetchall()
assert [line[1] for line in lines] == list(range(1, len(lines) + 1))
assert all(after[2] == before[3] for before, after in zip(lines, lines[1:]))
assert len({line[0] for line in lines}) == 3 and sum(line[4] == 12 for line in lines) == 2
PY

# A line of the kiosk that goes on, changed or taken away, is found.
for sql in 'DELETE FROM line WHERE kind = 12 AND seq = (SELECT max(seq) FROM line WHERE kind = 12)' \
    'UPDATE line SET witness = zeroblob(64) WHERE kind = 12' \
    'UPDATE kiosk SET sign = zeroblob(32) WHERE day > 0'; do
    rm -rf "$work/broken"
    cp -a "$work/third" "$work/broken"
    python3 -I -S -c 'import sqlite3, sys
database = sqlite3.connect(sys.argv[1]); database.execute(sys.argv[2]); database.commit()' \
        "$work/broken/afterword.db" "$sql"
    run 4 check --data "$work/broken"
done

# ---- the paper, and a kiosk beside it -----------------------------------------------------------

echo 'In danger: the red button.' >"$work/words"
run 0 setup --data "$work/paper" --clinic Lindenhof --admin 'Ana Ruiz' --answers 'the desk' \
    --leaves-room staff --emergency-file "$work/words" --recovery-file "$work/recovery" \
    --passphrase-file "$passphrase"
run 0 backup create "$work/paper.backup" --data "$work/paper"
refuse 2 backup restore "$work/paper.backup" --data "$work/by-paper" --recovery-file "$work/words"
run 0 backup restore "$work/paper.backup" --data "$work/by-paper" --recovery-file "$work/recovery"
run 0 check --data "$work/by-paper"
says out whole
run 0 staff list --data "$work/by-paper"
refuse 3 backup restore "$work/one.backup" --data "$work/not-paper" --recovery-file "$work/recovery"

SDL_VIDEODRIVER=dummy "$afterword" kiosk --windowed --size 640x480 2>"$work/kiosk" &
kiosk=$!
processes+=($kiosk)
left=200
until "$afterword" staff list 2>&1 >"$work/out" | grep -q 'another Afterword'; do
    left=$((left - 1))
    [ $left -gt 0 ] || { fail "no kiosk: $(<"$work/kiosk")"; exit 1; }
    sleep 0.1
done
run 0 backup create "$work/beside.backup"
run 0 backup verify "$work/beside.backup"
refuse 1 entries erase 00000000000000000000000000000001
says err 'another Afterword'
kill -TERM $kiosk
wait $kiosk || fail "told to end, the kiosk leaves with $?: $(<"$work/kiosk")"
run 0 check

exit "$failed"
