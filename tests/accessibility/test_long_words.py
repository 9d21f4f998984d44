"""Words of three syllables and more: at most one in twenty of what each kind of reader is given to read."""

from collections import Counter
from html.parser import HTMLParser

from tests.accessibility.arranged import PEOPLE, add_people, arrange, signed_in
from tests.accessibility.reading import FEWEST_WORDS, read, sentences, syllables
from tests.accessibility.rules import HARD_WORDS, reader_of
from tests.accessibility.states import STATES
from tests.databases import CastDatabase
from tests.figures import Figure
from tests.running import new_visitor, run_portal

LINES = set("p li h1 h2 h3 dt dd label legend button td th div form fieldset section ul ol br".split())
ALONE = {"input", "br", "img", "hr", "meta", "link"}
LABELS = {"label", "legend"}
SILENT = {"script", "style", "svg", "textarea", "template"}
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


async def test_at_most_one_word_in_twenty_is_long(cast_database: CastDatabase, figure: Figure) -> None:
    await add_people(cast_database)
    long, all_, worst = Counter[str](), Counter[str](), dict[str, Counter[str]]()
    async for portal in run_portal(cast_database):
        arranged = await arrange(portal)
        states = [state for state in STATES if state.send is None]
        for who in sorted({state.who for state in states}):
            async with new_visitor(portal.origin) as visitor:
                if who:
                    await visitor.sign_in(PEOPLE[who])
                    await signed_in(cast_database, PEOPLE[who])
                for state in (state for state in states if state.who == who):
                    lines = lines_of((await visitor.get(arranged.path(state.path))).text)
                    if read(lines).words < FEWEST_WORDS:
                        continue
                    words = [word.lower() for sentence in sentences(lines) for word in sentence]
                    hard = [word for word in words if syllables(word) >= 3]
                    kind = reader_of(state)
                    long[kind] += len(hard)
                    all_[kind] += len(words)
                    worst.setdefault(kind, Counter()).update(hard)
    for kind, number in sorted(all_.items()):
        most = ", ".join(word for word, _ in worst[kind].most_common(4))
        figure(f"words, {kind}: {long[kind] / number:.1%} of 3 syllables or more; most often {most}")
    assert set(BOUND) <= set(all_)
    too_many = {kind: worst[kind].most_common(12) for kind in BOUND if long[kind] > HARD_WORDS * all_[kind]}
    assert too_many == {}


def test_lines_are_ours_and_not_what_people_typed() -> None:
    page = (
        "<body><header>Interpreter</header><main><h1>Your visit</h1><p>Dani said <bdi>absolutely</bdi></p>"
        '<p dir="auto">Family</p><label dir="auto">Buy a calendar</label><br>Next</main></body>'
    )
    assert lines_of(page) == ["Your visit", "Dani said", "Buy a calendar", "Next"]
