#!/bin/sh
# Makes sure that the browser tests find a Chromium, and on Debian also its smaller twin, which looks at pages with
# less work. Run from the top of the checkout, after the set-up.
set -u

found() { .venv/bin/python -m tests.chromium >/dev/null 2>&1; }
on_debian() { [ -r /etc/debian_version ] && ! grep -qi '^ID=ubuntu' /etc/os-release 2>/dev/null; }
may_install() { on_debian && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }
has_shell() { command -v chromium-headless-shell >/dev/null 2>&1; }
# A machine without a network is not to wait for one.
apt() { DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=0 -o Acquire::http::Timeout=30 "$@" >/dev/null 2>&1 </dev/null; }
install() { apt install -y --no-install-recommends "$@"; }
update() { apt update; }

if may_install && ! found; then
    echo "Set-up: installing Chromium for the browser tests"
    update
    install chromium fonts-liberation chromium-headless-shell || install chromium fonts-liberation
elif may_install && ! has_shell; then
    install chromium-headless-shell || { update && install chromium-headless-shell; }
fi

if ! found; then
    if on_debian; then
        echo "The browser tests need Chromium: as root run 'apt-get install chromium', then make test again." >&2
    else
        echo "The browser tests need Chromium: run '.venv/bin/python -m playwright install --with-deps chromium', then make test again." >&2
    fi
    exit 1
fi
has_shell || echo "Tests of how pages look take a little longer without chromium-headless-shell (a package of Debian's)."
