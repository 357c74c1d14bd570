#!/bin/bash
# Somebody writes and the program is killed, at a moment that chance chooses: first the child alone,
# which the supervisor brings back and which goes on with the draft, then all of it, and it is started
# anew. After each kill another program reads what the folder holds: all that had been typed a second
# before is there, in one draft.
# usage: kills.sh AFTERWORD [KILLS], at most 170
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/screens/support.sh
. "$here/support.sh"

kills=${2:-4}
seed=${SEED:-$$}
RANDOM=$seed
# The last second of typing. It is counted from when a key was given to the X server: a build that is
# not optimized comes some seconds behind fast keys, and the queue before it is no loss. So it is typed
# for as somebody types; a sanitizer's build has no time to keep at all.
allowed_ms=2500
between_ms=120
case $afterword in
*campaign/*) allowed_ms=1000 between_ms=15 ;;
*/asan/* | */tsan/*) exit 77 ;;
esac
staff="230 602"
ana="332 282"
sitting=0

start_kiosk() {
    local blank
    blank=$(picture)
    "$afterword" kiosk --data "$work/clinic" --size 1280x800 >>"$work/out" 2>>"$work/err" &
    kiosk=$!
    processes+=($kiosk)
    until_true 30 changed_from "$blank" || fail "no first frame: $(cat "$work/err")"
    until_true 20 stands_still || fail "the welcome does not come to rest"
}

# Types the numbers of this sitting from $1 on until it is ended, and notes when each was out. Every
# number stands once and has five digits: one that is lost, stands twice or is half written is seen.
type_numbers() {
    local n=$1
    while true; do
        xdotool type --delay $between_ms "$(((10 + sitting) * 1000 + n)) " || return
        echo "$sitting $n $(date +%s%3N)" >>"$work/typed"
        n=$((n + 1))
    done
}

# write_until_killed FIRST PROCESS...: leaves what the folder holds at that moment in $work/kept.
write_until_killed() {
    local first=$1 typing
    shift
    type_numbers "$first" &
    typing=$!
    sleep "$(printf '%d.%03d' $((RANDOM % 4)) $((RANDOM % 1000)))"
    # Nothing is brought back before the folder has been read.
    [ "$1" = "$kiosk" ] || kill -STOP "$kiosk"
    date +%s%3N >"$work/killed"
    kill -KILL "$@"
    kill "$typing"
    wait "$typing" 2>/dev/null
    rm -rf "$work/kept"
    [ "$1" != "$kiosk" ] || wait "$kiosk" 2>/dev/null # or bash says that it was killed
    until_true 5 has_ended "$@" || fail "killed, it lives"
    mkdir -m 700 "$work/kept"
    cp "$work"/clinic/{afterword.db*,clinic.pin,kiosk.head} "$work/kept"
    [ "$1" = "$kiosk" ] || kill -CONT "$kiosk"
}

has_ended() {
    local process
    for process in "$@"; do
        case $(sed 's/.*) //' "/proc/$process/stat" 2>/dev/null) in
        "" | Z* | X*) ;;
        *) return 1 ;;
        esac
    done
}

# judge FIRST: what the reader finds, against what was typed from that number on.
judge() {
    /usr/bin/python3 "$here/../reader" read "$work/kept" --member "Ana Ruiz" <"$passphrase" \
        >"$work/read" || fail "the reader: what the kill left is not whole"
    /usr/bin/python3 "$here/kept.py" "$work/typed" "$work/stood" "$(cat "$work/killed")" "$sitting" \
        "$1" $allowed_ms <"$work/read" || fail "kill $killed of seed $seed, from number $1 on"
}

# The child is there again, and a member of staff lets the person go on.
resume() {
    # shellcheck disable=SC2086
    {
        until_true 20 changed_from "$1" || fail "killed, the child does not come back"
        until_true 20 stands_still || fail "the veil does not come to rest"
        act "staff" click $staff
        act "who is here" click $ana
        act "a passphrase" xdotool type --delay 40 "$(cat "$passphrase")"
        act "continue" click $right
        act "go on" click $right
        act "to the end" xdotool key ctrl+End space
    }
}

children() {
    pgrep -P "$kiosk"
}

make_clinic
start_x
: >"$work/typed"
killed=0
while [ $killed -lt "$kills" ]; do
    sitting=$((sitting + 1))
    start_kiosk
    walk_to_words
    # shellcheck disable=SC2046
    write_until_killed 1 $(children)
    before=$(picture)
    killed=$((killed + 1))
    judge 1
    resume "$before"
    # What was lost with the kill is not typed again: this half has its own hundreds.
    # shellcheck disable=SC2046
    write_until_killed 501 "$kiosk" $(children)
    killed=$((killed + 1))
    judge 501
done

"$afterword" check --data "$work/clinic" >"$work/check" || fail "check: $(cat "$work/check")"
grep -aqr -e "Robin" -e "11001 11002" "$work/clinic" "$work/err" && fail "a word lies in the clear"
echo "$killed kills, $sitting sittings: nothing lost that was a second old"
