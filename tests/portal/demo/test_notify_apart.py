"""The stand-in for GOV.UK Notify is another house: what it knows of Notify it cannot have from the portal."""

import subprocess
import sys

from tests.architecture.source import imported_by, our_files
from tests.databases import ROOT

OURS = ("portal", "messaging", "notifications")
ITS_OWN = "portal.demo.notify"


def its_files() -> list[str]:
    return [name for name in our_files() if name.startswith("portal/demo/notify/")]


def test_it_imports_nothing_of_ours() -> None:
    assert len(its_files()) > 10
    assert {
        (name, found)
        for name in its_files()
        for found in imported_by(name)
        if found.split(".")[0] in OURS and not found.startswith(ITS_OWN)
    } == set()


def test_importing_it_loads_nothing_of_ours() -> None:
    say = "import sys, portal.demo.notify.stand_in; print('\\n'.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", say], cwd=ROOT, capture_output=True, text=True, check=True)
    ours = {name for name in loaded.stdout.split() if name.split(".")[0] in OURS}
    assert {name for name in ours if not name.startswith(ITS_OWN)} == {"portal", "portal.demo"}


def test_the_portal_outside_the_demonstration_does_not_know_it() -> None:
    assert {
        name
        for name in our_files()
        if not name.startswith("portal/demo/")
        for found in imported_by(name)
        if found.startswith(ITS_OWN)
    } == set()
