"""The rules of reminders: what is open when, by the clock on the wall in London. No I/O."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from uuid import UUID

from notifications.model import Channel, Subject, Wording
from portal.web.times import london, moment_in_london

WEEK, DAY = "visit_week", "visit_day"
MEETING_WEEK, MEETING_DAY, SAY = "meeting_week", "meeting_day", "meeting_say"
# Reminders begin at this hour of the wall.
OPENS_AT = time(10)
DAYS_BEFORE = {WEEK: 7, DAY: 1, MEETING_WEEK: 7, MEETING_DAY: 1, SAY: 10}
# The first reminder, and a chance to have a say, are over when the second day before the visit or meeting begins; the
# second, two hours before it.
WEEK_ENDS_DAYS_BEFORE = 2
DAY_ENDS_BEFORE = timedelta(hours=2)
# News of a new time that is younger than this when a reminder begins says what the reminder would say.
NEWS_COUNTS_FOR = timedelta(hours=24)
# What is older is no news to anybody.
NEWS_LASTS = timedelta(days=7)
MISSED_LASTS = timedelta(hours=24)
MESSAGE_RESTS = timedelta(minutes=2)
SUMMARY_RESTS = timedelta(minutes=10)
# A worker who types in a number may have the person beside them, and try it.
NUMBER_RESTS = timedelta(days=1)
DIGEST = timedelta(minutes=15)
MOST_A_DAY = 5
NEVER_SIGNED_IN = "never"
ATTEMPT = "#"


@dataclass(frozen=True, slots=True)
class Trial:
    """How an administrator asked to see a letter: nothing of it is worked out from a plan."""

    channel: Channel
    wording: Wording
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something that a person should be told now, and until when telling it makes sense.

    `begins`: the visit or meeting that it is about; `at`: the hour that the words name. `can_be_answered`: by a text of
    1, 2 or 3, where the council's number takes any.
    `points`: the only numbers and addresses that it may go to, where that is decided elsewhere.
    `address`: of a colleague, who has no plan of how to be reached. `trial`: with invented values, to see how it looks.
    """

    key: str
    person_id: UUID
    subject: Subject
    due_at: datetime
    until: datetime
    begins: datetime | None = None
    at: datetime | None = None
    points: tuple[UUID, ...] | None = None
    address: str | None = None
    asked_for: bool = False
    can_be_answered: bool = True
    trial: Trial | None = None


# Visits and meetings of a council begin at a few hundred moments of a week; each is asked about for each reader.
@lru_cache(4096)
def opening(kind: str, begins: datetime) -> datetime:
    """When a reminder of what begins at this moment may go out first."""
    return moment_in_london(london(begins).date() - timedelta(days=DAYS_BEFORE[kind]), OPENS_AT)


@lru_cache(4096)
def closing(kind: str, begins: datetime) -> datetime:
    """From when on it is too late for it."""
    if kind in (DAY, MEETING_DAY):
        return begins - DAY_ENDS_BEFORE
    return midnight(london(begins).date() - timedelta(days=WEEK_ENDS_DAYS_BEFORE))


def is_open(kind: str, begins: datetime, now: datetime) -> bool:
    return opening(kind, begins) <= now < closing(kind, begins)


def is_told_by_news(kind: str, begins: datetime, moved_at: datetime | None) -> bool:
    """Whether news of this very time takes the place of a reminder."""
    return moved_at is not None and moved_at > opening(kind, begins) - NEWS_COUNTS_FOR


def midnight(day: date) -> datetime:
    """The first moment of a day in London. No clock changes at midnight there."""
    return moment_in_london(day, time(0))


def day_after(moment: datetime) -> datetime:
    """The first moment of the next day."""
    return midnight(london(moment).date() + timedelta(days=1))


def end_of_day_after(moment: datetime) -> datetime:
    return midnight(london(moment).date() + timedelta(days=2))


@lru_cache(4096)
def version_of(moment: datetime | None) -> str:
    """A moment as a version: the same text for the same moment, whatever zone it came in."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if moment else NEVER_SIGNED_IN


def attempt_of(version: str, number: int) -> str:
    """The version of a letter that is tried again at another number: another letter, about the same thing."""
    return version if number < 2 else f"{version}{ATTEMPT}{number}"


def without_attempt(version: str) -> str:
    return version.split(ATTEMPT, 1)[0]


def told_start(version: str) -> datetime | None:
    """The start of a visit that a letter with this version told; None where it told none."""
    try:
        return datetime.fromisoformat(without_attempt(version).split("/", 1)[0])
    except ValueError:
        return None
