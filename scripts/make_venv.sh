#!/bin/sh
# Makes .venv with exactly what requirements.lock names. Takes the version of uv; run from the top of the checkout.
set -eu

python=
for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null 2>&1 &&
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "Python 3.11 or newer is needed, and no python3 here is that new. Install it, then run make again." >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "This Python cannot make virtual environments. On Debian or Ubuntu: apt-get install python3-venv" >&2
    exit 1
fi

say() { printf 'Set-up: %s\n' "$1"; }

if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    say "making a virtual environment"
    "$python" -m venv --clear .venv
fi
if [ "$(.venv/bin/uv --version 2>/dev/null | cut -d ' ' -f 2)" != "$1" ]; then
    say "fetching the installer"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$1"
fi
say "installing what requirements.lock names"
.venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes -r requirements.lock
# The `portal` command, pointing at this checkout.
.venv/bin/uv pip install --quiet --python .venv/bin/python --offline --no-deps --editable .
say "done"
