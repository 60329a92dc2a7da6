#!/bin/sh
# Make the tests' browser be there: Debian's chromium and one font with wide coverage.
# With root and apt-get it is installed; otherwise what is missing is said by name.
set -eu

if command -v chromium >/dev/null 2>&1; then
    exit 0
fi
say() {
    echo "install_browser: the package \"chromium\" (/usr/bin/chromium) is missing. $1" >&2
}
if ! command -v apt-get >/dev/null 2>&1; then
    say "There is no apt-get here: install Chromium by your system's own means."
    exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    say "Only root can install it: sudo apt-get install chromium fonts-dejavu-core"
    exit 1
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        chromium fonts-dejavu-core >"$log" 2>&1
}
echo "install_browser: installing Debian's chromium, once ..."
if ! install; then
    apt-get update >"$log" 2>&1 || true
    if ! install; then
        tail -n 3 "$log" >&2
        say "apt-get could not install it (its last lines are above)."
        exit 1
    fi
fi
