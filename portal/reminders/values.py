"""What the words of a letter are filled with: a day, an hour, where to sign in, whom to call. No I/O."""

from datetime import datetime

from notifications.catalogue import spoken
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
