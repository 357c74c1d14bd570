#!/bin/bash
# Flow files on a command line, with no clinic: each problem with its place, and nothing of them
# that a terminal would obey.
# usage: flow.sh AFTERWORD
set -u
# shellcheck source=tests/program/support.sh
. "$(cd "$(dirname "$0")" && pwd)/support.sh"
cd "$work" || exit 1

head='flow: try
version: 1
title: Try
moment: same-day
minutes: 5
steps:'
printf '%s\n' "$head" '  - {id: one, kind: words, text: Sit as you like.}' >good.yaml
printf '%s\n' "$head" '  - {id: one, kind: chose, text: One?}' \
    '  - {id: one, kind: words, text: Two., when: later is a}' >bad.yaml
printf '%s\n' "${head/Try/\"Tr\\e[31my \\u202e\"}" \
    $'  - {id: one, kind: "wor\\e]0;x\\ads", text: Words.}' >escapes.yaml
printf 'flow: try\ntitle: \x1b[31mred\n' >raw.yaml

run 0 flow check
says out 'landing: runs: '
run 0 flow check --json
json 'it["runs"] and it["problems"] == [] and "landing" in [f["flow"] for f in it["flows"]] and "es" in it["flows"][0]["languages"]'
run 0 flow check good.yaml --data /no/such/clinic
[ "$(<out)" = "good.yaml: runs: 1 steps, 5 minutes, en" ] || fail "check says: $(<out)"

# Every problem of every file, and the good one among them runs.
run 1 flow check bad.yaml good.yaml none.yaml
says err 'bad.yaml:7:21: steps[1].kind: expected one of'
says err 'bad.yaml:8:10: id: expected each id once'
says err 'none.yaml: expected a file that can be read'
says out 'good.yaml: runs'
run 1 flow check --json bad.yaml good.yaml
json 'not it["runs"] and [f["flow"] for f in it["flows"]] == ["try"] and all(
    p["file"] == "bad.yaml" and p["line"] in (7, 8) and p["column"] > 0 and p["expected"]
    for p in it["problems"]) and len(it["problems"]) >= 2'
[ ! -s err ] || fail "with --json the problems stand in the JSON: $(<err)"

# Nothing in a file or in its name reaches the terminal raw.
name=$'a\e[31m\xff\nb.yaml'
cp good.yaml "$name"
for file in escapes.yaml raw.yaml "$name" $'no\e[2J.yaml'; do
    for words in check 'check --json' show; do
        # shellcheck disable=SC2086 # words are words
        timeout 20 "$afterword" flow $words "$file" >out 2>err
        safe out "$words $file"
        safe err "$words $file"
    done
done
run 1 flow check escapes.yaml
says err 'escapes.yaml:3:8: title: '
says err '(U+001B)'

run 0 flow show good.yaml
says out '1. Sit as you like.'
[ "$(wc -l <out)" -ge 3 ] || fail "a flow is shown in one line"
refuse 2 flow show good.yaml --lang fr
run 1 flow show bad.yaml
run 1 flow show none.yaml
refuse 2 flow show
refuse 2 flow show good.yaml good.yaml

exit "$failed"
