#!/bin/bash
# What the program wrote, opened by the second reader, which was written from docs/format.md alone.
# usage: reader.sh AFTERWORD
set -u
# shellcheck source=tests/program/support.sh
. "$(cd "$(dirname "$0")" && pwd)/support.sh"

here=$(cd "$(dirname "$0")" && pwd)
# Debian's Python has Debian's python3-nacl.
reader=(/usr/bin/python3 -B "$here/../reader")
ana=(--staff 'Ana Ruiz' --passphrase-file "$passphrase")
"$afterword" demo --data "$work/clinic" --no-kiosk --entries 3 --team 1 >"$work/out" ||
    fail "no demo clinic"
export AFTERWORD_DATA=$work/clinic

run 0 entries list "${ana[@]}"
cp "$work/out" "$work/list"
mapfile -t ids < <(sed -n 's/.*"id": "\([0-9a-f]*\)".*/\1/p' "$work/list")
for id in "${ids[@]}"; do
    run 0 entries show "$id" "${ana[@]}"
    cp "$work/out" "$work/show-$id"
done

"${reader[@]}" check "$work/clinic" >"$work/out" || fail "not sound: $(<"$work/out")"
json 'it == {"sound": True, "found": []}'
"${reader[@]}" read "$work/clinic" --member 'Ana Ruiz' <"$passphrase" >"$work/read" ||
    fail "the second reader opens nothing"
python3 -I -S - "$work" "${ids[@]}" <<'PY' || fail "the second reader reads something else"
import json, sys
load = lambda name: json.load(open(f"{sys.argv[1]}/{name}", encoding="utf-8"))
read, listed = load("read"), load("list")
assert read["damaged"] == []
entries = {entry["id"]: (entry, journal) for journal in read["journals"]
           for entry in journal["entries"]}
assert set(entries) == set(sys.argv[2:]) == {entry["id"] for entry in listed} and len(entries) >= 3
for row in listed:
    entry, journal = entries[row["id"]]
    assert "damaged" not in entry, entry
    assert journal["code"] == (row["patient"] or "")
    assert not row["patient"] or journal["identity"]["name"]
    answers, shown = entry["open"]["answers"], load("show-" + row["id"])["answers"]
    assert entry["summary"]["open"] == len(answers) == len(shown)
    for ours, theirs in zip(shown, answers):
        assert ours["question"] == theirs["question"]
        if theirs["kind"] == "open":
            assert ours["answer"] == theirs["text"]
PY
echo 'another one altogether' | "${reader[@]}" read "$work/clinic" --member 'Ana Ruiz' >/dev/null 2>&1
[ $? = 3 ] || fail "another passphrase is not told"

exit "$failed"
