#!/bin/bash
# What a command line may not say, and that it is said back safely: exit code 2, words on standard
# error, nothing on standard output, nothing that a terminal would obey.
# usage: options.sh AFTERWORD
set -u
afterword=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset DISPLAY WAYLAND_DISPLAY SDL_VIDEODRIVER AFTERWORD_DATA
export XDG_DATA_HOME="$work/share" HOME="$work"
failed=0

fail() {
    echo "failed: $*" >&2
    failed=1
}

# refuse CODE ARGUMENT...
refuse() {
    local code=$1 got
    shift
    timeout 20 "$afterword" "$@" >"$work/out" 2>"$work/err"
    got=$?
    [ "$got" = "$code" ] || fail "exit code $got and not $code:$(printf ' %q' "$@")"
    [ -s "$work/err" ] || fail "no words on standard error:$(printf ' %q' "$@")"
    [ ! -s "$work/out" ] || fail "something on standard output:$(printf ' %q' "$@")"
    if LC_ALL=C grep -q '[^[:print:][:blank:]]' "$work/err"; then
        fail "control characters on standard error:$(printf ' %q' "$@")"
    fi
}

touch "$work/file"
mkdir -m 700 "$work/empty"
: >"$work/empty.tour"

for size in 0x0 99999x99999 1280 1280x x800 -5x-5 1280x800x32 1280X800 1e3x800 '' 99999999999999999999x1; do
    refuse 2 --size "$size"
    refuse 2 kiosk --size "$size"
    refuse 2 tour --size "$size" "$work/empty.tour"
done
for number in 0 -1 1000 abc 5.88mm nan ''; do
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
refuse 2 tour /no/such.tour
printf 'lose-power\n' >"$work/unknown.tour"
refuse 2 tour "$work/unknown.tour"

# A folder without a clinic, and none at all.
refuse 1 --data "$work/empty"
refuse 1 --data "$work/no-such-folder"
refuse 1

for words in --help --version 'kiosk --help' 'tour --help' '--size 1280x800 --help'; do
    # shellcheck disable=SC2086 # words are words
    timeout 20 "$afterword" $words >"$work/out" 2>"$work/err" || fail "exit code $?: $words"
    [ -s "$work/out" ] || fail "nothing on standard output: $words"
done

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
