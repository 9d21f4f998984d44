"""Whom a page speaks to, by age: the same things in other words. No I/O."""

from datetime import date
from enum import StrEnum

from portal.statutory.birthdays import birthday

# Younger children are spoken to in pictures and shorter words.
TEEN_FROM = 12
LEFT_SCHOOL_FROM = 18


class Voice(StrEnum):
    ADULT = "adult"
    TEEN = "teen"
    CHILD = "child"

    @property
    def young(self) -> bool:
        return self is not Voice.ADULT


def voice_of(kind: str, born_on: date | None, today: date) -> Voice:
    """A child up to the twelfth birthday, in London's days; a young person from then on."""
    if kind != "young_person":
        return Voice.ADULT
    if born_on is None:
        return Voice.TEEN
    return Voice.CHILD if today < birthday(born_on, TEEN_FROM) else Voice.TEEN


def left_school(born_on: date | None, today: date) -> bool:
    """From the eighteenth birthday on. The birth dates of parents are not kept: they may ask about a child's school."""
    return born_on is not None and today >= birthday(born_on, LEFT_SCHOOL_FROM)
