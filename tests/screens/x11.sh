#!/bin/bash
# The kiosk on a real X server, with clicks and keys that the server delivers: a person begins
# without a code and writes; idle asks the kernel for nothing; told to end, it seals and leaves.
# usage: x11.sh AFTERWORD
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/screens/support.sh
. "$here/support.sh"

paper="300 500" # the page of writing on 1280x800, while its keys are down

# The lowest keys of the keyboard on the screen, as one number: no letter stands on them.
lowest_keys() {
    tail -c $((90 * 1280 * 4)) "$frame" | cksum
}

# What stands on the screen once the caret has stopped blinking.
at_rest() {
    until_true 10 stands_still
    sleep 5.5
    picture
}

# writes_the_same WORDS COMMAND...: what the keys write looks as the words do.
writes_the_same() {
    local wanted written words=$1 LC_ALL=C.UTF-8 # letters are counted, not bytes
    shift
    act "'$words' at once" env LC_ALL=C.UTF-8 xdotool type --delay 80 "$words"
    wanted=$(at_rest)
    act "'$words' away again" xdotool key --delay 60 $(yes BackSpace | head -n ${#words})
    act "'$words' by its keys" "$@"
    written=$(at_rest)
    [ "$wanted" = "$written" ] || fail "its keys do not write '$words'"
}

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
# shellcheck disable=SC2086
{
    until_true 10 stands_still
    shown=$(lowest_keys)
    act "words by keys" xdotool type --delay 60 "the boots by the door"
    [ "$(lowest_keys)" != "$shown" ] || fail "keys were pressed, and those on the screen stayed"
    act "a key that takes back" xdotool key BackSpace
    act "a touch in the page" click $paper
    [ "$(lowest_keys)" = "$shown" ] || fail "a touch in the page does not bring the keys back"

    # Not in a sanitizer's build, which is too slow for this: xdotool has letters on the map for a
    # moment alone.
    case $afterword in
    */asan/* | */tsan/*) ;;
    *)
        # Another keyboard in the middle of a line: dead keys write one letter, as its own letters do.
        act "to the end" xdotool key ctrl+End
        setxkbmap es
        writes_the_same "é ü ñ" \
            xdotool key --delay 60 dead_acute e space dead_diaeresis u space ntilde
        # Letters that are on no map come as text alone, in both directions.
        writes_the_same " سلام" env LC_ALL=C.UTF-8 xdotool type --delay 120 " سلام"
        setxkbmap us
        ;;
    esac
}
sleep 2 # past the last autosave

kill -TERM $kiosk
until_true 5 bash -c "! kill -0 $kiosk 2>/dev/null" || fail "told to end, it stays"
wait $kiosk || fail "told to end, it leaves with $?: $(cat "$work/err")"

# Nobody's word or name lies in the folder or went to standard error; what was written is whole.
grep -aqr -e "boots" -e "Robin" "$work/clinic" "$work/err" && fail "a word lies in the clear"
"$afterword" check --data "$work/clinic" >"$work/check" || fail "check: $(cat "$work/check")"
echo "a person wrote by keys and clicks, and nothing of it lies in the clear"
