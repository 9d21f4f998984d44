"""What the words of a letter are filled with: a day, an hour, where to sign in, whom to call. No I/O."""

from datetime import datetime

from notifications.catalogue import LONGEST, LetterKind, spoken
from portal.reminders.model import Found
from portal.reminders.store_people import Reach
from portal.web.times import london, say_day, say_time


def values_of(found: Found, reach: Reach, origin: str, now: datetime) -> dict[str, str]:
    """In English or Welsh, as the person's letters are. The address is the same for everybody of a council."""
    language = spoken(reach.language)
    values = {"phone": reach.phone, "url": origin}
    if found.begins is not None:
        values["day"] = say_day(london(found.begins).date(), london(now).year, language)
    if found.at is not None:
        values["time"] = say_time(london(found.at).time(), language)
    return values


def invented_values(kind: LetterKind, language: str, own: dict[str, str]) -> dict[str, str]:
    """For a letter that is only a trial: our own address and number, else the longest that there can be."""
    return {name: own.get(name, longest) for name, longest in LONGEST[language].items() if name in kind.needs}
