"""What the documents name is there: settings, commands, modules, files, and decisions in their order."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.cli_parser import build_parser
from tests.architecture.source import ROOT, our_files

DOCS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
OPERATIONS = ROOT / "docs" / "operations.md"
# DATABASE_URL is the name that hosts give their databases.
SETTING = re.compile(r"\b(?:PORTAL_[A-Z_]+|DATABASE_URL)\b")
MODULE = re.compile(r"`((?:portal|messaging|notifications)(?:\.[a-z_]+)+)`")
FILE = re.compile(r"`((?:portal|messaging|notifications|docs|tests|templates|migrations|bench)/[\w./-]+)`")
# Written by a command, and kept by nobody.
MADE = {"bench/latest.json"}
LINK = re.compile(r"\]\(([^)#:]+)\)")


def test_operators_find_every_setting_and_no_other() -> None:
    read = {
        name
        for file in ("portal/settings.py", "portal/letters_settings.py")
        for name in re.findall(r'"(PORTAL_[A-Z_]+|DATABASE_URL)"', (ROOT / file).read_text(encoding="utf-8"))
    }
    assert set(SETTING.findall(OPERATIONS.read_text(encoding="utf-8"))) == read


def commands(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                yield from (f"{name} {rest}" for rest in commands(inner))
                yield name


@pytest.mark.parametrize("command", sorted(commands(build_parser())))
def test_operators_find_every_command(command: str) -> None:
    assert f"portal {command}" in OPERATIONS.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", DOCS, ids=lambda file: str(file.relative_to(ROOT)))
def test_what_a_document_names_is_there(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    for named in MODULE.findall(text):
        assert _is_there(named), named
    for named in FILE.findall(text):
        # Decisions are named by their number alone.
        assert named in MADE or list(ROOT.glob(f"{named}*")), named
    for linked in LINK.findall(text):
        assert (file.parent / linked).exists(), linked


def test_what_is_said_to_decide_who_may_see_something_is_asked_by_our_statements() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = text.partition("## Who may see what")[2].partition("\n\nFrom somebody")[0]
    ours = "".join((ROOT / file).read_text(encoding="utf-8") for file in our_files())
    named = set(re.findall(r"`(\w+)`", table))
    assert len(named) > 25
    assert {name for name in named if not re.search(rf"\b{name}\b", ours)} == set()


def _is_there(module: str) -> bool:
    """A package, a module, or something that one says."""
    place = ROOT / module.replace(".", "/")
    if place.is_dir() or place.with_suffix(".py").is_file():
        return True
    inside, _, name = module.rpartition(".")
    source = (ROOT / inside.replace(".", "/")).with_suffix(".py")
    return source.is_file() and re.search(rf"\b{name}\b", source.read_text(encoding="utf-8")) is not None


def test_decisions_are_numbered_without_gaps() -> None:
    titles = [
        path.read_text(encoding="utf-8").splitlines()[0] for path in sorted(ROOT.glob("docs/decisions/*.md"))
    ]
    assert [int(title.removeprefix("# ").split(".")[0]) for title in titles] == list(
        range(1, len(titles) + 1)
    )
