"""The rows of one council of the demonstration, by table, in the order in which they are told."""

from collections import defaultdict
from uuid import UUID

from portal.demo.cast import id_of
from portal.demo.days import Days

Row = dict[str, object]


class Rows:
    """Everything about one council, row by row."""

    def __init__(self, council: str, days: Days) -> None:
        self.council = council
        self.days = days
        self.rows: dict[str, list[Row]] = defaultdict(list)

    def id(self, *names: str) -> UUID:
        return id_of(self.council, *names)

    def add(self, table: str, **columns: object) -> None:
        self.rows[table].append({"council_id": id_of(self.council)} | columns)

    def add_with_id(self, table: str, **columns: object) -> UUID:
        """Rows that nobody names get their id from how many of their kind there were before."""
        row_id = self.id(table, str(len(self.rows[table])))
        self.add(table, id=row_id, **columns)
        return row_id
