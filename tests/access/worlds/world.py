"""A small council as rows of tables: drawn by chance, put into a database, and looked at in Python."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, TypeAlias
from uuid import UUID

from portal.db import Connection
from tests.databases import FIRST_DAY
from tests.running import at

Row: TypeAlias = dict[str, Any]

TODAY, NOW = FIRST_DAY, at(FIRST_DAY, 10)


@dataclass
class World:
    """One council. `rows`: by table, in an order in which they can be put in."""

    chance: Random
    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))

    def new_id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    @property
    def council_id(self) -> UUID:
        council_id: UUID = self.rows["council"][0]["council_id"]
        return council_id

    def add(self, table: str, **row: Any) -> UUID:
        """One more row of a table, all of whose rows have the same columns."""
        row_id: UUID = row.setdefault("id", self.new_id())
        self.rows[table].append({"council_id": self.council_id} | row)
        return row_id

    def link(self, table: str, **row: Any) -> None:
        """A row that has no id of its own."""
        self.rows[table].append({"council_id": self.council_id} | row)

    def maybe(self, share: float) -> bool:
        return self.chance.random() < share

    def any_of(self, choices: Iterable[Any]) -> Any:
        return self.chance.choice(list(choices))

    def some_of(self, choices: Iterable[Any], share: float) -> list[Any]:
        return [one for one in choices if self.maybe(share)]

    def day(self, *days_from_today: int | None) -> date | None:
        days = self.any_of(days_from_today)
        return None if days is None else TODAY + timedelta(days=days)

    def moment(self, *hours_from_now: float | None) -> datetime | None:
        hours = self.any_of(hours_from_now)
        return None if hours is None else NOW + timedelta(hours=hours)

    def hour(self, *hours_from_now: float) -> datetime:
        return NOW + timedelta(hours=self.any_of(hours_from_now))

    def person(self, person_id: UUID) -> Row:
        return next(one for one in self.rows["person"] if one["id"] == person_id)

    def of(self, table: str, **known: Any) -> list[Row]:
        """The rows of a table in which these columns hold these values."""
        return [row for row in self.rows[table] if all(row[name] == value for name, value in known.items())]

    def people(self, *kinds: str) -> list[UUID]:
        return [one["id"] for one in self.rows["person"] if one["kind"] in kinds]

    @property
    def living(self) -> list[UUID]:
        return [one["id"] for one in self.rows["person"] if one["ended_at"] is None]


async def fill(owner: Connection, world: World) -> None:
    """Puts the rows in as they were drawn; `owner` is a superuser in a transaction of its own.

    Triggers rest meanwhile: ids are ours, and so is the day of each 18th birthday.
    """
    await owner.execute("SET LOCAL session_replication_role = replica")
    for table, rows in world.rows.items():
        columns = ", ".join(rows[0])
        await owner.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, $1::jsonb)",
            json.dumps(rows, default=str),
        )
    await owner.execute("SET LOCAL session_replication_role = origin")
