"""A safe-contact plan: what it allows, and when it has to be asked about again. No I/O."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from portal.statutory.birthdays import birthday
from portal.web.times import london

# A plan is asked about again after this long, whatever happened since.
ASK_AGAIN_AFTER = timedelta(weeks=8)
# From this birthday on somebody has a plan of their own. Younger children are reached through no device.
OWN_PLAN_FROM = 12
# What Notify prints on an envelope: from three lines to seven, the last with the postcode.
FEWEST_LINES, MOST_LINES = 3, 7
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


class Texting(StrEnum):
    ANY_TIME = "any_time"
    SOME_TIMES = "some_times"
    DISCREET = "discreet"
    NO = "no"


class Calls(StrEnum):
    YES = "yes"
    SOME_TIMES = "some_times"
    NO = "no"


class Email(StrEnum):
    YES = "yes"
    DISCREET = "discreet"
    NO = "no"


class Incident(StrEnum):
    """What happened after which an answer may not be true any more."""

    URGENT = "urgent"
    RESTRICTION = "restriction"
    NUMBER_FAILED = "number_failed"
    NUMBER_SHARED = "number_shared"
    STOP = "stop"


class Stale(Exception):
    """Somebody saved the same plan since this person opened it."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a plan's answer, by its key; what is filled in is worded by the page."""

    key: str
    start: time | None = None
    end: time | None = None
    days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeContact:
    """What a person said about being reached. Anything that was not asked is a no.

    `from_time`, `to_time`, `days`: when a text or an e-mail may arrive, and, where they said so, a call.
    `letters_to`: where post can go, a line for each line of the envelope.
    `version`: 0 where there is no plan yet.
    """

    texting: str
    from_time: time | None = None
    to_time: time | None = None
    days: tuple[int, ...] = EVERY_DAY
    discreet: bool = False
    email: str = Email.NO
    letters: bool = False
    letters_to: str | None = None
    plain_envelope: bool = True
    calls: str = Calls.NO
    voicemail: bool = False
    code_word: str | None = None
    device_shared: bool = False
    shared_with: str | None = None
    never: str | None = None
    only_i_contact: bool = False
    not_visited_on: tuple[int, ...] = ()
    unsafe_since: datetime | None = None
    texts_stopped_at: datetime | None = None
    checked_on: date
    checked_at: datetime | None = None
    checked_by: UUID | None = None
    checked_by_name: str | None = None
    version: int = 0

    @property
    def is_silent(self) -> bool:
        """Nobody may reach them first: they contact us, or their phone is not safe."""
        return self.only_i_contact or self.unsafe_since is not None

    @property
    def is_discreet(self) -> bool:
        """Whether they asked us not to say who we are."""
        return self.discreet or self.texting == Texting.DISCREET

    @property
    def texts(self) -> bool:
        return self.texting != Texting.NO and not self.is_silent

    @property
    def emails(self) -> bool:
        return self.email != Email.NO and not self.is_silent

    @property
    def post(self) -> bool:
        return self.letters and not self.is_silent and bool(self.post_lines)

    @property
    def post_lines(self) -> tuple[str, ...]:
        """What goes on the envelope; nothing where it cannot be an address."""
        lines = lines_of(self.letters_to)
        return lines if FEWEST_LINES <= len(lines) <= MOST_LINES else ()

    @property
    def may_call(self) -> bool:
        return self.calls != Calls.NO and not self.is_silent

    @property
    def hours(self) -> tuple[time, time] | None:
        """The hours that they named, if they named any."""
        return (self.from_time, self.to_time) if self.from_time and self.to_time else None

    @property
    def some_days(self) -> tuple[int, ...]:
        """The days that they named, where it is not every day."""
        named = tuple(sorted(set(self.days)))
        return () if named == EVERY_DAY else named

    def may_call_at(self, now: datetime) -> bool:
        """Whether a call is safe at this moment: some people named the hours, and outside them it is not."""
        if not self.may_call or self.calls != Calls.SOME_TIMES:
            return self.may_call
        here = london(now)
        inside = self.hours is None or self.hours[0] <= here.time() < self.hours[1]
        return inside and here.isoweekday() in self.days

    @property
    def answer(self) -> list[Said]:
        """What stands in bold before anybody calls, texts or visits, in the order of what could do harm."""
        if self.unsafe_since is not None:
            return [Said("unsafe")]
        if self.only_i_contact:
            return [Said("only_they")]
        said = [self._on_texts, *self._instead, self._on_calls]
        if self.is_discreet:
            said.append(Said("discreet"))
        if self.some_days and (self.texts or self.emails or self.calls == Calls.SOME_TIMES):
            said.append(self._on_days)
        return said

    @property
    def _on_texts(self) -> Said:
        if not self.texts:
            return Said("no_text")
        return Said("text_between", *self.hours) if self.hours else Said("text")

    @property
    def _on_days(self) -> Said:
        first, last = self.some_days[0], self.some_days[-1]
        in_a_row = len(self.some_days) > 2 and last - first + 1 == len(self.some_days)
        return Said("days_from_to", days=(first, last)) if in_a_row else Said("days", days=self.some_days)

    @property
    def _instead(self) -> list[Said]:
        """By e-mail or post is worth a word where texts are not safe."""
        return [] if self.texts else [Said("email")] * self.emails + [Said("post")] * self.post

    @property
    def _on_calls(self) -> Said:
        if not self.may_call:
            return Said("no_call")
        if self.calls == Calls.SOME_TIMES and self.hours:
            return Said("call_between", *self.hours)
        return Said("call")

    def is_old(self, today: date) -> bool:
        """Answers run out: safe last spring need not be safe now."""
        return _is_old(self.checked_on, today)


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Why a plan has to be asked about again: `incident` names what happened, or nothing where it is only old."""

    incident: str | None
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterStop:
    """Nothing is sent to a person, or to a whole family, since somebody said so."""

    id: UUID
    of_family: bool
    why: str
    words: str | None
    at: datetime
    by_id: UUID
    by_name: str


def lines_of(address: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (address or "").splitlines() if line.strip())


def has_own_plan(kind: str, born_on: date | None, today: date) -> bool:
    """Adults, and children from 12 on; where no birthday is known, a child counts as young."""
    if kind != "young_person":
        return kind == "adult"
    return born_on is not None and birthday(born_on, OWN_PLAN_FROM) <= today


def newest_incident(found: Iterable[tuple[str, datetime]], plan: SafeContact, today: date) -> AskAgain | None:
    """The last thing that happened after somebody was asked; else that it is too long ago; else nothing."""
    later = [(at, why) for why, at in found if _is_later(at, plan.checked_on, plan.checked_at)]
    if later:
        at, why = max(later)
        return AskAgain(why, london(at).date())
    return AskAgain(None, plan.checked_on) if _is_old(plan.checked_on, today) else None


def has_to_be_asked(
    checked_on: date, checked_at: datetime | None, incident_at: datetime | None, today: date
) -> bool:
    """Whether there is any reason, where no page says which. `incident_at`: when the last thing happened."""
    if incident_at is not None and _is_later(incident_at, checked_on, checked_at):
        return True
    return _is_old(checked_on, today)


def _is_later(at: datetime, checked_on: date, checked_at: datetime | None) -> bool:
    return at > checked_at if checked_at is not None else london(at).date() > checked_on


def _is_old(checked_on: date, today: date) -> bool:
    return today - checked_on > ASK_AGAIN_AFTER
