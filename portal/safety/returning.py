"""Where the pages of help lead back to: to what somebody was doing when they were asked. No I/O.

An address says a place by its name and the id or number in it. It never holds an address to go to.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Way(Protocol):
    """Where somebody goes on, and what the pages of help in between carry along to lead back there."""

    @property
    def path(self) -> str: ...

    @property
    def query(self) -> str: ...


class Place(StrEnum):
    """Where words are kept that are no messages."""

    VIEWS = "views"
    STORY = "story"
    MEETING = "meeting"
    VISIT = "visit"
    PAPER = "paper"
    DECIDED = "decided"
    CONTACT = "contact"


_ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# What may stand for `{at}`, and the page of ours that it is a part of.
_PAGES = {
    Place.VIEWS: (re.compile(rf"{_ID}/(?:[0-9]{{1,2}}|share|check|sent)"), "/views/{at}"),
    Place.STORY: (re.compile(r"[1-9]|check"), "/story/{at}"),
    Place.MEETING: (re.compile(_ID), "/meetings/{at}/ready"),
    Place.VISIT: (re.compile(rf"{_ID}(?:/after|/change)?"), "/visits/{at}"),
    Place.PAPER: (re.compile(rf"{_ID}/papers/{_ID}"), "/meetings/{at}"),
    Place.DECIDED: (re.compile(rf"{_ID}/decisions"), "/meetings/{at}"),
    Place.CONTACT: (re.compile(r"contact"), "/account/{at}"),
}


@dataclass(frozen=True, slots=True)
class CameFrom:
    """`at`: the questions by id and the step that comes next, the part of a story, the meeting or visit by id and a
    part of it, or the page of an account."""

    place: Place
    at: str

    @property
    def path(self) -> str:
        return _PAGES[self.place][1].format(at=self.at)

    @property
    def query(self) -> str:
        return f"?from={self.place}&at={self.at}"


def came_from(query: Mapping[str, str]) -> CameFrom | None:
    """None for messages, and for whatever no page of ours says."""
    try:
        place = Place(query.get("from", ""))
    except ValueError:
        return None
    at = query.get("at", "")
    return CameFrom(place, at) if _PAGES[place][0].fullmatch(at) else None
