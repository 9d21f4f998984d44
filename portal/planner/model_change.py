"""What a saved plan changed for those who read it. No I/O."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from portal.db import Row

# As families' pages name them; the time has a line of its own.
PARTS = ("place", "worker", "also_coming", "length", "purpose", "topics", "interpreter", "offered", "ready")


@dataclass(frozen=True, slots=True)
class Change:
    """`parts`: what every reader sees. `children`: whom we want to see now or no more; `alone`: with whom time alone
    is another."""

    was_at: datetime
    now_at: datetime
    parts: list[str]
    children: list[UUID]
    alone: list[UUID]

    @classmethod
    def between(cls, before: Row, now: Row) -> Self:
        """Both as `store_plan` reads them: the parts by name, and of each child (id, wish to see, minutes, why)."""
        were = {child_id: rest for child_id, *rest in before["children"]}
        are = {child_id: rest for child_id, *rest in now["children"]}
        nobody = [False, None, None]
        return cls(
            before["starts_at"],
            now["starts_at"],
            [part for part in PARTS if before[part] != now[part]],
            [one for one, (see, *_) in are.items() if see != were.get(one, nobody)[0]],
            [one for one, (_, *alone) in are.items() if alone != were.get(one, nobody)[1:]],
        )
