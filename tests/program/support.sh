# For the tests of the program on a command line. Sourced.
# Sets `work`, a folder that goes with the test; `afterword`, the program; `failed`, what to leave
# with; `passphrase`, a file with the passphrase of everybody that these tests set up.

work=$(mktemp -d /tmp/afterword-program-XXXXXX)
afterword=$1
failed=0
processes=()
unset DISPLAY WAYLAND_DISPLAY SDL_VIDEODRIVER AFTERWORD_DATA
export XDG_DATA_HOME="$work/share" HOME="$work"

leave() {
    local code=$?
    for process in "${processes[@]}"; do
        kill "$process" 2>/dev/null && wait "$process" 2>/dev/null
    done
    rm -rf "$work"
    exit $code
}
trap leave EXIT

fail() {
    echo "failed: $*" >&2
    failed=1
}

passphrase=$work/passphrase
echo "harbor candle pepper window lantern meadow" >"$passphrase"

# run CODE ARGUMENT...: standard output and standard error are in $work/out and $work/err. In a
# session of its own there is no terminal to ask on.
run() {
    local code=$1 got
    shift
    setsid -w timeout 60 "$afterword" "$@" >"$work/out" 2>"$work/err"
    got=$?
    [ "$got" = "$code" ] && return
    fail "exit code $got and not $code:$(printf ' %q' "$@")"
    cat "$work/err" >&2
}

# refuse CODE ARGUMENT...: words on standard error alone, none that a terminal would obey.
refuse() {
    local code=$1
    shift
    run "$code" "$@" </dev/null
    [[ $(<"$work/err") == *'afterword: '* || $(<"$work/err") == *.tour:* ]] ||
        fail "no words on standard error:$(printf ' %q' "$@")"
    [ ! -s "$work/out" ] || fail "something on standard output:$(printf ' %q' "$@")"
    safe err "$@"
}

# Controls of ASCII and of Latin-1, overrides of direction, marks of byte order.
unsafe=$'[\x01-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]|\xef\xbb\xbf'

# safe out|err WORDS...: what was written there holds nothing that a terminal would obey.
safe() {
    local LC_ALL=C
    [[ $(<"$work/$1") =~ $unsafe ]] && fail "unsafe on standard $1:$(printf ' %q' "${@:2}")"
    return 0
}

# says out|err TEXT: what was written there holds this text.
says() {
    [[ $(<"$work/$1") == *"$2"* ]] || fail "no '$2' on standard $1: $(<"$work/$1")"
}

# json EXPRESSION: true of what standard output holds, as Python's `it`.
json() {
    python3 -I -S - "$work/out" "$1" <<'EOF' || fail "not so: $1: $(cat "$work/out")"
import json, sys
it = json.load(open(sys.argv[1], encoding="utf-8"))
sys.exit(not eval(sys.argv[2]))
EOF
}

# A clinic with one entry, quickly made. make_demo FOLDER [OPTION...]
make_demo() {
    local folder=$1
    shift
    "$afterword" demo --data "$folder" --no-kiosk --entries 1 "$@" >"$work/demo" ||
        fail "no demo clinic in $folder"
}
