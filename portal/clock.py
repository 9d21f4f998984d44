"""The one clock: built by the composition roots, handed to whoever needs the time."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


class Clock:
    """Aware UTC time, turned by a fixed offset where a demonstration or a test asks for another day."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self._offset = offset

    @classmethod
    def turned_to(cls, moment: datetime) -> "Clock":
        clock = cls()
        clock.turn_to(moment)
        return clock

    def turn_to(self, moment: datetime) -> None:
        if moment.tzinfo is None:
            raise ValueError("a clock is turned to an aware moment")
        self._offset = moment - datetime.now(UTC)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def today(self) -> date:
        """The date in London, by which families and the law count days."""
        return self.now().astimezone(LONDON).date()
