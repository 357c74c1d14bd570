#!/bin/bash
# A clinic on the command line, from set-up to the entries of a colleague, and every exit code on the
# way: names that are not ASCII, wrong passphrases, damage.
# usage: clinic.sh AFTERWORD
set -u
# shellcheck source=tests/program/support.sh
. "$(cd "$(dirname "$0")" && pwd)/support.sh"
cd "$work" || exit 1

# ---- set-up refuses to finish without any of what it needs ------------------------------

printf 'In danger: press the red button.\nRuft Zoë: Klingel an der Tür.\n' >words.txt
setup=(--data clinic --clinic 'Lindenhof Zürich' --admin 'Zoë Ångström' --emergency-file words.txt
    --answers 'die Theke' --leaves-room staff --recovery-file recovery.txt
    --passphrase-file "$passphrase")
nothing_made() {
    [ ! -e clinic/afterword.db ] || fail "a clinic was made: $*"
    [ ! -e recovery.txt ] || fail "recovery words were written: $*"
}
for ((i = 2; i < 14; i += 2)); do # each but --data and --passphrase-file
    refuse 2 setup "${setup[@]:0:i}" "${setup[@]:i+2}"
    says err "not finished without ${setup[i]}"
done
nothing_made "something was missing"

# instead CODE OPTION VALUE: set-up with another value.
instead() {
    local code=$1 option=$2 value=$3 words=() i
    for ((i = 0; i < ${#setup[@]}; i += 2)); do
        if [ "${setup[i]}" = "$option" ]; then
            words+=("$option" "$value")
        else
            words+=("${setup[i]}" "${setup[i + 1]}")
        fi
    done
    refuse "$code" setup "${words[@]}"
    nothing_made "$option $value"
}
: >empty.txt
printf 'caf\xe9\n' >latin1.txt
printf 'zero\0byte\n' >zero.txt
head -c 5000 /dev/zero | tr '\0' x >long.txt
echo short >short.txt
echo somebody else >kept.txt
for option in --clinic --admin --answers --leaves-room; do
    instead 2 $option '  '
    instead 2 $option $'red \e[31m'
    instead 2 $option $'caf\xe9'
    instead 2 $option "$(head -c 300 long.txt)"
done
instead 2 --emergency-file empty.txt
instead 2 --emergency-file latin1.txt
instead 2 --emergency-file zero.txt
instead 2 --emergency-file long.txt
instead 1 --emergency-file none.txt
instead 1 --recovery-file none/recovery.txt
instead 1 --recovery-file kept.txt
grep -q somebody kept.txt || fail "the recovery file of somebody else is gone"
instead 2 --passphrase-file short.txt
instead 2 --passphrase-file empty.txt
instead 1 --passphrase-file none.txt
instead 1 --passphrase-file .

# ---- the clinic -----------------------------------------------------------------------------

# Where no disk keeps it, that is said, and the clinic is made all the same.
memory=$(mktemp -d /dev/shm/afterword-XXXXXX)
run 0 setup "${setup[@]:2:10}" --recovery-file paper.txt --data "$memory" \
    --passphrase-file "$passphrase"
says err "lies in the machine's memory"
rm -rf "$memory"
run 0 setup "${setup[@]}"
[ "$(wc -w <recovery.txt)" = 24 ] || fail "no 24 recovery words"
[ "$(stat -c %a recovery.txt clinic clinic/afterword.db | sort -u | tr '\n' ' ')" = "600 700 " ] ||
    fail "what set-up made is open to others"
cp recovery.txt before.txt
refuse 1 setup "${setup[@]}"
says err "cannot set up a clinic in 'clinic': it is there already"
cmp -s recovery.txt before.txt || fail "a second set-up changed the recovery words"
export AFTERWORD_DATA=$work/clinic

# ---- it opens -----------------------------------------------------------------------------------

zoe=(--staff 'Zoë Ångström' --passphrase-file "$passphrase")
ben=(--staff 'Ben Okafor' --passphrase-file ben.txt)
echo 'another good and long passphrase' >ben.txt
run 0 patient add 'Ōe 大江' --passphrase-file "$passphrase" # the only member needs no name
run 0 patient list "${zoe[@]}"
says out "Ōe 大江"
run 0 entries list "${zoe[@]}"
json 'it == []'
run 0 check
says out whole
run 0 staff list
says out 'Zoë Ångström: therapist'

# ---- staff, on a clinic that opens quickly ----------------------------------------------------

make_demo "$work/quick"
export AFTERWORD_DATA=$work/quick
zoe=(--staff 'Ana Ruiz' --passphrase-file "$passphrase")
run 0 staff add 'Ben Okafor' --passphrase-file - --new-passphrase-file - < <(cat "$passphrase" ben.txt)
run 0 staff list --json
json '[m["name"] for m in it] == ["Ana Ruiz", "Ben Okafor"] and it[1]["roles"] == ["therapist"]'
refuse 1 staff add 'Ben Okafor' "${zoe[@]}" --new-passphrase-file ben.txt
says err "cannot add 'Ben Okafor': it is there already"
refuse 2 staff add $'Eve\e[2J' "${zoe[@]}" --new-passphrase-file ben.txt
refuse 2 staff add 'Eve' "${zoe[@]}" --new-passphrase-file short.txt
refuse 2 staff add 'Eve' --roles 'therapist,king' "${zoe[@]}" --new-passphrase-file ben.txt
refuse 1 staff add 'Eve' "${ben[@]}" --new-passphrase-file ben.txt

run 0 patient add 'Müller, Žofia' --called Žofia "${zoe[@]}"
code=$(<out)
[[ $code =~ ^[a-z]+\ [1-9][0-9]\ [a-z]$ ]] || fail "no code: $code"
run 0 patient list "${zoe[@]}"
says out "$code: Müller, Žofia"
run 0 patient list --json "${zoe[@]}"
json "any(p == {'code': '$code', 'name': 'Müller, Žofia', 'called': 'Žofia', 'retired': False, 'can_open': True} for p in it)"
run 0 patient list --json "${ben[@]}"
json 'len(it) == 8 and all(p["name"] is None and not p["can_open"] for p in it)'
refuse 2 patient add $'new\nline' "${zoe[@]}"
refuse 2 patient add ' ' "${zoe[@]}"

# A code as it is said and typed; look-alikes and neighbours are nobody's.
run 0 patient assign "$(tr 'a-z' 'A-Z' <<<"${code// /-}")" 'Ben Okafor' "${zoe[@]}"
run 0 patient list --json "${ben[@]}"
json "[p['name'] for p in it if p['code'] == '$code'] == ['Müller, Žofia']"
refuse 1 patient assign "${code% *} i" 'Ben Okafor' "${zoe[@]}"
refuse 1 patient assign "$code" 'Nobody' "${zoe[@]}"
refuse 1 patient assign $'\e[31m' 'Ben Okafor' "${zoe[@]}"
run 0 patient release "$code" 'Ben Okafor' "${zoe[@]}"
run 0 patient list --json "${ben[@]}"
json 'not any(p["can_open"] for p in it)'
run 0 patient retire "$code" "${zoe[@]}"
run 0 patient list "${zoe[@]}"
says out "$code: Müller, Žofia (retired)"
refuse 3 patient erase "$code" "${zoe[@]}" --again-file ben.txt
run 0 patient list "${zoe[@]}"
says out "$code"
run 0 patient erase "$code" "${zoe[@]}" --again-file "$passphrase"
run 0 patient list --json "${zoe[@]}"
json "len(it) == 7 and all(p['code'] != '$code' for p in it)"

# ---- passphrases ------------------------------------------------------------------------------

refuse 2 patient list --staff 'Ben Okafor' # and no terminal to ask on
refuse 1 patient list --passphrase-file "$passphrase"
says err 'say which with --staff NAME'
refuse 1 patient list --passphrase-file "$passphrase" --staff Nobody
refuse 3 patient list --staff 'Ben Okafor' --passphrase-file "$passphrase"
printf '\n' >blank.txt
refuse 3 patient list --staff 'Ben Okafor' --passphrase-file blank.txt
cat long.txt long.txt >over.txt
refuse 2 patient list --staff 'Ben Okafor' --passphrase-file over.txt

printf 'cafe\xcc\x81 del mar, mañana' >nfd.txt # no new line at its end
printf 'caf\xc3\xa9 del mar, man\xcc\x83ana\n' >nfc.txt
run 0 staff passphrase "${ben[@]}" --new-passphrase-file nfd.txt
refuse 3 patient list "${ben[@]}"
run 0 patient list --staff 'Ben Okafor' --passphrase-file nfc.txt
run 0 staff revoke 'Ben Okafor' "${zoe[@]}"
run 0 staff list
says out 'Ben Okafor: revoked'
refuse 1 patient list --staff 'Ben Okafor' --passphrase-file nfc.txt
run 0 check
run 0 check --json
json 'it["whole"] and it["lines"] > 50 and not any(f["kind"] == "damage" for f in it["findings"])'
unset AFTERWORD_DATA

exit "$failed"
