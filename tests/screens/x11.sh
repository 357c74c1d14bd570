#!/bin/bash
# The kiosk on a real X server, with clicks and keys that the server delivers: a person begins
# without a code and writes; idle asks the kernel for nothing; told to end, it seals and leaves.
# usage: x11.sh AFTERWORD
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/screens/support.sh
. "$here/support.sh"

make_clinic
start_x
"$afterword" kiosk --data "$work/clinic" --size 1280x800 >"$work/out" 2>"$work/err" &
kiosk=$!
processes+=($kiosk)
blank=$(picture)
until_true 20 changed_from "$blank" || fail "no first frame: $(cat "$work/err")"
until_true 10 stands_still || fail "the welcome does not come to rest"

# Nothing moves: nothing wakes.
before=$(switches $kiosk)
sleep 4
after=$(switches $kiosk)
[ $((after - before)) -le 2 ] || fail "idle woke $((after - before)) times in 4 s"

walk_to_words
act "words by keys" xdotool type --delay 60 "the boots by the door"
act "a key that takes back" xdotool key BackSpace
sleep 2 # past the last autosave

kill -TERM $kiosk
until_true 5 bash -c "! kill -0 $kiosk 2>/dev/null" || fail "told to end, it stays"
wait $kiosk || fail "told to end, it leaves with $?: $(cat "$work/err")"

# Nobody's word or name lies in the folder or went to standard error; what was written is whole.
grep -aqr -e "boots" -e "Robin" "$work/clinic" "$work/err" && fail "a word lies in the clear"
"$afterword" check --data "$work/clinic" >"$work/check" || fail "check: $(cat "$work/check")"
echo "a person wrote by keys and clicks, and nothing of it lies in the clear"
