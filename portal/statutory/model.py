"""A rule as data, the facts of a child's plan that it needs, and the date that comes out with its reasons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from portal.statutory.counting import Counting, Span, year_end


class PlanType(StrEnum):
    FAMILY_HELP = "family_help"
    ASSESSMENT = "assessment"
    CHILD_IN_NEED = "child_in_need"
    CHILD_PROTECTION = "child_protection"
    LOOKED_AFTER = "looked_after"
    ADOPTION = "adoption"
    PRIVATE_FOSTERING = "private_fostering"
    CARE_LEAVER = "care_leaver"


class What(StrEnum):
    VISIT = "visit"
    SEEN_AGAIN = "seen_again"
    TELL_MANAGER = "tell_manager"
    DECISION = "decision"
    ASSESSMENT = "assessment"
    INITIAL_CONFERENCE = "initial_conference"
    REVIEW_CONFERENCE = "review_conference"
    CORE_GROUP = "core_group"
    REPORT_TO_INITIAL = "report_to_initial"
    REPORT_TO_REVIEW = "report_to_review"
    REVIEW = "review"
    CARE_PLAN = "care_plan"
    REVIEW_DECISIONS = "review_decisions"
    REVIEW_RECORD = "review_record"
    REVIEW_RECORD_SENT = "review_record_sent"


class Trigger(StrEnum):
    """What starts a clock."""

    PLAN_START = "plan_start"
    PLACEMENT_START = "placement_start"
    ORDER_MADE = "order_made"
    MOVED_IN = "moved_in"
    PLACEMENT_YEAR_END = "placement_year_end"
    PLAN_YEAR_END = "plan_year_end"
    FIRST_REVIEW = "first_review"
    SECOND_REVIEW = "second_review"
    FIRST_CORE_GROUP = "first_core_group"
    MISSED_VISIT = "missed_visit"
    LATEST_MISSED_VISIT = "latest_missed_visit"
    REFERRAL = "referral"
    STRATEGY_DISCUSSION = "strategy_discussion"
    CONFERENCE = "conference"
    NEXT_CONFERENCE = "next_conference"
    REVIEW_HELD = "review_held"
    NEXT_REVIEW = "next_review"
    AUTHORISED_TO_PLACE = "authorised_to_place"


USUAL = "usual"

# A plan keeps one day for these. The conference that made a plan is its start, unless said otherwise.
STARTS_THE_CLOCK = frozenset({Trigger.PLACEMENT_START, Trigger.ORDER_MADE, Trigger.MOVED_IN})
STARTS_WITH_THE_PLAN = frozenset({Trigger.PLAN_START, Trigger.CONFERENCE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`first`: how long after the trigger. `then`: how long after the last one. Neither: a stage is over."""

    code: str
    what: What
    plan_type: PlanType
    trigger: Trigger
    source: str
    from_on: date
    circumstance: str = USUAL
    first: Span | None = None
    then: Span | None = None
    counting: Counting = Counting.DAY_AFTER_IS_ONE
    statutory: bool = True
    to_on: date | None = None
    overrides: bool = False

    def in_force(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True, slots=True)
class Visited:
    """A visit in the past. Only one where the child was seen, and which was no core group, moves a clock."""

    on: date
    seen: bool
    at_core_group: bool = False

    @property
    def counts(self) -> bool:
        return self.seen and not self.at_core_group


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """`clock_on`: the day of the placement, order or move, where that is not the plan's first day."""

    plan_type: PlanType
    started_on: date
    clock_on: date | None = None
    circumstance: str = USUAL
    visits: tuple[Visited, ...] = ()
    held: Mapping[What, tuple[date, ...]] = field(default_factory=dict)
    dates: Mapping[Trigger, date] = field(default_factory=dict)

    def done(self, what: What) -> list[date]:
        """When this was done, first to last. A visit is done when the child was seen."""
        if what is What.VISIT:
            return sorted(visit.on for visit in self.visits if visit.counts)
        return sorted(self.held.get(what, ()))

    def missed(self) -> list[date]:
        """Visits under this plan where the child was not seen, since the child was last seen."""
        since = max([day for day in self.done(What.VISIT) if day >= self.started_on], default=None)
        missed = (visit.on for visit in self.visits if not visit.seen and visit.on >= self.started_on)
        return sorted(day for day in missed if since is None or day > since)

    def day_of(self, trigger: Trigger) -> date | None:
        if trigger in self.dates:
            return self.dates[trigger]
        if trigger in STARTS_THE_CLOCK:
            return self.clock_on or self.started_on
        if trigger in STARTS_WITH_THE_PLAN:
            return self.started_on
        return self._worked_out(trigger)

    def _worked_out(self, trigger: Trigger) -> date | None:
        match trigger:
            case Trigger.PLACEMENT_YEAR_END:
                started = self.day_of(Trigger.PLACEMENT_START)
                return year_end(started) if started else None
            case Trigger.PLAN_YEAR_END:
                return year_end(self.started_on)
            case Trigger.FIRST_REVIEW:
                return _nth(self.done(What.REVIEW), 1)
            case Trigger.SECOND_REVIEW:
                return _nth(self.done(What.REVIEW), 2)
            case Trigger.FIRST_CORE_GROUP:
                return _nth(self.done(What.CORE_GROUP), 1)
            case Trigger.MISSED_VISIT:
                return _nth(self.missed(), 1)
            case Trigger.LATEST_MISSED_VISIT:
                return max(self.missed(), default=None)
            case _:
                return None


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Opening hours by London's clock. A time to close that is not after the time to open is the next day's."""

    opens_at: time
    closes_at: time
    open_days: frozenset[int]  # ISO: Monday is 1, Sunday is 7

    def __post_init__(self) -> None:
        if not self.open_days or not self.open_days <= frozenset(range(1, 8)):
            raise ValueError("an office opens on at least one day of the week, 1 to 7")

    @property
    def past_midnight(self) -> bool:
        return self.closes_at <= self.opens_at

    @property
    def length(self) -> timedelta:
        """How long a day of opening is on the wall. On a night when the clocks change it may be an hour off."""
        any_day = date(2026, 6, 1)
        closing_day = any_day + timedelta(days=1) if self.past_midnight else any_day
        return datetime.combine(closing_day, self.closes_at) - datetime.combine(any_day, self.opens_at)


@dataclass(frozen=True, slots=True)
class Key:
    """A value that is itself a message, to be put into words only when it is shown."""

    key: str


Value = int | str | date | Span | Key | tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence of "why this date": a message key and what goes into it."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Due:
    on: date
    rule: Rule
    why: tuple[Reason, ...]


def _nth(days: list[date], number: int) -> date | None:
    return days[number - 1] if len(days) >= number else None
