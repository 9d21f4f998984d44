"""Goes round the list of states with one browser, looks at each page in its modes, and writes down what is wrong."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
from playwright.async_api import BrowserContext, Error, Page, Response

from tests.accessibility.arranged import PEOPLE, Arranged, signed_in
from tests.accessibility.axe import EXPLAINED, ask_axe, bring_axe
from tests.accessibility.modes import (
    FITTED,
    LIGHT,
    MODES,
    RIGHT_TO_LEFT,
    SIZES,
    ZOOMED_IN_FOUR_TIMES,
    Look,
    Mode,
    dealt,
    in_one_window,
)
from tests.accessibility.reading import read
from tests.accessibility.rules import neutral, readable, reader_of, structure
from tests.accessibility.sending import Place, button_of, place_of, send, send_elsewhere
from tests.accessibility.state import State
from tests.accessibility.states import PARTS, STATES, route_of
from tests.accessibility.words import ARABIC, LONG
from tests.browser import PHONE, Browsing, browse, let_in, started_chromium
from tests.chromium import find_shell
from tests.databases import CastDatabase
from tests.figures import Figure
from tests.running import RunningPortal, run_portal

HERE = Path(__file__).parent
# axe reads the fill of letters, which Chromium reports as the page wished it, not as forced colours have it.
TRUE_COLOURS = """() => {
  const nodes = [...document.querySelectorAll("body *")];
  const colours = nodes.map((node) => getComputedStyle(node).color);
  nodes.forEach((node, place) => { node.style.webkitTextFillColor = colours[place]; });
}"""
DRAFTS_BACK = """
    DELETE FROM form_draft;
    INSERT INTO form_draft SELECT * FROM arranged_draft
    """
RULER, PAGE, SPACING = ((HERE / name).read_text() for name in ("look.js", "page.js", "spacing.js"))
# Each question is a way to the browser and back: spacing is put on, measured and taken off in one.
SPACED = f"""(asked) => {{
  (
{SPACING})();
  const found = (
{RULER})(asked);
  document.adoptedStyleSheets = [];
  return found;
}}"""


@dataclass
class Round:
    """One walk round some of the states."""

    portals: dict[str, RunningPortal]
    browsing: Browsing
    arranged: Arranged
    everything: bool
    contexts: dict[str, BrowserContext] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    unsure: Counter[str] = field(default_factory=Counter)
    ages: dict[str, list[float]] = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)
    buttons: dict[str, Place] = field(default_factory=dict)
    runs: int = 0
    # Whether the last page was sent: what was typed there is kept, and would be filled in where it is opened again.
    sent: bool = False

    async def page_of(self, who: str) -> Page:
        if who not in self.contexts:
            context = await self.browsing.profile()
            await bring_axe(context)
            await context.new_page()
            if who:
                english = self.portals["english"]
                await let_in(context, english, PEOPLE[who])
                await signed_in(english.database, PEOPLE[who])
            self.contexts[who] = context
        return self.contexts[who].pages[0]

    async def go_to(self, state: State, words: str = "english") -> tuple[Page, Response]:
        """Opens the page, and sends its form where the state is an answer. Nothing of that is stored."""
        page = await self.page_of(state.who)
        if self.sent:
            await self._put_back(DRAFTS_BACK)
        self.sent = state.send is not None
        if state.back:
            await self._put_back(state.back)
        answer = await page.goto(self.portals[words].origin + self.arranged.path(state.path))
        if state.send is not None and state.to:
            answer = await send_elsewhere(page, state.send, self.arranged.path(state.to))
        elif state.send is not None:
            if words == "english":
                self.buttons[state.title] = await place_of(button_of(page, state.press))
            answer = await send(page, state.send, self.buttons[state.title])
        assert answer is not None
        return page, answer

    async def _put_back(self, statement: str) -> None:
        owner = await asyncpg.connect(self.portals["english"].database.dsn("portal_migrator"))
        try:
            await owner.execute(statement)
        finally:
            await owner.close()

    def note(self, state: State, where: str, problems: Sequence[str]) -> None:
        self.problems += [f"{state.title} – {where}: {problem}" for problem in problems]

    async def visit(self, state: State, looks: Sequence[Look], *, whole: bool) -> None:
        """`whole`: nothing is left to turns."""
        page, answer = await self.go_to(state)
        if answer.status != state.status:
            return self.note(state, "answer", [f"{answer.status} instead of {state.status}"])
        await self._by_its_source(state, page, answer)
        await self._by_the_ruler(state, page)
        if not self.everything:
            fitted = FITTED if whole else [FITTED[self.runs % len(FITTED)]]
            await self._by_the_ruler_alone(state, page, [look for look in fitted if look not in looks])
        for mode, size in looks:
            if mode.words == "english":
                await self._by_axe(state, page, mode, size)
        other = [(mode, size) for mode, size in looks if mode.words != "english"]
        if other:
            page, answer = await self.go_to(state, "arabic")
            if answer.status != state.status:
                return self.note(state, "answer in Arabic", [f"{answer.status} instead of {state.status}"])
            for mode, size in other:
                await self._by_axe(state, page, mode, size)
        if self.everything or (whole and not state.staff):
            await self._in_long_words(state)
        return None

    async def _by_its_source(self, state: State, page: Page, answer: Response) -> None:
        found: dict[str, Any] = await page.evaluate(PAGE)
        self.note(state, "source", structure(state, await answer.text(), found))
        names = frozenset(one.called for one in PEOPLE.values() if one.kind != "staff")
        self.note(state, "neutral", neutral(state, urlsplit(page.url).path, found["title"], names))
        reading = read(found["lines"])
        self.note(state, "words", readable(state, reading))
        kind = reader_of(state)
        if reading.words >= 60:
            self.ages.setdefault(kind, []).append(reading.age)
        self.longest[kind] = max(self.longest.get(kind, 0), reading.longest)

    async def _by_the_ruler(self, state: State, page: Page) -> None:
        """Reflow at 320 px, at four times the size, and with wide spacing; and how large the targets are."""
        least = 24 if reader_of(state) == "staff" else 44
        await LIGHT.put_on(page, PHONE)
        self.note(state, "320 px", await page.evaluate(RULER, {"least": least, "targets": True}))
        if self.everything:
            spaced = await page.evaluate(SPACED, {"least": 0, "targets": False})
            self.note(state, "320 px, wide spacing", spaced)
        # As wide as a phone and less high: the short run looks at both in one.
        await page.set_viewport_size(dict(zip(("width", "height"), ZOOMED_IN_FOUR_TIMES, strict=True)))  # type: ignore[arg-type]
        self.note(state, "400%, wide spacing", await page.evaluate(SPACED, {"least": 0, "targets": False}))

    async def _by_the_ruler_alone(self, state: State, page: Page, looks: Sequence[Look]) -> None:
        """Where the short run deals a page other modes: whether it fits costs little, so every page is asked."""
        for mode, size in looks:
            await mode.put_on(page, size)
            where = f"{mode.name} at {mode.size(size)[0]} px, by the ruler alone"
            self.note(state, where, await page.evaluate(RULER, {"least": 0, "targets": False}))

    async def _by_axe(self, state: State, page: Page, mode: Mode, size: tuple[int, int]) -> None:
        await mode.put_on(page, size)
        if mode.forced:
            await page.evaluate(TRUE_COLOURS)
        found = await ask_axe(page)
        where = f"{mode.name} at {mode.size(size)[0]} px"
        self.note(state, f"axe, {where}", found.violations)
        self.note(state, f"axe leaves open, {where}", found.unexplained)
        self.unsure.update(words for one in found.incomplete for words in EXPLAINED if words in one)
        self.note(state, where, await page.evaluate(RULER, {"least": 0, "targets": False}))
        if mode is RIGHT_TO_LEFT:
            turned = await page.evaluate(
                "() => [document.documentElement.dir, getComputedStyle(document.body).direction]"
            )
            if turned != ["rtl", "rtl"]:
                self.note(state, where, [f"not from right to left: {turned}"])
        if mode.forced:
            await page.evaluate(
                "() => document.querySelectorAll('body *').forEach((node) => node.style.webkitTextFillColor = '')"
            )
        self.seen[f"{mode.name} {size[0]}"] += 1
        self.runs += 1

    async def _in_long_words(self, state: State) -> None:
        page, answer = await self.go_to(state, "long")
        if answer.status != state.status:
            return self.note(state, "answer in longer words", [f"{answer.status} instead of {state.status}"])
        # From the window that a page was looked at in last to the one that the next is measured in first.
        for size in reversed(SIZES):
            await LIGHT.put_on(page, size)
            found = await page.evaluate(RULER, {"least": 0, "targets": False})
            self.note(state, f"words 40% longer, {size[0]} px", found)
        return None


@dataclass(frozen=True)
class Stage:
    """A database in which everything was arranged, and the addresses that came of it."""

    database: CastDatabase
    arranged: Arranged


@asynccontextmanager
async def rounds(stage: Stage, everything: bool) -> AsyncIterator[Round]:
    """Three portals over one database: in English, from right to left, and in longer words.

    The long run looks with the Chromium that people have; the short one with its smaller twin, where there is one.
    """
    owner = await asyncpg.connect(stage.database.dsn("portal_migrator"))
    await owner.execute("CREATE TABLE IF NOT EXISTS arranged_draft AS TABLE form_draft")
    await owner.close()
    async with (
        run_portal(stage.database) as english,
        run_portal(stage.database, prepare=ARABIC) as arabic,
        run_portal(stage.database, prepare=LONG) as long,
    ):
        portals = {"english": english, "arabic": arabic, "long": long}
        hosts = frozenset(urlsplit(one.origin).netloc for one in portals.values())
        place = None if everything else find_shell()
        async with (
            started_chromium(proving=everything, place=place) as chromium,
            browse(chromium, hosts) as browsing,
        ):
            yield Round(portals, browsing, stage.arranged, everything)


async def look_at(part: str, stage: Stage, everything: bool, figure: Figure) -> None:
    """The whole of a test: goes round one part of the list, prints what was done, fails with all that was wrong.

    In the short run the first state of every page is measured in all ways, and looked at by axe in two windows. If it
    is staff's, in one, and not in longer words. For its other states the ways to measure and axe's window go by turns,
    all of it in English; of staff's forms that were sent wrong, which all come back alike, every third is looked at.
    """
    states, looks = PARTS[part], dealt([state.title for state in STATES], everything)
    routes: set[str | None] = set()
    visited = 0
    async with rounds(stage, everything) as round_:
        for place, state in enumerate(states):
            mine, route = looks[state.title], route_of(state)
            if not everything and state.staff and state.send is not None and place % 3:
                continue
            whole = everything or (route not in routes and state.send is None)
            if not everything and (state.staff or not whole):
                mine = in_one_window(mine, place, english=not whole)
            if whole:
                routes.add(route)
            try:
                await round_.visit(state, mine, whole=whole)
            except Error as error:
                round_.note(state, "browser", [str(error).split("Call log")[0].strip()])
            visited += 1
        _print(round_, part, visited, figure)
        assert not round_.problems, f"{len(round_.problems)} problems:\n" + "\n".join(round_.problems)


def _print(round_: Round, name: str, states: int, figure: Figure) -> None:
    modes = ", ".join(f"{one} {number}" for one, number in sorted(round_.seen.items()))
    figure(f"axe, {name}: {states} pages and states, {len(MODES)} modes, {round_.runs} runs ({modes})")
    figure(f"axe, {name}: 0 violations left; not decided by it, and explained: {dict(round_.unsure)}")
    for kind, ages in sorted(round_.ages.items()):
        figure(
            f"words, {name}, {kind}: reading age at most {max(ages):.1f}, median {sorted(ages)[len(ages) // 2]:.1f}"
            f" on {len(ages)} pages; longest sentence {round_.longest[kind]} words"
        )
