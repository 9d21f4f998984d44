"""The kinds of meetings, read once from types.toml: what each is for, whom it is about, how early papers are due."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from portal.statutory.calendar import bank_holidays_of_england
from portal.statutory.counting import working_days_after, working_days_before
from portal.statutory.model import PlanType, Trigger, What

FILE = Path(__file__).with_name("types.toml")
INDEPENDENT = "independent"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingType:
    """One kind of meeting. Everything that is said of it is a message key."""

    key: str
    slug: str
    clock: What | None
    undated: str
    counts_from: Trigger | None
    plans: frozenset[PlanType]
    chair: str
    papers_days: int
    notes_days: int
    participation: bool
    can: tuple[str, ...]
    cannot: tuple[str, ...]

    @property
    def name(self) -> str:
        """What it is called on every page and in every title: dull enough for somebody who looks on."""
        return f"meetings.type.{self.key}.name"

    @property
    def formal(self) -> str:
        """What staff and letters call it."""
        return f"meetings.type.{self.key}.formal"

    def purpose(self, *, young: bool = False) -> str:
        """What it is for, in plain words: for adults, or for the child it is about."""
        return f"meetings.type.{self.key}.purpose{'_young' if young else ''}"

    @property
    def could_decide(self) -> list[str]:
        return [f"meetings.can.{word}" for word in self.can]

    @property
    def cannot_decide(self) -> list[str]:
        return [f"meetings.cannot.{word}" for word in self.cannot]

    @property
    def chair_is_independent(self) -> bool:
        return self.chair == INDEPENDENT

    def fits(self, plan_type: str) -> bool:
        """Whether a child with this kind of plan can have such a meeting."""
        return not self.plans or plan_type in self.plans

    def papers_by(self, day: date) -> date:
        """The last day on which papers are shared in time for somebody who is asked for `day`."""
        return working_days_before(day, self.papers_days, bank_holidays_of_england())

    def notes_by(self, day: date) -> date:
        """The last day for the notes of a meeting that was held on `day`."""
        return working_days_after(day, self.notes_days, bank_holidays_of_england())


@cache
def all_types() -> Mapping[str, MeetingType]:
    """Every kind by its key, in the order of the file."""
    held = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        key: MeetingType(
            key=key,
            slug=one["slug"],
            clock=What(one["clock"]) if "clock" in one else None,
            counts_from=Trigger(one["counts_from"]) if "counts_from" in one else None,
            undated=f"meetings_plan.undated.{one.get('undated', 'none')}",
            plans=frozenset(PlanType(plan) for plan in one["plans"]),
            chair=one["chair"],
            papers_days=one["papers_days"],
            notes_days=one["notes_days"],
            participation=one.get("participation", False),
            can=tuple(one["can"]),
            cannot=tuple(one["cannot"]),
        )
        for key, one in held.items()
    }


def type_of(key: str) -> MeetingType:
    """The kind of a meeting that is written down."""
    return all_types()[key]


def type_at(slug: str) -> MeetingType | None:
    """The kind that an address names."""
    return next((of for of in all_types().values() if of.slug == slug), None)
