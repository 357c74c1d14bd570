#!/bin/bash
# Nothing of what a person wrote is left in the clear: made-up words are typed one key at a time,
# kept, read by staff and locked away; then every place that a program can leave words in is
# searched, and holds none. Memory and open files need root: without it their rows say so.
# usage: plaintext.sh AFTERWORD
set -u
# A sanitizer's shadow of the memory is terabytes: there the search would not end.
case $1 in
*/asan/* | */tsan/*) exit 77 ;;
esac
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/screens/support.sh
. "$here/support.sh"

afterword=$(realpath "$afterword")
words=$work/words
traces() {
    python3 -I -S "$here/traces.py" "$@"
}
traces control || fail "the search does not find what it must"

# Everything that goes by a variable goes to a folder that is searched.
mkdir -m 700 "$work/home" "$work/home/tmp"
export HOME=$work/home TMPDIR=$work/home/tmp XDG_CACHE_HOME=$work/home/cache XDG_DATA_HOME=$work/home/share
make_clinic
ana=(--staff 'Ana Ruiz' --passphrase-file "$passphrase")
code=$("$afterword" patient list --data "$work/clinic" "${ana[@]}" | sed -n 's/: Mara Lind.*//p')
[ -n "$code" ] || fail "no code of a patient"
# Consonants and vowels by chance: no file of this machine has these words.
python3 -I -S - >"$words" <<'EOF' || fail "no words"
import random
for _ in range(2):
    print("".join(random.choice("bcdfghjklmnprstvwxz") + random.choice("aeiou") for _ in range(6)))
EOF
temporary() {
    find /tmp /var/tmp /dev/shm -mindepth 1 -maxdepth 1 | LC_ALL=C sort
}
temporary >"$work/temporary"
touch "$work/began"
mapfile -t word <"$words"

start_x
x_server=${processes[0]}
cd "$work/home" || exit 1 # where a core would fall
# As root, without the right over other processes: it is asked below whether one may be dumped.
as_other=()
[ "$(id -u)" != 0 ] || as_other=(setpriv --bounding-set=-sys_ptrace --inh-caps=-sys_ptrace --)
"${as_other[@]}" sleep 300 &
can_dump=$!
processes+=($can_dump)
"${as_other[@]}" "$afterword" kiosk --data "$work/clinic" --size 1280x800 >"$work/out" 2>"$work/err" &
kiosk=$!
processes+=($kiosk)
blank=$(picture)
until_true 20 changed_from "$blank" || fail "no first frame: $(cat "$work/err")"
until_true 10 stands_still || fail "the welcome does not come to rest"

# ---- where words may lie ----------------------------------------------------------------

only_child() {
    mapfile -t child < <(pgrep -P $kiosk)
    [ ${#child[@]} = 1 ] && [ "${child[0]}" != "$1" ]
}

nothing_on_disk() {
    local new
    xprop -root >"$work/root-window" || fail "no properties of the root window"
    mapfile -t new < <(temporary | LC_ALL=C comm -13 "$work/temporary" -)
    traces look "$words" --since "$work/began" --files "$work/clinic" "$work/home" "$work/out" \
        "$work/err" "$work/xvfb" "$work/root-window" "$frame" "${new[@]}" ||
        fail "words lie in the clear: $*"
    traces selections || fail "a clipboard holds something: $*"
}

nothing_anywhere() {
    nothing_on_disk "$@"
    traces look "$words" --processes $kiosk "${child[0]}" "$x_server" ||
        fail "words are left in memory: $*"
}

# The same search hits while the words are at work.
in_memory() {
    [ "$(id -u)" != 0 ] || traces look "$words" --found --processes "${child[0]}" >"$work/control"
    grep -v '^open files' "$work/control" >&2 && fail "words at work are not found: $*"
}

# The memory of an equal process opens where that can be dumped.
can_be_dumped() {
    "${as_other[@]}" head -c0 /proc/"$1"/mem 2>/dev/null
}

no_core() {
    local process
    for process in $kiosk "${child[0]}"; do
        grep -Eq '^Max core file size +0 +0 ' /proc/"$process"/limits || fail "a core may be written"
        ! can_be_dumped "$process" || fail "process $process can be dumped"
    done
    can_be_dumped $can_dump || fail "the control of what can be dumped does not hit"
}

# ---- a person writes, and takes up what they wrote --------------------------------------

only_child 0 || fail "no child of the kiosk's"
no_core
patient=${child[0]}
act "I have a card" click 230 600
act "the code" xdotool type --delay 60 "$code"
act "continue" click $right
act "I understand" click $right
click $right # the breath moves
sleep 1
act "skip the mood" click $middle
act "a word by keys" xdotool type --delay 40 "${word[0]} ${word[1]}"
xdotool key ctrl+a ctrl+c ctrl+x ctrl+v ctrl+End
sleep 1.5 # past the last autosave
in_memory "on the page"
nothing_on_disk "while they are on the page"
act "continue" click $right
act "yes, for later" click 950 320
act "continue" click $right
act "skip the body" click $middle
act "another word" xdotool type --delay 40 "${word[1]}"
act "continue" click $right
act "skip the mood" click $middle
act "nothing needed" click $right
act "finish" click $right
act "goodbye" click 640 400
until_true 20 only_child "$patient" || fail "the process of the person stays"
until_true 10 stands_still || fail "the welcome does not come back"
no_core
nothing_anywhere "after a person has finished"

# pixel X Y
pixel() {
    tail -c $((1280 * 800 * 4)) "$frame" | tail -c +$((4 * ($2 * 1280 + $1) + 1)) | head -c 3 | od -An -tx1
}

# ---- staff read -------------------------------------------------------------------------

act "the quiet corner" click 40 40
act "the passphrase" xdotool type --delay 40 "$(cat "$passphrase")"
# The passphrase's key takes its time, with the picture at rest between: the caseload is there when the
# keys on the screen are not.
key=$(pixel 620 530)
keys_are_gone() {
    [ "$(pixel 620 530)" != "$key" ]
}
click 1110 740
until_true 30 keys_are_gone || fail "no caseload"
until_true 10 stands_still || fail "the caseload does not come to rest"
only_child 0 || fail "staff have two processes"
staff=${child[0]}
act "the first of the people" click 300 148
act "the newest entry" click 300 148
in_memory "in the reader"
nothing_on_disk "while staff read"
act "lock" click 1170 60
until_true 20 only_child "$staff" || fail "the process of staff stays"
until_true 10 stands_still || fail "the welcome does not come back"
nothing_anywhere "after staff have locked"

grep -q . "$work/err" && fail "said on standard error: $(cat "$work/err")"
find "$work/home" -name 'core*' | grep . && fail "a core was written"
"$afterword" check --data "$work/clinic" >"$work/check" || fail "check: $(cat "$work/check")"
echo "what was typed is nowhere in the clear"
