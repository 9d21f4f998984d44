"""The looking itself: what is wrong on purpose is found."""

import pytest

from tests.accessibility.axe import ask_axe
from tests.accessibility.crawl import PAGE, RULER
from tests.accessibility.modes import FITTED, MODES, SIZES, dealt, in_one_window
from tests.accessibility.reading import read, syllables
from tests.accessibility.rules import SENSITIVE, neutral, readable, structure
from tests.accessibility.sending import Place, button_of, place_of
from tests.accessibility.state import State
from tests.accessibility.states import PARTS, STATES
from tests.accessibility.words import arabic, longer
from tests.browser import Browsing

BAD = """<!DOCTYPE html><html lang="en"><head><title>Your social worker – Kite</title></head><body><main>
<h1>One</h1><h1>Two</h1><p style="color:#999;background:#fff">Pale words that nobody can read.</p><img src="data:,">
<a href="#">x</a><input name="told"><input type="password" name="secret" autocomplete="pass">
<div style="width:900px">wide</div><div style="width:40px;height:10px;overflow:hidden">cut off and gone for ever</div>
<p id="twice"></p><p id="twice"></p></main></body></html>"""


@pytest.mark.browser
async def test_a_bad_page_is_found_out(browsing: Browsing) -> None:
    page = await (await browsing.profile()).new_page()
    await page.set_content(BAD)
    rules = {one.split(":")[0] for one in (await ask_axe(page)).violations}
    assert {"color-contrast", "image-alt", "label"} <= rules
    ruled = " ".join(await page.evaluate(RULER, {"least": 44, "targets": True}))
    for words in ("scrolls sideways", "cuts off", "less than 44"):
        assert words in ruled
    state = State("dani", "/child-protection/1")
    found = " ".join(structure(state, "<p><div></p>", await page.evaluate(PAGE)))
    for words in (
        "HTML", "2 H1", "twice", "has no label", "password field", "the browser keeps", "no way to Exit", "call 999",
    ):  # fmt: skip
        assert words in found, words
    assert len(neutral(state, "/child-protection/1", await page.title(), frozenset())) == 2
    assert len(neutral(state, "/home", "Visit with Kit – Kite", frozenset({"Kit"}))) == 1


def test_hard_words_are_found_out() -> None:
    sentence = (
        "Notwithstanding the aforementioned considerations, multidisciplinary professionals shall endeavour to"
        " facilitate appropriate engagement with all statutory requirements of the plan throughout the intervention."
    )
    hard = [sentence] * 4
    found = " ".join(readable(State("dani", "/home"), read(hard)))
    assert "a sentence of" in found
    assert "reading age" in found
    assert readable(State("dani", "/home"), read(["Amira will come on Tuesday 9 June at 4pm."] * 20)) == []
    assert [syllables(word) for word in ("home", "visit", "breakfast", "different")] == [1, 2, 2, 3]
    assert SENSITIVE.search("Child protection")


def test_every_page_is_seen_at_both_sizes_and_every_mode_on_many() -> None:
    names = [state.title for state in STATES]
    looks = dealt(names, everything=False)
    assert looks == dealt(names, everything=False), "the same in every run"
    assert all({size for _, size in looks[name]} == set(SIZES) for name in names)
    for mode in MODES:
        assert sum(mode in [one for one, _ in looks[name]] for name in names) >= len(names) / 5
    assert all(len(every) == len(MODES) * len(SIZES) for every in dealt(names, everything=True).values())


def test_whatever_is_dealt_one_window_is_left() -> None:
    looks = dealt([state.title for state in STATES], everything=False)
    by_place = [(looks[state.title], place) for part in PARTS.values() for place, state in enumerate(part)]
    turns = {
        english: [in_one_window(*one, english=english)[0] for one in by_place] for english in (True, False)
    }
    assert all(
        look in mine for those in turns.values() for look, (mine, _) in zip(those, by_place, strict=True)
    )
    assert {mode.words for mode, _ in turns[True]} == {"english"}
    for mode in MODES:
        assert sum(mode is one for one, _ in turns[False]) >= len(STATES) / 10, mode.name


def test_large_text_is_measured_on_every_page_in_every_run() -> None:
    measured = {(mode.name, mode.size(size)[0]) for mode, size in FITTED}
    assert {("200% text", 640), ("200% text", 1280), ("light", 1280)} <= measured


@pytest.mark.browser
async def test_a_button_is_known_by_its_place_in_other_words(browsing: Browsing) -> None:
    page = await (await browsing.profile()).new_page()
    await page.set_content(
        "<main><button>Show</button><form action=/end><button>End</button></form>"
        "<form action=/keep><input type=hidden name=csrf><input name=action>"
        "<button>Save</button><button>Take it away</button></form></main>"
    )
    assert await place_of(button_of(page, "Save")) == Place("/keep", 0)
    assert await place_of(button_of(page, "")) == Place("/keep", 1), "the last, where no name was given"
    await page.evaluate(
        "() => document.querySelector('form').before(document.querySelector('form').cloneNode(true))"
    )
    assert await place_of(button_of(page, "Save")) == Place("/keep", 0), "whatever was added before it"


def test_other_clothes_leave_names_alone() -> None:
    assert longer("Hello") == "Hélløøø"[:2] + "llôøø"
    assert not any(letter.isascii() and letter.isalpha() for letter in arabic("Visits and meetings"))
