#!/bin/sh
# Makes sure that the browser tests find a Chromium. Run from the top of the checkout, after the set-up.
set -u

found() { .venv/bin/python -m tests.chromium; }

found >/dev/null 2>&1 && exit 0

on_debian() { [ -r /etc/debian_version ] && ! grep -qi '^ID=ubuntu' /etc/os-release 2>/dev/null; }

if on_debian && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Set-up: installing Chromium for the browser tests"
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-liberation; } \
        >"$log" 2>&1 </dev/null
    rm -f "$log"
    found >/dev/null 2>&1 && exit 0
fi

if on_debian; then
    echo "The browser tests need Chromium: as root run 'apt-get install chromium', then make test again." >&2
else
    echo "The browser tests need Chromium: run '.venv/bin/python -m playwright install --with-deps chromium', then make test again." >&2
fi
exit 1
