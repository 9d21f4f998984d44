"""What a text may give away to one reader: places, numbers, schools, and signs of a time that is not theirs. No I/O.

Advice for who shares it: what is found is shown, marked, and looked at by a person. Nothing is left out by itself.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.meetings.model import Slot, StaffMeeting
from portal.web.redaction import leave_out, leave_out_of
from portal.web.times import london, say_day, say_time

_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\d.])(?:\+\s?44\s?(?:\(0\)\s?)?|0)\d(?:[\s()-]{0,2}\d){8,9}(?!\d)")
_EMAIL = re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}\b")
_NAMED = r"(?:[A-Z][\w’'.&-]{0,30}\s+){1,4}"
_STREET = re.compile(
    rf"\b(?:\d{{1,4}}[a-z]?,?\s+)?{_NAMED}(?:Road|Rd|Street|Lane|Avenue|Ave|Close|Drive|Court|Crescent|Gardens|Grove|"
    r"House|Mews|Parade|Park|Place|Row|Square|Terrace|Walk|Way|Hill|Green|Yard)\b"
)
_PLACE = re.compile(
    rf"\b{_NAMED}(?:Primary|Junior|Infants?|Secondary|High|Grammar|Academy|School|College|Nursery|Preschool|Surgery|"
    r"Practice|Clinic|Hospital|Centre|Center|Library|Church|Mosque|Refuge|Hostel)\b"
)
_PATTERNS = (
    ("postcode", _POSTCODE),
    ("phone", _PHONE),
    ("email", _EMAIL),
    ("place", _PLACE),
    ("address", _STREET),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; `why` is empty where there is nothing to look at."""

    text: str
    why: str = ""


def pieces(text: str, signs: Sequence[tuple[str, re.Pattern[str]]] = ()) -> list[Piece]:
    """The text in order, cut where something should be looked at."""
    spans = sorted(
        (found.start(), -found.end(), why)
        for why, pattern in (*signs, *_PATTERNS)
        for found in pattern.finditer(text)
    )
    parts, at = [], 0
    for start, minus_end, why in spans:
        if start < at:
            continue
        parts += [Piece(text[at:start]), Piece(text[start:-minus_end], why)]
        at = -minus_end
    return [one for one in (*parts, Piece(text[at:])) if one.text]


def signs_of_others(meeting: StaffMeeting, reader_id: UUID) -> list[tuple[str, re.Pattern[str]]]:
    """Days, times and places of slots that this reader must not know of, as people write them."""
    reader = meeting.reader(reader_id)
    own = meeting.slot(reader.slot_id) if reader else None
    found: set[str] = set()
    for slot in meeting.slots:
        if own is not None and slot.id != own.id:
            found |= _words_of(slot) - _words_of(own)
    return [("slot", _as_written(one)) for one in sorted(found)]


def signs_of_known(words: Iterable[str]) -> list[tuple[str, re.Pattern[str]]]:
    """What the record knows of others."""
    return [("known", _as_written(one)) for one in words]


def _as_written(words: str) -> re.Pattern[str]:
    written = r"[\s-]+".join(map(re.escape, words.split()))
    return re.compile(rf"(?<!\w){written}(?!\w)", re.IGNORECASE)


def _words_of(slot: Slot) -> set[str]:
    at = london(slot.starts_at)
    return {*_ways(slot.day), say_time(at.time()), f"{at:%H:%M}", *_places(slot.place_words)}


def _ways(day: date) -> Iterable[str]:
    whole = say_day(day, day.year)
    return whole, whole.split(" ", 1)[1], f"{day.day}/{day.month}", f"{day:%d/%m}", f"{day:%d.%m}"


def _places(words: str) -> list[str]:
    """“Room 2, Exampleton Library” is two places; “The Beech Room” is known without its article."""
    found = (part.strip().removeprefix("The ") for part in re.split(r"[,\n]", words))
    return [part for part in found if len(part) > 3]


@dataclass(frozen=True, slots=True)
class Shown:
    """A paper as one reader will have it. `to_check`: what should be looked at, each once."""

    reader_id: UUID
    title: list[Piece]
    parts: list[tuple[bool, list[Piece]]]
    left_out: int

    @property
    def to_check(self) -> list[Piece]:
        every = (*self.title, *(piece for _, part in self.parts for piece in part))
        return list(dict.fromkeys(piece for piece in every if piece.why))


@dataclass(frozen=True, slots=True)
class Words:
    """Of one reader: what is left out for them, and what the record knows of others that they may not know."""

    left_out: Sequence[str]
    known: Sequence[str]
    # Where this reader lives: no news to them.
    own: str = ""


def shown_to(
    meeting: StaffMeeting, reader_id: UUID, title: str, bodies: Sequence[tuple[bool, str]], words: Words
) -> Shown:
    signs = [*signs_of_known(words.known), *signs_of_others(meeting, reader_id)]
    kept = leave_out_of([body for _, body in bodies], words.left_out)
    left = [(heading, body) for (heading, _), body in zip(bodies, kept, strict=True)]
    changed = sum(1 for (_, now), (_, was) in zip(left, bodies, strict=True) if now != was)
    return Shown(
        reader_id,
        _but_own(pieces(leave_out(title, words.left_out), signs), words.own),
        [(heading, _but_own(pieces(body, signs), words.own)) for heading, body in left],
        changed,
    )


def _but_own(found: list[Piece], own: str) -> list[Piece]:
    """What is a part of their own address needs no look."""
    plain = own.casefold()
    return [Piece(one.text) if one.why and one.text.casefold() in plain else one for one in found]
