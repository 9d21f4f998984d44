"""How hard our words are for families: every set of questions, every letter and every page, measured and printed.

A new set, letter or page falls under it by being in its list: of sets, of the catalogue, or of states. The pages are
measured in browsers too, in whatever state they answer; here each stands in one table with what it asks of its reader.
"""

from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import html5lib
import pytest
from yarl import URL

from notifications.catalogue import LONGEST, forms, text_of
from portal.contributions.model_sets import Whom
from portal.contributions.question_sets import all_sets
from tests.accessibility.arranged import PEOPLE, Arranged, signed_in
from tests.accessibility.crawl import Stage
from tests.accessibility.reading import FEWEST_WORDS, Reading, read
from tests.accessibility.rules import LIMITS, reader_of
from tests.accessibility.state import State
from tests.accessibility.states import FAMILY
from tests.accessibility.states_open import OPEN
from tests.figures import Figure
from tests.running import RunningPortal, Visitor, cookies_of, new_visitor, run_portal

# Lines of their own, wherever they stand.
_LINES = """p div li h1 h2 h3 h4 dt dd tr td th label legend summary figcaption blockquote section button caption option
    ul ol dl form fieldset details table figure br nav aside""".split()
_APART = {
    "tag",
    "row-link",
    "tasks__hint",
    "govuk-hint",
    "govuk-button",
    "said__by",
    "facts__row",
    "tasks__link",
}
_NOT_OURS = ("svg", "textarea", "script")
AGES = {"under-8": 8, "young-8": 8, "short-8": 8, "after": 8, "parent": 10, "carer": 10, "short-adult": 10}


@dataclass(frozen=True)
class Measured:
    name: str
    reading: Reading
    age: float
    longest: int

    @property
    def faults(self) -> list[str]:
        found = []
        if self.reading.longest > self.longest:
            found.append(f"{self.name}: {self.reading.longest} words: {self.reading.longest_sentence}")
        if self.reading.words >= FEWEST_WORDS and self.reading.age > self.age:
            found.append(f"{self.name}: reading age {self.reading.age:.1f}")
        return found

    def __str__(self) -> str:
        age = f"{self.reading.age:4.1f}" if self.reading.words >= FEWEST_WORDS else "   –"
        return f"{age} of {self.age:g}, longest {self.reading.longest:2} of {self.longest}: {self.name}"


def sets() -> Iterator[Measured]:
    for one in all_sets().values():
        lines = [line.replace("{worker}", "Amira").replace("{child}", "Kit") for line in one.sentences()]
        grown = one.whom in (Whom.ADULT, Whom.CARER)
        yield Measured(f"questions {one.name}", read(lines), AGES.get(one.id, 9), 20 if grown else 15)


def letters() -> Iterator[Measured]:
    """In English; their Welsh waits for somebody whose first language it is. Older children get the same letters.

    Each is too short for a reading age, so those of one way stand together once more.
    """
    age, longest = LIMITS["young"][0], LIMITS["parent"][1]
    values = {**LONGEST["en"], "url": "the page", "link": "the link"}
    together: dict[str, list[str]] = {}
    for form in forms():
        if form.language != "en":
            continue
        said = text_of(form.key, form.channel, form.wording, "en", values, two_way=form.two_way)
        lines = [line for line in f"{said.title or ''}\n{said.body}".splitlines() if line.strip()]
        together.setdefault(form.channel.value, []).extend(lines)
        yield Measured(f"letter {form.name}", read(lines), age, longest)
    for way, lines in together.items():
        yield Measured(f"letters by {way}, all of them", read(lines), age, longest)


def lines_of(page: str) -> list[str]:
    """Our own words on a page, as it breaks them. What people typed is theirs."""
    main = html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False).find(".//main")
    assert main is not None
    return [line for text in _texts(main) for line in [" ".join(text.split())] if line]


def _texts(node: Element) -> Iterator[str]:
    """Joined where nothing breaks the line."""
    so_far = ""
    for part in _walk(node, labels=False):
        if part is None:
            yield so_far
            so_far = ""
        else:
            so_far += part
    yield so_far


def _walk(node: Element, *, labels: bool) -> Iterator[str | None]:
    """Pieces of text, and None where a line ends. `labels`: inside one; only there dir=auto is put on words of ours."""
    classes = set((node.get("class") or "").split())
    labels = labels or node.tag in ("label", "legend")
    typed = (node.get("dir") == "auto" or node.tag == "bdi") and not labels
    if typed or node.tag in _NOT_OURS or "govuk-visually-hidden" in classes:
        return
    apart = node.tag in _LINES or bool(_APART & classes)
    if apart:
        yield None
    yield node.text or ""
    for child in node:
        yield from _walk(child, labels=labels)
        yield child.tail or ""
    if apart:
        yield None


async def pages(portal: RunningPortal, arranged: Arranged) -> list[Measured]:
    found = []
    async with AsyncExitStack() as stack:
        visitors: dict[str, Visitor] = {}
        for state in [*OPEN, *FAMILY]:
            if state.send is not None or state.status != 200:
                continue
            if state.who not in visitors:
                visitors[state.who] = await stack.enter_async_context(new_visitor(portal.origin))
                await _let_in(portal, visitors[state.who], state)
            answer = await visitors[state.who].get(arranged.path(state.path))
            assert answer.status == 200, f"{state.title}: {answer.status}"
            age, longest = LIMITS[reader_of(state)]
            found.append(Measured(f"page {state.title}", read(lines_of(answer.text)), age, longest))
    return found


async def _let_in(portal: RunningPortal, visitor: Visitor, state: State) -> None:
    if not state.who:
        return
    member = PEOPLE[state.who]
    cookies: Mapping[str, str] = await cookies_of(portal, member)
    if cookies:
        visitor.http.cookie_jar.update_cookies(cookies, URL(portal.origin))
    else:
        await visitor.sign_in(member)
    await signed_in(portal.database, member)


def test_lines_break_where_pages_break_them() -> None:
    page = """<main><h1>Hello <bdi>Dani Rowe</bdi></h1><p>One <a href="/">two</a> three.</p><ul><li>Four</li>
        <li>Five <strong class="tag">New</strong></li></ul><p dir="auto">Typed by somebody.</p>
        <label dir="auto">A label</label><span class="govuk-visually-hidden">Hidden</span></main>"""
    assert lines_of(page) == ["Hello", "One two three.", "Four", "Five", "New", "A label"]


async def test_families_can_read_every_set_letter_and_page(stage: Stage, figure: Figure) -> None:
    measured = [*sets(), *letters()]
    async with run_portal(stage.database) as portal:
        measured += await pages(portal, stage.arranged)
    print("\n".join(map(str, sorted(measured, key=lambda one: (one.name.split()[0], -one.reading.age)))))
    for kind in ("questions", "letter", "page"):
        some = [one for one in measured if one.name.startswith(kind)]
        assert len(some) >= 7, kind
        long = [one.reading.age for one in some if one.reading.words >= FEWEST_WORDS]
        oldest = f"reading age at most {max(long):.1f}" if long else "too short for a reading age"
        longest = max(one.reading.longest for one in some)
        figure(f"how it reads: {len(some)} of kind {kind}, {oldest}, longest sentence {longest} words")
    faults = [fault for one in measured for fault in one.faults]
    assert not faults, f"{len(faults)} problems:\n" + "\n".join(faults)


@pytest.mark.parametrize(
    "hard", ["This sentence has " + "many " * 20 + "words.", "Multidisciplinary safeguarding. " * 40]
)
def test_what_is_hard_to_read_is_found_out(hard: str) -> None:
    assert Measured("page", read([hard]), *LIMITS["parent"]).faults
