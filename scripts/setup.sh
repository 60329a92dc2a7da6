#!/bin/sh
# Make .venv hold what the requirements files name. Usage: setup.sh [user|dev|llm]
#
# A stamp in .venv remembers which files were installed, so that a second call installs nothing.
# torch comes first: asked for by a package that needs "any torch", the newest build would come,
# with several gigabytes of CUDA libraries. TORCH_INDEX names another index for torch alone.
set -eu
cd "$(dirname "$0")/.."
kind=${1:-user}
venv=.venv
log=$venv/install.log

fail() {
    echo "$*" >&2
    exit 1
}

install() {
    what=$1
    shift
    echo "Installing $what ..."
    if ! "$venv/bin/python" -m pip install --no-input --disable-pip-version-check "$@" >"$log" 2>&1; then
        grep -i error "$log" | tail -n 3 >&2 || true
        fail "Installing $what failed: the lines above are the end of $log; check the network and run make again."
    fi
}

# shellcheck source=scripts/python.sh
. scripts/python.sh

if ! "$venv/bin/python" -c 'import pip' >/dev/null 2>&1; then
    "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 ||
        fail "Python's venv module is missing: install it (on Debian: apt install python3-venv) and run make again."
    echo "Creating $venv with $("$python" --version) ..."
    "$python" -m venv --clear "$venv" >/dev/null ||
        fail "The folder $venv could not be made: check that this folder is writable and the disk is not full."
fi

stamp_of() {
    "$venv/bin/python" -c 'import hashlib, pathlib, sys
print(sys.version_info[:2], *(hashlib.sha256(pathlib.Path(p).read_bytes()).hexdigest() for p in sys.argv[1:]))' "$@"
}

installed() {
    [ -f "$venv/.installed-$1" ] && [ "$(cat "$venv/.installed-$1")" = "$2" ]
}

stamp=$(stamp_of requirements.txt)
if ! installed user "$stamp"; then
    torch=$(grep '^torch==' requirements.txt)
    if [ -n "${TORCH_INDEX:-}" ]; then
        install "$torch" "$torch" --index-url "$TORCH_INDEX"
    else
        install "$torch" "$torch"
    fi
    install "requirements.txt" -r requirements.txt
    echo "$stamp" >"$venv/.installed-user"
fi

if [ "$kind" != user ]; then
    stamp=$(stamp_of requirements.txt requirements-dev.txt)
    if ! installed dev "$stamp"; then
        install "requirements-dev.txt" -r requirements-dev.txt
        echo "$stamp" >"$venv/.installed-dev"
    fi
fi

if [ "$kind" = llm ]; then
    stamp=$(stamp_of requirements.txt requirements-dev.txt requirements-llm.txt)
    if ! installed llm "$stamp"; then
        install "requirements-llm.txt" -r requirements-llm.txt
        echo "$stamp" >"$venv/.installed-llm"
    fi
fi
