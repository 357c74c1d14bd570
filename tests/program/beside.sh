#!/bin/bash
# Beside a running kiosk: what only looks works, the rest says so before it asks for anything.
# usage: beside.sh AFTERWORD
set -u
# shellcheck source=tests/program/support.sh
. "$(cd "$(dirname "$0")" && pwd)/support.sh"

make_demo "$work/clinic"
echo 'In danger: the red button.' >"$work/words"
export AFTERWORD_DATA=$work/clinic
SDL_VIDEODRIVER=dummy "$afterword" kiosk --windowed --size 640x480 2>"$work/kiosk" &
kiosk=$!
processes+=($kiosk)
left=200
until "$afterword" staff list 2>&1 >"$work/out" | grep -q 'another Afterword'; do
    left=$((left - 1))
    [ $left -gt 0 ] || { fail "no kiosk: $(<"$work/kiosk")"; exit 1; }
    sleep 0.1
done

# No passphrase is given here, and there is no terminal: it would be exit code 2 to ask for one.
while read -r -a words; do
    refuse 1 "${words[@]}"
    says err "another Afterword works on this data folder"
done <<EOF
staff list
staff add Eve
staff passphrase
staff revoke Eve
patient add Eve
patient list
patient assign a b
patient release a b
patient retire a
patient erase a
entries list
entries show 00000000000000000000000000000001
entries erase 00000000000000000000000000000001
backup certify
setup --clinic a --admin b --answers c --leaves-room staff --emergency-file $work/words --recovery-file $work/r
EOF
[ ! -e "$work/r" ] || fail "recovery words of no clinic"
refuse 1 demo --data "$work/clinic" --no-kiosk
run 0 check
says out whole
run 0 check --json
run 0 flow check

kill -TERM $kiosk
wait $kiosk || fail "told to end, the kiosk leaves with $?: $(<"$work/kiosk")"
run 0 staff list
run 0 patient list --passphrase-file "$passphrase"

exit "$failed"
