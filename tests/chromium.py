"""Where the browser of the tests is. `python -m tests.chromium` prints it, or ends with 1."""

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# Debian builds it from the same source, without what windows, tabs and menus need.
SHELL = "chromium-headless-shell"
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    "--disable-dev-shm-usage",
)
# Working out the quickest code for what runs often pays on a page that stays open. In the short run pages are gone
# within seconds, and it only cost time; the long run measures how quick keys are, and keeps it.
FOR_SHORT_LIVES = ("--js-flags=--no-maglev --no-turbofan",)
# Chromium hears only the last list: Playwright's own, and then ours. Every profile would start two more processes,
# one for the list under the address bar and one to spare, which take longer than most of what a test does with it.
FEATURES_OFF = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "TcpPortRandomizationWin",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "SpareRendererForSitePerProcess",
)


def find_chromium() -> Path | None:
    """An installed Chromium or Chrome, else the one that Playwright fetched, else nothing."""
    for name in NAMES:
        found = shutil.which(name)
        # Ubuntu's `chromium-browser` only starts a snap, which cannot be driven from here.
        if found and "snap" not in os.path.realpath(found):
            return Path(found)
    return _fetched_by_playwright()


def find_shell() -> Path | None:
    """The smaller twin, where it is installed: lays pages out alike, with a third less work around it.

    What people do with a browser (Back, tabs, journeys) is tried in the whole one.
    """
    found = shutil.which(SHELL)
    return Path(found) if found else None


def launch_arguments() -> list[str]:
    """What Chromium needs to be told on any machine; root may not use its sandbox."""
    features = f"--disable-features={','.join(FEATURES_OFF)}"
    return [*ARGUMENTS, features, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def _fetched_by_playwright() -> Path | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


if __name__ == "__main__":
    place = find_chromium()
    if place is None:
        sys.exit(1)
    print(place)
