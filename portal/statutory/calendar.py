"""The bank holidays of England, from the copy that ships with the package: no network is asked."""

from functools import cache

from govuk_bank_holidays.bank_holidays import BankHolidays

from portal.statutory.counting import Holidays


@cache
def bank_holidays_of_england() -> Holidays:
    calendar = BankHolidays(use_cached_holidays=True)
    # England has no list of its own: it shares one with Wales.
    days = calendar.get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    return frozenset(holiday["date"] for holiday in days)
