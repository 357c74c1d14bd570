#!/bin/bash
# What a command line may not say, and that it is said back safely: exit code 2, words on standard
# error, nothing on standard output, nothing that a terminal would obey.
# usage: options.sh AFTERWORD
set -u
# shellcheck source=tests/program/support.sh
. "$(cd "$(dirname "$0")" && pwd)/support.sh"

touch "$work/file"
mkdir -m 700 "$work/empty"
: >"$work/empty.tour"

for size in 0x0 99999x99999 1280 1280x x800 -5x-5 1280x800x32 1280X800 1e3x800 '' 99999999999999999999x1; do
    refuse 2 kiosk --size "$size"
done
for size in 0x0 99999x99999; do
    refuse 2 --size "$size"
    refuse 2 tour --size "$size" "$work/empty.tour"
    refuse 2 demo --data "$work/none" --size "$size"
done
for number in 0 -1 1000 abc 5.88mm nan 0x10 1e1 . ''; do
    refuse 2 --px-per-mm "$number"
done
for language in ../../etc x "$(printf 'a%.0s' {1..40})" 'e n' $'e\en'; do
    refuse 2 --lang "$language"
done
refuse 2 --theme pink
refuse 2 --text-size 150
refuse 2 --prompts /no/such/folder
refuse 2 --prompts "$work/file"
refuse 2 --unknown
refuse 2 $'--un\e[31mknown'
refuse 2 -x
refuse 2 --size
refuse 2 --size 1280x800 --size 1280x800
refuse 2 --windowed=yes
refuse 2 nonsense
refuse 2 kiosk nonsense
refuse 2 --data "$work/file"
refuse 2 --data $'/tmp/a\nb'
refuse 2 --data ''
refuse 2 tour
refuse 2 tour --data "$work/file" "$work/empty.tour"
refuse 2 tour --shots "$work/file" "$work/empty.tour"
refuse 2 tour --shots /no/such/folder "$work/empty.tour"
refuse 2 tour --hand steady "$work/empty.tour"
refuse 2 tour --hand shaking: "$work/empty.tour"
refuse 2 tour --hand shaking:-1 "$work/empty.tour"
refuse 2 tour /no/such.tour
printf 'lose-everything\n' >"$work/unknown.tour"
refuse 2 tour "$work/unknown.tour"

# A folder without a clinic, and none at all.
refuse 1 --data "$work/empty"
refuse 1 --data "$work/no-such-folder"
refuse 1

# Before a demo makes a clinic, it looks at the kiosk's options.
for wrong in --theme=pink --entries=-1 --entries=100001 --team=21; do
    refuse 2 demo --data "$work/none" $wrong
done
[ ! -e "$work/none" ] || fail "a clinic was made all the same"

# Every command: unknown options, --data on a file, a path with a new line, too many words.
"$afterword" --help >"$work/help"
commands=$(sed -n 's/^  \([a-z]*\( [a-z]*\)\?\)   *.*/\1/p' "$work/help" | sed 's/ *$//')
[ "$(wc -l <<<"$commands")" -ge 19 ] || fail "--help lists few commands: $commands"
while read -r -a command; do
    refuse 2 "${command[@]}" $'--un\e]0;known\a'
    case ${command[*]} in
    kiosk | check | demo | 'staff list') operands=() ;;
    'patient assign' | 'patient release') operands=(a b) ;;
    tour) operands=("$work/empty.tour") ;;
    setup | flow*) continue ;; # set-up refuses what is missing first; a flow needs no clinic
    'entries list' | 'patient list' | 'staff passphrase') operands=() ;;
    *) operands=(a) ;;
    esac
    refuse 2 "${command[@]}" --data "$work/file" "${operands[@]}"
    refuse 2 "${command[@]}" --data $'/tmp/a\nb\e[2J' "${operands[@]}"
    [ "${command[*]}" = tour ] || refuse 2 "${command[@]}" "${operands[@]}" one word more
done <<<"$commands"
refuse 2 staff
refuse 2 staff nonsense
refuse 2 staff add
says err NAME
refuse 2 --version nonsense

while read -r words; do
    # shellcheck disable=SC2086 # words are words
    run 0 $words
    [ -s "$work/out" ] || fail "nothing on standard output: $words"
    [ ! -s "$work/err" ] || fail "something on standard error: $words"
done <<<"--help
-h
--version
--size 1280x800 --help
staff --help
$(sed 's/$/ --help/' <<<"$commands")"

# A result that cannot be written is none.
timeout 20 "$afterword" --help >/dev/full 2>"$work/err" && fail "nothing was written, and all is well"
says err "cannot write 'standard output': the disk is full"

# A kiosk that nobody could see says so: with no display, and with a driver that shows nothing.
"$afterword" demo --data "$work/clinic" --entries 0 --no-kiosk >/dev/null || fail "no demo clinic"
refuse 1 --data "$work/clinic"
SDL_VIDEODRIVER=dummy refuse 1 --data "$work/clinic"
grep -q display "$work/err" || fail "the words do not name the display"

# What was done says so to a script too.
"$afterword" demo --data "$work/staffed" --entries 1 --team 2 --no-kiosk >"$work/out" ||
    fail "no demo clinic with a team"
sed -n 's/^passphrase: //p' "$work/out" >"$work/passphrase"
asking=(--data "$work/staffed" --staff 'Ana Ruiz' --passphrase-file "$work/passphrase")
member=$("$afterword" staff list --data "$work/staffed" | grep -v 'Ana Ruiz' | head -1 | cut -d: -f1)
code=$("$afterword" patient list "${asking[@]}" | head -1 | cut -d: -f1)
"$afterword" staff revoke "$member" "${asking[@]}" 2>"$work/err" ||
    fail "exit code $? of a staff revoke that was done"
"$afterword" patient erase "$code" "${asking[@]}" --again-file "$work/passphrase" 2>"$work/err" ||
    fail "exit code $? of a patient erase that was done"
echo 'quite another one' >"$work/wrong"
refuse 3 patient list "${asking[@]:0:4}" --passphrase-file "$work/wrong"

chmod 755 "$work/clinic"
refuse 1 --data "$work/clinic"

exit $failed
