"""By when people hear what was done about what they said. No law says how soon; we say it ourselves."""

from datetime import date

from portal.statutory.calendar import bank_holidays_of_england
from portal.statutory.counting import working_days_after

# Working days. A manager, and whoever said it, see where it was not kept.
ANSWER_WITHIN = 10


def answer_day(said_on: date) -> date:
    """The last day for an answer to what was said on this one."""
    return working_days_after(said_on, ANSWER_WITHIN, bank_holidays_of_england())
