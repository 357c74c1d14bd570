#!/bin/bash
# --help, the manual page and the completion of the shell name the same commands and options.
# usage: manual.sh AFTERWORD      beside it lie afterword.1 and afterword.bash, as the build made them
set -u
# shellcheck source=tests/program/support.sh
. "$(cd "$(dirname "$0")" && pwd)/support.sh"
page=$(dirname "$afterword")/afterword.1
completion=$(dirname "$afterword")/afterword.bash

"$afterword" --man | cmp -s - "$page" || fail "the manual page is not the program's"
"$afterword" --completion | cmp -s - "$completion" || fail "the completion is not the program's"
groff -man -ww -z "$page" >"$work/groff" 2>&1
[ ! -s "$work/groff" ] || fail "groff says: $(<"$work/groff")"

"$afterword" --help >"$work/help"
mapfile -t commands < <(sed -n 's/^  \([a-z]*\( [a-z]*\)\?\)   *.*/\1/p' "$work/help" | sed 's/ *$//')
[ ${#commands[@]} -ge 19 ] || fail "--help lists few commands: ${commands[*]}"

# The page's sections: a command, and the options under it.
mapfile -t sections < <(sed -n 's/^\.SS "afterword \(.*\)"/\1/p' "$page")
[ ${#sections[@]} = ${#commands[@]} ] || fail "the page has other commands: ${sections[*]}"
page_options() {
    sed 's/\\-/-/g' "$page" | awk -v name="$1" '
        /^\.SS / || /^\.SH / {
            here = $0 == ".SS \"afterword " name "\"" || index($0, ".SS \"afterword " name " ") == 1
            if (name !~ / / && $3 == name " ") here = 1
        }
        here && /^\\fB--/ { sub(/^\\fB/, ""); sub(/\\fR.*/, ""); print }' | sort
}

# shellcheck source=/dev/null # made by the build
. "$completion"
# complete WORD...: what the completion offers for the last word.
complete_words() {
    COMP_WORDS=(afterword "$@")
    COMP_CWORD=$#
    _afterword
    printf '%s\n' "${COMPREPLY[@]}" | sort
}

for command in "${commands[@]}"; do
    read -r -a words <<<"$command"
    "$afterword" "${words[@]}" --help >"$work/out"
    in_help=$(sed -n 's/^  \(--[a-z-]*\).*/\1/p' "$work/out" | sort)
    in_page=$({ page_options "$command"; echo --help; } | sort)
    offered=$(complete_words "${words[@]}" --)
    [ "$in_help" = "$in_page" ] || fail "$command: help and page differ: $in_help / $in_page"
    [ "$in_help" = "$offered" ] || fail "$command: help and completion differ: $in_help / $offered"
    grep -qx -- "${words[0]}" <<<"$(complete_words '')" || fail "not offered: ${words[0]}"
    [ ${#words[@]} = 1 ] || grep -qx -- "${words[1]}" <<<"$(complete_words "${words[0]}" '')" ||
        fail "not offered: $command"
done

[ "$(complete_words kiosk --theme '' | tr '\n' ' ')" = "contrast day dusk " ] || fail "no themes"
[ "$(complete_words staff pass)" = passphrase ] || fail "staff pass..."
[ -z "$(complete_words check --data x)" ] || fail "a folder is no option"
[ "$(complete_words --wind)" = --windowed ] || fail "the kiosk's options come without a command"

exit "$failed"
