"""A row of the plans' table, whole, as the statements of other pages bring it along: `to_jsonb(k)`."""

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from portal.safe_contact.model import SafeContact

_NAMES = frozenset(field.name for field in fields(SafeContact))
_READ: dict[str, Callable[[Any], Any]] = {
    "from_time": time.fromisoformat,
    "to_time": time.fromisoformat,
    "days": tuple,
    "not_visited_on": tuple,
    "unsafe_since": datetime.fromisoformat,
    "texts_stopped_at": datetime.fromisoformat,
    "checked_at": datetime.fromisoformat,
    "checked_on": date.fromisoformat,
    "checked_by": UUID,
}


def read_plan(found: dict[str, Any] | str | None) -> SafeContact | None:
    """The plan in a row that a statement selected as `to_jsonb`; None where there is none.

    A record inside a list cannot hold JSON: there it comes as text.
    """
    if found is None:
        return None
    row: dict[str, Any] = json.loads(found) if isinstance(found, str) else found
    return SafeContact(
        **{name: _value(name, value) for name, value in row.items() if name in _NAMES and value is not None}
    )


def _value(name: str, value: Any) -> Any:
    return _READ[name](value) if name in _READ else value
