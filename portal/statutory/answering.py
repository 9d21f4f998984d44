"""By when people hear back, in working days of England. No law says how soon; we say it ourselves."""

from datetime import date

from portal.statutory.calendar import bank_holidays_of_england
from portal.statutory.counting import reply_by, working_days_after

# Working days. A manager, and whoever said it, see where it was not kept.
ANSWER_WITHIN = 10


def answer_day(said_on: date) -> date:
    """The last day for an answer to what was said on this one."""
    return working_days_after(said_on, ANSWER_WITHIN, bank_holidays_of_england())


def reply_day(today: date, working_days: int) -> date:
    """By when a worker answers who asks them something today: their own promise."""
    return reply_by(today, max(working_days, 1), bank_holidays_of_england())
