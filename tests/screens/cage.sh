#!/bin/bash
# A tour inside cage, the Wayland kiosk compositor: the program runs through its Xwayland, and what
# the compositor shows is what the program drew, before and after a change of process.
# usage: cage.sh AFTERWORD
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/screens/support.sh
. "$here/support.sh"

# cage refuses to run as root. It needs shared memory, which a folder with a bare system in it has for
# root alone: there it gets its own, of which nobody outside sees anything.
nobody=(setpriv --reuid nobody --regid nogroup --clear-groups --)
as_user() {
    if [ "$(id -u)" != 0 ]; then
        "$@"
    elif "${nobody[@]}" test -w /dev/shm; then
        "${nobody[@]}" "$@"
    else
        # shellcheck disable=SC2016
        unshare --mount --propagation unchanged bash -c \
            'mount --make-rprivate /dev && mount -t tmpfs -o mode=1777 none /dev/shm && exec "$@"' - \
            "${nobody[@]}" "$@"
    fi
}

cat >"$work/a.tour" <<'TOUR'
expect @without
shot first
wait 4s
press @without
type "Robin"
press @continue
press @begin
press @enough
press @skip
type "La niña soñó con el mar"
expect "La niña soñó con el mar"
crash
expect "Something is kept here."
shot second
wait 4s
TOUR

cat >"$work/inside" <<'INSIDE'
#!/bin/bash
# Runs inside cage: plays the tour, and takes the compositor's picture while it waits.
cd "$1" || exit 1
"$2" tour --size 1024x768 --shots . a.tour >tour.out 2>tour.err &
tour=$!
for name in first second; do
    while kill -0 $tour 2>/dev/null && [ ! -s $name.png ]; do
        sleep 0.1
    done
    sleep 2
    grim -t ppm $name.ppm
done
wait $tour
echo $? >code
INSIDE
chmod 755 "$work/inside"
mkdir "$work/run"
chmod 700 "$work/run"
[ "$(id -u)" != 0 ] || chown -R nobody:nogroup "$work"

# Its output is a window of an X server with no screen: the headless one shows nothing everywhere.
unset WAYLAND_DISPLAY SDL_VIDEODRIVER
start_x
export XDG_RUNTIME_DIR=$work/run HOME=$work
export WLR_BACKENDS=x11 WLR_RENDERER=pixman WLR_LIBINPUT_NO_DEVICES=1
as_user timeout 120 cage -- "$work/inside" "$work" "$afterword" >"$work/cage" 2>&1

[ -s "$work/code" ] || fail "cage did not play it: $(tail -5 "$work/cage")"
[ "$(cat "$work/code")" = 0 ] || fail "the tour: $(cat "$work/tour.err")"
for name in first second; do
    python3 "$here/same.py" "$work/$name.png" "$work/$name.ppm" || fail "$name: not what was drawn"
done
echo "cage shows what was drawn"
