"""The planner of a meeting as a browser without JavaScript sends it."""

from datetime import date
from typing import Any

from portal.demo.cast import Cast, Member
from tests.portal.planner.pages import filled, form_of, words
from tests.running import Answer, Visitor


def new(cast: Cast) -> str:
    return f"/staff/meetings/new/{cast.kit.id}/again"


def at(slot: int, day: date, time: str, place: str) -> dict[str, object]:
    """When and where one time of the meeting is."""
    start = f"slots__{slot}"
    return {
        f"{start}__day__day": day.day,
        f"{start}__day__month": day.month,
        f"{start}__day__year": day.year,
        f"{start}__time": time,
        f"{start}__place_words": place,
    }


def row_of(fields: dict[str, Any], person: Member) -> str:
    """The name of the select that says which time somebody is asked for."""
    name = next(
        name for name, value in fields.items() if name.endswith("person_id") and value == str(person.id)
    )
    return name.replace("person_id", "slot")


async def press(visitor: Visitor, path: str, page: Answer, do: str, **changes: object) -> Answer:
    """The page that stands there, with some fields changed, and one of its buttons."""
    return await visitor.send(path, {**filled(page.text, path, **changes), "do": do})


def asked(page: Answer, path: str, **slots: tuple[Member, str]) -> dict[str, object]:
    """For each person the time that they are asked for; "" where they are not."""
    fields = form_of(page.text, path)
    return {row_of(fields, member): slot for member, slot in slots.values()}


def copy_for(page: str, name: str) -> str:
    """Of the preview: what one person will see."""
    return words(page).split(f"What {name} will see")[1].split("What ")[0]
