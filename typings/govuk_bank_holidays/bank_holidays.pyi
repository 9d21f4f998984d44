from collections.abc import Sequence
from datetime import date
from typing import ClassVar, TypedDict

class BankHoliday(TypedDict):
    title: str
    date: date
    notes: str
    bunting: bool

class BankHolidays:
    ENGLAND_AND_WALES: ClassVar[str]
    SCOTLAND: ClassVar[str]
    NORTHERN_IRELAND: ClassVar[str]
    def __init__(
        self,
        locale: str | None = None,
        weekend: Sequence[int] = ...,
        use_cached_holidays: bool = False,
        download_timeout: float = 10,
    ) -> None: ...
    def get_holidays(self, division: str | None = None, year: int | None = None) -> list[BankHoliday]: ...
    def is_holiday(self, date: date, division: str | None = None) -> bool: ...
    def is_work_day(self, date: date, division: str | None = None) -> bool: ...
    def get_next_work_day(self, division: str | None = None, date: date | None = None) -> date: ...
    def get_prev_work_day(self, division: str | None = None, date: date | None = None) -> date: ...
