"""Every word of ours comes from the catalogue: with another language's words in it, no English is left on a page."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import asyncpg
from babel import Locale
from babel.dates import get_day_names, get_month_names

from portal.contributions.question_sets import all_sets
from tests.accessibility.arranged import PEOPLE, add_people, arrange, signed_in
from tests.accessibility.states import STATES
from tests.accessibility.words import LONG
from tests.databases import CastDatabase
from tests.running import Visitor, new_visitor, run_portal

READ_OUT = {"aria-label", "title", "alt", "placeholder"}
SILENT = {"script", "style", "template", "code"}
# The same in every language: half the clock’s day, the names of our cookies and of a key, and addresses of programs.
SAME_EVERYWHERE = {
    "am", "pm", "csrf", "device", "session", "kite", "http", "notify", "receipts", "texts",
}  # fmt: skip
# Where a page says the beginning of what somebody typed.
CUT_SHORT = (40, 120)
LEFT_OUT = "[left out]"
_PLAIN = re.compile(r"(?<![\w’'-])[A-Za-z]{2,}(?![\w’'-])")


class _Seen(HTMLParser):
    """What is seen or read out of a page, piece by piece, but for what says of itself in which language it is."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        # What stands where somebody's own words are shown; the page may show a part of them.
        self.parts: list[str] = []
        self._typed = ("", 0)
        self._silent = 0
        # The element that speaks a language of its own, such as a letter, and how many of its kind stand in it.
        self._own = ("", 0)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        own, depth = self._own
        if depth:
            self._own = (own, depth + (tag == own))
            return
        if "lang" in given and tag == "div":
            self._own = (tag, 1)
            return
        typed, depth = self._typed
        if depth:
            self._typed = (typed, depth + (tag == typed))
        elif given.get("dir") == "auto" or tag == "bdi":
            self._typed = (tag, 1)
        self._silent += tag in SILENT
        self.pieces += [given[name] for name in READ_OUT if given.get(name)]
        if tag == "input" and given.get("type") in ("submit", "button"):
            self.pieces.append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        own, depth = self._own
        if depth:
            self._own = (own, depth - (tag == own))
        else:
            self._silent -= tag in SILENT
            typed, depth = self._typed
            self._typed = (typed, depth - (tag == typed)) if depth else self._typed

    def handle_data(self, data: str) -> None:
        if not self._silent and not self._own[1] and data.strip():
            (self.parts if self._typed[1] else self.pieces).append(" ".join(data.split()))


async def what_is_stored(database: CastDatabase) -> list[str]:
    """Every text that people typed or that the story holds, longest first; also as it is cut short."""
    db = await asyncpg.connect(database.dsn("portal_migrator"))
    try:
        columns = await db.fetch(
            """
            SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns AS c
              JOIN information_schema.tables AS t USING (table_schema, table_name)
             WHERE table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.data_type IN ('text', 'jsonb')
               AND c.table_name !~ '^access_'
            """
        )
        texts: set[str] = set()
        for table, column, kind in columns:
            for row in await db.fetch(f'SELECT DISTINCT "{column}"::text AS said FROM "{table}"'):
                said = row["said"] or ""
                texts |= set(re.findall(r'"((?:[^"\\]|\\.)*)"', said)) if kind == "jsonb" else {said}
        watched = {row["words"] for row in await db.fetch("SELECT words FROM safety_word")}
    finally:
        await db.close()
    texts |= {member.shows for member in PEOPLE.values()}
    # Questions are data, with a language of their own: what was asked stays as it was asked.
    asked = {line for one in all_sets().values() for line in one.sentences()}
    texts |= {
        line.replace("{worker}", "Amira").replace("{child}", child)
        for line in asked
        for child in ("Kit", "Jay")
    }
    texts |= {f"({name})" for name in all_sets()}
    texts |= {line for one in all_sets().values() for words in one.faces.values() for line in words}
    texts |= {
        f"{text[: most - 3].rsplit(' ', 1)[0]}..." for text in texts for most in CUT_SHORT if len(text) > most
    }
    lines = {" ".join(line.split()) for text in texts for line in [text, *text.splitlines()]}
    told = {line for line in lines if re.search(r"[A-Z (]", line) or "@" in line or len(line) > 60}
    # A booklet says which form it is by the name that its makers gave it, in any language.
    return sorted(told | watched | set(all_sets()), key=len, reverse=True)


def of_the_language() -> set[str]:
    """Words that come with a language and not with the catalogue: days, months, names of languages."""
    found: set[str] = set()
    for code in (LONG.language, "en"):
        locale = Locale.parse(code)
        names = [*locale.languages.values()]
        if code != "en":
            names += [*get_day_names(locale=locale).values(), *get_month_names(locale=locale).values()]
        found |= {word for name in names for word in re.findall(r"\w+", name)}
    return {word.lower() for word in found} - {"home"}


def left_in(page: str, stored: list[str], known: set[str]) -> Iterator[str]:
    parser = _Seen()
    parser.feed(page)
    # The mark for words left out is in the language of whoever reads it, and parts a text in two.
    parts = [half.strip(" []") for part in parser.parts for half in part.split(LEFT_OUT)]
    for piece in [*parser.pieces, *(part for part in parts if not any(part in text for text in stored))]:
        # Most pieces have no plain word at all; only in the others, what is stored has to be looked for.
        if not _strange(piece, known):
            continue
        rest = piece
        for text in stored:
            if len(text) > 1 and text in rest:
                rest = rest.replace(text, " ")
        left = _strange(rest, known)
        if left:
            yield f"{' '.join(left)!r} in {piece[:80]!r}"


def _strange(piece: str, known: set[str]) -> list[str]:
    return [word for word in _PLAIN.findall(piece) if word.lower() not in known]


async def test_no_english_is_left_in_another_language(cast_database: CastDatabase) -> None:
    await add_people(cast_database)
    states = [state for state in STATES if state.send is None]
    left: list[str] = []
    stored: list[str] = []
    known = SAME_EVERYWHERE | of_the_language()
    async with run_portal(cast_database, prepare=LONG) as portal:
        arranged = await arrange(portal)
        stored = await what_is_stored(cast_database)
        for who in sorted({state.who for state in states}):
            async with new_visitor(portal.origin) as visitor:
                await _enter(visitor, who, cast_database)
                for state in (state for state in states if state.who == who):
                    answer = await visitor.get(arranged.path(state.path))
                    assert answer.status == state.status, f"{state.title}: {answer.status}"
                    left += [f"{state.title}: {one}" for one in left_in(answer.text, stored, known)]
    print(
        f"{len(states)} pages in longer words, {len(stored)} stored texts taken out, nothing left in English"
    )
    assert not left, "\n" + "\n".join(sorted(set(left)))


async def _enter(visitor: Visitor, who: str, database: CastDatabase) -> None:
    if who:
        await visitor.sign_in(PEOPLE[who])
        await signed_in(database, PEOPLE[who])


def test_a_word_from_elsewhere_would_be_found() -> None:
    known = SAME_EVERYWHERE | of_the_language()
    page = '<h1>Hèlløø Dani</h1><p>mardi 2 juin à 4pm</p><a aria-label="Close">×</a><p>Saved</p><script>var x</script>'
    assert list(left_in(page, ["Dani"], known)) == ["'Close' in 'Close'", "'Saved' in 'Saved'"]
