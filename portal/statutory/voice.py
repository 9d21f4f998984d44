"""Whom a page speaks to, by age: the same things in other words. No I/O."""

from datetime import date
from enum import StrEnum

from portal.statutory.birthdays import birthday

# Younger children are spoken to in pictures and shorter words.
TEEN_FROM = 12


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
