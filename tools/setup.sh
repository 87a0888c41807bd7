#!/bin/sh
# Find or fetch the two programs that everything else is installed with, and link them in
# .tools/bin: uv and a working Python 3.13. `make` runs this once.
set -eu

UV_VERSION=0.13.9
cd "$(dirname "$0")/.."
here=$(pwd)
bin="$here/.tools/bin"
mkdir -p "$bin"

fail() {
    echo "Error: $1" >&2
    exit 1
}

# The folders on PATH without our own, which would find themselves: the environment's Python is a
# link to ours.
search_path() {
    echo "$PATH" | tr ':' '\n' | grep -v -F -e "$here/.tools" -e "$here/.venv" || true
}

# A name on PATH may be a version manager's shim that runs nothing, so each candidate is tried.
is_uv() {
    [ -x "$1" ] && "$1" --version >/dev/null 2>&1
}

is_python() {
    [ -x "$1" ] && "$1" -c 'import ctypes, ssl, sys, venv, zlib; sys.exit(sys.version_info[:2] != (3, 13))' \
        >/dev/null 2>&1
}

find_uv() {
    { search_path | sed 's,$,/uv,'; echo "$HOME/.local/bin/uv"; echo "$HOME/.cargo/bin/uv"; } |
        while read -r candidate; do
            if is_uv "$candidate"; then echo "$candidate"; break; fi
        done
}

install_uv() {
    echo "- Installing uv into .tools ..." >&2
    python=$(for name in python3 python; do
        search_path | sed "s,\$,/$name,"
    done | while read -r candidate; do
        if [ -x "$candidate" ] && "$candidate" -c 'import venv' >/dev/null 2>&1; then
            echo "$candidate"
            break
        fi
    done)
    [ -n "$python" ] || fail "Python 3 is not installed; install it and run make again."
    rm -rf "$here/.tools/uv"
    "$python" -m venv "$here/.tools/uv" >/dev/null 2>&1 &&
        "$here/.tools/uv/bin/python" -m pip install --quiet --disable-pip-version-check \
            "uv==$UV_VERSION" >&2 ||
        fail "uv could not be installed; install it yourself (docs.astral.sh/uv) and run make again."
    echo "$here/.tools/uv/bin/uv"
}

find_python() {
    {
        search_path | sed 's,$,/python3.13,'
        ls -d "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13*/bin/python3.13 2>/dev/null || true
        "$bin/uv" python find --no-project 3.13 2>/dev/null || true
    } | while read -r candidate; do
        if is_python "$candidate"; then echo "$candidate"; break; fi
    done
}

install_python() {
    echo "- Fetching Python 3.13 ..." >&2
    "$bin/uv" python install --quiet 3.13 >&2 ||
        fail "Python 3.13 could not be fetched; install it yourself and run make again."
    "$bin/uv" python find --no-project 3.13
}

uv=$(find_uv)
[ -n "$uv" ] || uv=$(install_uv)
ln -sf "$uv" "$bin/uv"

python=$(find_python)
[ -n "$python" ] || python=$(install_python)
ln -sf "$python" "$bin/python3.13"

# The operators' terminal by its name: export PATH="$PWD/.tools/bin:$PATH"
printf '#!/bin/sh\nPYTHONPATH="%s" exec "%s/.venv/bin/python" -m tools.desk "$@"\n' "$here" "$here" \
    >"$bin/desk"
chmod +x "$bin/desk"
