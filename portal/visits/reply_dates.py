"""By when a worker answers: their own promise in working days, counted in England's."""

from datetime import date

from portal.statutory.calendar import bank_holidays_of_england
from portal.statutory.counting import reply_by


def reply_day(today: date, working_days: int) -> date:
    return reply_by(today, max(working_days, 1), bank_holidays_of_england())
