#!/bin/sh
# Builds .venv from the pinned versions in constraints.txt. `make` calls this when .venv/.ready is missing or older
# than pyproject.toml, constraints.txt or this file; .ready is written last, so that an interrupted set-up is not done.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "set-up: $*"; }
stop() { say "$*" >&2; exit 1; }

supported() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }

find_python() {
    for candidate in python3 python3.13 python3.12 python3.11; do
        if supported "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    found=$(python3 --version 2>/dev/null || echo "no Python")
    stop "Python 3.11, 3.12 or 3.13 is needed, and $found was found. Install one of them (Debian: apt install python3)."
}

# apt_install PACKAGE...: true once they are installed, false where we may not or cannot.
apt_install() {
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" = 0 ]; then root=""; elif sudo -n true 2>/dev/null; then root="sudo -n"; else return 1; fi
    say "asking apt for $*"
    apt="$root env DEBIAN_FRONTEND=noninteractive apt-get -qq"
    # The first try fails where no package lists were fetched yet.
    $apt install -y --no-install-recommends "$@" </dev/null >/dev/null 2>&1 ||
        { $apt update </dev/null && $apt install -y --no-install-recommends "$@" </dev/null >/dev/null; }
}

# need LIBRARY PACKAGE: adds PACKAGE to $missing where the loader does not know LIBRARY.
need() {
    case "$libraries" in
        *"$1 "*) ;;
        *) missing="$missing $2" ;;
    esac
}

# What the window needs from a Linux system, even off screen.
find_missing_libraries() {
    missing=""
    ldconfig=$(PATH="$PATH:/usr/sbin:/sbin" command -v ldconfig) || return 0
    libraries=$("$ldconfig" -p 2>/dev/null) || return 0
    need libGL.so.1 libgl1
    need libEGL.so.1 libegl1
    need libxkbcommon.so.0 libxkbcommon0
    need libglib-2.0.so.0 libglib2.0-0
    need libfontconfig.so.1 libfontconfig1
    need libdbus-1.so.3 libdbus-1-3
    [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || return 0
    need libxkbcommon-x11.so.0 libxkbcommon-x11-0
    need libxcb-cursor.so.0 libxcb-cursor0
    need libxcb-icccm.so.4 libxcb-icccm4
    need libxcb-keysyms.so.1 libxcb-keysyms1
    need libxcb-shape.so.0 libxcb-shape0
}

python=$(find_python)

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    apt_install "$python-venv" || stop "Python's venv module is missing. Install it: sudo apt install $python-venv"
fi

if [ "$(uname)" = Linux ]; then
    find_missing_libraries
    # $missing is a list of words.
    # shellcheck disable=SC2086
    [ -z "$missing" ] || apt_install $missing ||
        stop "libraries for the window are missing. Install them: sudo apt install$missing"
fi

# A finished set-up is brought up to date; an interrupted one, or one whose Python has gone, is built anew.
if [ ! -e .venv/.ready ] || ! supported .venv/bin/python; then
    say "building .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
fi
say "installing the pinned packages"
pip() { .venv/bin/python -m pip --quiet --quiet --disable-pip-version-check "$@" </dev/null; }
# The builder, with Babel for the translations, comes first and is pinned too: built in isolation, it would be
# whatever is newest. Building compiles the translations (hatch_build.py).
pip install --constraint constraints.txt babel hatchling editables
pip install --constraint constraints.txt --no-build-isolation --editable '.[dev]'
touch .venv/.ready
say "done"
