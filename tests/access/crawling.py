"""Walking through the portal as one person: every link and every form that the pages show."""

import re
from collections import Counter, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from tests.running import Answer, Visitor

# Leaving ends the session; downloads of looks hold nothing of anybody.
_NOT_FOLLOWED = re.compile(r"/(exit|sign-out|assets)(/|$)")


@dataclass(frozen=True)
class ShownForm:
    """A form as a page showed it: where it goes, and what it would send."""

    action: str
    fields: tuple[tuple[str, str], ...]


@dataclass
class Page:
    links: list[str] = field(default_factory=list)
    forms: list[ShownForm] = field(default_factory=list)
    searches: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._url = url
        self._form: tuple[str, str, list[tuple[str, str]]] | None = None
        self._area: str | None = None
        self._select: str | None = None
        self._in_template = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pairs = {name: value or "" for name, value in attrs}
        # What a script copies later is no link yet.
        self._in_template = self._in_template or tag == "template"
        if self._in_template:
            return
        if tag == "a" and pairs.get("href"):
            self.page.links.append(urljoin(self._url, pairs["href"]))
        elif tag == "form":
            action = urljoin(self._url, pairs.get("action") or self._url)
            self._form = (pairs.get("method", "get").lower(), action, [])
        elif self._form is not None:
            self._field(tag, pairs)

    def _field(self, tag: str, pairs: dict[str, str]) -> None:
        assert self._form is not None
        name = pairs.get("name")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and pairs.get("value"):
            self._form[2].append((self._select, pairs["value"]))
            self._select = None
        elif tag == "textarea" and name:
            self._area = name
        elif tag == "input" and name and pairs.get("type") not in ("submit", "button", "file"):
            if pairs.get("type") == "radio" and any(one == name for one, _ in self._form[2]):
                return
            self._form[2].append((name, pairs.get("value", "")))
        elif tag == "button" and name and all(one != name for one, _ in self._form[2]):
            # A browser sends the one that is pressed.
            self._form[2].append((name, pairs.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._area and self._form is not None:
            self._form[2].append((self._area, data.strip()))
            self._area = None

    def handle_endtag(self, tag: str) -> None:
        self._in_template = self._in_template and tag != "template"
        if tag == "form" and self._form is not None:
            method, action, fields = self._form
            if method == "post":
                self.page.forms.append(ShownForm(action, tuple(fields)))
            else:
                self.page.searches.append(action)
            self._form = None


def read_page(answer: Answer) -> Page:
    reader = _Reader(answer.url)
    reader.feed(answer.text)
    reader.close()
    return reader.page


@dataclass
class Walk:
    """What one person came to see: every address, its answer, and the forms on the way."""

    answers: dict[str, Answer] = field(default_factory=dict)
    forms: dict[str, ShownForm] = field(default_factory=dict)


def own_address(url: str, origin: str) -> str | None:
    """Path and query of a page of ours that can be opened."""
    if not url.startswith(origin + "/"):
        return None
    parts = urlsplit(url)
    if _NOT_FOLLOWED.match(parts.path):
        return None
    return parts.path + (f"?{parts.query}" if parts.query else "")


# A list that leads to its next week, and that to its next, is looked at so often and no further.
TURNS_OF_A_PAGE = 6


async def walk(
    visitor: Visitor, begin: list[str], most: int = 900, only: re.Pattern[str] = re.compile("")
) -> Walk:
    """`only`: addresses that begin otherwise are left alone."""
    found = Walk()
    turns: Counter[str] = Counter()
    waiting = deque(begin)
    while waiting:
        path = waiting.popleft()
        turns[path.split("?")[0]] += path not in found.answers
        if path in found.answers or turns[path.split("?")[0]] > TURNS_OF_A_PAGE:
            continue
        assert len(found.answers) < most, "the pages lead on and on"
        answer = await visitor.get(path)
        found.answers[path] = answer
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        page = read_page(answer)
        for form in page.forms:
            action = own_address(form.action, visitor.origin) or urlsplit(form.action).path
            found.forms.setdefault(action, form)
        for url in [*page.links, *page.searches]:
            address = own_address(url, visitor.origin)
            if address is not None and only.match(address):
                waiting.append(address)
    return found
