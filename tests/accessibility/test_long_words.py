"""What all pages say, read once: at most one word in twenty is long, and every page has a title of its own."""

from collections import Counter
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

from tests.accessibility.arranged import PEOPLE, signed_in
from tests.accessibility.crawl import Stage
from tests.accessibility.reading import FEWEST_WORDS, read, sentences, syllables
from tests.accessibility.rules import HARD_WORDS, reader_of
from tests.accessibility.state import State
from tests.accessibility.states import STATES, route_of
from tests.accessibility.states_open import OPEN
from tests.figures import Figure
from tests.running import new_visitor, run_portal

LINES = set("p li h1 h2 h3 dt dd label legend button td th div form fieldset section ul ol br".split())
ALONE = {"input", "br", "img", "hr", "meta", "link"}
LABELS = {"label", "legend"}
SILENT = {"script", "style", "svg", "textarea", "template"}
# One page that stands for others which cannot be opened now; and signing in, which who signed out has before them.
SAME_TITLE = ("over", "paused", "signed out")
# Staff read the names of plans and of what the law asks; what they are given is told here and bounded by its age.
BOUND = ("child", "young", "parent", "notice")


class _Lines(HTMLParser):
    """Our own words in the main part, line by line; what people typed is theirs."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = [""]
        self._open: list[tuple[str, bool, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in LINES:
            self.lines.append("")
        if tag not in ALONE:
            labels = tag in LABELS or any(label for _, _, label in self._open)
            typed = (given.get("dir") == "auto" or tag == "bdi") and not labels
            unseen = tag in SILENT or "govuk-visually-hidden" in given.get("class", "")
            self._open.append((tag, typed or unseen, tag in LABELS))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag in LINES:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if any(tag == "main" for tag, _, _ in self._open) and not any(hidden for _, hidden, _ in self._open):
            self.lines[-1] += data


def lines_of(page: str) -> list[str]:
    parser = _Lines()
    parser.feed(page)
    return [" ".join(line.split()) for line in parser.lines if line.strip()]


@dataclass(frozen=True)
class Told:
    """What one page says: its title, and our own words line by line."""

    state: State
    title: str
    lines: list[str]


# What was read of a database: both tests ask for the same pages.
_READ: dict[str, list[Told]] = {}


async def read_pages(stage: Stage) -> list[Told]:
    """Every page of the list that answers to an address alone, read once."""
    if stage.database.name in _READ:
        return _READ[stage.database.name]
    told = _READ[stage.database.name] = []
    async with run_portal(stage.database) as portal:
        states = [state for state in STATES if state.send is None]
        for who in sorted({state.who for state in states}):
            async with new_visitor(portal.origin) as visitor:
                if who:
                    await visitor.sign_in(PEOPLE[who])
                    await signed_in(stage.database, PEOPLE[who])
                for state in (state for state in states if state.who == who):
                    page = (await visitor.get(stage.arranged.path(state.path))).text
                    title = unescape(page.split("<title>")[1].split("</title>")[0])
                    told.append(Told(state, " ".join(title.split()), lines_of(page)))
    return told


async def test_at_most_one_word_in_twenty_is_long(stage: Stage, figure: Figure) -> None:
    long, all_, worst = Counter[str](), Counter[str](), dict[str, Counter[str]]()
    for page in await read_pages(stage):
        if read(page.lines).words < FEWEST_WORDS:
            continue
        words = [word.lower() for sentence in sentences(page.lines) for word in sentence]
        hard = [word for word in words if syllables(word) >= 3]
        kind = reader_of(page.state)
        long[kind] += len(hard)
        all_[kind] += len(words)
        worst.setdefault(kind, Counter()).update(hard)
    for kind, number in sorted(all_.items()):
        most = ", ".join(word for word, _ in worst[kind].most_common(4))
        figure(f"words, {kind}: {long[kind] / number:.1%} of 3 syllables or more; most often {most}")
    assert set(BOUND) <= set(all_)
    too_many = {kind: worst[kind].most_common(12) for kind in BOUND if long[kind] > HARD_WORDS * all_[kind]}
    assert too_many == {}


async def test_no_two_pages_of_the_same_people_have_one_title(stage: Stage) -> None:
    titles: dict[str, set[str]] = {}
    for page in await read_pages(stage):
        # Planning with one person is the planner again.
        route = (route_of(page.state) or "").removesuffix("/with/{person_id}")
        if page.state.name not in SAME_TITLE and page.state.status != 404:
            beginning = next(
                (one for one in ("staff", "admin", "partner") if route.startswith(f"/{one}")), "families"
            )
            whose = f"{beginning}, before signing in" if page.state in OPEN else beginning
            titles.setdefault(f"{page.title} (for {whose})", set()).add(route)
    assert {title: routes for title, routes in titles.items() if len(routes) > 1} == {}


def test_lines_are_ours_and_not_what_people_typed() -> None:
    page = (
        "<body><header>Interpreter</header><main><h1>Your visit</h1><p>Dani said <bdi>absolutely</bdi></p>"
        '<p dir="auto">Family</p><label dir="auto">Buy a calendar</label><br>Next</main></body>'
    )
    assert lines_of(page) == ["Your visit", "Dani said", "Buy a calendar", "Next"]
