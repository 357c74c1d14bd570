#!/bin/bash
# The Debian package: what is in it, what it depends on; installed into a throw-away root it runs
# without the folders that it was built from, and leaves what a clinic keeps when it goes.
# usage: package.sh AFTERWORD
set -u
# shellcheck source=tests/program/support.sh
. "$(cd "$(dirname "$0")" && pwd)/support.sh"

source=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "$(dirname "$afterword")" && pwd)
root=$work/root

# A sanitizer's build is no package, and would look for its suppressions among the sources.
case $afterword in
*/asan/* | */tsan/*) exit 77 ;;
esac

# Root in a name space of its own, whose mounts nobody else sees.
apart=(unshare --mount)
[ "$(id -u)" = 0 ] || apart+=(--map-root-user)
command -v dpkg-shlibdeps >/dev/null && command -v fakeroot >/dev/null || exit 77
"${apart[@]}" mount -t tmpfs none "$work" 2>/dev/null || exit 77

# ---- made -----------------------------------------------------------------------------------------

package=$(umask 077 && AFTERWORD_PRESET=${build##*/} "$source/script/package" 2>"$work/err") || {
    cat "$work/err" >&2
    exit 1
}
[[ ${package##*/} =~ ^afterword_[0-9.]+_[a-z0-9]+\.deb$ ]] || fail "its name is ${package##*/}"

depends=" $(dpkg-deb --field "$package" Depends),"
while read -r name _ group _; do
    case $group in
    run) [[ $depends == *" $name,"* ]] || fail "does not depend on $name" ;;
    *) [[ $depends != *" $name,"* && $depends != *" $name "* ]] || fail "depends on $name" ;;
    esac
done < <(grep '^[a-z]' "$source/script/dependencies")
for library in libc6 libsdl2-2.0-0 libsqlite3-0 libsodium23; do
    [[ $depends == *" $library ("* ]] || fail "does not depend on $library"
done

# What runs when it comes or goes would be here: nothing does.
mkdir "$work/control"
dpkg-deb --control "$package" "$work/control"
[ "$(cd "$work/control" && echo *)" = "control md5sums" ] || fail "more in it than files"

# Root's, readable by all, writable by nobody else.
dpkg-deb --contents "$package" >"$work/contents"
grep -vE '^(drwxr-xr-x|-rw[x-]r-[x-]r-[x-]) root/root ' "$work/contents" >&2 &&
    fail "modes or owners"
grep -E '\./(etc|var|usr/local)|\.po$' "$work/contents" >&2 && fail "what does not belong in it"
for file in bin/afterword share/man/man1/afterword.1 share/bash-completion/completions/afterword \
    share/afterword/prompts/landing.yaml share/afterword/assets/words.txt \
    share/afterword/locale/es/LC_MESSAGES/afterword.mo share/doc/afterword/README.md \
    share/doc/afterword/docs/clinics.md share/doc/afterword/examples/first-reflection.tour; do
    grep -q " \./usr/$file\$" "$work/contents" || fail "without usr/$file"
done

# ---- installed ------------------------------------------------------------------------------------

mkdir -p "$root/var/lib/dpkg/updates" "$root/var/lib/dpkg/info"
touch "$root/var/lib/dpkg/status" "$root/var/lib/dpkg/available"

# Its dependencies are the machine's, which that root knows nothing of.
manage() {
    "${apart[@]}" dpkg --root="$root" --log="$work/log" --force-depends "$@" >"$work/out" 2>&1 || {
        cat "$work/out" >&2
        fail "dpkg $*"
    }
}

manage --install "$package"

# What was installed, where neither the sources nor the build can be seen.
afterword=$work/alone
cat >"$afterword" <<SCRIPT
#!/bin/bash
exec ${apart[*]} bash -c 'mount -t tmpfs none "$build" && mount -t tmpfs none "$source" && exec "\$@"' \
    - "$root/usr/bin/afterword" "\$@"
SCRIPT
chmod +x "$afterword"
data=$root/var/lib/afterword

run 0 --version
run 0 demo --no-kiosk --data "$data" --entries 3
says out passphrase:
run 0 check --data "$data"
run 0 flow check --data "$data"
echo 'expect "Sin código"' >"$work/spanish.tour"
run 0 tour --data "$data" --lang es "$work/spanish.tour"
run 0 tour --data "$data" "$root/usr/share/doc/afterword/examples/first-reflection.tour"

# ---- removed --------------------------------------------------------------------------------------

sum() {
    (cd "$data" && find . -type f -print0 | sort -z | xargs -0 sha256sum)
}
sum >"$work/before"
manage --purge afterword
[ ! -e "$root/usr" ] || fail "left behind: $(find "$root/usr")"
cmp <(sum) "$work/before" || fail "removing it touched the data folder"

exit $failed
