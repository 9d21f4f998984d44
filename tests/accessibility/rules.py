"""What every page owes, whatever it is about: structure, names, neutral words, words that can be read."""

import re
from collections import Counter
from typing import Any

import html5lib

from tests.accessibility.reading import FEWEST_WORDS, Reading
from tests.accessibility.state import State

# What a title or an address must never say: others look at the history.
SENSITIVE = re.compile(
    r"child[ -]?protection|social[ -]?(?:care|work)|abuse|safeguard|neglect|conference|court|order|harm|violence|"
    r"domestic|looked[ -]after|foster|risk|council",
    re.IGNORECASE,
)  # fmt: skip
AUTOCOMPLETE = {
    "username", "current-password", "new-password", "name", "given-name", "email", "tel", "off", "one-time-code", "on",
    "nickname", "organization-title", "bday", "bday-day", "bday-month", "bday-year",
}  # fmt: skip
ONE_LINE = {"text", "tel", "email", "search", "number", "url"}
# Reading age, and words in the longest sentence.
LIMITS = {
    "child": (8.0, 15),
    "young": (9.0, 15),
    "parent": (10.0, 20),
    "staff": (13.0, 25),
    "notice": (12.0, 20),
}
NOTICES = {"/privacy", "/cookies", "/accessibility"}
YOUNG = {"kit": "child", "jay": "young", "ella": "young", "luca": "young", "sol": "young"}
# Staff may see whose page it is in the heading; in the title stands at most the first name.
HARD_WORDS = 0.05

_parser = html5lib.HTMLParser(strict=True)


def reader_of(state: State) -> str:
    if state.path in NOTICES:
        return "notice"
    return (
        "staff"
        if state.staff or state.who in ("amira", "tom", "sam", "priya")
        else YOUNG.get(state.who, "parent")
    )


def structure(state: State, html: str, page: dict[str, Any]) -> list[str]:
    """One H1, a title that begins with it or says Error first, labels, tokens, and HTML that parses strictly."""
    problems = []
    try:
        _parser.parse(html)
    except html5lib.html5parser.ParseError as error:
        problems.append(f"HTML: {error} near {_near(html)}")
    if len(page["h1"]) != 1:
        problems.append(f"{len(page['h1'])} H1: {page['h1']}")
    twice = [name for name, number in Counter(page["ids"]).items() if number > 1]
    if twice:
        problems.append(f"ids twice: {twice}")
    if state.status == 422 and not page["title"].startswith("Error: "):
        problems.append(f"title of an error page: {page['title']!r}")
    return problems + _fields(page) + _shell(page)


def _fields(page: dict[str, Any]) -> list[str]:
    problems = []
    for one in page["fields"]:
        if not one["label"]:
            problems.append(f"field {one['name']!r} has no label")
        if one["autocomplete"] and not set(one["autocomplete"].split()) <= AUTOCOMPLETE:
            problems.append(f"autocomplete {one['autocomplete']!r}")
        if one["type"] in ONE_LINE and not one["autocomplete"]:
            problems.append(f"field {one['name']!r}: the browser keeps what is typed there")
        if one["type"] == "password" and one["autocomplete"] not in ("current-password", "new-password"):
            problems.append(f"password field without a token: {one['name']}")
    return problems


def _shell(page: dict[str, Any]) -> list[str]:
    problems = []
    if not page["exit"]:
        problems.append("no way to Exit")
    # Quiet pages say “Help” and no more.
    if "999" not in page["emergency"] and page["emergency"].strip() != "Help":
        problems.append(f"nothing says to call 999 in danger: {page['emergency'][:80]!r}")
    return problems


def _near(html: str) -> str:
    errors = html5lib.HTMLParser()
    errors.parse(html)
    (line, column), code, _ = errors.errors[0]
    text = html.split("\n")[line - 1]
    return f"line {line} ({code}): {text[max(0, column - 60) : column + 20]!r}"


def neutral(state: State, path: str, title: str, children: frozenset[str]) -> list[str]:
    """Titles and addresses of families' pages give nothing away; nobody's name stands in any title."""
    problems = []
    found = SENSITIVE.search(path)
    if found:
        problems.append(f"the address says {found[0]!r}")
    if not state.staff and (found := SENSITIVE.search(title)):
        problems.append(f"the title says {found[0]!r}: {title!r}")
    named = [name for name in children if re.search(rf"\b{name}\b", title)]
    if named:
        problems.append(f"the title names {named}: {title!r}")
    return problems


def readable(state: State, reading: Reading) -> list[str]:
    age, longest = LIMITS[reader_of(state)]
    problems = []
    if reading.longest > longest:
        problems.append(
            f"a sentence of {reading.longest} words, more than {longest}: {reading.longest_sentence!r}"
        )
    if reading.words >= FEWEST_WORDS and reading.age > age:
        problems.append(f"reading age {reading.age:.1f}, more than {age}")
    return problems
