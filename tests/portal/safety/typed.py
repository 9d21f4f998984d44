"""Where people of families type, as `where_families_type.txt` has it, and which boxes a page has."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from portal.web.routes import Audience, Route

TABLE = Path(__file__).with_name("where_families_type.txt")
LOOKED_AT, NOTHING = "looked at", "-"
# Kinds of input in which nobody writes words.
_NO_WORDS = frozenset("hidden checkbox radio submit button password file number".split())


@dataclass(frozen=True)
class Typed:
    """One place: the address or the event, the boxes in which words are typed there, and what becomes of them."""

    place: str
    boxes: frozenset[str]
    what: str


def listed() -> list[Typed]:
    found = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        place, boxes, *what = re.split(r"  +", line.strip())
        names = frozenset() if boxes == NOTHING else frozenset(boxes.split())
        found.append(Typed(place, names, what[0] if what else ""))
    return found


def is_a_familys(route: Route) -> bool:
    """Where families post, by themselves, before they signed in, on a worker's phone, or on paper."""
    own = bool(route.audience & (Audience.FAMILY | Audience.ANYONE))
    return route.method == "POST" and (
        own or route.path.startswith("/staff/together/") or "/booklet/" in route.path
    )


def box(name: str) -> str:
    """The boxes of a question are named by their place."""
    return re.sub(r"^part_\d+(_\d+)?$", "part_*", name)


def _holds_words(tag: str, kind: str) -> bool:
    return tag == "textarea" or (tag == "input" and kind not in _NO_WORDS)


class _Boxes(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: set[tuple[str, str]] = set()
        self._action = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._action = of.get("action", "") if of.get("method", "get").lower() == "post" else ""
        elif self._action and of.get("name") and _holds_words(tag, of.get("type", "text")):
            self.found.add((self._action.split("?")[0], box(of["name"])))


def boxes_on(page: str, path: str) -> set[tuple[str, str]]:
    """Where each box of a page's forms is posted to, and its name."""
    reader = _Boxes()
    reader.feed(page)
    reader.close()
    return {(action or path, name) for action, name in reader.found}
