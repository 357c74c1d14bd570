# For the tests on a display server: starting one, a throw-away clinic, looking at pixels. Sourced.
# Sets `work`, a folder that goes with the test; `passphrase`, a file.

work=$(mktemp -d /tmp/afterword-screen-XXXXXX)
passphrase=$work/passphrase
afterword=$1
processes=()

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
    exit 1
}

# until_true SECONDS COMMAND...
until_true() {
    local left=$(($1 * 20))
    shift
    until "$@"; do
        left=$((left - 1))
        [ $left -gt 0 ] || return 1
        sleep 0.05
    done
}

make_clinic() {
    "$afterword" demo --data "$work/clinic" --entries 1 --no-kiosk >"$work/demo" ||
        fail "no demo clinic"
    sed -n 's/^passphrase: //p' "$work/demo" >"$passphrase"
    chmod 600 "$passphrase"
}

# A real X server with no screen; sets DISPLAY, and `frame`, the file with its pixels. More options
# for it as arguments.
start_x() {
    mkdir "$work/frame"
    Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp -fbdir "$work/frame" "$@" \
        3>"$work/number" 2>"$work/xvfb" &
    processes+=($!)
    until_true 10 test -s "$work/number" || fail "no X server: $(cat "$work/xvfb")"
    DISPLAY=:$(cat "$work/number")
    export DISPLAY
    frame=$work/frame/Xvfb_screen0
}

# What the screen shows, as one number.
picture() {
    tail -c +4097 "$frame" | cksum
}

changed_from() {
    [ "$(picture)" != "$1" ]
}

# Waits until two looks in a row are the same.
stands_still() {
    local before
    before=$(picture)
    sleep 0.3
    [ "$(picture)" = "$before" ]
}

# act WORDS COMMAND...: does something to the screen, and waits for the picture to change and to
# come to rest. WORDS say what, where it does nothing.
act() {
    local before what=$1
    shift
    before=$(picture)
    "$@"
    until_true 10 changed_from "$before" || fail "nothing changed on the screen: $what"
    until_true 10 stands_still || fail "the screen does not come to rest: $what"
}

# A hand takes that long from one press to the next; sooner, the toolkit takes it for a tremor.
click() {
    sleep 0.6
    xdotool mousemove "$1" "$2" click 1
}

# Places on 1280x800, where the design has them.
without="665 600"
right="1090 735"  # the one act of a page: Continue, Begin, Enough
middle="640 735"  # Skip

# From the welcome to the page of words, without a code.
walk_to_words() {
    # shellcheck disable=SC2086
    {
        act "without a code" click $without
        act "a name by keys" xdotool type --delay 60 Robin
        act "continue" click $right
        act "begin" click $right
        click $right # the breath moves: the picture does not come to rest before the next page
        sleep 1
        act "skip the mood" click $middle
    }
}

# Voluntary context switches of all threads of these processes and of their children.
switches() {
    local all=("$@") child
    for process in "$@"; do
        for child in $(pgrep -P "$process"); do
            all+=("$child")
        done
    done
    for process in "${all[@]}"; do
        cat /proc/"$process"/task/*/status
    done | awk '/^voluntary_ctxt_switches/ {sum += $2} END {print sum + 0}'
}
