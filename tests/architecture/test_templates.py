"""Templates compile, know every name that they use, say nothing by themselves, and trust no text."""

import re

import pytest

from tests.architecture.pages import (
    asked_for,
    drawn_with,
    english_in,
    environment,
    imported_by_template,
    named_in,
    our_templates,
    source_of,
)
from tests.architecture.source import ROOT, Rendered, our_files, renders_in

# Pages that are asked for by a name made while running: a refusal's page is named after its status.
BY_STATUS = {f"errors/{kind}.html" for kind in ("400", "404", "409", "413", "429", "500", "503")}


def renders() -> list[Rendered]:
    return [rendered for file in our_files() for rendered in renders_in(file)]


@pytest.mark.parametrize("name", our_templates())
def test_every_template_compiles(name: str) -> None:
    environment().get_template(name)


def test_every_page_that_a_handler_shows_is_there() -> None:
    shown = {name for rendered in renders() for name in rendered.templates if name != ".html"}
    assert {name for name in shown if name not in our_templates()} == set()
    print(f"{len(renders())} places render {len(shown)} pages")


def test_every_template_is_used() -> None:
    used = {name for rendered in renders() for name in rendered.templates} | BY_STATUS
    # Some handlers are one function given its page: the name then stands elsewhere in the feature.
    code = "".join((ROOT / file).read_text(encoding="utf-8") for file in our_files())
    used |= {name for name in our_templates() if f'"{name}"' in code}
    reached: set[str] = set()
    while used - reached:
        name = (used - reached).pop()
        reached.add(name)
        if name in our_templates():
            used |= drawn_with(name) | imported_by_template(name)
    assert set(our_templates()) - reached == set()


def test_handlers_hand_over_every_name_that_their_page_asks_for() -> None:
    missing = {
        f"{rendered.place} {name}: {' '.join(sorted(asked_for(name) - rendered.names))}"
        for rendered in renders()
        for name in rendered.templates
        if name in our_templates() and not rendered.open_ended and asked_for(name) - rendered.names
    }
    assert missing == set()


def test_pages_show_what_handlers_hand_over() -> None:
    """What a page does not show would be read, and worked out, for nobody."""
    for_nobody = {
        f"{rendered.place}: {' '.join(sorted(spare))}"
        for rendered in renders()
        if rendered.templates and all(name in our_templates() for name in rendered.templates)
        and (spare := rendered.names - {one for name in rendered.templates for one in named_in(name)})
    }  # fmt: skip
    assert for_nobody == set()


def test_names_are_handed_over_one_by_one() -> None:
    """A spread dictionary would hide from this test what a page is given."""
    spread = {rendered.place for rendered in renders() if rendered.open_ended}
    assert spread - {place for place in spread if place.startswith("portal/web/")} == set()


@pytest.mark.parametrize("name", our_templates())
def test_no_words_stand_in_a_template(name: str) -> None:
    assert english_in(name) == []


@pytest.mark.parametrize("name", our_templates())
def test_no_text_is_trusted(name: str) -> None:
    source = source_of(name)
    assert not re.search(r"\|\s*safe\b|autoescape\s+false|\bMarkup\s*\(", source)
    assert not re.search(r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", source), "inline style or handler"
    assert "<style" not in source
    for script in re.findall(r"<script[^>]*>", source):
        assert "nonce=" in script, script


def test_code_makes_markup_in_few_places() -> None:
    """Markup(...) is how text would be trusted: only the ground that escapes does it."""
    makers = {
        file for file in our_files() if re.search(r"\bMarkup\(", (ROOT / file).read_text(encoding="utf-8"))
    }
    assert makers <= {
        "portal/web/breaking.py",
        "portal/web/rendering.py",
        "portal/web/messages.py",
        "portal/web/fields.py",
        "portal/web/square.py",
    }
