"""Who may go on seeing what, asked person by person."""

from collections.abc import Sequence
from typing import ClassVar

from portal.account.model_own import Somebody
from portal.web.fields import SelectChoice, SelectMultiple
from portal.web.forms import Form


class ChoosingForm(Form):
    """A field for each person, named by their place in the list; `people` are their codes in that order."""

    people: ClassVar[tuple[str, ...]] = ()

    def codes(self, what: str) -> frozenset[str]:
        """Of whom this was ticked."""
        return frozenset(
            code for place, code in enumerate(self.people) if what in (self[field_name(place)].data or ())
        )


def field_name(place: int) -> str:
    return f"who_{place}"


def choosing_form(people: Sequence[Somebody], *, grown_up: bool, now: bool) -> type[ChoosingForm]:
    """`now`: what each can see at this moment is ticked; else nothing is."""
    fields: dict[str, object] = {"people": tuple(one.code for one in people)}
    for place, one in enumerate(people):
        fields[field_name(place)] = SelectMultiple(
            "account.who_sees.h1",
            choices=_choices(one, grown_up=grown_up),
            default=[kind for kind in ("things", "views") if now and getattr(one, kind)],
        )
    return type("PeopleForm", (ChoosingForm,), fields)


def _choices(one: Somebody, *, grown_up: bool) -> list[SelectChoice]:
    found = []
    if grown_up and one.id:
        found.append(SelectChoice("things", "account.who_sees.things"))
    if one.told:
        found.append(SelectChoice("views", "account.who_sees.views"))
    return found
