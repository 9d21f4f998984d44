"""The days of the demonstration, counted from its first one: week 0 is the week of that day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal.clock import LONDON
from portal.demo.cast import Age

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


@dataclass(frozen=True, slots=True)
class Days:
    """Week −1 and before are always over and week 1 is always to come, whatever the first day is."""

    first: date

    def on(self, week: int, weekday: int) -> date:
        monday = self.first - timedelta(days=self.first.weekday())
        return monday + timedelta(weeks=week, days=weekday)

    def at(self, week: int, weekday: int, hour: int, minute: int = 0) -> datetime:
        """A London moment by day; no clock changes between 3am and 11pm."""
        return datetime.combine(self.on(week, weekday), time(hour, minute), LONDON)

    def soon(self, hour: int, minute: int = 0) -> datetime:
        """Today, where today is one of Amira's days (Monday to Thursday), else the next Monday."""
        day = self.first
        while day.weekday() > THU:
            day += timedelta(days=1)
        return datetime.combine(day, time(hour, minute), LONDON)

    def coming(self, days: int) -> date:
        """So many weekdays after the first day: not yet late, whatever day that is."""
        day = self.first
        while days:
            day += timedelta(days=1)
            days -= day.weekday() < SAT
        return day

    def ago(self, days: int) -> date:
        return self.first - timedelta(days=days)

    def working_ago(self, days: int, hour: int, minute: int = 0) -> datetime:
        """So many weekdays before the first day."""
        day = self.first
        while days:
            day -= timedelta(days=1)
            days -= day.weekday() < SAT
        return datetime.combine(day, time(hour, minute), LONDON)

    def evening_before(self, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(self.ago(1), time(hour, minute), LONDON)

    def midnight(self, week: int, weekday: int) -> datetime:
        return datetime.combine(self.on(week, weekday), time(0), LONDON)

    def born(self, age: Age) -> date:
        """The birthday of somebody who is this old on the first day."""
        day = self.first - timedelta(days=age.days)
        day = day.replace(day=28) if (day.month, day.day) == (2, 29) else day
        return day.replace(year=day.year - age.years)
